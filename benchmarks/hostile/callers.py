"""Who calls, and what they call about: a small world that each call finds as it was."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client

from benchmarks.hostile.doors import NOWHERE, Operation
from benchmarks.hostile.wire import Answer, Call, send
from intake.models import Allowance
from tests.api.programs import a_key, a_token
from tests.api.test_rights import BODIES, FORMS, SUBJECTS
from tests.api.world import World

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from accounts.models import User

ROLES: Final = ("anonymous", "key", "officer", "helper")
_TOKEN: Final = "hostile" * 4 + "csrf"  # 32 letters, as Django makes them
_REFRESHED_EVERY: Final = 200


@dataclass(slots=True, kw_only=True)
class Caller:
    """One of the roles, with what it signs its calls with and what it may call about."""

    role: str
    application: "WSGIApplication"
    world: World
    signature: Mapping[str, str]
    counted: int = 0

    def send(self, call: Call) -> Answer:
        """Send a call as it is."""
        self.lift_quota()
        return send(self.application, call)

    def lift_quota(self) -> None:
        """Forget from time to time how often this caller called."""
        if self.counted % _REFRESHED_EVERY == 0:
            Allowance.objects.all().delete()
        self.counted += 1

    def right_call(self, operation: Operation) -> Call:
        """Return a call in which nothing is wrong, as far as anyone can tell from outside."""
        headers = dict(self.signature)
        address = operation.address({name: self.subject(operation) for name in operation.places})
        if operation.media_type:
            headers["Content-Type"] = operation.media_type
        if "If-Match" in operation.headers:
            read = self.send(Call(method="GET", path=address, headers=self.signature))
            headers["If-Match"] = read.headers.get("etag", '"' + "0" * 32 + '"')
        return Call(method=operation.method, path=address, headers=headers)

    def body(self, operation: Operation) -> Mapping[str, object]:
        """Return the fields of a body in which nothing is wrong."""
        known: Mapping[tuple[str, str], Callable[[World], Mapping[str, object]]] = BODIES
        if operation.door in known:
            return known[operation.door](self.world)
        return {} if operation.name in FORMS else operation.example

    def subject(self, operation: Operation) -> str:
        """Return what a route is about, made now, in a state in which its step exists."""
        known: Mapping[str, Callable[[World], object]] = SUBJECTS
        make = known.get(operation.name)
        return str(make(self.world)) if make else NOWHERE


@contextmanager
def undone() -> Iterator[None]:
    """Take back what was written meanwhile, so that the next call finds the world as it was.

    What is checked at the end of a transaction only is checked before it is taken back. A
    request would close the connection, and the transaction with it: Django's own test client
    keeps it open in the same way.
    """
    with transaction.atomic(), _connection_kept():
        try:
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)


@contextmanager
def _connection_kept() -> Iterator[None]:
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def a_caller(role: str, application: "WSGIApplication", world: World) -> Caller:
    """Return a caller with a signature that is new: a token lives for a quarter of an hour."""
    return Caller(
        role=role, application=application, world=world, signature=_signature(role, world)
    )


def _signature(role: str, world: World) -> dict[str, str]:
    if role == "anonymous":
        return {}
    if role == "key":
        return {"Authorization": f"Bearer {a_token(a_key(world.users['network']))}"}
    return {"Cookie": _cookies(world.users[role]), "X-CSRFToken": _TOKEN}


def _cookies(user: "User") -> str:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={_TOKEN}"
