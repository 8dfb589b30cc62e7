"""How fast the partner API answers, beside what others would answer with over the same rows.

A program with a key, a scope and a quota asks for 20 of 100,000 pledges through all of Django but
the server's socket. The ways take turns call by call, so that they share whatever else the
machine does; read the ratios.
"""

import argparse
import os
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import override_settings

from accounts.engine.roles import Role
from accounts.models import Membership, Network, NetworkMember, User
from api.pagination import cursor_after
from benchmarks.hostile.wire import Answer, Call, send
from benchmarks.programs import token_of
from benchmarks.rivals import ninja_list
from benchmarks.stored import NOW, store
from benchmarks.worlds import draw_world
from intake.models import Allowance
from matching.models import Pledge
from places.models import Municipality

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

TARGET_RATIO: Final = 2.5
NINJA_RATIO: Final = 2.0
_TARGETS: Final = {
    "stock DRF, same duties": TARGET_RATIO,
    "stock DRF, stock duties": TARGET_RATIO,
    "django-ninja, stock duties": NINJA_RATIO,
}
DEEPEST_RATIO: Final = 1.1
MOST_QUERIES: Final = 6
_TURNS_IN_A_QUOTA: Final = 50  # four ways share it, of 300 calls
_LIST: Final = "/api/v1/pledges/"
_NINJA: Final = {
    "django-ninja, stock duties": "/rivals/ninja/own-pledges/",
    "django-ninja, no duties": "/rivals/ninja/pledges/",
}


@dataclass(slots=True, kw_only=True)
class Way:
    """One way to answer, and how long each call took."""

    name: str
    call: Call
    application: "WSGIApplication"
    queries: int = 0
    size: int = 0
    spent_ms: list[float] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        """The call in the middle."""
        return statistics.median(self.spent_ms)


def main(arguments: list[str]) -> int:
    """Fill the scratch database, ask in turns, and print a table with its verdicts."""
    parser = argparse.ArgumentParser(prog="bench api")
    parser.add_argument("--pledges", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=300, help="how often each way is asked")
    options = parser.parse_args(arguments)
    print(f"load {os.getloadavg()[0]:.1f} at the start")
    store(draw_world(appeals=10, pledges=options.pledges))
    token = _token_of_everybody()
    print(f"{Pledge.objects.count():,} pledges; load {os.getloadavg()[0]:.1f} when asked\n")
    with override_settings(ROOT_URLCONF="benchmarks.rivals.urls"), _connection_counted() as count:
        ways = _ways(token)
        for way in ways:
            _look(way, count)
        _take_turns(ways, times=options.times)
    _print(ways)
    return 0


def _ways(token: str) -> list[Way]:
    platform: WSGIApplication = WSGIHandler()
    signed = {"Authorization": f"Bearer {token}"}
    deep = cursor_after(Pledge.objects.order_by("pk")[30])
    reference = Pledge.objects.order_by("pk")[50].reference
    asked = {
        "the API, first page": f"{_LIST}?limit=20",
        "the API, deepest page": f"{_LIST}?limit=20&cursor={deep}",
        "the API, one pledge": f"{_LIST}{reference}/",
        "stock DRF, same duties": "/rivals/stock-same-duties/",
        "stock DRF, stock duties": "/rivals/stock-stock-duties/",
        "stock DRF, no duties": "/rivals/stock/",
        **(_NINJA if ninja_list.IS_THERE else {}),
        "Django hello": "/rivals/hello/",
    }
    ways = [
        Way(name=name, call=_call(address, signed), application=platform)
        for name, address in asked.items()
    ]
    return [*ways, Way(name="WSGI hello", call=_call("/", {}), application=_hello)]


def _call(address: str, headers: Mapping[str, str]) -> Call:
    parts = urlsplit(address)
    return Call(method="GET", path=parts.path, query=parts.query, headers=headers)


def _hello(_environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def _take_turns(ways: list[Way], *, times: int) -> None:
    for turn in range(times):
        if turn % _TURNS_IN_A_QUOTA == 0:
            Allowance.objects.all().delete()
            cache.clear()  # where the stock ways count
        for way in ways:
            began = perf_counter()
            answer = send(way.application, way.call)
            way.spent_ms.append((perf_counter() - began) * 1_000)
            if answer.status != 200:
                raise ValueError(f"{way.name} answered {answer.status}")


def _look(way: Way, count: Callable[[], int]) -> None:
    """Ask three times, and keep how many statements and bytes the last answer took.

    Raises:
        ValueError: it is not the answer that was asked for.
    """
    for _time in range(3):
        before = count()
        answer: Answer = send(way.application, way.call)
    if answer.status != 200:
        raise ValueError(f"{way.name} answered {answer.status}: {answer.body[:200]!r}")
    way.queries, way.size = count() - before, len(answer.body)


@contextmanager
def _connection_counted() -> Iterator[Callable[[], int]]:
    counted = [0]

    def through(execute: Callable[..., Any], *statement: Any) -> Any:
        counted[0] += 1
        return execute(*statement)

    with connection.execute_wrapper(through):
        yield lambda: counted[0]


def _token_of_everybody() -> str:
    """Return a token of a network in which every helper is, so that it reads all pledges."""
    network = Network.objects.create(name="Everybody")
    helpers = Municipality.objects.filter(pledges__isnull=False).distinct()
    NetworkMember.objects.bulk_create(
        NetworkMember(network=network, municipality=helper) for helper in helpers
    )
    person = User.objects.create(email="network@example.org", display_name="Network")
    Membership.objects.create(user=person, role=Role.NETWORK.value, network=network, since=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return token_of(network, person)


def _print(ways: list[Way]) -> None:
    named = {way.name: way for way in ways}
    first, deep = named["the API, first page"], named["the API, deepest page"]
    print("| way | median, ms | p95, ms | a second | the API is x as fast | queries | kB |")
    print("|---|---|---|---|---|---|---|")
    for way in ways:
        worst = statistics.quantiles(way.spent_ms, n=20)[-1]
        print(
            f"| {way.name} | {way.median_ms:.2f} | {worst:.2f} | {1000 / way.median_ms:,.0f} "
            f"| {way.median_ms / first.median_ms:.2f} | {way.queries} | {way.size / 1000:.1f} |"
        )
    print()
    for name, least in _TARGETS.items():
        if name in named:
            ratio = named[name].median_ms / first.median_ms
            print(f"first page {ratio:.2f} x {name}: {_verdict(-ratio, -least)}")
    depth = deep.median_ms / first.median_ms
    print(f"deepest page {depth:.2f} x the first: {_verdict(depth, DEEPEST_RATIO)}")
    most = max(first.queries, deep.queries)
    print(f"{most} queries at most: {_verdict(most, MOST_QUERIES)}")
    if not ninja_list.IS_THERE:
        print("django-ninja is not installed here, and was left out")


def _verdict(value: float, most: float) -> str:
    return "met" if value <= most else "not met"
