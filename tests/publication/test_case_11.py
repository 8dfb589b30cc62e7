"""Case 11 of the domain: the careful mayor. Source: report, L595-600; the rest is ours."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Delivery
from matching.engine.answers import AnswerKind
from matching.engine.counting import Rounded
from matching.engine.lifecycle import AppealAction
from matching.services import answers, appeals
from publication.engine.lifecycle import PublicationState
from publication.models import Card, Publication, Tombstone
from publication.selectors import cards
from publication.selectors.cards import Sought
from publication.services import batches, publications
from tests.clock import NOON
from tests.notices.telling import deliver, kinds_of
from tests.publication.cards import (
    LATER,
    WORDS,
    a_case,
    a_crowded_region,
    a_region,
    approved,
    listed,
    mayor_of,
    now,
    proposed,
    towns_in,
)

pytestmark = pytest.mark.django_db
HANDLER = "publication.tasks.leave_with_appeal"


def shown():
    return list(cards.cards_found(Sought()))


def test_nothing_is_public_before_the_author_has_agreed_and_its_day_has_come():
    appeal = a_case()
    made = proposed(appeal)
    batches.publish_due(at=LATER)
    assert shown() == []

    made = publications.approve_card(reference=made.reference, by=mayor_of(appeal), at=NOON)
    batches.publish_due(at=NOON)
    assert shown() == []

    assert batches.publish_due(at=LATER) == 1
    assert [card.summary for card in shown()] == [WORDS]


def test_who_forbids_publicity_is_never_listed_nor_counted_nor_asked_again():
    appeal = a_case()
    made = proposed(appeal)
    mayor = mayor_of(appeal)

    publications.refuse_card(reference=made.reference, by=mayor, at=NOON)
    batches.publish_due(at=LATER)

    assert cards.how_many(cards.cards_found(Sought())) == Rounded(0, 4)
    assert shown() == []
    with pytest.raises(publications.NotWanted):
        proposed(appeal)

    publications.allow_asking(appeal=appeal.reference, by=mayor, at=NOON)
    assert proposed(appeal).state == PublicationState.PROPOSED


def test_the_author_is_told_of_a_card_and_the_officer_of_the_decision():
    appeal = a_case()
    mayor = mayor_of(appeal)
    made = proposed(appeal)
    deliver(at=NOON)
    publications.approve_card(reference=made.reference, by=mayor, at=NOON)
    deliver(at=NOON)

    assert "appeal_card" in kinds_of(mayor)
    assert "case_card" in kinds_of(appeal.officer)


def test_a_town_among_too_few_is_matched_privately_whatever_its_author_wants():
    region = a_region()
    towns_in(region, 8)
    appeal = a_case(region)

    with pytest.raises(publications.TooFewToHide):
        proposed(appeal)

    assert not Publication.objects.exists()


def test_revoking_closes_the_page_at_once_and_the_list_with_the_next_batch_and_a_tombstone():
    appeal = a_case()
    card = listed(appeal)
    before = Card.objects.count()

    publications.forbid_publicity(appeal=appeal.reference, by=mayor_of(appeal), at=LATER)

    with pytest.raises(Card.DoesNotExist):
        cards.card_to_read(card.reference)
    assert Card.objects.count() == before, "the list does not tell the hour"
    assert WORDS not in {each.summary for each in shown()}

    tomorrow = LATER + timedelta(days=1)
    batches.publish_due(at=tomorrow)

    assert shown() == []
    (tombstone,) = cards.tombstones_since(timezone.localdate(tomorrow))
    assert (tombstone.card, tombstone.removed_on) == (card.reference, tomorrow.date())
    assert not cards.tombstones_since(timezone.localdate(tomorrow) + timedelta(days=1))


@pytest.mark.parametrize("ends", ["withdrawn", "closed"])
def test_an_appeal_that_is_over_closes_its_card_at_once_and_takes_it_off_the_list(ends):
    appeal = a_case()
    card = listed(appeal)

    if ends == "withdrawn":
        appeals.move_appeal(
            reference=appeal.reference, action=AppealAction.WITHDRAW, by=mayor_of(appeal), at=LATER
        )
    else:
        _answer_and_close(appeal)

    with pytest.raises(Card.DoesNotExist):
        cards.card_to_read(card.reference)
    for delivery in Delivery.objects.filter(handler=HANDLER, event__subject=appeal.reference):
        batches.leave_with_appeal(delivery=delivery.pk, appeal=appeal.reference, at=LATER)
    assert Publication.objects.get().state == PublicationState.LEAVING
    batches.publish_due(at=LATER)
    assert shown() == []
    assert Tombstone.objects.get().card == card.reference


def test_the_batch_itself_sees_an_appeal_that_is_over():
    appeal = a_case()
    listed(appeal)
    appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.WITHDRAW, by=mayor_of(appeal), at=LATER
    )

    batches.publish_due(at=LATER)

    assert shown() == []
    assert Publication.objects.get().state == PublicationState.GONE


def test_an_appeal_that_was_withdrawn_before_its_day_is_never_published():
    appeal = a_case()
    made = approved(appeal)
    appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.WITHDRAW, by=mayor_of(appeal), at=NOON
    )

    batches.publish_due(at=LATER)

    assert now(made).state == PublicationState.DROPPED
    assert shown() == []
    assert not Tombstone.objects.exists(), "what was never public leaves no trace in public"


def test_a_second_card_of_an_appeal_has_another_id():
    appeal = a_case(a_crowded_region())
    first = listed(appeal)
    mayor = mayor_of(appeal)
    publications.forbid_publicity(appeal=appeal.reference, by=mayor, at=LATER)
    batches.publish_due(at=LATER)
    publications.allow_asking(appeal=appeal.reference, by=mayor, at=LATER)

    second = listed(appeal, at=LATER)

    assert second.reference != first.reference
    assert second.reference.version == first.reference.version == 4


def _answer_and_close(appeal):
    answers.give_answer(
        appeal=appeal.reference, kind=AnswerKind.VISITS, by=appeal.officer, at=LATER
    )
    answers.close_appeal(reference=appeal.reference, by=appeal.officer, at=LATER)
