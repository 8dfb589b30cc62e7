"""The thematic map in the words and the order of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from activities import labels
from activities.engine.contents import differences
from activities.engine.editing import REPORT
from activities.engine.values import (
    ActorMode,
    Basis,
    Cell,
    Cited,
    Code,
    Fit,
    ThematicMap,
    Venue,
)
from evidence.engine.citation import Citation
from evidence.engine.values import Phase, Subject
from evidence.labels import PHASES, SUBJECTS
from web.citations import cited
from web.map.words import Changed, changed

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Words with whose they are: the mark of the rule and where the report says it."""

    text: "StrPromise"
    mark: str
    cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Statements of one kind under their heading."""

    title: "StrPromise"
    statements: list[Statement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a fit rests on."""

    code: str
    label: "StrPromise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """How well an activity fits a phase or an actor; `shape` is its icon."""

    code: str
    label: "StrPromise"
    score: int
    shape: str
    fit: "StrPromise"
    bases: list[Ground]
    exceptions: list[Statement]
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How an activity touches the zone from one venue, and whether it needs a partner there."""

    venue: "StrPromise"
    mode: "StrPromise"
    partner: "StrPromise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One activity of the map. `changed` tells what differs from the report; `about` is its own."""

    code: str
    name: "StrPromise"
    about: Statement
    changed: list[Changed]
    phases: list[Grade]
    actors: list[Grade]
    places: list[Place]
    through_host: bool
    partner: Statement
    required: "list[StrPromise]"
    weighed: "list[StrPromise]"
    helper_required: "list[StrPromise]"
    groups: list[Group]


_SPECIAL = {1: labels.SITUATION_LABELS, 2: labels.SITUATION_STRONG_LABELS}


def entries_of(thematic_map: ThematicMap) -> list[Entry]:
    """Return the activities in the order of the map."""
    found = {each.code: each for each in changed(differences(REPORT, thematic_map))}
    return [_entry(cell, found.get(cell.activity)) for cell in thematic_map.cells.values()]


def lines_of(citation: Citation) -> str:
    """Return the cited lines as they are written everywhere, for example `L618-638, L647`."""
    return cited(citation.lines)


def _entry(cell: Cell, changes: Changed | None) -> Entry:
    own = REPORT.cells[cell.activity].citation
    return Entry(
        code=cell.activity.value,
        name=labels.ACTIVITY_LABELS[cell.activity],
        about=_statement(labels.ACTIVITY_SENTENCES[cell.activity], own),
        changed=[changes] if changes else [],
        phases=[_phase(cell, phase) for phase in Phase],
        actors=[_actor(cell, actor) for actor in ActorMode],
        places=[_place(cell, venue) for venue in Venue],
        through_host=cell.through_host,
        partner=_statement(labels.PARTNER_LABELS[cell.partner.role], cell.partner.citation),
        required=[SUBJECTS[subject] for subject in Subject if subject in cell.required],
        weighed=[SUBJECTS[subject] for subject in Subject if subject in cell.weighed],
        helper_required=[
            label
            for test, label in labels.HELPER_TEST_LABELS.items()
            if test in cell.helper_required
        ],
        groups=[group for group in _groups(cell) if group.statements],
    )


def _groups(cell: Cell) -> list[Group]:
    kinds = [Cited(code=each.kind, citation=each.citation) for each in cell.kinds]
    return [
        Group(title=_("What it needs"), statements=_all(cell.needs, labels.NEED_LABELS)),
        Group(
            title=_("Why this helper comes: one of these"),
            statements=_all(cell.link_bases, labels.LINK_BASIS_LABELS),
        ),
        Group(title=_("What it can be for"), statements=_all(cell.aims, labels.AIM_LABELS)),
        Group(title=_("Forms it takes"), statements=_all(kinds, labels.KIND_LABELS)),
        Group(
            title=_("Services whose lack hurts everyone"),
            statements=_all(cell.common_interests, labels.COMMON_INTEREST_LABELS),
        ),
        Group(title=_("Exceptional forms"), statements=_all(cell.variants, labels.VARIANT_LABELS)),
        Group(
            title=_("What it must bring along"),
            statements=_all(cell.obligations, labels.OBLIGATION_LABELS),
        ),
        Group(title=_("What also holds"), statements=_all(cell.rules, labels.RULE_LABELS)),
        Group(title=_("What can go wrong"), statements=_all(cell.risks, labels.RISK_LABELS)),
    ]


def _all(cited: Sequence[Cited[Code]], words: "Mapping[Code, StrPromise]") -> list[Statement]:
    return [_statement(words[each.code], each.citation) for each in cited]


def _statement(text: "StrPromise", citation: Citation) -> Statement:
    return Statement(text=text, mark=citation.mark.value, cite=lines_of(citation))


def _phase(cell: Cell, phase: Phase) -> Grade:
    exceptions = [
        _statement(_SPECIAL[special.fit.score][special.situation], special.citation)
        for special in cell.special_fits
        if special.phase is phase and special.fit.score > cell.fits[phase].score
    ]
    return _grade(phase.value, PHASES[phase], cell.fits[phase], exceptions)


def _actor(cell: Cell, actor: ActorMode) -> Grade:
    return _grade(actor.value, labels.ACTOR_LABELS[actor], cell.actors[actor], [])


def _place(cell: Cell, venue: Venue) -> Place:
    return Place(
        venue=labels.VENUE_LABELS[venue],
        mode=labels.MODE_LABELS[cell.modes[venue]],
        partner=labels.PARTNER_NEED_LABELS[cell.partner.needs[venue]],
    )


def _grade(code: str, label: "StrPromise", fit: Fit, exceptions: list[Statement]) -> Grade:
    return Grade(
        code=code,
        label=label,
        score=fit.score,
        shape=f"fit-{fit.score}",
        fit=labels.FIT_LABELS[fit.score],
        bases=[Ground(code=each.value, label=labels.BASIS_LABELS[each]) for each in fit.basis],
        exceptions=exceptions,
        is_ours=Basis.OURS in fit.basis,
    )
