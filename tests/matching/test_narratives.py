"""The words of an appeal lie sealed; who may read them leaves a trace."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from psycopg import sql

from audit.models import Event
from matching.models import Appeal
from matching.services import appeals, narratives
from sealing import services as sealing
from tests.clock import NOON
from tests.factories import (
    a_live_appeal,
    a_municipality,
    an_intermediary,
    an_officer,
    knows,
    someone_at,
    someone_of,
)
from tests.matching.test_appeals import CONTENT

MARK = "Vodokhid-7731"
SAID = replace(CONTENT, summary=f"The pumps of {MARK} stand still.")


def a_written_appeal(town):
    return appeals.write_appeal(municipality=town, content=SAID, by=someone_of(town), at=NOON)


def everything_in_the_database():
    """Return all rows of all tables, as text, bytes shown as the characters they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            rows += [
                bytes(cell).decode("latin-1") if isinstance(cell, memoryview | bytes) else str(cell)
                for row in cursor.fetchall()
                for cell in row
            ]
    return "\n".join(rows)


@pytest.mark.django_db
def test_what_a_town_says_lies_nowhere_in_the_database_in_clear():
    town = a_municipality(name="Kvitka")
    appeal = a_written_appeal(town)
    appeals.rewrite_appeal(reference=appeal.reference, content=SAID, by=someone_of(town), at=NOON)

    everything = everything_in_the_database()

    assert ("Kvitka" in everything, MARK in everything) == (True, False)


@pytest.mark.django_db
def test_its_author_reads_back_its_own_words():
    town = a_municipality()
    appeal = a_written_appeal(town)
    mayor = someone_of(town)

    text = narratives.read_summary(appeal, by=mayor, at=NOON)

    event = Event.objects.get(verb="sealed.opened")
    assert text == SAID.summary
    assert (event.actor_id, event.subject, event.data) == (
        mayor.pk,
        str(appeal.reference),
        {"column": "sealed_summary", "reason": "own_words"},
    )


@pytest.mark.django_db
def test_an_intermediary_reads_back_what_it_wrote():
    town = a_municipality()
    body = an_intermediary()
    knows(body, town.zone)
    writer = someone_at(body)
    appeal = appeals.write_appeal(municipality=town, content=SAID, by=writer, at=NOON)

    assert narratives.read_summary(appeal, by=writer, at=NOON) == SAID.summary


@pytest.mark.django_db
def test_the_officer_of_the_case_reads_them_for_the_case():
    appeal = a_live_appeal()
    officer = an_officer()
    taken = appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)

    narratives.read_summary(taken, by=officer, at=NOON)

    event = Event.objects.get(verb="sealed.opened")
    assert (event.actor_id, event.data["reason"]) == (officer.pk, "case_work")


@pytest.mark.django_db
@pytest.mark.parametrize("reader", [an_officer, lambda: someone_of(a_municipality())])
def test_nobody_else_reads_them_and_nothing_is_opened(reader):
    appeal = a_live_appeal()

    with pytest.raises(PermissionDenied):
        narratives.read_summary(appeal, by=reader(), at=NOON)

    assert not Event.objects.filter(verb="sealed.opened").exists()


@pytest.mark.django_db
def test_erased_words_are_gone_and_can_be_written_anew():
    town = a_municipality()
    appeal = a_written_appeal(town)
    mayor = someone_of(town)
    sealing.erase(reference=appeal.data_key.reference, actor_id=None, at=NOON)
    erased = Appeal.objects.get(pk=appeal.pk)

    before = narratives.read_summary(erased, by=mayor, at=NOON)
    again = appeals.rewrite_appeal(reference=appeal.reference, content=SAID, by=mayor, at=NOON)

    assert before == ""
    assert narratives.read_summary(again, by=mayor, at=NOON) == SAID.summary


@pytest.mark.django_db
def test_postgresql_refuses_words_in_clear():
    appeal = a_live_appeal()

    with pytest.raises(IntegrityError, match="matching_appeal_keeps_no_words_unsealed"):
        Appeal.objects.filter(pk=appeal.pk).update(summary=MARK)


@pytest.mark.django_db
@pytest.mark.parametrize("has_key", [True, False])
def test_the_words_of_before_are_sealed_by_the_migration(has_key):
    town = a_municipality()
    appeal = a_written_appeal(town)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table is altered once nothing waits
        cursor.execute(
            "ALTER TABLE matching_appeal DROP CONSTRAINT matching_appeal_keeps_no_words_unsealed"
        )
    old = {"summary": "As before.", "sealed_summary": b""} | ({} if has_key else {"data_key": None})
    Appeal.objects.filter(pk=appeal.pk).update(**old)

    import_module("matching.migrations.0012_summaries_are_sealed").seal(apps, None)

    sealed = Appeal.objects.select_related("data_key").get(pk=appeal.pk)
    assert sealed.summary == ""
    assert narratives.read_summary(sealed, by=someone_of(town), at=NOON) == "As before."
