"""A worse verdict opens a review and proposes a pause; it never ends a partnership (L431-452)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import Delivery
from audit.services import record
from evidence.engine.values import Phase
from partnerships.engine.lifecycle import PartnershipState
from partnerships.models import PartnershipReview
from partnerships.services import after_events, reviews
from prerequisites.engine.values import VerdictClass
from tests.clock import NOON
from tests.partnerships.builders import an_agreed_partnership, judged, the_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return an_agreed_partnership()


BEFORE, LATER = NOON - timedelta(days=1), NOON + timedelta(days=1)


def _falls(partnership):
    town = partnership.appeal.municipality
    judged(town, at=BEFORE)
    return judged(town, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH, at=LATER)


def test_fighting_proposes_a_pause_and_ways_to_go_on_and_ends_nothing(partnership):
    judgement = _falls(partnership)

    opened = reviews.review_after_judging(at=NOON)

    review = PartnershipReview.objects.get()
    partnership.refresh_from_db()
    assert (opened, review.judgement, review.outcome) == (1, judgement, "propose_pause")
    assert review.go_on_with == ["legitimacy", "forums", "attention", "events"]
    assert partnership.state == PartnershipState.AGREED


def test_a_fall_that_still_permits_all_is_looked_at(partnership):
    judged(partnership.appeal.municipality, at=BEFORE)
    judged(partnership.appeal.municipality, VerdictClass.DIRECT_CONDITIONAL, at=LATER)

    reviews.review_after_judging(at=NOON)

    assert PartnershipReview.objects.get().outcome == "review"


def test_a_verdict_as_good_as_before_opens_nothing(partnership):
    judged(partnership.appeal.municipality, at=BEFORE)
    judged(partnership.appeal.municipality, at=LATER)

    assert reviews.review_after_judging(at=NOON) == 0


def test_a_message_sent_twice_opens_one_review(partnership):
    _falls(partnership)
    with transaction.atomic():
        record(
            verb="judgement.written",
            subject_kind="judgements",
            subject="2026-03-02",
            actor_id=None,
            at=NOON,
        )
    delivery = Delivery.objects.get(handler="partnerships.tasks.review_after_judging")

    after_events.after_judging(delivery=delivery.pk, at=NOON)
    after_events.after_judging(delivery=delivery.pk, at=NOON)

    assert (reviews.review_after_judging(at=NOON), PartnershipReview.objects.count()) == (0, 1)


def test_a_review_is_closed_once(partnership):
    _falls(partnership)
    reviews.review_after_judging(at=NOON)
    reference = PartnershipReview.objects.get().reference
    officer = the_officer(partnership)

    reviews.close_review(reference=reference, by=officer, at=NOON)

    with pytest.raises(reviews.AlreadyClosed):
        reviews.close_review(reference=reference, by=officer, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnershipReview.objects.update(closed_at=None)


def test_a_fall_in_two_steps_counts_as_one_whole_fall(partnership):
    town = partnership.appeal.municipality
    judged(town, at=BEFORE)
    judged(town, VerdictClass.DIRECT_CONDITIONAL, at=LATER)
    reviews.review_after_judging(at=LATER)
    judged(town, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH, at=LATER + timedelta(days=1))

    reviews.review_after_judging(at=LATER + timedelta(days=1))

    opened = PartnershipReview.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(opened) == ["review", "propose_pause"]


def test_the_same_is_not_proposed_again_while_it_waits(partnership):
    town = partnership.appeal.municipality
    judged(town, at=BEFORE)
    for days in range(1, 4):
        at = NOON + timedelta(days=days)
        judged(town, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH, at=at)
        reviews.review_after_judging(at=at)

    assert PartnershipReview.objects.count() == 1


def test_what_was_looked_at_is_what_the_next_verdict_is_measured_by(partnership):
    town = partnership.appeal.municipality
    _falls(partnership)
    reviews.review_after_judging(at=LATER)
    seen = LATER + timedelta(hours=1)
    review = PartnershipReview.objects.get()
    reviews.close_review(reference=review.reference, by=the_officer(partnership), at=seen)
    judged(town, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH, at=seen + timedelta(days=1))

    assert reviews.review_after_judging(at=seen + timedelta(days=1)) == 0
