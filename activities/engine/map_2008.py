"""Table 1 of the 2008 report as data, each cell with its basis and its lines.

The table's layout was lost in the text file, so a fit says whether it rests on the text, on the
layout of the printed table, or is inferred; a fit of 0 rests on nothing that could be cited.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from activities.engine.values import (
    Activity,
    ActorMode,
    Aim,
    Basis,
    Cell,
    Cited,
    Code,
    CommonInterest,
    Fit,
    HelperTest,
    Kind,
    LinkBasis,
    Mode,
    Need,
    Obligation,
    PartnerNeed,
    PartnerRole,
    PartnerRule,
    RankedKind,
    Risk,
    Rule,
    Situation,
    SpecialFit,
    Variant,
    Venue,
)
from evidence.engine.citation import Citation, Mark, cite
from evidence.engine.values import Phase, Subject

_NONE: Final = Fit(score=0)
_OURS: Final = Citation(mark=Mark.OURS)


def _fit(score: int, *, basis: str = "") -> Fit:
    letters = {"T": Basis.TEXT, "G": Basis.LAYOUT, "I": Basis.INFERRED}
    return Fit(score=score, basis=tuple(letters[letter] for letter in basis))


def _fits(low_before: Fit, high: Fit, low_after: Fit) -> Mapping[Phase, Fit]:
    by_phase = {Phase.LOW_BEFORE: low_before, Phase.HIGH: high, Phase.LOW_AFTER: low_after}
    return MappingProxyType(by_phase)


def _actors(single: Fit, through: Fit) -> Mapping[ActorMode, Fit]:
    by_actor = {ActorMode.SINGLE: single, ActorMode.THROUGH_ORGANISATIONS: through}
    return MappingProxyType(by_actor)


def _inside(mode: Mode) -> Mapping[Venue, Mode]:
    return MappingProxyType({Venue.INSIDE: mode, Venue.OUTSIDE: Mode.INDIRECT})


def _seed(first: int, last: int) -> Citation:
    return cite(Mark.SEED, [(first, last)])


def _cited(codes: Sequence[Code], citation: Citation) -> tuple[Cited[Code], ...]:
    return tuple(Cited(code=code, citation=citation) for code in codes)


def _partner(role: PartnerRole, inside: PartnerNeed, outside: PartnerNeed) -> PartnerRule:
    needs = {Venue.INSIDE: inside, Venue.OUTSIDE: outside}
    return PartnerRule(role=role, needs=MappingProxyType(needs), citation=_seed(486, 491))


# Access, security and logistics are needed inside the zone; outside there is nothing to enter.
_ACCESS: Final = _partner(PartnerRole.ACCESS_SECURITY_LOGISTICS, PartnerNeed.HOST, PartnerNeed.NONE)
_ACCESS_OR_TWINNING: Final = _partner(
    PartnerRole.ACCESS_SECURITY_LOGISTICS, PartnerNeed.HOST_UNLESS_TWINNED, PartnerNeed.NONE
)
_SECURITY: Final = _partner(PartnerRole.ACCESS_SECURITY, PartnerNeed.HOST, PartnerNeed.NONE)
_HOST: Final = _partner(PartnerRole.HOST, PartnerNeed.HOST, PartnerNeed.HOST)
_PLATFORM: Final = _partner(PartnerRole.PLATFORM, PartnerNeed.PLATFORM, PartnerNeed.PLATFORM)


_SECONDMENT: Final = Cell(
    activity=Activity.SECONDMENT,
    citation=_seed(745, 748),
    fits=_fits(_NONE, _fit(2, basis="GT"), _fit(2, basis="GT")),
    actors=_actors(_NONE, _fit(2, basis="T")),
    modes=_inside(Mode.DIRECT),
    through_host=True,
    partner=_HOST,
    rules=_cited([Rule.COUNTED_ONLY_WITH_NEGATIVE_PEACE], _seed(681, 683)),
    risks=(
        *_cited([Risk.HOST_WILL_NOT_ADAPT], _seed(497, 499)),
        *_cited([Risk.DEPENDENCE], _seed(660, 662)),
    ),
)

_SERVICE_DEPARTMENTS: Final = Cell(
    activity=Activity.SERVICE_DEPARTMENTS,
    citation=_seed(750, 753),
    fits=_fits(_NONE, _NONE, _fit(2, basis="GI")),
    special_fits=(
        SpecialFit(
            phase=Phase.HIGH,
            situation=Situation.ZONE_OF_PEACE,
            fit=_fit(1, basis="I"),
            citation=cite(Mark.READING, [(618, 638), (647, 647)]),
        ),
    ),
    actors=_actors(_fit(2, basis="T"), _fit(1)),
    modes=_inside(Mode.DIRECT),
    partner=_ACCESS_OR_TWINNING,
    required=frozenset({Subject.P1, Subject.P2, Subject.P3}),
    weighed=frozenset({Subject.P4}),
    needs=_cited([Need.GREAT_LOCAL_KNOWLEDGE], _seed(538, 540)),
    kinds=(
        RankedKind(kind=Kind.GIFT, rank=0, citation=_seed(526, 527)),
        RankedKind(kind=Kind.TECHNICAL_ASSISTANCE, rank=1, citation=_seed(527, 527)),
        RankedKind(kind=Kind.PUBLIC_PARTICIPATION, rank=1, citation=_seed(527, 528)),
    ),
    risks=(
        *_cited([Risk.NO_PUBLIC], _seed(528, 529)),
        *_cited([Risk.SERVICE_BY_ARMED_GROUP], _seed(540, 545)),
        *_cited([Risk.ACCESS_IS_POLITICAL], _seed(545, 547)),
    ),
    obligations=_cited(
        [Obligation.IMPARTIALITY, Obligation.PARTICIPATION, Obligation.DEMOCRATIC_CONTROL],
        _seed(551, 554),
    ),
    common_interests=_cited([CommonInterest.WATER, CommonInterest.WASTE], _seed(533, 538)),
)

_ATTENTION: Final = Cell(
    activity=Activity.ATTENTION,
    citation=_seed(755, 758),
    fits=_fits(_fit(2, basis="GT"), _fit(2, basis="GT"), _fit(1, basis="T")),
    actors=_actors(_NONE, _fit(2, basis="T")),
    modes=_inside(Mode.INDIRECT),
    partner=_PLATFORM,
    helper_required=frozenset({HelperTest.H1}),
    needs=_cited([Need.ACCEPTANCE_BY_ALL_PARTIES], _seed(579, 581)),
    aims=(
        *_cited([Aim.EXTERNAL_HELP], _seed(562, 562)),
        *_cited([Aim.RESPECT_RIGHTS_AND_ACCORDS], _seed(564, 566)),
        *_cited([Aim.LEGITIMISE_DIALOGUE], _seed(568, 571)),
    ),
    risks=(
        *_cited([Risk.NEUTRALITY_NOT_BELIEVED, Risk.SCORING_AT_HOME], _seed(576, 579)),
        *_cited([Risk.LOCAL_RELATIONS_WORSEN], _seed(580, 581)),
    ),
)

_EVENTS: Final = Cell(
    activity=Activity.EVENTS,
    citation=_seed(760, 763),
    fits=_fits(_fit(1, basis="I"), _NONE, _fit(2, basis="GT")),
    special_fits=(
        SpecialFit(
            phase=Phase.HIGH,
            situation=Situation.VENUE_OUTSIDE,
            fit=_fit(1, basis="I"),
            citation=cite(Mark.READING, [(508, 509)]),
        ),
    ),
    actors=_actors(_fit(2, basis="I"), _fit(1)),
    modes=_inside(Mode.DIRECT),
    partner=_ACCESS,
    required=frozenset({Subject.P1, Subject.P3}),
    weighed=frozenset({Subject.P2}),
    needs=_cited([Need.LOCAL_CONTACTS, Need.POLITICAL_FINESSE], _seed(516, 517)),
    rules=_cited([Rule.PROPOSE_REGULAR_DIALOGUE], _seed(519, 520)),
    risks=(
        *_cited([Risk.ROOT_CAUSES_UNTOUCHED], _seed(513, 514)),
        *_cited([Risk.CARELESS_CHOICE_INFLAMES], _seed(515, 516)),
    ),
)

_FORUMS: Final = Cell(
    activity=Activity.FORUMS,
    citation=_seed(765, 769),
    fits=_fits(_fit(2, basis="G"), _fit(2, basis="T"), _fit(1, basis="I")),
    actors=_actors(_fit(1), _fit(2, basis="I")),
    modes=_inside(Mode.INDIRECT),
    partner=_PLATFORM,
    needs=_cited([Need.BOTH_SIDES_ON_EQUAL_TERMS], _OURS),
)

_VISITS: Final = Cell(
    activity=Activity.VISITS,
    citation=_seed(771, 774),
    fits=_fits(_fit(1, basis="I"), _fit(2, basis="GT"), _fit(2, basis="T")),
    actors=_actors(_fit(1), _fit(2, basis="I")),
    modes=_inside(Mode.PRESENCE),
    partner=_SECURITY,
    needs=_cited([Need.DELEGATION_PROFILE], _seed(585, 586)),
    variants=_cited(
        [Variant.IMPRISONED_HUMAN_RIGHTS_DEFENDERS, Variant.BESIEGED_TOWNS], _seed(583, 585)
    ),
    risks=(
        *_cited([Risk.LED_ASTRAY], _seed(585, 586)),
        *_cited([Risk.REPRISALS], _OURS),
    ),
)

_ZONES_OF_PEACE: Final = Cell(
    activity=Activity.ZONES_OF_PEACE,
    citation=_seed(776, 779),
    fits=_fits(_NONE, _fit(2, basis="GT"), _fit(1, basis="I")),
    actors=_actors(_fit(1), _fit(2, basis="T")),
    modes=_inside(Mode.DIRECT),
    partner=_HOST,
    required=frozenset({Subject.P1, Subject.P2, Subject.P3}),
    needs=(
        *_cited([Need.INVITATION_FROM_AUTHORITY], _seed(630, 631)),
        *_cited([Need.LINK_BASIS], _seed(633, 635)),
    ),
    link_bases=_cited(
        [LinkBasis.TWINNING, LinkBasis.NATIONAL_DYNAMICS, LinkBasis.KNOWN_NGO], _seed(633, 635)
    ),
    rules=_cited([Rule.LINK_NEVER_AT_RANDOM], _seed(633, 633)),
    risks=_cited([Risk.SECURITY_IS_MAJOR, Risk.BENEFITS_COME_LATER], _seed(636, 638)),
)

_LEGITIMACY: Final = Cell(
    activity=Activity.LEGITIMACY,
    citation=_seed(781, 788),
    fits=_fits(_fit(2, basis="GT"), _fit(1, basis="T"), _NONE),
    actors=_actors(_fit(2, basis="T"), _fit(1)),
    modes=_inside(Mode.PRESENCE),
    partner=_ACCESS_OR_TWINNING,
    helper_required=frozenset({HelperTest.H3}),
    needs=_cited([Need.PARTNER_CITY_KNOWN], _seed(781, 788)),
    rules=_cited([Rule.USED_AFTER_THE_CONFLICT], _seed(648, 650)),
)

CELLS: Final[Mapping[Activity, Cell]] = MappingProxyType(
    {
        cell.activity: cell
        for cell in (
            _SECONDMENT,
            _SERVICE_DEPARTMENTS,
            _ATTENTION,
            _EVENTS,
            _FORUMS,
            _VISITS,
            _ZONES_OF_PEACE,
            _LEGITIMACY,
        )
    }
)
