"""What PostgreSQL refuses around cards, and what breaks in once a guard is taken away."""

from collections.abc import Callable
from typing import Any  # Any: whatever a statement takes

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction

from publication.models import Card, Publication
from tests.publication.cards import a_case, approved, listed

pytestmark = pytest.mark.django_db


def run(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def unapproved() -> tuple[str, list[Any]]:
    """A card of what was approved, in a place that its author never saw."""
    made = approved(a_case())
    return (
        """
        INSERT INTO publication_card
            (reference, place_id, phase, "group", activity, size, month, summary, is_open)
        SELECT card_reference, place_id, phase, "group", activity, size, '2026-03-01', 'W', true
        FROM publication_publication WHERE id = %s
        """,
        [made.pk],
    )


def other_words() -> tuple[str, list[Any]]:
    card = listed(a_case())
    return "UPDATE publication_card SET summary = 'It is Trostianets.' WHERE id = %s", [card.pk]


def without_a_trace() -> tuple[str, list[Any]]:
    card = listed(a_case())
    return "DELETE FROM publication_card WHERE id = %s", [card.pk]


def forbidden_and_shown() -> tuple[str, list[Any]]:
    card = listed(a_case())
    appeal = Publication.objects.get(card_reference=card.reference).appeal
    return (
        """
        INSERT INTO publication_publicitychoice (appeal_id, is_forbidden, said_by_id, said_at)
        VALUES (%s, true, %s, now())
        """,
        [appeal.pk, appeal.officer_id],
    )


def another_crowd() -> tuple[str, list[Any]]:
    card = listed(a_case())
    statement = """
        UPDATE publication_publication SET crowd = '{1,2,3,4,5,6,7,8,9,10}'
        WHERE card_reference = %s
    """
    return statement, [card.reference]


ATTEMPTS: dict[str, tuple[Callable[[], tuple[str, list[Any]]], str]] = {
    "a card that nobody approved": (unapproved, "publication.Card:tells_what_was_approved"),
    "other words on a public card": (other_words, "publication.Card:only_closes"),
    "a card that leaves without a trace": (without_a_trace, "publication.Card:leaves_a_tombstone"),
    "publicity forbidden while a card is shown": (
        forbidden_and_shown,
        "publication.PublicityChoice:ends_what_was_open",
    ),
    "another crowd than was counted": (
        another_crowd,
        "publication.Publication:stays_as_it_was_approved",
    ),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_direct_sql_is_refused(attempt):
    statement, values = ATTEMPTS[attempt][0]()
    before = list(Card.objects.values_list("reference", "summary"))

    with pytest.raises(IntegrityError):
        run(statement, *values)

    assert list(Card.objects.values_list("reference", "summary")) == before


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_without_its_guard_the_same_sql_breaks_in(attempt):
    begin, guard = ATTEMPTS[attempt]
    statement, values = begin()

    with pgtrigger.ignore(guard):
        run(statement, *values)
