"""Direct SQL against the tables that only grow, and each constraint broken once."""

from datetime import date, timedelta

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection

from evidence.engine.values import Phase, Says, SourceKind, Subject
from evidence.models import ConflictEvent, EvidenceItem, PhaseSpell, Source
from tests.clock import NOON
from tests.factories import a_zone, an_officer

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)


def _source(**changes):
    return Source.objects.create(**{"name": "Parish", "kind": "religious_body", **changes})


def _item(**changes):
    facts = {
        "zone": changes.pop("zone", None) or a_zone(),
        "subject": Subject.P1.value,
        "says": Says.UNMET.value,
        "source": changes.pop("source", None) or Source.objects.first() or _source(),
        "statement": "Shots at night.",
        "observed_on": DAY,
        "known_on": DAY,
        "recorded_at": NOON,
    }
    return EvidenceItem.objects.create(**(facts | changes))


def _spell(**changes):
    facts = {
        "zone": a_zone(),
        "phase": Phase.HIGH.value,
        "starts": DAY,
        "known_on": DAY,
        "source": Source.objects.first() or _source(),
    }
    return PhaseSpell.objects.create(**(facts | changes))


def _event(**changes):
    facts: dict[str, object] = dict.fromkeys(
        [
            "type_of_violence", "conflict_new_id", "where_prec", "event_clarity", "date_prec",
            "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low",
        ],
        1,
    )  # fmt: skip
    facts |= {"dataset": "ucdp-ged", "event_id": 1, "latitude": 49.0, "longitude": 28.0}
    facts |= {"date_start": DAY, "date_end": DAY, "source_key": "k"}
    return ConflictEvent.objects.create(**(facts | changes))


def _sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.parametrize(
    "change",
    [
        "says = 'met'",
        "statement = 'All quiet.'",
        "observed_on = '2020-01-01'",
        "known_on = '2026-03-03'",
        "zone_id = zone_id + 1",
        "confidence = 'high'",
        "recorded_at = now()",
        "reference = gen_random_uuid()",
    ],
)
def test_evidence_is_never_edited(change):
    _item()

    with pytest.raises(IntegrityError, match="never edited"):
        _sql(f"UPDATE evidence_evidenceitem SET {change}")  # noqa: S608 - the list above


def test_evidence_is_confirmed_once():
    _item()
    first, second = an_officer(), an_officer()
    confirm = "UPDATE evidence_evidenceitem SET confirmed_by_id = %s, confirmed_at = now()"
    _sql(confirm, first.pk)

    with pytest.raises(IntegrityError, match="never edited"):
        _sql(confirm, second.pk)


def test_a_confirmation_is_not_taken_back():
    _item(confirmed_by=an_officer(), confirmed_at=NOON)

    with pytest.raises(IntegrityError, match="never edited"):
        _sql("UPDATE evidence_evidenceitem SET confirmed_by_id = NULL, confirmed_at = NULL")


def test_evidence_is_superseded_once():
    zone = a_zone()
    older, better, best = _item(zone=zone), _item(zone=zone), _item(zone=zone)
    supersede = (
        "UPDATE evidence_evidenceitem SET superseded_by_id = %s, superseded_on = %s WHERE id = %s"
    )
    _sql(supersede, better.pk, DAY, older.pk)

    with pytest.raises(IntegrityError, match="never edited"):
        _sql(supersede, best.pk, DAY, older.pk)


@pytest.mark.parametrize(
    "change", ["phase = 'low_after'", "starts = '2020-01-01'", "ends = '2027-01-01'"]
)
def test_a_phase_is_never_edited(change):
    _spell()

    with pytest.raises(IntegrityError, match="never edited"):
        _sql(f"UPDATE evidence_phasespell SET {change}")  # noqa: S608 - the list above


def test_a_phase_is_retracted_once():
    _spell()
    _sql("UPDATE evidence_phasespell SET retracted_on = '2026-03-05'")

    with pytest.raises(IntegrityError, match="never edited"):
        _sql("UPDATE evidence_phasespell SET retracted_on = '2026-03-06'")


@pytest.mark.parametrize("table", ["evidence_evidenceitem", "evidence_phasespell"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_grows_is_never_emptied(table, deed):
    _item()
    _spell()

    with pytest.raises(DatabaseError):
        _sql(deed.format(table))


def _author_confirms():
    officer = an_officer()
    _item(recorded_by=officer, confirmed_by=officer, confirmed_at=NOON)


def _supersedes_itself():
    item = _item()
    item.superseded_by = item
    item.superseded_on = DAY
    item.save()


def _twice(make, **facts):
    make(**facts)
    make(**facts)


@pytest.mark.parametrize(
    ("constraint", "break_it"),
    [
        ("evidence_source_once_per_name", lambda: _twice(_source)),
        ("evidence_source_kind_is_known", lambda: _source(kind="rumour")),
        ("evidence_evidenceitem_subject_is_known", lambda: _item(subject="p9")),
        ("evidence_evidenceitem_says_is_known", lambda: _item(says="perhaps")),
        (
            "evidence_evidenceitem_is_observed_before_it_is_known",
            lambda: _item(observed_on=DAY + timedelta(days=1)),
        ),
        ("evidence_evidenceitem_holds_for_at_least_a_day", lambda: _item(valid_until=DAY)),
        (
            "evidence_evidenceitem_confirmed_by_and_at_go_together",
            lambda: _item(confirmed_at=NOON),
        ),
        ("evidence_evidenceitem_author_does_not_confirm", _author_confirms),
        (
            "evidence_evidenceitem_superseded_by_and_on_go_together",
            lambda: _item(superseded_on=DAY),
        ),
        (
            "evidence_evidenceitem_superseded_by_and_on_go_together",
            lambda: _item(superseded_by=_item()),
        ),
        (
            "evidence_evidenceitem_superseded_by_and_on_go_together",
            lambda: _item(superseded_by=_item(), superseded_on=DAY - timedelta(days=1)),
        ),
        ("evidence_evidenceitem_does_not_supersede_itself", _supersedes_itself),
        ("evidence_evidenceitem_once_per_source_key", lambda: _twice(_item, source_key="k")),
        ("evidence_phasespell_phase_is_known", lambda: _spell(phase="calm")),
        ("evidence_phasespell_ends_after_it_starts", lambda: _spell(ends=DAY)),
        (
            "evidence_phasespell_is_retracted_after_it_is_known",
            lambda: _spell(retracted_on=DAY - timedelta(days=1)),
        ),
        ("evidence_phasespell_once_per_source_key", lambda: _twice(_spell, source_key="k")),
        (
            "evidence_conflictevent_vague_place_is_never_pinned",
            lambda: _event(where_prec=4, zone=a_zone()),
        ),
        ("evidence_conflictevent_where_prec_is_1_to_7", lambda: _event(where_prec=8)),
        (
            "evidence_conflictevent_does_not_end_before_it_starts",
            lambda: _event(date_end=DAY - timedelta(days=1)),
        ),
        ("evidence_conflictevent_coordinates_are_on_earth", lambda: _event(latitude=91.0)),
        (
            "evidence_conflictevent_once_per_dataset",
            lambda: (_event(), _event(source_key="other")),
        ),
    ],
)
def test_the_database_refuses(constraint, break_it):
    with pytest.raises(IntegrityError) as refused:
        break_it()

    assert isinstance(refused.value.__cause__, psycopg.Error)
    assert refused.value.__cause__.diag.constraint_name == constraint


def test_a_retracted_phase_may_be_believed_again():
    zone = a_zone()
    _spell(zone=zone, source_key="k", retracted_on=DAY)

    assert _spell(zone=zone, source_key="k").retracted_on is None


def test_rows_name_themselves_without_names():
    source = _source(name="Parish of St Anne", kind=SourceKind.RELIGIOUS_BODY.value)

    shown = [str(source), str(_item()), str(_spell()), str(_event())]

    assert len(set(shown)) == 4
    assert "Anne" not in " ".join(shown)


def test_a_source_without_a_group_stands_for_itself():
    alone, grouped = _source(), _source(name="Bureau", independence_group="ministry")

    assert (alone.origin, grouped.origin) == (str(alone.reference), "ministry")
