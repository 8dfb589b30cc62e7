"""Reviews: what opens them, how often, and who closes them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Event
from prerequisites import selectors
from prerequisites.engine.review import DUE_WITHIN_DAYS, ReviewOutcome, ReviewState, Trigger
from prerequisites.models import Review
from prerequisites.services import reviews as services
from tests.clock import NOON
from tests.factories import a_municipality, a_user, an_officer, someone_of
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

TODAY = NOON.date()


def opened(*towns, trigger=Trigger.ELECTION, at=NOON):
    return services.open_reviews(
        trigger=trigger, municipality_ids=[town.pk for town in towns], at=at
    )


def closed(review, *, by=None, at=NOON, outcome=ReviewOutcome.STANDS):
    return services.close_review(
        reference=review.reference, outcome=outcome, by=by or an_officer(), at=at
    )


@pytest.mark.django_db
@pytest.mark.parametrize("trigger", Trigger)
def test_each_trigger_has_its_deadline(trigger):
    (review,) = opened(a_municipality(), trigger=trigger)

    assert review.due_on == TODAY + timedelta(days=DUE_WITHIN_DAYS[trigger])


@pytest.mark.django_db
def test_one_review_is_open_per_municipality_and_trigger():
    town, other = a_municipality(), a_municipality()
    opened(town)

    again = opened(town, other)

    assert [review.municipality_id for review in again] == [other.pk]
    assert Event.objects.filter(verb="review.opened").count() == 2


@pytest.mark.django_db
def test_the_next_event_opens_another_once_the_first_is_closed():
    town = a_municipality()
    (first,) = opened(town)
    closed(first)

    (second,) = opened(town)

    assert second.pk != first.pk


@pytest.mark.django_db
def test_the_queue_shows_the_soonest_due_first_and_only_to_those_who_judge():
    town = a_municipality()
    (rules,) = opened(town, trigger=Trigger.RULES)
    (warning,) = opened(town, trigger=Trigger.EARLY_WARNING)
    closed(opened(town, trigger=Trigger.PHASE)[0])

    assert list(selectors.reviews_for(an_officer())) == [warning, rules]
    assert selectors.all_reviews_for(an_officer()).count() == 3
    assert not selectors.reviews_for(someone_of(town)).exists()
    assert not selectors.reviews_for(a_user()).exists()


@pytest.mark.django_db
def test_closing_says_who_when_and_what_came_of_it():
    officer = an_officer()
    (review,) = opened(a_municipality())

    done = closed(review, by=officer, outcome=ReviewOutcome.PHASE_RECORDED)

    assert (done.state, done.closed_by, done.closed_at, done.outcome) == (
        ReviewState.CLOSED,
        officer,
        NOON,
        ReviewOutcome.PHASE_RECORDED,
    )


@pytest.mark.django_db
def test_a_closed_review_stays_as_it_was_closed():
    (review,) = opened(a_municipality())
    closed(review)

    with pytest.raises(services.AlreadyClosed):
        closed(review, outcome=ReviewOutcome.UNFOUNDED)


@pytest.mark.django_db
def test_a_stranger_closes_nothing():
    (review,) = opened(a_municipality())

    with pytest.raises(PermissionDenied):
        closed(review, by=a_user())


@pytest.mark.django_db
def test_a_review_that_is_not_there_is_not_closed():
    with pytest.raises(Review.DoesNotExist):
        services.close_review(
            reference=uuid4(), outcome=ReviewOutcome.STANDS, by=an_officer(), at=NOON
        )


@pytest.mark.django_db
def test_news_that_an_officer_saw_in_an_open_review_opens_no_other():
    town, other = a_municipality(), a_municipality()
    closed(opened(town)[0], at=NOON)

    def asks_again(recorded_at):
        news = [(town.pk, recorded_at), (other.pk, recorded_at)]
        return set(services.unseen(trigger=Trigger.ELECTION, news=news))

    assert asks_again(NOON - timedelta(hours=1)) == {other.pk}
    assert asks_again(NOON + timedelta(hours=1)) == {town.pk, other.pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "edit",
    [
        {"trigger": "whim"},
        {"due_on": TODAY},
        {"state": "closed"},
        {"outcome": "stands"},
        {"closed_at": NOON},
    ],
)
def test_the_database_refuses_half_a_review(edit):
    (review,) = opened(a_municipality())

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**edit)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_with_the_same_news_one_opens_the_review():
    town = a_municipality()
    open_in_thread = in_own_connection(services.open_reviews)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            mine = opened(town)
            theirs = thread.submit(
                open_in_thread,
                trigger=Trigger.ELECTION,
                municipality_ids=[town.pk],
                at=NOON,
            )
            wait_until_someone_waits_for_a_lock()

        assert theirs.result(timeout=10) == []

    assert list(Review.objects.all()) == mine
