"""Several cases at once: each by its own service, and nothing that was not looked at."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Event
from matching.engine.lifecycle import AppealAction, AppealState
from matching.engine.together import MOST_TOGETHER, Deed, Facts, Outcome, outcome_of
from matching.engine.values import NeedTopic
from matching.models import Appeal
from matching.selectors.together import looked_at
from matching.services import appeals, narratives
from matching.services.together import TooManyTogether, do_together
from tests import factories
from tests.clock import NOON
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock
from tests.web.visitors import OTHERS

pytestmark = pytest.mark.django_db


def facts(*, is_in_queue=True, is_own=True, waits_for_reading=True, is_opened=True) -> Facts:
    return Facts(
        is_in_queue=is_in_queue,
        is_own=is_own,
        waits_for_reading=waits_for_reading,
        is_opened=is_opened,
    )


@pytest.mark.parametrize(
    ("deed", "known", "outcome"),
    [
        (Deed.TAKE, facts(is_own=False), Outcome.DONE),
        (Deed.TAKE, facts(is_own=False, is_opened=False), Outcome.DONE),
        (Deed.TAKE, facts(), Outcome.YOURS_ALREADY),
        (Deed.TAKE, facts(is_in_queue=False), Outcome.GONE),
        (Deed.ACKNOWLEDGE, facts(), Outcome.DONE),
        (Deed.ACKNOWLEDGE, facts(is_opened=False), Outcome.UNOPENED),
        (Deed.ACKNOWLEDGE, facts(waits_for_reading=False), Outcome.READ_ALREADY),
        (Deed.ACKNOWLEDGE, facts(is_own=False), Outcome.NOT_YOURS),
        (Deed.ACKNOWLEDGE, facts(is_in_queue=False), Outcome.GONE),
    ],
)
def test_what_a_row_allows(deed, known, outcome):
    assert outcome_of(deed, known) is outcome


def waiting(count: int) -> list[Appeal]:
    """Return appeals that nobody has taken."""
    town = factories.a_municipality()
    topics = list(NeedTopic)[:count]
    return [factories.a_live_appeal(town, topic=topic) for topic in topics]


def take(appeal: Appeal, user: User) -> None:
    appeals.take_appeal(reference=appeal.reference, by=user, at=NOON)


def opened(appeal: Appeal, user: User) -> None:
    appeal.refresh_from_db()
    narratives.read_summary(appeal, by=user, at=NOON)


def did(deed: Deed, found: list[Appeal], user: User) -> list[Outcome]:
    references = [each.reference for each in found]
    return list(do_together(deed=deed, references=references, by=user, at=NOON).values())


def test_what_can_be_taken_is_taken_and_each_has_its_own_event():
    officer, colleague = factories.an_officer(), factories.an_officer()
    free, own, foreign, other = waiting(4)
    take(own, officer)
    take(foreign, colleague)
    before = Event.objects.count()

    outcomes = did(Deed.TAKE, [free, own, foreign, other], officer)

    assert outcomes == [Outcome.DONE, Outcome.YOURS_ALREADY, Outcome.GONE, Outcome.DONE]
    foreign.refresh_from_db()
    assert foreign.officer == colleague
    events = Event.objects.order_by("pk")[before:]
    assert [(each.verb, each.subject) for each in events] == [
        ("appeal.taken", str(free.reference)),
        ("appeal.taken", str(other.reference)),
    ]


def test_only_what_the_officer_has_opened_is_acknowledged():
    officer = factories.an_officer()
    read, unread, done, free = waiting(4)
    for each in (read, unread, done):
        take(each, officer)
    opened(read, officer)
    opened(done, officer)
    appeals.move_appeal(
        reference=done.reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=NOON
    )

    outcomes = did(Deed.ACKNOWLEDGE, [read, unread, done, free], officer)

    assert outcomes == [
        Outcome.DONE,
        Outcome.UNOPENED,
        Outcome.READ_ALREADY,
        Outcome.NOT_YOURS,
    ]
    states = [Appeal.objects.get(pk=each.pk).state for each in (read, unread)]
    assert states == [AppealState.ACKNOWLEDGED, AppealState.SUBMITTED]


def test_what_the_mayor_has_opened_the_officer_has_not():
    officer, [appeal] = factories.an_officer(), waiting(1)
    take(appeal, officer)
    opened(appeal, factories.someone_of(appeal.municipality))

    assert did(Deed.ACKNOWLEDGE, [appeal], officer) == [Outcome.UNOPENED]


def test_the_same_twice_is_one_and_what_is_none_is_gone():
    officer, [appeal] = factories.an_officer(), waiting(1)
    nobodys = uuid4()

    outcomes = do_together(
        deed=Deed.TAKE,
        references=[appeal.reference, nobodys, appeal.reference],
        by=officer,
        at=NOON,
    )

    assert outcomes == {appeal.reference: Outcome.DONE, nobodys: Outcome.GONE}


def test_more_than_fifty_are_refused_and_nothing_is_done():
    officer, [appeal] = factories.an_officer(), waiting(1)
    many = [appeal.reference, *(UUID(int=number) for number in range(MOST_TOGETHER))]

    with pytest.raises(TooManyTogether):
        do_together(deed=Deed.TAKE, references=many, by=officer, at=NOON)

    appeal.refresh_from_db()
    assert appeal.officer is None


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize(
    "who", sorted(set(OTHERS) - {"an officer without the case", "a supervisor"})
)
def test_nobody_outside_the_secretariat_does_or_looks(who, deed):
    user, found = OTHERS[who](), waiting(1)

    with pytest.raises(PermissionDenied):
        did(deed, found, user)
    with pytest.raises(PermissionDenied):
        looked_at(user, deed, [found[0].reference], today=NOON.date())


def test_a_look_at_three_costs_as_much_as_at_one():
    officer, found = factories.an_officer(), waiting(3)
    looked_at(officer, Deed.TAKE, [], today=NOON.date())  # the memberships are kept
    costs = []
    for count in (1, 3):
        references = [each.reference for each in found[:count]]
        with CaptureQueriesContext(connection) as queries:
            looked_at(officer, Deed.TAKE, references, today=NOON.date())
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.django_db(transaction=True)
def test_a_colleague_who_is_faster_with_one_keeps_it_and_the_others_are_taken():
    officer, colleague = factories.an_officer(), factories.an_officer()
    first, contested, last = waiting(3)
    with ThreadPoolExecutor(max_workers=1) as other_desk:
        with transaction.atomic():
            take(contested, colleague)
            outcome = other_desk.submit(
                in_own_connection(did), Deed.TAKE, [first, contested, last], officer
            )
            wait_until_someone_waits_for_a_lock()

        assert outcome.result(timeout=5) == [Outcome.DONE, Outcome.GONE, Outcome.DONE]

    holders = [Appeal.objects.get(pk=each.pk).officer for each in (first, contested, last)]
    assert holders == [officer, colleague, officer]
