"""Two at once, without luck: the second is seen waiting for the first one's lock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.engine.values import Activity, ActorMode
from api.models import Key, Token
from api.services import keys, records, tokens
from matching.models import Pledge
from matching.services.pledges import PledgeContent
from tests import factories
from tests.api.programs import a_key, a_token
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)
Outcome = TypeVar("Outcome")


def race(first: Callable[[], object], second: Callable[[], Outcome]) -> Outcome:
    """Do `first`, and before its commit start `second`, which is seen waiting; return its end."""
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            first()
            outcome = elsewhere.submit(in_own_connection(second))
            wait_until_someone_waits_for_a_lock()
        return outcome.result(timeout=20)


def test_a_token_that_is_asked_for_while_its_key_is_revoked_is_not_given():
    person = factories.someone_in(factories.a_network())
    issued, now = a_key(person), timezone.now()

    def revoke() -> None:
        keys.revoke_key(reference=issued.key.reference, by=person, at=now)

    with pytest.raises(tokens.WrongSecret):
        race(revoke, lambda: a_token(issued))

    assert Token.objects.count() == 0


def test_two_who_issue_the_last_key_at_once_get_one():
    person = factories.someone_in(factories.a_network())
    for _number in range(keys.MOST_KEYS - 1):
        a_key(person)

    with pytest.raises(keys.TooManyKeys):
        race(lambda: a_key(person), lambda: a_key(User.objects.get(pk=person.pk)))

    assert Key.objects.count() == keys.MOST_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    pledge: Pledge
    version: str
    by: User


def offering(capacity: int) -> PledgeContent:
    return PledgeContent(
        activities=frozenset({Activity.FORUMS}),
        topics=frozenset(),
        forms=frozenset(),
        actor=ActorMode.SINGLE,
        capacity=capacity,
        languages=frozenset({"en"}),
        has_interpreter=False,
        has_host_partner=False,
        has_platform=False,
        can_host=False,
        projects_done=0,
        starts=date(2026, 4, 1),
        ends=date(2027, 4, 1),
    )


def a_written() -> Written:
    town = factories.a_municipality(name="Lund", country_code="SE")
    person = factories.someone_in(factories.a_network(town))
    pledge = records.write_pledge(
        municipality=town, content=offering(1), by=person, at=timezone.now()
    )
    pledge.refresh_from_db()
    return Written(pledge=pledge, version=records.version_of_pledge(pledge), by=person)


def rewrite(written: Written, capacity: int) -> Pledge:
    return records.rewrite_pledge(
        reference=written.pledge.reference,
        content=offering(capacity),
        keeps_excluded=True,
        expects=written.version,
        by=User.objects.get(pk=written.by.pk),
        at=timezone.now(),
    )


def test_of_two_who_rewrite_the_same_version_at_once_the_second_is_told():
    written = a_written()

    with pytest.raises(records.Outdated):
        race(lambda: rewrite(written, 5), lambda: rewrite(written, 7))

    assert Pledge.objects.get().capacity == 5
