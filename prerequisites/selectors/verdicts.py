"""Judge many zones at once: a constant number of queries, the rest is the engine."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Set
from datetime import date
from typing import Final

from django.utils import timezone

from evidence.engine.values import Evidence, Facts, Subject
from evidence.selectors import facts_for
from places.models import Municipality
from places.selectors import ancestors_of, one_array
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.values import LeafFacts, Override, Value, Verdict
from prerequisites.engine.verdict import judge_each
from prerequisites.models import Override as StoredOverride
from prerequisites.selectors.rules import rules_in_force

_NOTHING: Final[Mapping[int, tuple[Evidence, ...]]] = {}
_EMPTY: Final = Facts()


def verdicts_for(
    municipality_ids: Collection[int],
    *,
    as_of: date,
    known_on: date,
    also: Mapping[int, tuple[Evidence, ...]] = _NOTHING,
    rules: RuleSet | None = None,
) -> dict[int, Verdict]:
    """Return the verdict on each municipality as of a day, by what was known on another.

    Args:
        municipality_ids: the municipalities asked about.
        as_of: the day the verdict is about.
        known_on: what came to be known later is left out.
        also: more evidence on a municipality, beside what is recorded on its zone: an appeal is
            the proof that the zone asks.
        rules: the version of the rules; left out, the one in force on `known_on`.

    Cost: 6 queries, one less with `rules`, and some tenths of a millisecond a municipality.
    """
    towns = Municipality.objects.filter(pk__in=one_array(municipality_ids))
    zones = dict(towns.values_list("pk", "zone_id"))
    return judge_each(
        leaves_for(zones, as_of=as_of, known_on=known_on, also=also),
        as_of=as_of,
        known_on=known_on,
        rules=rules or rules_in_force(known_on),
    )


def leaves_for(
    zones: Mapping[int, int],
    *,
    as_of: date,
    known_on: date,
    also: Mapping[int, tuple[Evidence, ...]] = _NOTHING,
) -> dict[int, LeafFacts]:
    """Return what the verdict on each municipality may look at.

    Args:
        zones: by municipality, the zone it governs.
        as_of: the day the verdicts are about.
        known_on: what came to be known later is left out.
        also: more evidence on a municipality.

    Cost: 4 queries. Municipalities under the same parents share one tuple of surroundings.
    """
    zone_ids = set(zones.values())
    above = ancestors_of(zone_ids)
    facts = facts_for(zone_ids, as_of=as_of, known_on=known_on, above=above)
    overrides = overrides_of(zones.keys(), known_on)
    return {
        municipality_id: LeafFacts(
            leaf=_with(facts.get(zone_id, _EMPTY), also.get(municipality_id, ())),
            surroundings=tuple(facts.get(zone.id, _EMPTY) for zone in above[zone_id]),
            overrides=tuple(overrides[municipality_id]),
        )
        for municipality_id, zone_id in zones.items()
    }


def overrides_of(municipality_ids: Set[int], known_on: date) -> defaultdict[int, list[Override]]:
    """Return the confirmed overrides that were known on a day, ended ones with their end."""
    rows = StoredOverride.objects.filter(
        municipality__in=one_array(municipality_ids), confirmed_at__date__lte=known_on
    )
    found: defaultdict[int, list[Override]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.municipality_id].extend(confirmed(row, known_on=known_on))
    return found


def stored_overrides_of(municipality_id: int, known_on: date) -> list[StoredOverride]:
    """Return what was decided on a municipality by a day, the latest first, with who decided.

    Show it only to those who may judge; `confirmed` makes of it what a verdict rests on.
    """
    people = ("by", "confirmed_by", "ended_by")
    rows = StoredOverride.objects.filter(municipality=municipality_id, known_on__lte=known_on)
    return list(rows.select_related("municipality__zone", *people).order_by("-known_on", "-pk"))


def confirmed(row: StoredOverride, *, known_on: date) -> tuple[Override, ...]:
    """Return an override as a verdict reads it; nothing where it was not confirmed by a day."""
    if row.confirmed_at is None or timezone.localdate(row.confirmed_at) > known_on:
        return ()
    return (
        Override(
            reference=f"override:{row.reference}",
            subject=Subject(row.subject),
            value=Value(row.value),
            since=row.since,
            until=row.until,
            confirmed_on=timezone.localdate(row.confirmed_at),
            ended_on=row.ended_on,
        ),
    )


def _with(facts: Facts, more: tuple[Evidence, ...]) -> Facts:
    return Facts(evidence=facts.evidence + more, spells=facts.spells) if more else facts
