"""Reads of evidence. Those for people begin with the user; `facts_for` feeds the engines."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Max, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.permissions import may
from evidence.engine.suggest import Incident, Suggestion, suggest
from evidence.engine.time import PhaseAt, phase_at
from evidence.engine.values import (
    Confidence,
    DatePrecision,
    Evidence,
    Facts,
    Phase,
    PhaseSpell,
    Says,
    SourceKind,
    Subject,
)
from evidence.models import ConflictEvent, EvidenceItem, Source
from evidence.models import PhaseSpell as StoredSpell
from places import selectors as places
from places.models import ImportRun, QuarantinedRow

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User


# Looking a word up is five times as fast as making the enumeration find it.
_SUBJECTS: Final = {each.value: each for each in Subject}
_SAYINGS: Final = {each.value: each for each in Says}
_KINDS: Final = {each.value: each for each in SourceKind}
_PRECISIONS: Final = {each.value: each for each in DatePrecision}
_CONFIDENCES: Final = {each.value: each for each in Confidence}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What had been recorded about some zones by a day: evidence with its sources, and phases."""

    known_on: date
    items: "list[EvidenceItem]"
    spells: "list[StoredSpell]"


def facts_for(
    zone_ids: Collection[int],
    *,
    as_of: date,
    known_on: date,
    above: "Mapping[int, Sequence[places.ZoneRow]] | None" = None,
) -> dict[int, Facts]:
    """Return what had been recorded by `known_on` about each zone and each zone above it.

    Each zone's facts are its own. `places.selectors.ancestors_of` tells which zones lie above
    which. A confirmation, a supersession or a retraction made later is not seen.

    Args:
        zone_ids: the leaves; the zones above them are added.
        as_of: phases that start later are left out; evidence is returned with its dates, so
            that the engine can say why an item does not count.
        known_on: the day on which one would have asked.
        above: what `ancestors_of` says of the leaves, where it was asked already.

    Cost: three queries, two with `above`, whatever the number of zones.
    """
    above = places.ancestors_of(zone_ids) if above is None else above
    wanted = set(zone_ids) | {zone.id for chain in above.values() for zone in chain}
    evidence = _evidence_of(wanted, known_on)
    spells = _spells_of(wanted, as_of, known_on)
    return {
        zone_id: Facts(
            evidence=tuple(evidence.get(zone_id, ())), spells=tuple(spells.get(zone_id, ()))
        )
        for zone_id in wanted
    }


def _evidence_of(zone_ids: Collection[int], known_on: date) -> dict[int, list[Evidence]]:
    """Read bare rows: building half a million models takes longer than judging by them."""
    rows = (
        EvidenceItem.objects.filter(zone__in=places.one_array(zone_ids), known_on__lte=known_on)
        .annotate(
            said_as=Cast("reference", TextField()),
            origin=Coalesce(
                NullIf("source__independence_group", Value("")),
                Cast("source__reference", TextField()),
                output_field=TextField(),
            ),
        )
        .order_by("pk")
        .values_list(
            *("zone_id", "said_as", "subject", "says", "source__kind", "origin", "fingerprint"),
            *("observed_on", "known_on", "date_precision", "confidence", "confirmed_at"),
            *("superseded_on", "valid_until"),
        )
    )
    by_zone: defaultdict[int, list[Evidence]] = defaultdict(list)
    asked_until = _end_of(known_on)
    for (
        zone_id,
        reference,
        subject,
        says,
        kind,
        origin,
        fingerprint,
        observed_on,
        heard_on,
        precision,
        confidence,
        confirmed_at,
        superseded_on,
        valid_until,
    ) in rows:
        was_superseded = superseded_on is not None and superseded_on <= known_on
        by_zone[zone_id].append(
            Evidence(
                reference=reference,
                subject=_SUBJECTS[subject],
                says=_SAYINGS[says],
                source_kind=_KINDS[kind],
                origin=origin,
                fingerprint=fingerprint,
                observed_on=observed_on,
                known_on=heard_on,
                precision=_PRECISIONS[precision],
                confidence=_CONFIDENCES[confidence],
                confirmed=confirmed_at is not None and confirmed_at < asked_until,
                superseded_on=superseded_on if was_superseded else None,
                valid_until=valid_until,
            )
        )
    return by_zone


def _end_of(day: date) -> datetime:
    """Return the first moment after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def as_known(item: EvidenceItem, known_on: date) -> Evidence:
    """Return an item as it was known on a day; fetch its source with it."""
    was_superseded = item.superseded_on is not None and item.superseded_on <= known_on
    return Evidence(
        reference=str(item.reference),
        subject=Subject(item.subject),
        says=Says(item.says),
        source_kind=SourceKind(item.source.kind),
        origin=item.source.origin,
        fingerprint=item.fingerprint,
        observed_on=item.observed_on,
        known_on=item.known_on,
        precision=DatePrecision(item.date_precision),
        confidence=Confidence(item.confidence),
        confirmed=item.confirmed_at is not None and item.confirmed_at < _end_of(known_on),
        superseded_on=item.superseded_on if was_superseded else None,
        valid_until=item.valid_until,
    )


def _spells_of(
    zone_ids: Collection[int], as_of: date, known_on: date
) -> dict[int, list[PhaseSpell]]:
    rows = (
        StoredSpell.objects.filter(
            zone__in=places.one_array(zone_ids), known_on__lte=known_on, starts__lte=as_of
        )
        .order_by("pk")
        .values_list("zone_id", "phase", "starts", "ends", "known_on", "retracted_on")
    )
    by_zone: defaultdict[int, list[PhaseSpell]] = defaultdict(list)
    for zone_id, phase, starts, ends, heard_on, retracted_on in rows:
        was_retracted = retracted_on is not None and retracted_on <= known_on
        by_zone[zone_id].append(
            PhaseSpell(
                phase=Phase(phase),
                starts=starts,
                ends=ends,
                known_on=heard_on,
                retracted_on=retracted_on if was_retracted else None,
            )
        )
    return by_zone


def _spell_as_known(spell: StoredSpell, known_on: date) -> PhaseSpell:
    was_retracted = spell.retracted_on is not None and spell.retracted_on <= known_on
    return PhaseSpell(
        phase=Phase(spell.phase),
        starts=spell.starts,
        ends=spell.ends,
        known_on=spell.known_on,
        retracted_on=spell.retracted_on if was_retracted else None,
    )


def phases_for(
    zone_ids: Collection[int], *, as_of: date, known_on: date
) -> dict[int, PhaseAt | None]:
    """Return each zone's own phase on a day, as it was known on another; None where none was.

    Cost: 1 query.
    """
    spells = _spells_of(zone_ids, as_of, known_on)
    return {
        zone_id: phase_at(spells.get(zone_id, ()), as_of=as_of, known_on=known_on)
        for zone_id in zone_ids
    }


def suggestions_for(zone_ids: Collection[int], *, on: date) -> dict[int, Suggestion]:
    """Return what conflict events suggest about the phase of zones; most have no suggestion.

    Events lie on the municipality or the district they are known to; those known to a region
    only lie on no zone at all. A suggestion is no phase: a person decides.

    Args:
        zone_ids: the zones asked about; events of zones above or below are not theirs.
        on: the day asked about. Where the data on a country ends long before, it says nothing.

    Cost: 2 queries.
    """
    rows = ConflictEvent.objects.filter(
        zone__in=places.one_array(zone_ids), date_end__lte=on
    ).values_list(
        *("zone_id", "country_code", "date_start", "date_end"),
        *("best", "where_prec", "provisional"),
    )
    found: defaultdict[tuple[int, str], list[Incident]] = defaultdict(list)
    for zone_id, country, starts, ends, deaths, where_prec, provisional in rows:
        incident = Incident(
            starts=starts,
            ends=ends,
            deaths=deaths,
            where_prec=where_prec,
            provisional=provisional,
        )
        found[zone_id, country].append(incident)
    data_until = _data_until({country for _, country in found})
    suggested = {
        zone_id: suggest(incidents, on=on, data_until=data_until[country])
        for (zone_id, country), incidents in found.items()
    }
    return {zone_id: each for zone_id, each in suggested.items() if each is not None}


def events_heard(zone_ids: Collection[int]) -> dict[int, datetime]:
    """Return when the newest event of each zone came in, or was corrected, by an import.

    Cost: 1 query.
    """
    events = ConflictEvent.objects.filter(
        zone__in=places.one_array(zone_ids), zone__isnull=False, source_run__isnull=False
    )
    heard = events.values_list("zone").annotate(heard_at=Max("source_run__started_at"))
    return {zone_id: heard_at for zone_id, heard_at in heard if zone_id is not None}


def _data_until(countries: Collection[str]) -> dict[str, date]:
    """Return the last day on which anything was counted in each country."""
    ends = ConflictEvent.objects.filter(country_code__in=countries).values_list("country_code")
    return dict(ends.annotate(last=Max("date_end")))


def evidence_for(user: "User | AnonymousUser") -> "QuerySet[EvidenceItem]":
    """Return the evidence that `user` may read, with sources: the secretariat all, others none."""
    if not may(user, Permission.READ_EVIDENCE):
        return EvidenceItem.objects.none()
    return EvidenceItem.objects.select_related("source", "zone").order_by("-known_on", "-pk")


def unconfirmed_evidence(user: "User | AnonymousUser") -> "QuerySet[EvidenceItem]":
    """Return the live evidence that waits for somebody of the staff to confirm it."""
    return evidence_for(user).filter(confirmed_at__isnull=True, superseded_on__isnull=True)


def record_of(user: "User | AnonymousUser", zone_ids: Collection[int], *, known_on: date) -> Record:
    """Return what `user` may read of some zones, as far as it was recorded by a day.

    Cost: two queries, whatever the number of zones.
    """
    items = evidence_for(user).filter(zone__in=zone_ids, known_on__lte=known_on)
    spells = spells_for(user).filter(zone__in=zone_ids, known_on__lte=known_on)
    return Record(known_on=known_on, items=list(items), spells=list(spells))


def facts_in(record: Record) -> dict[int, Facts]:
    """Return a record the way the engines read it, by zone: as it was known on its day.

    Unlike `facts_for` it keeps phases of any day, so that many days can be judged from it.
    """
    evidence: defaultdict[int, list[Evidence]] = defaultdict(list)
    spells: defaultdict[int, list[PhaseSpell]] = defaultdict(list)
    for item in sorted(record.items, key=lambda each: each.pk):
        evidence[item.zone_id].append(as_known(item, record.known_on))
    for spell in sorted(record.spells, key=lambda each: each.pk):
        spells[spell.zone_id].append(_spell_as_known(spell, record.known_on))
    return {
        zone_id: Facts(
            evidence=tuple(evidence.get(zone_id, ())), spells=tuple(spells.get(zone_id, ()))
        )
        for zone_id in {*evidence, *spells}
    }


def spells_for(user: "User | AnonymousUser") -> "QuerySet[StoredSpell]":
    """Return the phase history that `user` may read, retracted spells too."""
    if not may(user, Permission.READ_EVIDENCE):
        return StoredSpell.objects.none()
    return StoredSpell.objects.select_related("source", "zone").order_by("-starts", "-pk")


def sources_for(user: "User | AnonymousUser") -> "QuerySet[Source]":
    """Return the sources that `user` may know of."""
    if not may(user, Permission.READ_EVIDENCE):
        return Source.objects.none()
    return Source.objects.order_by("name", "pk")


def source_named(user: "User | AnonymousUser", *, kind: SourceKind, name: str) -> "Source | None":
    """Return the source of a kind and name, whatever the case of its letters; None without one."""
    return sources_for(user).filter(kind=kind.value, name__iexact=name.strip()).first()


def conflict_events_for(user: "User | AnonymousUser") -> "QuerySet[ConflictEvent]":
    """Return the conflict events that `user` may read, the latest first."""
    if not may(user, Permission.READ_EVIDENCE):
        return ConflictEvent.objects.none()
    return ConflictEvent.objects.select_related("zone").order_by("-date_start", "-pk")


def import_runs(user: "User | AnonymousUser") -> "QuerySet[ImportRun]":
    """Return the runs of all importers, the latest first, for who manages imports."""
    if not may(user, Permission.MANAGE_IMPORTS):
        return ImportRun.objects.none()
    return ImportRun.objects.order_by("-started_at", "-pk")


def quarantined_rows(user: "User | AnonymousUser") -> "QuerySet[QuarantinedRow]":
    """Return the rows that importers set aside, by run and line, for who manages imports."""
    if not may(user, Permission.MANAGE_IMPORTS):
        return QuarantinedRow.objects.none()
    return QuarantinedRow.objects.select_related("run").order_by("-run_id", "line")
