"""Views of the queue: what each filter keeps, who sees a view, and what PostgreSQL refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from activities.engine.values import Activity
from audit.models import Event
from matching.engine.clocks import Clock, PauseReason
from matching.engine.lifecycle import AppealAction, AppealState
from matching.engine.queue import MOST_VIEWS, Pace, QueueFilter
from matching.engine.values import NeedTopic, Urgency
from matching.models import Appeal, SavedView
from matching.selectors import saved_views as selectors
from matching.selectors.queue import in_queue_of, kept
from matching.services import appeals, clocks
from matching.services import saved_views as services
from tests import factories
from tests.clock import NOON
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock
from tests.web.visitors import NOBODYS, OTHERS

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
CRITICAL = QueueFilter(urgency=Urgency.CRITICAL)


class Desk:
    """An officer with one case in a region, and an appeal that nobody has taken."""

    def __init__(self):
        self.officer = factories.an_officer()
        self.region = factories.a_zone(name="Sumy")
        zone = factories.a_zone(name="Okhtyrka", parent=self.region)
        self.own = factories.a_live_appeal(
            factories.a_municipality(name="Okhtyrka", zone=zone),
            languages=["uk"],
            urgency=Urgency.CRITICAL,
            topic=NeedTopic.WATER,
            activity=Activity.SERVICE_DEPARTMENTS,
        )
        appeals.take_appeal(reference=self.own.reference, by=self.officer, at=NOON)
        self.waiting = factories.a_live_appeal(
            factories.a_municipality(
                name="Lypa", zone=factories.a_zone(name="Lypa", parent=self.region)
            ),
            languages=["uk"],
        )

    def kept(self, *, today=TODAY, **said) -> list[Appeal]:
        only = QueueFilter(**said)
        leaves = selectors.leaves_by_zone(selectors.case_zones(self.officer))
        queue = in_queue_of(self.officer)
        found = queue.filter(kept(self.officer, only, leaves=leaves, today=today))
        return list(found.order_by("pk"))

    def save(self, name="Mine", only=CRITICAL, **changes) -> SavedView:
        return services.save_view(
            **{"name": name, "only": only, "by": self.officer, "at": NOON} | changes
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


# What a filter keeps.


def test_without_a_question_the_whole_queue_is_kept(desk):
    assert desk.kept() == [desk.own, desk.waiting]
    assert not QueueFilter().is_narrow


@pytest.mark.parametrize(
    ("said", "is_own_kept", "is_waiting_kept"),
    [
        ({"state": AppealState.SUBMITTED}, True, True),
        ({"state": AppealState.ACKNOWLEDGED}, False, False),
        ({"urgency": Urgency.CRITICAL}, True, False),
        ({"activity": Activity.FORUMS}, False, True),
        ({"owed": Clock.ACKNOWLEDGE}, True, True),
        ({"pace": Pace.LATE}, False, False),
        ({"activity": Activity.FORUMS, "urgency": Urgency.CRITICAL}, False, False),
    ],
)
def test_each_question_keeps_what_answers_it(desk, said, is_own_kept, is_waiting_kept):
    found = desk.kept(**said)

    assert (desk.own in found, desk.waiting in found) == (is_own_kept, is_waiting_kept)


def test_what_was_read_is_no_longer_owed_a_reading(desk):
    appeals.move_appeal(
        reference=desk.own.reference, action=AppealAction.ACKNOWLEDGE, by=desk.officer, at=NOON
    )

    assert desk.kept(owed=Clock.ACKNOWLEDGE) == [desk.waiting]
    assert desk.kept(state=AppealState.ACKNOWLEDGED) == [desk.own]


def test_what_is_owed_and_late_is_one_and_the_same_clock(desk):
    later = TODAY + timedelta(days=11)  # the verdict is late by then, the answer is not

    assert desk.kept(owed=Clock.VERDICT, pace=Pace.LATE, today=later) == [desk.own, desk.waiting]
    assert desk.kept(owed=Clock.ANSWER, pace=Pace.LATE, today=later) == []


def test_a_clock_that_rests_is_paused_and_not_late(desk):
    clocks.pause(
        appeal=desk.own.reference,
        clock=Clock.VERDICT,
        reason=PauseReason.EXPERT,
        until=TODAY + timedelta(days=20),
        by=desk.officer,
        at=NOON,
    )

    later = TODAY + timedelta(days=11)
    assert desk.kept(pace=Pace.PAUSED, today=later) == [desk.own]
    assert desk.kept(owed=Clock.VERDICT, pace=Pace.LATE, today=later) == [desk.waiting]


def test_a_language_finds_own_cases_and_nothing_that_nobody_has_taken(desk):
    assert desk.own.languages == desk.waiting.languages == ["uk"]
    assert desk.kept(language="uk") == [desk.own]
    assert desk.kept(language="en") == []


def test_a_zone_finds_own_cases_within_it_and_nothing_that_nobody_has_taken(desk):
    assert desk.kept(zone=desk.region.reference) == [desk.own]
    assert desk.kept(zone=desk.own.municipality.zone.reference) == [desk.own]
    assert desk.kept(zone=desk.waiting.municipality.zone.reference) == []


def test_the_zones_of_own_cases_are_offered_and_no_others(desk):
    assert [zone.name for zone in selectors.case_zones(desk.officer)] == ["Okhtyrka", "Sumy"]
    assert selectors.case_zones(factories.an_officer()) == []


# Saving.


def test_a_view_is_kept_as_it_was_asked_for_and_each_deed_is_one_event(desk):
    only = QueueFilter(
        state=AppealState.SUBMITTED,
        urgency=Urgency.CRITICAL,
        activity=Activity.SERVICE_DEPARTMENTS,
        owed=Clock.ACKNOWLEDGE,
        pace=Pace.LATE,
        language="uk",
        zone=desk.region.reference,
    )

    view = desk.save(only=only)
    services.rename_view(reference=view.reference, name="Sumy", by=desk.officer, at=NOON)
    services.begin_with(reference=view.reference, by=desk.officer, at=NOON)
    services.begin_with(reference=view.reference, by=desk.officer, at=NOON)
    kept_view = selectors.view_of(desk.officer, view.reference)
    services.delete_view(reference=view.reference, by=desk.officer, at=NOON)

    assert (kept_view.name, kept_view.as_filter(), kept_view.is_start) == ("Sumy", only, False)
    assert not SavedView.objects.exists()
    events = Event.objects.filter(subject=str(view.reference)).order_by("pk")
    assert [(each.verb, each.data) for each in events] == [
        ("saved_view.saved", {}),
        ("saved_view.renamed", {}),
        ("saved_view.begins", {}),
        ("saved_view.begins_no_more", {}),
        ("saved_view.deleted", {}),
    ]


def test_a_view_without_a_question_is_refused(desk):
    with pytest.raises(services.NothingNarrowed):
        desk.save(only=QueueFilter())


def test_a_name_is_taken_once_by_each_officer(desk):
    first, other = desk.save("Mine"), desk.save("Other")

    with pytest.raises(services.NameTaken):
        desk.save("Mine")
    with pytest.raises(services.NameTaken):
        services.rename_view(reference=other.reference, name="Mine", by=desk.officer, at=NOON)
    services.rename_view(reference=first.reference, name="Mine", by=desk.officer, at=NOON)
    desk.save("Mine", by=factories.an_officer())

    assert SavedView.objects.filter(name="Mine").count() == 2


def test_an_officer_saves_twenty_views_and_a_deleted_one_leaves_its_place(desk):
    views = [desk.save(f"View {number}") for number in range(MOST_VIEWS)]

    with pytest.raises(services.TooManyViews):
        desk.save("One more")
    services.delete_view(reference=views[4].reference, by=desk.officer, at=NOON)

    assert desk.save("In its place").place == views[4].place


def test_the_queue_begins_with_one_view_at_a_time(desk):
    first, second = desk.save("First"), desk.save("Second")

    for view in (first, second):
        services.begin_with(reference=view.reference, by=desk.officer, at=NOON)

    begins = SavedView.objects.filter(is_start=True)
    assert list(begins) == [second]


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_else_sees_renames_begins_with_or_deletes_a_view(desk, who):
    view, user = desk.save(), OTHERS[who]()
    said = {"reference": view.reference, "by": user, "at": NOON}

    with pytest.raises((SavedView.DoesNotExist, PermissionDenied)):
        selectors.view_of(user, view.reference)
    with pytest.raises(SavedView.DoesNotExist):
        services.rename_view(name="Taken over", **said)
    with pytest.raises(SavedView.DoesNotExist):
        services.begin_with(**said)
    with pytest.raises(SavedView.DoesNotExist):
        services.delete_view(**said)

    assert list(SavedView.objects.values_list("name", "is_start")) == [("Mine", False)]


@pytest.mark.parametrize(
    "who", sorted(set(OTHERS) - {"an officer without the case", "a supervisor"})
)
def test_whoever_has_no_place_at_the_desk_saves_no_view(desk, who):
    user = OTHERS[who]()

    with pytest.raises(PermissionDenied):
        desk.save(by=user)
    with pytest.raises(PermissionDenied):
        selectors.views_of(user)


def test_what_does_not_exist_is_not_deleted(desk):
    with pytest.raises(SavedView.DoesNotExist):
        services.delete_view(reference=UUID(NOBODYS), by=desk.officer, at=NOON)


# Counting.


def test_each_view_tells_how_many_appeals_it_keeps_and_three_cost_as_much_as_one(desk):
    desk.save("Critical")
    one = _counts(desk)
    desk.save("In Sumy", QueueFilter(zone=desk.region.reference))
    desk.save("Sent", QueueFilter(state=AppealState.SUBMITTED))
    three = _counts(desk)

    assert (one[0], three[0]) == ([1], [1, 1, 2])
    assert three[1] == one[1]


def _counts(desk: Desk) -> tuple[list[int], int]:
    with CaptureQueriesContext(connection) as queries:
        views = selectors.views_of(desk.officer)
        zones = selectors.case_zones(desk.officer)
        counted = selectors.counted(desk.officer, views, zones, today=TODAY)
    return [each.count for each in counted], len(queries)


def test_counting_stops_where_more_says_nothing(desk, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_COUNTED", 1)
    views = [desk.save("Sent", QueueFilter(state=AppealState.SUBMITTED))]

    counted = selectors.counted(desk.officer, views, [], today=TODAY)

    assert [each.count for each in counted] == [1]


def test_a_view_of_a_zone_without_cases_keeps_nothing(desk):
    views = [desk.save("There", QueueFilter(zone=desk.waiting.municipality.zone.reference))]

    counted = selectors.counted(desk.officer, views, [], today=TODAY)

    assert [each.count for each in counted] == [0]


def test_without_views_nothing_is_counted(desk, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert selectors.counted(desk.officer, [], [], today=TODAY) == []


# What PostgreSQL refuses.


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("matching_savedview_each_name_once", {"name": "Other"}),
        ("matching_savedview_each_place_once", {"place": 2}),
        ("matching_savedview_not_more_than_an_officer_may_save", {"place": MOST_VIEWS + 1}),
        ("matching_savedview_not_more_than_an_officer_may_save", {"place": 0}),
        ("matching_savedview_one_begins", {"is_start": True}),
        ("matching_savedview_has_a_name", {"name": ""}),
        ("matching_savedview_narrows", {"urgency": ""}),
        ("matching_savedview_state_is_known", {"state": "closed"}),
        ("matching_savedview_urgency_is_known", {"urgency": "whim"}),
        ("matching_savedview_activity_is_known", {"activity": "whim"}),
        ("matching_savedview_owed_is_known", {"owed": "whim"}),
        ("matching_savedview_pace_is_known", {"pace": "whim"}),
    ],
)
def test_the_database_refuses_what_must_not_be(desk, constraint, changes):
    view, other = desk.save("Mine"), desk.save("Other")
    services.begin_with(reference=other.reference, by=desk.officer, at=NOON)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_the_second_page_of_one_officer_waits_and_then_finds_the_name_taken():
    desk = Desk()
    with ThreadPoolExecutor(max_workers=1) as second_page:
        with transaction.atomic():
            desk.save("Mine")
            outcome = second_page.submit(in_own_connection(desk.save), "Mine")
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.NameTaken):
            outcome.result(timeout=5)

    assert SavedView.objects.count() == 1
