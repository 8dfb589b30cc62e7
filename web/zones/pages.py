"""What the pages of a zone show, gathered."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from evidence import selectors as evidence
from places.engine.names import folded
from places.engine.values import ZoneKind
from places.labels import INTERMEDIARY_KINDS, KNOWLEDGE_DEPTHS, ZONE_KINDS
from prerequisites.engine.values import ClauseCode
from web.vocabulary import country_name
from web.zones.decisions import Standing
from web.zones.dossier import Dossier, judged
from web.zones.preview import confirmation_preview
from web.zones.words import Item, Told, item_of, phase_label, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import User
    from evidence.models import EvidenceItem, PhaseSpell
    from places.models import Zone
    from places.selectors import ZoneRow
    from web.zones.decisions import Decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A zone in a list. `latin` is empty where it would say the same again."""

    reference: UUID
    name: str
    latin: str
    kind: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """A body that knows the zone, or one that it lies in, in words."""

    name: str
    kind: str
    depth: str
    zone: str
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A phase that was recorded, and whether it was taken back."""

    reference: str
    code: str
    label: str
    starts: date
    ends: date | None
    known_on: date
    retracted_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A statement that waits for a second person."""

    item: Item
    is_own: bool


def lines_of(zones: "Iterable[Zone | ZoneRow]") -> list[Place]:
    """Return zones as lines of a list, in their order."""
    return [
        Place(
            reference=zone.reference,
            name=zone.name,
            latin=zone.name_latin if zone.name_latin != zone.name else "",
            kind=str(ZONE_KINDS[ZoneKind(zone.kind)]),
            country=country_name(zone.country_code) if zone.country_code else "",
        )
        for zone in zones
    ]


def in_order(zones: "Iterable[Zone]") -> "list[Zone]":
    """Return zones by their name: PostgreSQL would need a collation for each alphabet."""
    return sorted(zones, key=lambda zone: (folded(zone.name_latin or zone.name), zone.pk))


def children_of(dossier: Dossier) -> list[Place]:
    """Return what lies right beneath the zone, by name."""
    below = dossier.family.below
    return lines_of(sorted(below, key=lambda each: (folded(each.name_latin or each.name), each.id)))


def of_zone(dossier: Dossier, *, as_of: date, supposing: bool) -> dict[str, Any]:
    """Return the page of a zone. Any: a context holds all kinds of things."""
    verdict = _told(dossier, as_of, supposing=supposing) if dossier.is_judged else None
    nobody_asked = verdict is not None and any(
        clause.code == ClauseCode.REQUEST_NOT_VERIFIED for clause in verdict.clauses
    )
    return {
        "zone": dossier.zone,
        "place": lines_of([dossier.zone])[0],
        "above": lines_of(reversed(dossier.family.above)),
        "verdict": verdict,
        "is_supposed": supposing,
        "supposed": _told(dossier, as_of, supposing=True) if nobody_asked else None,
        "spells": [_spell(each, dossier.known_on) for each in dossier.own_spells],
        "items": _items(dossier),
        "acquaintances": _acquaintances(dossier),
        "knows_sources": dossier.knows_sources,
    }


def of_sheet(dossier: Dossier, *, as_of: date, supposing: bool) -> dict[str, Any]:
    """Return the sheet of a verdict: it leaves the platform, so it never names a source.

    Any: a context holds all kinds of things.
    """
    verdict = judged(dossier, as_of=as_of, supposing=supposing)
    return {
        "zone": dossier.zone,
        "place": lines_of([dossier.zone])[0],
        "above": lines_of(reversed(dossier.family.above)),
        "verdict": told(verdict, dossier.items, dossier.rules, names_sources=False),
        "is_supposed": supposing,
        "spells": [_spell(each, dossier.known_on) for each in dossier.own_spells],
        "items": [
            item_of(item, known_on=dossier.known_on, names_source=False)
            for item in dossier.own_items
        ],
    }


def of_decisions(decisions: "Sequence[Decided]") -> dict[str, "list[Decided]"]:
    """Return overrides apart: what holds, what can still be acted on, and what is past."""
    return {
        "holding": [each for each in decisions if each.standing is Standing.HOLDS],
        "live": [each for each in decisions if each.is_live],
        "past": [each for each in decisions if not each.is_live],
    }


def of_statement(
    item: "EvidenceItem", dossier: Dossier, user: "User", *, is_open: bool
) -> dict[str, Any]:
    """Return the page of one statement. Any: a context holds all kinds of things."""
    today = timezone.localdate()
    known = evidence.as_known(item, today)
    waits = not known.confirmed and known.superseded_on is None
    return {
        "item": item_of(item, known_on=today, names_source=is_open),
        "zone": dossier.zone,
        "place": lines_of([dossier.zone])[0],
        "is_open": is_open,
        "is_own": item.recorded_by_id == user.pk,
        "waits": waits,
        "preview": confirmation_preview(dossier, known, today=today) if waits else None,
    }


def waiting_line(item: "EvidenceItem", user: "User") -> Waiting:
    """Return a statement that waits, as a line of the list."""
    return Waiting(
        item=item_of(item, known_on=timezone.localdate(), names_source=False),
        is_own=item.recorded_by_id == user.pk,
    )


def _told(dossier: Dossier, as_of: date, *, supposing: bool) -> Told:
    verdict = judged(dossier, as_of=as_of, supposing=supposing)
    return told(verdict, dossier.items, dossier.rules, names_sources=dossier.knows_sources)


def _items(dossier: Dossier) -> list[Item]:
    return [
        item_of(item, known_on=dossier.known_on, names_source=dossier.knows_sources)
        for item in dossier.own_items
    ]


def _spell(spell: "PhaseSpell", known_on: date) -> Spell:
    was_retracted = spell.retracted_on is not None and spell.retracted_on <= known_on
    return Spell(
        reference=str(spell.reference),
        code=spell.phase,
        label=phase_label(spell.phase),
        starts=spell.starts,
        ends=spell.ends,
        known_on=spell.known_on,
        retracted_on=spell.retracted_on if was_retracted else None,
    )


def _acquaintances(dossier: Dossier) -> list[Acquaintance]:
    return [
        Acquaintance(
            name=known.name,
            kind=str(INTERMEDIARY_KINDS[known.kind]),
            depth=str(KNOWLEDGE_DEPTHS[known.depth]),
            zone=known.zone,
            since=known.since,
        )
        for known in dossier.family.known_by
    ]
