"""The trail only grows, and carries ids alone."""

import math
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit import selectors, services
from audit.engine.facts import MAX_ITEMS, UnfitFact
from audit.models import Delivery, Event, Heartbeat

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _record(**changed):
    usual = {
        "verb": "lantern.lit",
        "subject_kind": "lantern",
        "subject": "7",
        "actor_id": None,
        "at": NOON,
    }
    return services.record(**{**usual, **changed})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_event SET verb = 'lantern.forged'",
        "UPDATE audit_event SET data = '{}'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
    ],
)
def test_the_database_refuses_to_change_the_trail(attack):
    event = _record()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)

    assert list(Event.objects.values_list("pk", "verb")) == [(event.pk, "lantern.lit")]


@pytest.mark.django_db
def test_the_same_attack_succeeds_where_the_triggers_are_off():
    _record()

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_event SET verb = 'lantern.forged'")

    assert list(Event.objects.values_list("verb", flat=True)) == ["lantern.forged"]


@pytest.mark.django_db
def test_record_keeps_everything_it_is_told():
    event = _record(actor_id=3, data={"count": 2, "state": "lit", "ids": [1, 2.5], "spare": None})

    kept = Event.objects.get()

    assert kept.reference == event.reference
    assert (kept.verb, kept.subject_kind, kept.subject) == ("lantern.lit", "lantern", "7")
    assert (kept.actor_id, kept.at) == (3, NOON)
    assert kept.data == {"count": 2, "state": "lit", "ids": [1, 2.5], "spare": None}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        {"note": "The mayor is in hiding."},
        {"contact": "mayor@example.org"},
        {"name": "Олена"},
        {"line": "a\nb"},
        {"long": "x" * 65},
        {"share": math.nan},
        {"inner": {"deep": 1}},
        {"lists": [[1]]},
        {"many": [0] * (MAX_ITEMS + 1)},
        {"Key": 1},
        {"k" * 65: 1},
        {f"list_{index}": ["x" * 64] * 100 for index in range(3)},
    ],
)
def test_record_refuses_what_could_be_words_of_a_person(data):
    with pytest.raises(UnfitFact):
        _record(data=data)

    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_refusal_does_not_repeat_what_it_refuses():
    with pytest.raises(UnfitFact) as refusal:
        _record(data={"contact": "mayor@example.org"})

    assert str(refusal.value) == (
        "'contact' is not an id, a code, a number or yes/no. Nothing was recorded."
    )


@pytest.mark.django_db
def test_record_refuses_a_subject_that_is_not_a_code():
    with pytest.raises(UnfitFact):
        _record(subject="the mayor")


@pytest.mark.django_db
def test_record_refuses_a_time_without_a_zone():
    with pytest.raises(ValueError, match="time zone"):
        _record(at=NOON.replace(tzinfo=None))


@pytest.mark.django_db(transaction=True)
def test_record_refuses_to_stand_outside_the_change_it_tells_of():
    with pytest.raises(services.OutsideTransaction):
        _record()

    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_event_and_no_message(handler):
    with transaction.atomic():
        _record()
        transaction.set_rollback(True)

    assert (Event.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        (
            Event(verb="lit", subject_kind="lantern", subject="7", at=NOON),
            "audit_event_verb_is_dotted_words",
        ),
        (
            Event(verb="lantern.lit", subject_kind="lantern", subject="", at=NOON),
            "audit_event_subject_is_a_code",
        ),
        (
            Event(verb="lantern.lit", subject_kind="lantern", subject="7", at=NOON, data=[1]),
            "audit_event_data_is_an_object",
        ),
        (Heartbeat(name="", at=NOON), "audit_heartbeat_has_a_name"),
    ],
)
def test_each_rule_of_the_trail_holds_in_the_database(row, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        row.save()


@pytest.mark.django_db
def test_events_of_tells_one_subject_from_the_first_to_the_last():
    first = _record(verb="lantern.lit")
    _record(subject="8")
    _record(subject_kind="candle")
    second = _record(verb="lantern.snuffed")

    assert list(selectors.events_of("lantern", "7")) == [first, second]


@pytest.mark.django_db
def test_a_heartbeat_ages_from_its_last_beat():
    services.beat(name="worker", at=NOON)
    services.beat(name="worker", at=NOON.replace(minute=1))

    assert selectors.heartbeat_age_s("worker", NOON.replace(minute=3)) == 120.0
    assert selectors.heartbeat_age_s("beat", NOON) is None


@pytest.mark.django_db
def test_rows_name_themselves_without_people(handler):
    event = _record()

    delivery = event.deliveries.get()

    assert str(event) == f"event {event.reference}"
    assert str(delivery) == f"delivery {delivery.pk}"
    assert str(Heartbeat(name="worker")) == "heartbeat worker"
