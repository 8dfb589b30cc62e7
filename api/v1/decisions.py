"""How a decision is made here, and what the Congress can answer: as public as the report."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from api.v1.serializers import one_of, some_of
from congress.engine.answers import ANSWERS, AnswerNeed, AnswerRule, Audience
from evidence.engine.citation import Citation, Mark
from matching.engine.answers import AnswerKind
from matching.engine.values import AppealKind
from matching.labels import ANSWER_LABELS
from prerequisites.engine.values import ClauseCode, VerdictClass
from prerequisites.engine.verdict import CLASS_OF_RULE, CLAUSES
from prerequisites.labels import CLAUSE_LABELS, VERDICT_LABELS, VERDICT_SENTENCES

if TYPE_CHECKING:
    from collections.abc import Collection
    from enum import StrEnum

    from rest_framework.request import Request

Shown = dict[str, Any]  # JSON to be rendered, described by the serializers below


class CitedSerializer(serializers.Serializer[object]):
    """Whose a rule is: the report's (`seed`), our reading of it, or ours; and its lines there."""

    mark = one_of(Mark)
    lines = serializers.ListField(child=serializers.IntegerField())


class AnswerSerializer(CitedSerializer):
    """One kind of answer: whom it serves, to which kinds of appeal, and what it needs first."""

    code = one_of(AnswerKind)
    name = serializers.CharField()
    audience = one_of(Audience)
    kinds = some_of(AppealKind)
    needs = some_of(AnswerNeed)
    is_of_congress = serializers.BooleanField()


class ClassSerializer(serializers.Serializer[object]):
    """A class of verdicts."""

    code = one_of(VerdictClass)
    name = serializers.CharField()
    sentence = serializers.CharField()


class RuleSerializer(CitedSerializer):
    """What stands in the way of more, and the class that it leads to."""

    code = one_of(ClauseCode)
    verdict = one_of(VerdictClass)
    sentence = serializers.CharField()


class RulesSerializer(serializers.Serializer[object]):
    """The classes in their order, and the rules in the order in which they are asked.

    The first rule that holds gives the class; all that hold are named.
    """

    verdicts = ClassSerializer(many=True)
    rules = RuleSerializer(many=True)


class AnswersView(APIView):
    """The kinds of answers to an appeal or a helper, the Congress's own first. Public."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=AnswerSerializer(many=True))
    def get(self, _request: "Request") -> Response:
        shown = [_answer(kind, rule) for kind, rule in ANSWERS.items()]
        return Response(AnswerSerializer(shown, many=True).data)


class RulesView(APIView):
    """What is asked before help is direct, as the page "How a decision is made here". Public.

    The numbers behind it (how long evidence speaks, how many sources) are the secretariat's.
    """

    permission_classes = (AllowAny,)

    @extend_schema(responses=RulesSerializer)
    def get(self, _request: "Request") -> Response:
        verdicts = [
            {"code": code, "name": name, "sentence": VERDICT_SENTENCES[code]}
            for code, name in VERDICT_LABELS.items()
        ]
        return Response(RulesSerializer({"verdicts": verdicts, "rules": _rules(CLAUSES)}).data)


def _rules(clauses: Mapping[ClauseCode, tuple[int, Citation]]) -> list[Shown]:
    asked = sorted(clauses.items(), key=lambda clause: clause[1][0])
    return [
        {
            "code": code,
            "verdict": CLASS_OF_RULE[rule],
            "sentence": CLAUSE_LABELS[code],
            **_cited(citation),
        }
        for code, (rule, citation) in asked
    ]


def _answer(kind: AnswerKind, rule: AnswerRule) -> Shown:
    return {
        "code": kind,
        "name": ANSWER_LABELS[kind],
        "audience": rule.audience,
        "kinds": _sorted(rule.kinds),
        "needs": _sorted(rule.needs),
        "is_of_congress": rule.is_of_congress,
        **_cited(rule.citation),
    }


def _sorted(codes: "Collection[StrEnum]") -> list[str]:
    return sorted(code.value for code in codes)


def _cited(citation: Citation) -> Shown:
    return {"mark": citation.mark, "lines": list(citation.lines)}
