"""The pages on which networks, and supervisors for them, manage the keys of programs."""

from typing import Final

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.selectors import networks_for
from api.models import Key
from api.services import keys
from tests import factories
from tests.api.programs import a_key, a_token, calling
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit

pytestmark = pytest.mark.django_db
INDEX: Final = "/keys/"
NEW: Final = "/keys/new/"
MAY_OPEN: Final = {"a supervisor", "a network"}


@pytest.fixture
def person() -> User:
    return factories.someone_in(factories.a_network())


def said(person: User, **other: object) -> dict[str, object]:
    return {
        "network": str(networks_for(person)[0].reference),
        "name": "Nightly sync",
        "scopes": ["pledges:read"],
        "days": "90",
        **other,
    }


@pytest.mark.parametrize("page", [INDEX, NEW])
@pytest.mark.parametrize("who", OTHERS)
def test_the_pages_open_for_networks_and_supervisors_alone(who, page):
    answer = visit(OTHERS[who]()).get(page)

    assert answer.status_code == (200 if who in MAY_OPEN else 403)


@pytest.mark.parametrize("page", [INDEX, NEW])
def test_who_is_not_signed_in_is_sent_to_the_sign_in(page):
    answer = Client().get(page)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_the_secret_is_shown_once_and_gives_a_token(person):
    client = visit(person)

    shown = client.post(NEW, said(person))

    issued = keys.Issued(key=Key.objects.get(), secret=shown.context["secret"])
    listed = read(client, INDEX)
    assert (shown.status_code, issued.secret in shown.text) == (200, True)
    assert (issued.key.client_id in listed, issued.secret in listed) == (True, False)
    assert calling(a_token(issued)).get("/api/v1/pledges/").status_code == 200


def test_a_secret_is_kept_by_no_browser(person):
    shown = visit(person).post(NEW, said(person))

    assert shown["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["appeals:read"]}, "scopes"),
        ({"days": "4000"}, "days"),
        ({"network": NOBODYS}, "network"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_issued(wrong, field, person):
    page = visit(person).post(NEW, said(person, **wrong))

    assert list(page.context["form"].errors) == [field]
    assert not Key.objects.exists()


def test_a_network_with_twenty_keys_is_told_to_revoke_one(person):
    for _number in range(keys.MOST_KEYS):
        a_key(person)

    page = visit(person).post(NEW, said(person))

    assert page.context["form"].non_field_errors() == [
        "This network has twenty live keys. Revoke one first. Nothing was issued."
    ]


def test_a_supervisor_issues_a_key_for_a_network(person):
    supervisor = factories.a_supervisor()

    visit(supervisor).post(NEW, said(person))

    assert (Key.objects.get().network, Key.objects.get().issued_by) == (
        networks_for(person)[0],
        supervisor,
    )


def test_an_exchanged_secret_is_shown_and_differs(person):
    issued = a_key(person)

    shown = visit(person).post(f"/keys/{issued.key.reference}/exchange/")

    assert (shown.status_code, shown.context["secret"] == issued.secret) == (200, False)


def test_a_revoked_key_is_revoked_once_and_not_exchanged(person):
    reference, client = a_key(person).key.reference, visit(person)

    told = [
        *sentences(client, f"/keys/{reference}/revoke/"),
        *sentences(client, f"/keys/{reference}/revoke/"),
        *sentences(client, f"/keys/{reference}/exchange/"),
    ]

    assert told == [
        "The key is revoked. Its programs are shut out from now on.",
        "This key was revoked before. Nothing was changed.",
        "This key opens nothing any more. Nothing was changed.",
    ]


@pytest.mark.parametrize("step", ["exchange", "revoke"])
def test_the_key_of_another_network_is_as_if_it_were_not_there(step, person):
    issued = a_key(person)
    stranger = visit(factories.someone_in(factories.a_network()))

    foreign = stranger.post(f"/keys/{issued.key.reference}/{step}/")
    missing = stranger.post(f"/keys/{NOBODYS}/{step}/")

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert Key.objects.live(timezone.now()).count() == 1


@pytest.fixture
def with_a_password(person: User) -> User:
    person.set_password("four words of nobody")
    person.save()
    return person


@pytest.mark.parametrize("step", ["new", "exchange"])
def test_a_secret_is_shown_after_a_fresh_factor_alone(step, with_a_password):
    reference = a_key(with_a_password).key.reference
    address = NEW if step == "new" else f"/keys/{reference}/exchange/"
    client = visit(with_a_password)

    asked = client.post(address, said(with_a_password))
    digests = list(Key.objects.values_list("secret_sha256"))
    client.post(asked["Location"], {"password": "four words of nobody"})
    shown = client.post(address, said(with_a_password))

    assert (asked.status_code, asked["Location"].split("?")[0]) == (
        302,
        "/accounts/reauthenticate/",
    )
    assert (shown.status_code, len(digests)) == (200, 1)
    assert "secret" in shown.context
