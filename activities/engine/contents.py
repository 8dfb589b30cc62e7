"""What a map says, as flat pairs, so that two maps can be laid beside each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from activities.engine.values import Activity, Cell, ThematicMap


class Part(StrEnum):
    """The parts of a cell that can differ, in the order in which they are told."""

    FIT = "fit"
    SPECIAL_FIT = "special_fit"
    ACTOR = "actor"
    MODE = "mode"
    THROUGH_HOST = "through_host"
    PARTNER_ROLE = "partner_role"
    PARTNER_NEED = "partner_need"
    REQUIRED = "required"
    WEIGHED = "weighed"
    HELPER_REQUIRED = "helper_required"
    NEED = "need"
    LINK_BASIS = "link_basis"
    VARIANT = "variant"
    RULE = "rule"
    RISK = "risk"
    OBLIGATION = "obligation"
    KIND = "kind"
    COMMON_INTEREST = "common_interest"
    AIM = "aim"


Contents = Mapping[tuple[Part, str], str]
"""By part, and what of it: what a cell says there. What it does not say is absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that two maps say differently.

    `about` is the phase, the actor, the venue or the code; `before` and `after` are codes, empty
    where a map does not say it.
    """

    activity: Activity
    part: Part
    about: str
    before: str
    after: str


def differences(old: ThematicMap, new: ThematicMap) -> tuple[Difference, ...]:
    """Return what `new` says differently, in the order of the map and of the parts.

    Citations and bases are left out: they follow from what a cell says (`marked`).
    """
    return tuple(
        difference
        for activity in Activity
        for difference in _of_cell(activity, old.cells[activity], new.cells[activity])
    )


def contents_of(cell: Cell) -> Contents:
    """Return all that a cell says, without whose words they are."""
    return {(part, about): said for part, about, said in _said(cell)}


def _of_cell(activity: Activity, old: Cell, new: Cell) -> Iterator[Difference]:
    before, after = contents_of(old), contents_of(new)
    places = {part: place for place, part in enumerate(Part)}
    for part, about in sorted(
        before.keys() | after.keys(), key=lambda key: (places[key[0]], key[1])
    ):
        said, says = before.get((part, about), ""), after.get((part, about), "")
        if said != says:
            yield Difference(activity=activity, part=part, about=about, before=said, after=says)


def _said(cell: Cell) -> Iterator[tuple[Part, str, str]]:
    yield from ((Part.FIT, phase, str(fit.score)) for phase, fit in cell.fits.items())
    for special in cell.special_fits:
        about = f"{special.phase}:{special.situation}"
        yield Part.SPECIAL_FIT, about, str(special.fit.score)
    yield from ((Part.ACTOR, actor, str(fit.score)) for actor, fit in cell.actors.items())
    yield from ((Part.MODE, venue, mode.value) for venue, mode in cell.modes.items())
    if cell.through_host:
        yield Part.THROUGH_HOST, "", "yes"
    yield Part.PARTNER_ROLE, "", cell.partner.role.value
    yield from (
        (Part.PARTNER_NEED, venue, need.value) for venue, need in cell.partner.needs.items()
    )
    yield from _codes(cell)
    yield from ((Part.KIND, each.kind, str(each.rank)) for each in cell.kinds)


def _codes(cell: Cell) -> Iterator[tuple[Part, str, str]]:
    named: dict[Part, list[str]] = {
        Part.REQUIRED: list(cell.required),
        Part.WEIGHED: list(cell.weighed),
        Part.HELPER_REQUIRED: list(cell.helper_required),
        Part.NEED: [each.code for each in cell.needs],
        Part.LINK_BASIS: [each.code for each in cell.link_bases],
        Part.VARIANT: [each.code for each in cell.variants],
        Part.RULE: [each.code for each in cell.rules],
        Part.RISK: [each.code for each in cell.risks],
        Part.OBLIGATION: [each.code for each in cell.obligations],
        Part.COMMON_INTEREST: [each.code for each in cell.common_interests],
        Part.AIM: [each.code for each in cell.aims],
    }
    for part, codes in named.items():
        yield from ((part, str(code), str(code)) for code in codes)
