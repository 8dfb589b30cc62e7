"""What the home page is told about the sign-ins."""

from django.test import RequestFactory
from pytest_django import Settings

from demo.cast import Kind
from demo.context import accounts


def test_in_the_demo_there_is_a_sign_in_for_each_kind(
    settings: Settings, rf: RequestFactory
) -> None:
    settings.DEMO = True

    offered = accounts(rf.get("/"))["demo_accounts"]

    assert [part.kind for part in offered] == list(Kind)


def test_elsewhere_there_is_none(settings: Settings, rf: RequestFactory) -> None:
    settings.DEMO = False

    assert accounts(rf.get("/")) == {"demo_accounts": []}
