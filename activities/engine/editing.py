"""Change a map, and mark what is changed as ours.

Whose words a part of the map is follows from one comparison, with the report's own map: what says
the same carries the report's citation, what says something else is ours. So nobody can forget the
mark, and a change that is taken back is the report's again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from activities.engine.contents import contents_of
from activities.engine.map import MAP_2008
from activities.engine.values import (
    Activity,
    ActorMode,
    Basis,
    Cell,
    Cited,
    Code,
    Fit,
    HelperTest,
    Need,
    Obligation,
    PartnerNeed,
    PartnerRole,
    PartnerRule,
    RankedKind,
    Risk,
    Situation,
    SpecialFit,
    ThematicMap,
    Venue,
)
from evidence.engine.citation import Citation, Mark
from evidence.engine.values import Phase, Subject

_Key = TypeVar("_Key", bound=StrEnum)

OURS: Final = Citation(mark=Mark.OURS)
REPORT: Final = MAP_2008


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What people may decide about one activity; the rest of its cell stays."""

    fits: Mapping[Phase, int]
    special_fits: Mapping[tuple[Phase, Situation], int]
    actors: Mapping[ActorMode, int]
    partner_role: PartnerRole
    partner_needs: Mapping[Venue, PartnerNeed]
    required: frozenset[Subject]
    weighed: frozenset[Subject]
    helper_required: frozenset[HelperTest]
    needs: frozenset[Need]
    risks: frozenset[Risk]
    obligations: frozenset[Obligation]


def edit_of(cell: Cell) -> Edit:
    """Return what a cell says now of all that people may decide."""
    return Edit(
        fits=_scores(cell.fits),
        special_fits={(each.phase, each.situation): each.fit.score for each in cell.special_fits},
        actors=_scores(cell.actors),
        partner_role=cell.partner.role,
        partner_needs=cell.partner.needs,
        required=cell.required,
        weighed=cell.weighed,
        helper_required=cell.helper_required,
        needs=frozenset(each.code for each in cell.needs),
        risks=frozenset(each.code for each in cell.risks),
        obligations=frozenset(each.code for each in cell.obligations),
    )


def edited(thematic_map: ThematicMap, activity: Activity, edit: Edit) -> ThematicMap:
    """Return the map with one activity decided anew, and marked.

    Its version stays the one that was changed: another is given when it is proposed.
    """
    cell = thematic_map.cells[activity]
    changed = replace(
        cell,
        fits=_fits(edit.fits),
        special_fits=tuple(
            replace(each, fit=Fit(score=edit.special_fits[each.phase, each.situation]))
            for each in cell.special_fits
        ),
        actors=_fits(edit.actors),
        partner=replace(cell.partner, role=edit.partner_role, needs=edit.partner_needs),
        required=edit.required,
        weighed=edit.weighed,
        helper_required=edit.helper_required,
        needs=_listed(edit.needs),
        risks=_listed(edit.risks),
        obligations=_listed(edit.obligations),
    )
    cells = {each: thematic_map.cells[each] for each in thematic_map.cells} | {activity: changed}
    return marked(replace(thematic_map, cells=MappingProxyType(cells)))


def marked(thematic_map: ThematicMap) -> ThematicMap:
    """Return the map with each citation and basis as it must be: the report's, or ours."""
    cells = {
        activity: _marked(REPORT.cells[activity], cell)
        for activity, cell in thematic_map.cells.items()
    }
    return replace(thematic_map, cells=MappingProxyType(cells))


def _marked(own: Cell, cell: Cell) -> Cell:
    is_the_report_s = contents_of(cell) == contents_of(own)
    return Cell(
        activity=cell.activity,
        citation=own.citation if is_the_report_s else OURS,
        fits=_marked_fits(own.fits, cell.fits),
        special_fits=_marked_specials(own, cell),
        actors=_marked_fits(own.actors, cell.actors),
        modes=cell.modes,
        through_host=cell.through_host,
        partner=_marked_partner(own.partner, cell.partner),
        required=cell.required,
        weighed=cell.weighed,
        helper_required=cell.helper_required,
        needs=_marked_list(own.needs, cell.needs),
        link_bases=_marked_list(own.link_bases, cell.link_bases),
        variants=_marked_list(own.variants, cell.variants),
        rules=_marked_list(own.rules, cell.rules),
        risks=_marked_list(own.risks, cell.risks),
        obligations=_marked_list(own.obligations, cell.obligations),
        kinds=_marked_kinds(own, cell),
        common_interests=_marked_list(own.common_interests, cell.common_interests),
        aims=_marked_list(own.aims, cell.aims),
    )


def _marked_fits(own: Mapping[_Key, Fit], fits: Mapping[_Key, Fit]) -> Mapping[_Key, Fit]:
    return MappingProxyType({key: _marked_fit(own.get(key), fit) for key, fit in fits.items()})


def _marked_fit(own: Fit | None, fit: Fit) -> Fit:
    if own is not None and own.score == fit.score:
        return own
    return Fit(score=fit.score, basis=(Basis.OURS,))


def _marked_specials(own: Cell, cell: Cell) -> tuple[SpecialFit, ...]:
    known = {(each.phase, each.situation, each.fit.score): each for each in own.special_fits}
    return tuple(
        known.get((each.phase, each.situation, each.fit.score))
        or replace(each, fit=_marked_fit(None, each.fit), citation=OURS)
        for each in cell.special_fits
    )


def _marked_partner(own: PartnerRule, partner: PartnerRule) -> PartnerRule:
    is_the_report_s = (partner.role, partner.needs) == (own.role, own.needs)
    return own if is_the_report_s else replace(partner, citation=OURS)


def _marked_list(
    own: tuple[Cited[Code], ...], cited: tuple[Cited[Code], ...]
) -> tuple[Cited[Code], ...]:
    """Return the report's own first, in its order, then ours by name; each code once."""
    codes = {each.code for each in cited}
    kept = tuple(each for each in own if each.code in codes)
    added = codes - {each.code for each in own}
    return kept + tuple(Cited(code=code, citation=OURS) for code in sorted(added))


def _marked_kinds(own: Cell, cell: Cell) -> tuple[RankedKind, ...]:
    known = {(each.kind, each.rank): each for each in own.kinds}
    return tuple(
        known.get((each.kind, each.rank)) or replace(each, citation=OURS) for each in cell.kinds
    )


def _scores(fits: Mapping[_Key, Fit]) -> Mapping[_Key, int]:
    return {key: fit.score for key, fit in fits.items()}


def _fits(scores: Mapping[_Key, int]) -> Mapping[_Key, Fit]:
    return MappingProxyType({key: Fit(score=score) for key, score in scores.items()})


def _listed(codes: Iterable[Code]) -> tuple[Cited[Code], ...]:
    return tuple(Cited(code=code, citation=OURS) for code in codes)
