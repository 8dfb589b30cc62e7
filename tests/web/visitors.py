"""Who opens a page: one of each kind, and none of them the person it belongs to."""

from collections.abc import Callable, Mapping
from typing import Final

from django.test import Client
from django.utils import timezone

from accounts.models import User
from matching.services import runs
from tests import factories

NOBODYS: Final = "00000000-0000-4000-8000-000000000000"
"""A reference that nothing has."""

OTHERS: Final[Mapping[str, Callable[[], User]]] = {
    "another municipality": lambda: factories.someone_of(factories.a_municipality(name="Tartu")),
    "an officer without the case": factories.an_officer,
    "a supervisor": factories.a_supervisor,
    "an intermediary": lambda: factories.someone_at(factories.an_intermediary()),
    "a network": lambda: factories.someone_in(factories.a_network()),
    "someone without a role": factories.a_user,
}


def visit(user: User) -> Client:
    """Return a browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, address: str) -> str:
    """Return the page at `address`."""
    return client.get(address).content.decode()


def sentences(client: Client, address: str, **said: object) -> list[str]:
    """Send a form and return what the platform says about it on the next page."""
    response = client.post(address, said, follow=True)
    return [str(message) for message in response.context["messages"]]


def match() -> None:
    """Match what has changed, as the worker does."""
    runs.match_changes(handler="matching.tasks.match_changes", at=timezone.now())
