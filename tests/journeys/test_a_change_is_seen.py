"""A pledge changes, a real worker matches anew, and the officer's page shows it: timed."""

import time
from collections.abc import Callable
from statistics import median
from typing import Final

import pytest
from playwright.sync_api import Page

from matching.engine.lifecycle import PledgeAction
from matching.models import MatchResult, Pledge
from matching.services import appeals, pledges
from tests import factories
from tests.clock import NOON
from tests.journeys.sessions import sign_in
from tests.web.visitors import match

TARGET_S: Final = 1.0
"""The promise of the product, asked of the median: half of all changes are seen as soon."""

ALLOWED_S: Final = 5.0
"""No single change may take longer, however busy the machine is."""

TRIES: Final = 5
ROUNDS: Final = 3
"""A machine that tests is shared, and a neighbour can slow a whole round. So one of three rounds
has to keep the promise: a path that has become slow, as by a bell that no longer rings or a sweep
that is waited for, keeps it in none, since no round is faster than the path."""


@pytest.mark.processes
def test_a_change_of_a_pledge_is_seen_on_the_page_of_the_appeal_within_a_second(
    page: Page, live_server, celery_worker_process
):
    appeal, pledge = factories.a_live_appeal(), factories.a_live_pledge()
    officer = factories.an_officer()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    match()
    celery_worker_process()
    _warm_up(pledge)
    sign_in(page.context, officer, live_server.url)
    address = f"{live_server.url}/desk/cases/{appeal.reference}/"

    def is_listed() -> bool:
        page.goto(address)
        return page.locator("#match-1").count() == 1

    assert is_listed()
    medians: list[float] = []
    while len(medians) < ROUNDS and min(medians, default=TARGET_S + 1) > TARGET_S:
        medians.append(median(_seconds(pledge, is_listed) for _ in range(TRIES)))

    assert min(medians) <= TARGET_S, f"Medians of {TRIES} tries in seconds: {medians}"


def _seconds(pledge: Pledge, is_listed: Callable[[], bool]) -> float:
    """Pause the pledge or offer it again, and return after how many seconds the page shows it."""
    was_listed = is_listed()
    action = PledgeAction.PAUSE if was_listed else PledgeAction.RESUME
    mayor = factories.someone_of(pledge.municipality)

    began = time.perf_counter()
    pledges.move_pledge(reference=pledge.reference, action=action, by=mayor, at=NOON)
    while is_listed() is was_listed:
        assert time.perf_counter() - began < ALLOWED_S, "A change was not seen in time."
    return time.perf_counter() - began


def _warm_up(pledge: Pledge) -> None:
    """Let the worker match once, so that it has loaded its compiled loops as in daily work."""
    mayor = factories.someone_of(pledge.municipality)
    before = MatchResult.objects.count()
    for action in (PledgeAction.PAUSE, PledgeAction.RESUME):
        pledges.move_pledge(reference=pledge.reference, action=action, by=mayor, at=NOON)
    deadline = time.monotonic() + 60
    while MatchResult.objects.count() == before and time.monotonic() < deadline:
        time.sleep(0.05)
    while not MatchResult.objects.filter(is_current=True, passed=1).exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
