from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from evidence import selectors, services
from evidence.engine import values
from evidence.engine.values import Facts, Phase, Says, SourceKind, Subject
from evidence.models import ConflictEvent, Source
from evidence.services import Statement
from places.engine.values import ZoneKind
from places.models import ImportRun, QuarantinedRow
from tests.clock import NOON
from tests.factories import (
    a_municipality,
    a_user,
    a_zone,
    an_officer,
    someone_of,
)

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = (datetime(2026, 3, day, 12, tzinfo=UTC) for day in (2, 3, 4))


def _source():
    return Source.objects.create(
        name=f"Body {Source.objects.count()}", kind=SourceKind.UN_BODY.value
    )


def _statement(says=Says.UNMET):
    return Statement(says=says, source=_source(), observed_on=FIRST.date(), text="Shots.")


def _history(zone):
    """On the first day a statement and a phase, on the second both are taken back."""
    officer, colleague = an_officer(), an_officer()
    item = services.record_evidence(
        zone=zone, subject=Subject.P1, statement=_statement(), by=officer, at=FIRST
    )
    services.confirm_evidence(reference=item.reference, by=colleague, at=SECOND)
    better = services.supersede_evidence(
        reference=item.reference, statement=_statement(Says.MET), by=officer, at=SECOND
    )
    spell = services.record_phase(
        zone=zone, phase=Phase.HIGH, starts=FIRST.date(), source=_source(), by=officer, at=FIRST
    )
    services.retract_phase(reference=spell.reference, by=officer, at=SECOND)
    return item, better


def test_the_past_is_seen_as_it_was_known_then():
    zone = a_zone()
    item, _ = _history(zone)

    then = selectors.facts_for([zone.pk], as_of=FIRST.date(), known_on=FIRST.date())

    assert then == {
        zone.pk: Facts(
            evidence=(
                values.Evidence(
                    reference=str(item.reference),
                    subject=Subject.P1,
                    says=Says.UNMET,
                    source_kind=SourceKind.UN_BODY,
                    origin=item.source.origin,
                    fingerprint=services.fingerprint_of("Shots."),
                    observed_on=FIRST.date(),
                    known_on=FIRST.date(),
                ),
            ),
            spells=(
                values.PhaseSpell(phase=Phase.HIGH, starts=FIRST.date(), known_on=FIRST.date()),
            ),
        )
    }


def test_what_was_learnt_later_is_seen_later():
    zone = a_zone()
    item, better = _history(zone)

    facts = selectors.facts_for([zone.pk], as_of=FIRST.date(), known_on=SECOND.date())[zone.pk]

    assert [(each.reference, each.confirmed, each.superseded_on) for each in facts.evidence] == [
        (str(item.reference), True, SECOND.date()),
        (str(better.reference), False, None),
    ]
    assert [spell.retracted_on for spell in facts.spells] == [SECOND.date()]


def test_a_phase_that_starts_later_is_left_out():
    zone = a_zone()
    _history(zone)

    facts = selectors.facts_for([zone.pk], as_of=date(2026, 3, 1), known_on=THIRD.date())

    assert facts[zone.pk].spells == ()


def test_the_zones_above_come_with_their_own_facts():
    region = a_zone(kind=ZoneKind.REGION)
    leaf = a_zone(parent=region)
    _history(region)

    facts = selectors.facts_for([leaf.pk], as_of=THIRD.date(), known_on=THIRD.date())

    assert facts[leaf.pk] == Facts()
    assert len(facts[region.pk].evidence) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_facts_cost_three_queries(count, django_assert_num_queries):
    zones = [a_zone(parent=a_zone(kind=ZoneKind.REGION)) for _ in range(count)]
    for zone in zones:
        _history(zone)

    with django_assert_num_queries(3):
        selectors.facts_for([zone.pk for zone in zones], as_of=THIRD.date(), known_on=THIRD.date())


def _one_of_each():
    zone = a_zone()
    _history(zone)
    run = ImportRun.objects.create(
        source="ucdp", file_name="list.csv", file_sha256="0" * 64, started_at=NOON
    )
    QuarantinedRow.objects.create(run=run, line=2, reason="too_long", sentence="x", raw={})
    numbers = dict.fromkeys(
        [
            "event_id", "type_of_violence", "conflict_new_id", "where_prec", "event_clarity",
            "date_prec", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best",
            "high", "low",
        ],
        1,
    )  # fmt: skip
    ConflictEvent.objects.create(
        **numbers,
        dataset="ucdp-ged",
        latitude=49.0,
        longitude=28.0,
        date_start=FIRST.date(),
        date_end=FIRST.date(),
        source_key="k",
    )


READS = {
    selectors.evidence_for: 2,
    selectors.unconfirmed_evidence: 1,
    selectors.spells_for: 1,
    selectors.sources_for: 3,
    selectors.conflict_events_for: 1,
    selectors.import_runs: 1,
    selectors.quarantined_rows: 1,
}


@pytest.mark.parametrize("read", READS)
def test_the_secretariat_reads_all_and_others_nothing(read):
    _one_of_each()
    people = [an_officer(), a_user(), someone_of(a_municipality()), AnonymousUser()]

    assert [read(user).count() for user in people] == [READS[read], 0, 0, 0]


@pytest.mark.parametrize("day", [FIRST, SECOND, THIRD])
def test_a_record_gives_the_engines_the_same_facts(day):
    zone = a_zone()
    _history(zone)

    record = selectors.record_of(an_officer(), [zone.pk], known_on=day.date())

    assert selectors.facts_in(record) == selectors.facts_for(
        [zone.pk], as_of=THIRD.date(), known_on=day.date()
    )


def test_a_record_is_empty_for_all_but_the_secretariat():
    zone = a_zone()
    _history(zone)

    record = selectors.record_of(someone_of(a_municipality()), [zone.pk], known_on=THIRD.date())

    assert (record.items, record.spells) == ([], [])


@pytest.mark.parametrize("count", [1, 3])
def test_a_record_costs_two_queries(count, django_assert_num_queries):
    zones = [a_zone() for _ in range(count)]
    for zone in zones:
        _history(zone)
    officer = an_officer()
    assert officer.is_secretariat

    with django_assert_num_queries(2):
        record = selectors.record_of(officer, [zone.pk for zone in zones], known_on=THIRD.date())
        selectors.facts_in(record)


def test_a_source_is_found_by_its_name_in_any_letters_by_those_who_may():
    source = _source()
    name, kind = f" {source.name.upper()} ", SourceKind.UN_BODY

    assert selectors.source_named(an_officer(), kind=kind, name=name) == source
    assert selectors.source_named(someone_of(a_municipality()), kind=kind, name=name) is None
    assert selectors.source_named(an_officer(), kind=SourceKind.NGO, name=source.name) is None
