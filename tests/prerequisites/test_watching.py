"""The nightly sweep: what time brings opens a review by itself, once, with a deadline."""

from datetime import date, timedelta

import pytest

from evidence.engine.values import Phase, SourceKind, Subject
from evidence.models import ConflictEvent
from places.models import ImportRun
from prerequisites.engine.review import ReviewOutcome, Trigger
from prerequisites.models import Review
from prerequisites.services import judging, reviews, watching
from tests.evidence.test_suggestions import an_event
from tests.factories import a_municipality, a_zone
from tests.prerequisites.stories import at_noon

SAID_ON = date(2026, 3, 2)
ELECTION_DAY = date(2026, 6, 14)
BEFORE = ELECTION_DAY - timedelta(days=1)
AFTER = ELECTION_DAY + timedelta(days=1)

pytestmark = pytest.mark.django_db


def opened(*triggers):
    """What was opened: whom it is about, why, and when somebody looks at the latest."""
    found = Review.objects.filter(trigger__in=[*triggers] or list(Trigger)).order_by("pk")
    return list(found.values_list("municipality", "trigger", "opened_on", "due_on"))


def looked_at(story, day):
    for review in Review.objects.filter(state="open"):
        reviews.close_review(
            reference=review.reference,
            outcome=ReviewOutcome.STANDS,
            by=story.officer,
            at=at_noon(day),
        )


@pytest.fixture
def town(story):
    """A town with an election held, the next one scheduled, and the news of it looked at."""
    town = a_municipality()
    story.phase(town.zone, Phase.LOW_AFTER, date(2025, 1, 1))
    story.both_say(town.zone, Subject.P4, on=SAID_ON, valid_until=ELECTION_DAY)
    judging.judge_changes(handler="prerequisites.tasks.judge_changes", at=at_noon(SAID_ON))
    judging.judge_all(at=at_noon(SAID_ON))
    looked_at(story, SAID_ON)
    return town


def test_a_scheduled_election_opens_a_review_on_its_day_and_not_before(town):
    before = Review.objects.filter(state="open").count()

    watching.look_again(at=at_noon(BEFORE))
    on_the_eve = Review.objects.filter(state="open").count()
    watching.look_again(at=at_noon(ELECTION_DAY))

    (review,) = Review.objects.filter(state="open", trigger=Trigger.ELECTION)
    assert (before, on_the_eve) == (0, 0)
    assert review.municipality == town
    assert (review.opened_on, review.due_on) == (
        ELECTION_DAY,
        ELECTION_DAY + timedelta(days=14),
    )


def test_the_election_is_the_reason_and_not_stale_evidence(town):
    watching.look_again(at=at_noon(ELECTION_DAY))

    assert list(Review.objects.filter(state="open").values_list("trigger", flat=True)) == [
        Trigger.ELECTION
    ]


def test_the_sweep_opens_no_second_review_of_an_election(town, story):
    for day in (ELECTION_DAY, ELECTION_DAY, AFTER):
        watching.look_again(at=at_noon(day))
    while_open = Review.objects.filter(trigger=Trigger.ELECTION, state="open").count()
    looked_at(story, AFTER)

    watching.look_again(at=at_noon(AFTER + timedelta(days=1)))

    assert while_open == 1
    assert not Review.objects.filter(trigger=Trigger.ELECTION, state="open").exists()


def test_the_result_of_the_election_opens_a_review_of_its_own(town, story):
    watching.look_again(at=at_noon(ELECTION_DAY))
    looked_at(story, AFTER)
    later = AFTER + timedelta(days=3)
    story.says(town.zone, Subject.P4, on=ELECTION_DAY, heard_on=later, kind=SourceKind.MEDIA)

    judging.judge_changes(handler="prerequisites.tasks.judge_changes", at=at_noon(later))

    assert Review.objects.filter(trigger=Trigger.ELECTION, state="open").count() == 1


def test_a_change_of_mayor_opens_a_review_before_anybody_confirms_it(story):
    town = a_municipality()
    story.says(town.zone, Subject.OFFICE_CHANGE, on=SAID_ON, kind=SourceKind.MEDIA)

    for _ in range(2):
        judging.judge_changes(handler="prerequisites.tasks.judge_changes", at=at_noon(SAID_ON))

    assert opened() == [
        (town.pk, Trigger.OFFICE_CHANGE, SAID_ON, SAID_ON + timedelta(days=14)),
    ]


# Early warning.

TODAY = date(2026, 3, 2)


def rising(zone, *, where_prec=1, run=None):
    """Three events lately after one in the months before: a rise, by the rule of suggestions."""
    events = [an_event(zone, days_ago, where_prec=where_prec) for days_ago in (10, 40, 60, 120)]
    ConflictEvent.objects.filter(pk__in=[each.pk for each in events]).update(source_run=run)


def an_import(day):
    return ImportRun.objects.create(source="ucdp", started_at=at_noon(day))


@pytest.mark.parametrize("calm", [None, Phase.LOW_BEFORE, Phase.LOW_AFTER])
def test_a_rise_where_a_place_is_held_to_be_calm_is_an_early_warning_for_two_days(story, calm):
    town = a_municipality()
    if calm is not None:
        story.phase(town.zone, calm, date(2025, 1, 1))
    rising(town.zone)

    watching.look_again(at=at_noon(TODAY))

    assert opened(Trigger.EARLY_WARNING, Trigger.SUGGESTION) == [
        (town.pk, Trigger.EARLY_WARNING, TODAY, TODAY + timedelta(days=2)),
    ]


@pytest.mark.parametrize(
    ("where_prec", "warned"), [(1, 1), (2, 1), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0)]
)
def test_an_event_warns_a_town_only_where_it_is_known_to_the_town(where_prec, warned):
    district = a_zone()
    town = a_municipality(zone=a_zone(parent=district))
    where = {1: town.zone, 2: town.zone, 3: district}.get(where_prec)
    rising(where, where_prec=where_prec)

    watching.look_again(at=at_noon(TODAY))

    assert len(opened(Trigger.EARLY_WARNING)) == warned


def test_a_single_event_is_no_rise():
    an_event(a_municipality().zone, 10)

    watching.look_again(at=at_noon(TODAY))

    assert opened() == []


def test_the_sweep_opens_no_second_warning_until_newer_events_come_in(story):
    town = a_municipality()
    rising(town.zone, run=an_import(TODAY))
    for _ in range(2):
        watching.look_again(at=at_noon(TODAY))
    looked_at(story, TODAY + timedelta(days=1))
    watching.look_again(at=at_noon(TODAY + timedelta(days=2)))
    closed_only = Review.objects.filter(trigger=Trigger.EARLY_WARNING).count()

    late = an_event(town.zone, 5)
    ConflictEvent.objects.filter(pk=late.pk).update(
        source_run=an_import(TODAY + timedelta(days=20))
    )
    watching.look_again(at=at_noon(TODAY + timedelta(days=20)))

    assert closed_only == 1
    assert Review.objects.filter(trigger=Trigger.EARLY_WARNING, state="open").count() == 1
