"""Deliver events as the outbox does, for the tests of notices."""

from audit.models import Delivery
from notices.apps import TELL
from notices.models import Notice
from notices.services import telling
from tests.clock import NOON


def deliver(*, at=NOON) -> None:
    """Tell of everything that waits for the notices."""
    waiting = Delivery.objects.filter(handler=TELL, state="pending").order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        telling.tell(delivery=pk, at=at)


def kinds_of(user) -> list[str]:
    return list(Notice.objects.visible_to(user).order_by("pk").values_list("kind", flat=True))
