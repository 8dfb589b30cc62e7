"""Endpoints and messages for the tests."""

from collections.abc import Collection
from datetime import datetime

from accounts.models import User
from accounts.selectors import networks_for
from audit.models import Delivery
from tests.clock import NOON
from webhooks.apps import PLAN
from webhooks.engine.events import SUBSCRIBABLE, EventType
from webhooks.models import Message
from webhooks.services import endpoints, messages
from webhooks.services.endpoints import Made


def an_endpoint(
    by: User,
    url: str = "http://localhost:9/hook",
    *,
    events: Collection[EventType] = SUBSCRIBABLE,
    at: datetime = NOON,
) -> Made:
    """Return an endpoint of the network that `by` acts for."""
    return endpoints.make_endpoint(
        network=networks_for(by)[0].reference,
        url=url,
        description="Nightly sync",
        events=events,
        by=by,
        at=at,
    )


def a_test_message(made: Made, by: User, *, at: datetime = NOON) -> Message:
    return messages.send_test(endpoint=made.endpoint.reference, by=by, at=at)


def plan_all(*, at: datetime = NOON) -> None:
    """Plan the messages of everything that the outbox holds for webhooks."""
    waiting = Delivery.objects.filter(handler=PLAN, state="pending").order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        messages.plan(delivery=pk, at=at)


def kinds_for(made: Made) -> list[str]:
    return list(made.endpoint.messages.order_by("pk").values_list("kind", flat=True))
