"""I8, I9: a form makes one appeal, however often it is sent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from matching.engine.values import NeedTopic
from matching.models import Appeal, Submission
from matching.services.submissions import SaidOtherwise, write_appeal_once
from tests.clock import NOON
from tests.factories import a_municipality, someone_of
from tests.matching.test_appeals import CONTENT
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

KEY = UUID(int=7)
_DROP = "ALTER TABLE matching_submission DROP CONSTRAINT matching_submission_each_form_once"
_ADD = """
    ALTER TABLE matching_submission
    ADD CONSTRAINT matching_submission_each_form_once UNIQUE (client_key)
"""
_THE_SAME_KEY = """
    INSERT INTO matching_submission (client_key, fingerprint, appeal_id, sent_by_id, sent_at)
    SELECT %s, fingerprint, %s, sent_by_id, sent_at FROM matching_submission
"""


def run(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def without_the_constraint() -> Iterator[None]:
    run(_DROP)
    try:
        yield
    finally:
        Submission.objects.all().delete()
        run(_ADD)


def two_drafts():
    """Return the words of the direct attack: the key of the first appeal, the second appeal."""
    town = a_municipality()
    mayor = someone_of(town)
    write_appeal_once(client_key=KEY, municipality=town, content=CONTENT, by=mayor, at=NOON)
    other = write_appeal_once(
        client_key=UUID(int=8), municipality=town, content=CONTENT, by=mayor, at=NOON
    )
    Submission.objects.filter(appeal=other).delete()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    return [KEY, other.pk]


@pytest.mark.django_db
def test_the_same_form_again_gives_the_same_appeal_and_records_nothing():
    town = a_municipality()
    sent: dict[str, Any] = {
        "client_key": KEY,
        "municipality": town,
        "content": CONTENT,
        "by": someone_of(town),
    }
    first = write_appeal_once(**sent, at=NOON)
    events = Event.objects.count()

    again = write_appeal_once(**sent, at=NOON)

    assert (again, Appeal.objects.count(), Event.objects.count()) == (first, 1, events)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", [{"summary": "We ask again."}, {"topic": NeedTopic.WATER}, {"helpers_wanted": 2}]
)
def test_the_same_form_with_another_content_is_refused(other):
    town = a_municipality()
    sent: dict[str, Any] = {
        "client_key": KEY,
        "municipality": town,
        "by": someone_of(town),
        "at": NOON,
    }
    write_appeal_once(**sent, content=CONTENT)

    with pytest.raises(SaidOtherwise):
        write_appeal_once(**sent, content=replace(CONTENT, **other))

    assert Appeal.objects.count() == 1


@pytest.mark.django_db
def test_the_key_of_another_leads_to_nothing_of_theirs():
    town = a_municipality()
    sent: dict[str, Any] = {"client_key": KEY, "municipality": town, "content": CONTENT, "at": NOON}
    write_appeal_once(**sent, by=someone_of(town))

    with pytest.raises(SaidOtherwise):
        write_appeal_once(**sent, by=someone_of(town))


@pytest.mark.django_db
def test_who_does_not_write_for_the_town_learns_nothing_by_its_key():
    town = a_municipality()
    sent: dict[str, Any] = {"client_key": KEY, "municipality": town, "content": CONTENT, "at": NOON}
    write_appeal_once(**sent, by=someone_of(town))

    with pytest.raises(PermissionDenied):
        write_appeal_once(**sent, by=someone_of(a_municipality()))


@pytest.mark.django_db(transaction=True)
def test_of_two_that_send_the_same_form_at_once_the_second_gets_the_appeal_of_the_first():
    town = a_municipality()
    sent: dict[str, Any] = {
        "client_key": KEY,
        "municipality": town,
        "content": CONTENT,
        "by": someone_of(town),
    }

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            first = write_appeal_once(**sent, at=NOON)
            outcome = elsewhere.submit(in_own_connection(write_appeal_once), **sent, at=NOON)
            wait_until_someone_waits_for_a_lock()

        assert outcome.result(timeout=10) == first

    assert (Appeal.objects.count(), Event.objects.filter(verb="appeal.written").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_the_same_race_makes_two_appeals():
    town = a_municipality()
    sent: dict[str, Any] = {
        "client_key": KEY,
        "municipality": town,
        "content": CONTENT,
        "by": someone_of(town),
    }

    with (
        without_the_constraint(),
        ThreadPoolExecutor(max_workers=1) as elsewhere,
        transaction.atomic(),
    ):
        write_appeal_once(**sent, at=NOON)
        outcome = elsewhere.submit(in_own_connection(write_appeal_once), **sent, at=NOON)
        outcome.result(timeout=10)

    assert Appeal.objects.count() == 2


@pytest.mark.django_db
def test_postgresql_keeps_one_row_for_each_key_also_by_direct_sql():
    attack = two_drafts()

    with pytest.raises(IntegrityError, match="matching_submission_each_form_once"):
        run(_THE_SAME_KEY, attack)


@pytest.mark.django_db
def test_without_the_constraint_direct_sql_keeps_two():
    attack = two_drafts()
    run(_DROP)

    run(_THE_SAME_KEY, attack)

    assert Submission.objects.filter(client_key=KEY).count() == 2
