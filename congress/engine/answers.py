"""What the Congress can answer, and what to propose for an appeal under a verdict."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from evidence.engine.citation import Citation, Mark, cite
from matching.engine.answers import AnswerKind
from matching.engine.values import AppealKind
from prerequisites.engine.readiness import Information, Readiness, ReadinessResult
from prerequisites.engine.values import VerdictClass


class Audience(StrEnum):
    """Whom an answer serves."""

    APPELLANT = "appellant"
    HELPER = "helper"


class AnswerNeed(StrEnum):
    """What must be there before an answer can be given."""

    CONSENT = "consent"
    SAFETY_REVIEW = "safety_review"
    FIRST_STEPS_HELP = "first_steps_help"
    MEMBER_STATE = "member_state"
    LDA_REGION = "lda_region"
    ARAB_OR_MIDDLE_EAST = "arab_or_middle_east"
    TEXT_AUTHOR_DATE = "text_author_date"


class Proviso(StrEnum):
    """On what a proposal depends, beside its needs."""

    ALSO_ASKS_SUPPORT = "also_asks_support"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRule:
    """What an answer is for, what it needs, and where it comes from."""

    kinds: frozenset[AppealKind]
    citation: Citation
    audience: Audience = Audience.APPELLANT
    needs: frozenset[AnswerNeed] = frozenset()
    is_of_congress: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An answer proposed under a verdict."""

    answer: AnswerKind
    proviso: Proviso | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the Congress can reach in the country of an appeal."""

    member_state: bool = False
    lda_region: bool = False
    arab_or_middle_east: bool = False


_A = AnswerKind
_K = AppealKind
_V = VerdictClass

_ANY: Final = frozenset(AppealKind)
_AGENDA_PROTECTION: Final = frozenset({_K.AGENDA, _K.PROTECTION})
_PROTECTION: Final = frozenset({_K.PROTECTION})
_SUPPORT: Final = frozenset({_K.SUPPORT})
_MEMBER_STATE: Final = frozenset({AnswerNeed.MEMBER_STATE})
_WRITTEN: Final = frozenset({AnswerNeed.TEXT_AUTHOR_DATE})
_MONITORING: Final = AnswerRule(
    kinds=_PROTECTION, needs=_MEMBER_STATE, citation=cite(Mark.SEED, [(316, 318), (363, 366)])
)
_INFLUENCE: Final = cite(Mark.SEED, [(310, 311)])

ANSWERS: Final[Mapping[AnswerKind, AnswerRule]] = MappingProxyType(
    {
        _A.DECLARATION: AnswerRule(kinds=_AGENDA_PROTECTION, citation=_INFLUENCE),
        _A.RESOLUTION: AnswerRule(kinds=_AGENDA_PROTECTION, citation=_INFLUENCE),
        _A.RECOMMENDATION: AnswerRule(
            kinds=_AGENDA_PROTECTION, citation=cite(Mark.READING, [(375, 377)])
        ),
        _A.ADDRESS_BY_MAYOR: AnswerRule(
            kinds=_AGENDA_PROTECTION,
            needs=frozenset(
                {AnswerNeed.CONSENT, AnswerNeed.SAFETY_REVIEW, AnswerNeed.FIRST_STEPS_HELP}
            ),
            citation=cite(Mark.SEED, [(311, 314), (467, 471)]),
        ),
        _A.COUNTRY_EVALUATION: _MONITORING,
        _A.ELECTION_OBSERVATION: _MONITORING,
        _A.ARTICLE_REPORT: _MONITORING,
        _A.FACT_FINDING_MISSION: _MONITORING,
        _A.REMINDER_ART_10_3: AnswerRule(
            kinds=_ANY, audience=Audience.HELPER, citation=cite(Mark.SEED, [(398, 409)])
        ),
        _A.LDA_SUPPORT: AnswerRule(
            kinds=_SUPPORT,
            needs=frozenset({AnswerNeed.LDA_REGION}),
            citation=cite(Mark.SEED, [(375, 385)]),
        ),
        _A.EURO_ARAB_DIALOGUE: AnswerRule(
            kinds=frozenset({_K.AGENDA, _K.SUPPORT}),
            needs=frozenset({AnswerNeed.ARAB_OR_MIDDLE_EAST}),
            citation=cite(Mark.SEED, [(368, 373)]),
        ),
        _A.CRITERIA_SHARING: AnswerRule(
            kinds=_ANY, audience=Audience.HELPER, citation=cite(Mark.SEED, [(422, 423), (461, 463)])
        ),
        _A.RELAY_TO_HELPERS: AnswerRule(
            kinds=_SUPPORT,
            needs=frozenset({AnswerNeed.CONSENT}),
            citation=cite(Mark.SEED, [(465, 467)]),
        ),
        _A.MATCH: AnswerRule(
            kinds=_ANY, citation=cite(Mark.SEED, [(712, 715)]), is_of_congress=False
        ),
        _A.INDIRECT_MATCH: AnswerRule(
            kinds=_ANY, citation=cite(Mark.SEED, [(225, 226)]), is_of_congress=False
        ),
        _A.VISITS: AnswerRule(
            kinds=_PROTECTION, citation=cite(Mark.SEED, [(583, 586)]), is_of_congress=False
        ),
        _A.FORUMS: AnswerRule(
            kinds=frozenset({_K.AGENDA}),
            citation=cite(Mark.SEED, [(765, 769)]),
            is_of_congress=False,
        ),
        _A.ATTENTION: AnswerRule(
            kinds=frozenset({_K.AGENDA}),
            citation=cite(Mark.SEED, [(556, 571)]),
            is_of_congress=False,
        ),
        _A.SECOND_SOURCE: AnswerRule(
            kinds=_SUPPORT, citation=cite(Mark.SEED, [(664, 669)]), is_of_congress=False
        ),
        _A.OFFICIALS_NAMED_ANEW: AnswerRule(
            kinds=_SUPPORT, citation=cite(Mark.SEED, [(253, 256)]), is_of_congress=False
        ),
        _A.REDIRECT: AnswerRule(
            kinds=_ANY, needs=_WRITTEN, citation=Citation(mark=Mark.OURS), is_of_congress=False
        ),
        _A.REASONED_REFUSAL: AnswerRule(
            kinds=_ANY, needs=_WRITTEN, citation=Citation(mark=Mark.OURS), is_of_congress=False
        ),
    }
)
"""Every answer. Source: L295-318, L363-423, L461-471."""


_REDIRECT: Final = (Proposal(answer=_A.REDIRECT),)


def _all(answers: Sequence[AnswerKind]) -> tuple[Proposal, ...]:
    return tuple(Proposal(answer=answer) for answer in answers)


_PROTECTION_POSSIBLE: Final = (
    *_all([_A.FACT_FINDING_MISSION, _A.DECLARATION, _A.REMINDER_ART_10_3]),
    Proposal(answer=_A.MATCH, proviso=Proviso.ALSO_ASKS_SUPPORT),
)
_PROTECTION_UNCLEAR: Final = _all([_A.FACT_FINDING_MISSION, _A.DECLARATION])
_AGENDA_POSSIBLE: Final = _all([_A.ADDRESS_BY_MAYOR, _A.RESOLUTION, _A.FORUMS])
_AGENDA_UNCLEAR: Final = _all([_A.ADDRESS_BY_MAYOR, _A.FORUMS])
_SUPPORT_POSSIBLE: Final = _all([_A.MATCH, _A.LDA_SUPPORT])

MATRIX: Final[Mapping[AppealKind, Mapping[VerdictClass, tuple[Proposal, ...]]]] = MappingProxyType(
    {
        _K.PROTECTION: {
            _V.DIRECT_OPEN: _PROTECTION_POSSIBLE,
            _V.DIRECT_CONDITIONAL: _PROTECTION_POSSIBLE,
            _V.REASSESS: _PROTECTION_UNCLEAR,
            _V.INSUFFICIENT_EVIDENCE: _PROTECTION_UNCLEAR,
            _V.INDIRECT_ONLY: _all(
                [_A.DECLARATION, _A.ADDRESS_BY_MAYOR, _A.VISITS, _A.FACT_FINDING_MISSION]
            ),
            _V.OUT_OF_SCOPE: _REDIRECT,
        },
        _K.AGENDA: {
            _V.DIRECT_OPEN: _AGENDA_POSSIBLE,
            _V.DIRECT_CONDITIONAL: _AGENDA_POSSIBLE,
            _V.REASSESS: _AGENDA_UNCLEAR,
            _V.INSUFFICIENT_EVIDENCE: _AGENDA_UNCLEAR,
            _V.INDIRECT_ONLY: _all([_A.DECLARATION, _A.ADDRESS_BY_MAYOR, _A.ATTENTION]),
            _V.OUT_OF_SCOPE: _REDIRECT,
        },
        _K.SUPPORT: {
            _V.DIRECT_OPEN: _SUPPORT_POSSIBLE,
            _V.DIRECT_CONDITIONAL: _SUPPORT_POSSIBLE,
            _V.REASSESS: _all([_A.INDIRECT_MATCH, _A.OFFICIALS_NAMED_ANEW]),
            _V.INSUFFICIENT_EVIDENCE: _all([_A.INDIRECT_MATCH, _A.SECOND_SOURCE]),
            # Whatever the Congress can do for this place: which, its needs decide.
            _V.INDIRECT_ONLY: _all(
                [_A.INDIRECT_MATCH, _A.LDA_SUPPORT, _A.EURO_ARAB_DIALOGUE, _A.RELAY_TO_HELPERS]
            ),
            _V.OUT_OF_SCOPE: _REDIRECT,
        },
    }
)
"""What to propose, per kind of appeal and verdict. Source: section 4 of the report; the grid is
ours."""


def proposed_answers(
    kinds: Collection[AppealKind], verdict_class: VerdictClass, place: Place
) -> list[AnswerKind]:
    """Return the answers to propose, each once, never none.

    Args:
        kinds: what the appeal asks for; at least one.
        verdict_class: of the municipality that asks.
        place: what the Congress can reach there; an answer out of its reach is left out.

    Raises:
        ValueError: no kind is given.
    """
    if not kinds:
        raise ValueError("An appeal has at least one kind.")
    proposals = [
        proposal.answer
        for kind in AppealKind
        if kind in kinds
        for proposal in MATRIX[kind][verdict_class]
        if _holds(proposal, kinds) and is_within_reach(proposal.answer, place)
    ]
    return list(dict.fromkeys(proposals))


def answers_to_helper(readiness: Readiness) -> list[AnswerKind]:
    """Return what the Congress can say to a helper that hesitates; nothing to one that does not.

    Where its government advises against it, its right to cooperate is recalled (Charter of Local
    Self-Government, art. 10 §3); where it is not ready, the criteria are shared with it.
    """
    found = {
        AnswerKind.REMINDER_ART_10_3: (
            Information.NATIONAL_POSITION_DISCOURAGING in readiness.information
        ),
        AnswerKind.CRITERIA_SHARING: readiness.result is not ReadinessResult.READY,
    }
    return [answer for answer, holds in found.items() if holds]


def is_within_reach(answer: AnswerKind, place: Place) -> bool:
    """Test that the Congress can give an answer in that country at all."""
    reach = {
        AnswerNeed.MEMBER_STATE: place.member_state,
        AnswerNeed.LDA_REGION: place.lda_region,
        AnswerNeed.ARAB_OR_MIDDLE_EAST: place.arab_or_middle_east,
    }
    return all(reach.get(need, True) for need in ANSWERS[answer].needs)


def _holds(proposal: Proposal, kinds: Collection[AppealKind]) -> bool:
    return proposal.proviso is None or AppealKind.SUPPORT in kinds
