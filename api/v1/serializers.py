"""What v1 gives out of appeals, pledges, results and runs. Every field is listed."""

from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.engine.roles import Permission
from accounts.permissions import may
from activities.engine.values import Activity, ActorMode, Venue
from api.v1.lean import LeanSerializer
from evidence.engine.citation import Mark
from evidence.engine.values import Phase, Subject
from matching.engine.criteria import Criterion, Sureness
from matching.engine.gates import Gate
from matching.engine.lifecycle import AppealState, PledgeState, RunState
from matching.engine.values import AppealKind, Grade, HelpForm, NeedTopic, Urgency
from matching.models import Appeal, MatchRun, Pledge
from matching.selectors.explained import (
    Told,
    ToldChange,
    ToldFinding,
    ToldGate,
    ToldMatch,
    ToldMiss,
    ToldOpening,
    ToldRefusal,
    ToldResult,
    ToldValue,
    ToldVerdict,
)
from matching.selectors.outcomes import Outcome, PledgeFit
from matching.services.narratives import read_summary
from places.models import Municipality
from prerequisites.engine.changes import Where
from prerequisites.engine.permits import Condition
from prerequisites.engine.values import ClauseCode, Reason, Step, Value, VerdictClass
from prerequisites.labels import VERDICT_SENTENCES


def one_of(
    codes: type[StrEnum], *, source: str | None = None, or_nothing: bool = False
) -> serializers.ChoiceField:
    """Return a field that holds one code of an enumeration, or with `or_nothing` an empty text."""
    nothing = [""] if or_nothing else []
    choices = [*nothing, *(code.value for code in codes)]
    return serializers.ChoiceField(choices=choices, source=source)


def some_of(codes: type[StrEnum], *, source: str | None = None) -> serializers.ListField:
    """Return a field that holds several codes of an enumeration."""
    return serializers.ListField(child=one_of(codes), source=source)


class ErrorSerializer(serializers.Serializer[object]):
    """One thing wrong with one field."""

    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[object]):
    """What went wrong (RFC 9457). `code` is stable; the sentences are in your language."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # DRF's own is not used here
        child=serializers.ListField(child=ErrorSerializer()),
        required=False,
        help_text="By field; what concerns the whole body stands under `body`.",
    )


class MunicipalitySerializer(LeanSerializer[Municipality]):
    """A local authority, by the name it gives itself and in Latin letters."""

    reference = serializers.UUIDField()
    name = serializers.CharField()
    name_latin = serializers.CharField()
    country_code = serializers.CharField()


class MemberSerializer(MunicipalitySerializer):
    """A local authority that you act for or read for."""

    may_appeal = serializers.BooleanField()
    may_help = serializers.BooleanField()
    population = serializers.IntegerField(allow_null=True)


class AppealSerializer(LeanSerializer[Appeal]):
    """An appeal in a list: everything but what its municipality wrote."""

    reference = serializers.UUIDField()
    municipality = MunicipalitySerializer()
    kinds = some_of(AppealKind)
    activity = one_of(Activity)
    topic = one_of(NeedTopic)
    languages = serializers.ListField(child=serializers.CharField())
    urgency = one_of(Urgency)
    starts = serializers.DateField()
    ends = serializers.DateField(help_text="Exclusive.")
    accepts_other_activities = serializers.BooleanField()
    state = one_of(AppealState)
    is_taken = serializers.SerializerMethodField(help_text="Whether an officer has the case.")
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    is_invented = serializers.BooleanField(help_text="Part of the demonstration's story.")

    def get_is_taken(self, appeal: Appeal) -> bool:
        return appeal.officer_id is not None


class AppealDetailSerializer(AppealSerializer):
    """An appeal, whole."""

    summary = serializers.SerializerMethodField(help_text="Its own words.")
    excluded = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of countries, zones and networks."
    )

    def get_summary(self, appeal: Appeal) -> str:
        return read_summary(appeal, by=self.context["request"].user, at=timezone.now())


class OutcomeSerializer(serializers.Serializer[Outcome]):
    """What the municipality that asks learns: the outcome, never criteria, names or order."""

    made_at = serializers.DateTimeField()
    as_of = serializers.DateField()
    verdict = one_of(VerdictClass, source="verdict_class")
    sentence = serializers.SerializerMethodField()
    how_to_contest = serializers.SerializerMethodField()
    has_candidates = serializers.BooleanField()

    def get_sentence(self, outcome: Outcome) -> str:
        return str(VERDICT_SENTENCES[outcome.verdict_class])

    def get_how_to_contest(self, _outcome: Outcome) -> str:
        return _(
            "If you see it otherwise, tell the officer of your case, or those who channel your "
            "appeal. New evidence is judged anew."
        )


class SentenceSerializer(serializers.Serializer[Told]):
    """The sentence of a code."""

    sentence = serializers.CharField()


class ConditionSerializer(SentenceSerializer):
    """What must be met before an introduction."""

    code = one_of(Condition)


class CautionSerializer(SentenceSerializer):
    """What is told beside a match, and blocks nothing."""

    code = serializers.CharField()


class ReasonSerializer(SentenceSerializer):
    """Why a prerequisite has its value."""

    code = one_of(Reason)


class StepSerializer(SentenceSerializer):
    """What is owed next."""

    code = one_of(Step)


class ClauseSerializer(SentenceSerializer):
    """A clause that failed, with the lines of the 2008 report it rests on.

    `mark`: the report says it (seed), we read it so (reading), or we added it (ours).
    """

    code = one_of(ClauseCode)
    mark = one_of(Mark)
    lines = serializers.ListField(child=serializers.IntegerField())


class FindingSerializer(serializers.Serializer[ToldFinding]):
    """What is known of one prerequisite, and from how many independent sources."""

    code = one_of(Subject)
    name = serializers.CharField(source="label")
    value = one_of(Value)
    value_name = serializers.CharField(source="value_label")
    reasons = ReasonSerializer(many=True)
    sources = serializers.IntegerField()


class ChangeSerializer(serializers.Serializer[ToldChange]):
    """One subject that would have to become something else, here or around (`where`)."""

    code = one_of(Subject)
    name = serializers.CharField(source="label")
    to = one_of(Value)
    to_name = serializers.CharField(source="to_label")
    where = one_of(Where)
    sources_missing = serializers.IntegerField()


class OpeningSerializer(serializers.Serializer[ToldOpening]):
    """The smallest sets of changes that would reach a class that opens more."""

    code = one_of(VerdictClass)
    name = serializers.CharField(source="label")
    ways = serializers.ListField(child=ChangeSerializer(many=True))


class VerdictSerializer(serializers.Serializer[ToldVerdict]):
    """The verdict as it was when the result was made; no phase is an empty text."""

    code = one_of(VerdictClass)
    name = serializers.CharField(source="label")
    sentence = serializers.CharField()
    phase = serializers.ChoiceField(choices=["", *(phase.value for phase in Phase)])
    phase_name = serializers.CharField(source="phase_label")
    is_zone_of_peace = serializers.BooleanField()
    clauses = ClauseSerializer(many=True)
    findings = FindingSerializer(many=True)
    steps = StepSerializer(many=True)
    openings = OpeningSerializer(many=True)


class CriterionSerializer(serializers.Serializer[ToldValue]):
    """What one criterion says of a pledge: how good, how surely known, and why."""

    code = one_of(Criterion)
    name = serializers.CharField(source="label")
    grade = one_of(Grade)
    grade_name = serializers.CharField(source="grade_label")
    sureness = one_of(Sureness)
    sureness_name = serializers.CharField(source="sureness_label")
    points = serializers.IntegerField()
    sentence = serializers.CharField()


class MatchSerializer(serializers.Serializer[ToldMatch]):
    """A pledge that passed every gate. The criteria stand in the order they are compared in."""

    rank = serializers.IntegerField()
    pledge = serializers.UUIDField()
    helper = MunicipalitySerializer()
    activity = one_of(Activity)
    activity_name = serializers.CharField(source="activity_label")
    venue = one_of(Venue)
    venue_name = serializers.CharField(source="venue_label")
    criteria = CriterionSerializer(many=True, source="values")
    conditions = ConditionSerializer(many=True)
    cautions = CautionSerializer(many=True)


class GateSerializer(serializers.Serializer[ToldGate]):
    """A gate that stayed shut, and the smallest change that would open it."""

    code = one_of(Gate)
    sentence = serializers.CharField()
    change = serializers.CharField()
    mark = one_of(Mark)
    lines = serializers.ListField(child=serializers.IntegerField())


class NearMissSerializer(serializers.Serializer[ToldMiss]):
    """A refused pledge. The changes of all its gates together would open the pair."""

    rank = serializers.IntegerField()
    pledge = serializers.UUIDField()
    helper = MunicipalitySerializer()
    activity = one_of(Activity)
    activity_name = serializers.CharField(source="activity_label")
    venue = one_of(Venue)
    venue_name = serializers.CharField(source="venue_label")
    gates = GateSerializer(many=True)


class RefusalSerializer(serializers.Serializer[ToldRefusal]):
    """How many pledges one gate refused."""

    code = one_of(Gate)
    sentence = serializers.CharField()
    count = serializers.IntegerField()


class ResultSerializer(serializers.Serializer[ToldResult]):
    """The whole answer for one appeal, with the versions and the hash it can be made again from."""

    made_at = serializers.DateTimeField(source="result.made_at")
    as_of = serializers.DateField(source="result.as_of")
    policy_version = serializers.IntegerField(source="result.policy_version")
    map_version = serializers.IntegerField(source="result.map_version")
    rule_set_version = serializers.IntegerField(source="result.rule_set_version")
    inputs_sha256 = serializers.CharField(source="result.inputs_sha256")
    considered = serializers.IntegerField(source="result.considered")
    passed = serializers.IntegerField(source="result.passed")
    verdict = VerdictSerializer()
    matches = MatchSerializer(many=True)
    near_misses = NearMissSerializer(many=True, source="misses")
    refusals = RefusalSerializer(many=True)


class PledgeSerializer(LeanSerializer[Pledge]):
    """A standing offer of help."""

    reference = serializers.UUIDField()
    municipality = MunicipalitySerializer()
    activities = some_of(Activity)
    topics = some_of(NeedTopic)
    forms = some_of(HelpForm)
    actor = one_of(ActorMode)
    capacity = serializers.IntegerField(help_text="How many appeals it can help at a time.")
    engaged = serializers.IntegerField(help_text="How many it helps now.")
    languages = serializers.ListField(child=serializers.CharField())
    has_interpreter = serializers.BooleanField()
    has_host_partner = serializers.BooleanField()
    has_platform = serializers.BooleanField()
    can_host = serializers.BooleanField()
    projects_done = serializers.IntegerField()
    starts = serializers.DateField()
    ends = serializers.DateField(help_text="Exclusive.")
    state = one_of(PledgeState)
    created_at = serializers.DateTimeField()
    is_invented = serializers.BooleanField(help_text="Part of the demonstration's story.")


class PledgeDetailSerializer(PledgeSerializer):
    """A pledge, whole. Whom a helper leaves out is the helper's own to know."""

    excluded = serializers.SerializerMethodField(
        help_text="Codes of countries and zones; null for whoever is not the helper."
    )

    def get_excluded(self, pledge: Pledge) -> list[str] | None:
        user = self.context["request"].user
        is_own = may(user, Permission.WRITE_PLEDGE, municipality=pledge.municipality)
        return pledge.excluded if is_own else None


class PledgeFitSerializer(serializers.Serializer[PledgeFit]):
    """How an own pledge fares. An exact count would tell of a single town."""

    candidate_for = serializers.ChoiceField(
        choices=["0-4", "5-9", "10-19", "20+"],
        help_text="For how many appeals it is a candidate now.",
    )


class RunSerializer(LeanSerializer[MatchRun]):
    """A run of the matcher and how far it is."""

    reference = serializers.UUIDField()
    state = one_of(RunState)
    as_of = serializers.DateField()
    policy_version = serializers.IntegerField()
    appeals_total = serializers.IntegerField()
    blocks_total = serializers.IntegerField()
    blocks_done = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class WordSerializer(serializers.Serializer[object]):
    """A code and what it is called in your language."""

    code = serializers.CharField()
    name = serializers.CharField()
