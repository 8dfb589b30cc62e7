"""How long the pages of the desk take over a queue of a hundred thousand appeals.

The pages are asked for through all of Django but the server's socket. An officer has taken
500 cases, a supervisor looks at everything; every clock runs.
"""

import argparse
import os
import statistics
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice, product
from time import perf_counter
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from accounts.engine.roles import Role
from accounts.models import Membership, User
from audit.services import sign
from benchmarks.stored import NOW, store
from benchmarks.worlds import draw_world
from matching.engine.clocks import Clock, Rung, Timed, due_on, next_rung_day, within_days
from matching.engine.queue import MOST_VIEWS, Pace, QueueFilter
from matching.engine.values import Urgency
from matching.models import Appeal, AppealClock
from matching.services.saved_views import save_view

TARGET_MS: Final = 150
TAKEN: Final = 500
_BATCH: Final = 5_000


def main(arguments: list[str]) -> int:
    """Fill the scratch database, ask for each page, and print a table."""
    parser = argparse.ArgumentParser(prog="bench desk")
    parser.add_argument("--appeals", type=int, default=100_000)
    parser.add_argument("--pledges", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=60, help="how often each page is asked for")
    parser.add_argument("--slow", type=float, help="print statements of more milliseconds")
    options = parser.parse_args(arguments)
    print(f"load {os.getloadavg()[0]:.1f} at the start")
    _plan_anew()
    officer = store(draw_world(appeals=options.appeals, pledges=options.pledges))
    _start_clocks()
    _take(officer)
    supervisor = _supervisor()
    print(f"{Appeal.objects.count():,} appeals, {AppealClock.objects.count():,} clocks\n")
    case = Appeal.objects.filter(officer=officer).earliest("pk")
    pages = (
        ("the queue", officer, "/desk/"),
        ("the queue, page 1,000", officer, "/desk/?page=1000"),
        ("the queue, narrowed to what is late", officer, "/desk/?pace=late"),
        ("the queue under 20 saved views", _keeper(), "/desk/?view="),
        ("what is late", officer, "/desk/overdue/"),
        ("what is late, of everybody", supervisor, "/desk/overdue/"),
        ("search: water ukraine", officer, "/desk/search/?words=water+ukraine"),
        ("a case", officer, f"/desk/cases/{case.reference}/"),
        ("who waits how long", supervisor, "/desk/fairness/"),
    )
    print("| page | median, ms | p95, ms | queries | kB | p95 150 ms |\n|---|---|---|---|---|---|")
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | plain):  # no files were collected here
        for name, user, address in pages:
            print(_row(name, user, address, options), flush=True)
    return 0


def _plan_anew() -> None:
    """Let the triggers plan each statement for the rows that are there, not for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_custom_plan")


class _Counter:
    """Counts the statements of a connection, and keeps those that took long."""

    def __init__(self, slow_ms: float | None) -> None:
        self.queries = 0
        self.slow: list[tuple[float, str]] = []
        self._slow_ms = slow_ms

    def __call__(self, execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        """Let a statement through."""
        self.queries += 1
        began = perf_counter()
        answer = execute(sql, *others)
        spent_ms = (perf_counter() - began) * 1000
        if self._slow_ms is not None and spent_ms > self._slow_ms:
            self.slow.append((spent_ms, sql))
        return answer


def _row(name: str, user: User, address: str, options: argparse.Namespace) -> str:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    client.get(address)  # what is loaded once is no cost of a page
    counter = _Counter(options.slow)
    with connection.execute_wrapper(counter):
        answer = client.get(address)
    for spent_ms, sql in counter.slow:
        print(f"  {spent_ms:.0f} ms: {sql}")
    if answer.status_code != 200:
        return f"| {name} | answered {answer.status_code} | | | | |"
    spent = []
    for _time in range(options.times):
        began = perf_counter()
        client.get(address)
        spent.append((perf_counter() - began) * 1000)
    worst = statistics.quantiles(spent, n=20)[-1]
    verdict = "met" if worst <= TARGET_MS else "not met"
    weight = len(answer.content) / 1000
    return (
        f"| {name} | {statistics.median(spent):.0f} | {worst:.0f} | {counter.queries} "
        f"| {weight:.0f} | {verdict} |"
    )


@transaction.atomic
def _start_clocks() -> None:
    sign(actor_id=None)
    _write(_clocks())


def _clocks() -> Iterator[AppealClock]:
    for pk, urgency, submitted_at in Appeal.objects.values_list("pk", "urgency", "submitted_at"):
        starts_on = timezone.localdate(submitted_at)
        for clock in Clock:
            timed = Timed(
                clock=clock,
                starts_on=starts_on,
                within_days=within_days(clock, at_once=urgency == "critical"),
            )
            yield AppealClock(
                appeal_id=pk,
                clock=clock.value,
                starts_on=starts_on,
                within_days=timed.within_days,
                due_on=due_on(timed),
                next_rung_on=next_rung_day(timed, above=Rung.NONE),
            )


def _write(clocks: Iterable[AppealClock]) -> None:
    """Write the clocks; the triggers plan anew once the tables are no longer empty."""
    rows = iter(clocks)
    for size in (_BATCH // 10, _BATCH, None):
        AppealClock.objects.bulk_create(islice(rows, size), batch_size=_BATCH)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@transaction.atomic
def _take(officer: User) -> None:
    sign(actor_id=officer.pk)
    first = Appeal.objects.order_by("pk").values("pk")[:TAKEN]
    Appeal.objects.filter(pk__in=first).update(officer=officer)


def _keeper() -> User:
    """Return an officer who has saved as many views of the queue as one may."""
    user = User.objects.create(email="keeper@example.org", display_name="A keeper")
    Membership.objects.create(user=user, role=Role.OFFICER.value, since=NOW - timedelta(days=1_000))
    asked = product(Urgency, (None, *Clock), (None, *Pace))
    for number, (urgency, owed, pace) in enumerate(islice(asked, MOST_VIEWS)):
        only = QueueFilter(urgency=urgency, owed=owed, pace=pace)
        save_view(name=f"View {number}", only=only, by=user, at=NOW)
    return user


def _supervisor() -> User:
    supervisor = User.objects.create(email="supervisor@example.org", display_name="Supervisor")
    long_ago = NOW - timedelta(days=1_000)
    Membership.objects.create(user=supervisor, role=Role.SUPERVISOR.value, since=long_ago)
    return supervisor
