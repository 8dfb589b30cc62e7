"""The pages on which networks look after their webhooks, and supervisors read them."""

from typing import Final

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.selectors import networks_for
from tests import factories
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit
from tests.webhooks.telling import a_test_message, an_endpoint
from webhooks.engine.sending import EndpointAction, EndpointState, Outcome
from webhooks.models import Endpoint, Message
from webhooks.services import endpoints, messages
from webhooks.services.endpoints import Made
from webhooks.services.wire import Answer

pytestmark = pytest.mark.django_db
INDEX: Final = "/webhooks/"
NEW: Final = "/webhooks/new/"
URL: Final = "https://hooks.example.org/city"
MAY_OPEN: Final = {"a supervisor", "a network"}
STEPS: Final = ["rotate", "disable", "enable", "delete", "test", "replay"]


@pytest.fixture
def person() -> User:
    return factories.someone_in(factories.a_network())


@pytest.fixture
def made(person) -> Made:
    return an_endpoint(person, URL, at=timezone.now())


def said(person: User, **other: object) -> dict[str, object]:
    return {
        "network": str(networks_for(person)[0].reference),
        "url": URL,
        "description": "Nightly sync",
        "events": ["pledge.changed"],
        **other,
    }


def send(answer: Answer) -> None:
    messages.send_due(now=timezone.now, post=lambda *_to, **_said: answer)


@pytest.mark.parametrize("page", [INDEX, NEW])
@pytest.mark.parametrize("who", OTHERS)
def test_the_pages_open_for_networks_and_supervisors_alone(who, page):
    answer = visit(OTHERS[who]()).get(page)

    assert answer.status_code == (200 if who in MAY_OPEN else 403)


@pytest.mark.parametrize("page", [INDEX, NEW])
def test_who_is_not_signed_in_is_sent_to_the_sign_in(page):
    answer = Client().get(page)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


READS: Final = {
    "another municipality": 403,
    "an officer without the case": 403,
    "a supervisor": 200,
    "an intermediary": 403,
    "a network": 404,
    "someone without a role": 403,
}


@pytest.mark.parametrize("who", OTHERS)
def test_a_log_is_read_by_the_network_and_supervisors_alone(who, made):
    answer = visit(OTHERS[who]()).get(f"{INDEX}{made.endpoint.reference}/")

    assert answer.status_code == READS[who]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", OTHERS)
def test_the_steps_are_the_networks_and_a_supervisor_may_disable(who, step, made):
    form = {"since": "2026-03-02"}

    answer = visit(OTHERS[who]()).post(f"{INDEX}{made.endpoint.reference}/{step}/", form)

    read_alone = 302 if step == "disable" else 403
    expected = {"a supervisor": read_alone, "a network": 404}.get(who, 403)
    made.endpoint.refresh_from_db()
    was_disabled = made.endpoint.state == EndpointState.DISABLED
    assert (answer.status_code, was_disabled) == (expected, expected == 302)


@pytest.mark.parametrize(("who", "status"), [("a supervisor", 403), ("a network", 404)])
def test_the_message_of_another_network_is_not_replayed(who, status, made, person):
    message = a_test_message(made, person, at=timezone.now())
    send(Answer(outcome=Outcome.DELIVERED, status=200))

    answer = visit(OTHERS[who]()).post(f"{INDEX}messages/{message.reference}/replay/")

    assert (answer.status_code, Message.objects.get().state) == (status, "sent")


@pytest.mark.parametrize("who", [who for who in OTHERS if who != "a supervisor"])
def test_a_hidden_message_and_a_missing_one_answer_alike(who, made, person):
    message, client = a_test_message(made, person, at=timezone.now()), visit(OTHERS[who]())

    hidden, missing = (
        client.post(f"{INDEX}messages/{reference}/replay/").status_code
        for reference in (message.reference, NOBODYS)
    )

    assert hidden == missing == (404 if who == "a network" else 403)


@pytest.mark.parametrize("step", [*STEPS, ""])
def test_what_is_not_there_is_not_found(step, person):
    address = f"{INDEX}{NOBODYS}/{step}/" if step else f"{INDEX}messages/{NOBODYS}/replay/"

    answer = visit(person).post(address, {"since": "2026-03-02"})

    assert answer.status_code == 404


def test_the_secret_is_shown_once(person):
    client = visit(person)

    shown = client.post(NEW, said(person))

    secret = shown.context["secret"]
    log = read(client, f"{INDEX}{Endpoint.objects.get().reference}/")
    assert (shown.status_code, secret in shown.text, shown["Cache-Control"]) == (
        200,
        True,
        "no-store",
    )
    assert (URL in log, secret in log, secret in read(client, INDEX)) == (True, False, False)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://hooks.example.org/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": "https://a.example.org:22/"}, "url"),
        ({"url": ""}, "url"),
        ({"events": []}, "events"),
        ({"events": ["endpoint.test"]}, "events"),
        ({"events": ["appeal.submitted"]}, "events"),
        ({"description": "a" * 81}, "description"),
        ({"network": NOBODYS}, "network"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(wrong, field, person):
    page = visit(person).post(NEW, said(person, **wrong))

    assert list(page.context["form"].errors) == [field]
    assert not Endpoint.objects.exists()


def test_a_network_with_five_endpoints_is_told_to_delete_one(person):
    for _number in range(endpoints.MOST_ENDPOINTS):
        an_endpoint(person, URL)

    page = visit(person).post(NEW, said(person))

    assert page.context["form"].non_field_errors() == [
        "This network has five endpoints. Delete one first. Nothing was made."
    ]


def test_a_rotated_secret_is_shown_and_differs(made, person):
    shown = visit(person).post(f"{INDEX}{made.endpoint.reference}/rotate/")

    assert (shown.status_code, shown.context["secret"] == made.secret) == (200, False)


def test_each_step_says_what_it_did_and_a_step_too_late_changes_nothing(made, person):
    client, here = visit(person), f"{INDEX}{made.endpoint.reference}/"

    told = [
        sentence
        for step in ("disable", "disable", "test", "enable", "test", "test", "delete", "rotate")
        for sentence in sentences(client, f"{here}{step}/")
    ]

    assert told == [
        "The endpoint is disabled. What waited for it is not sent.",
        "The endpoint has changed meanwhile. Nothing was changed.",
        "The endpoint is not active. Nothing was changed.",
        "The endpoint is active. It hears of what happens from now on.",
        "A test event is on its way. Its line below tells what came.",
        "Another test event waits already. Nothing was changed.",
        "The endpoint is deleted and its secret destroyed. Its log stays.",
        "This endpoint is deleted. Nothing was changed.",
    ]


def test_what_was_sent_can_be_sent_again_once_it_waits_no_more(made, person):
    message = a_test_message(made, person, at=timezone.now())
    client, again = visit(person), f"{INDEX}messages/{message.reference}/replay/"

    too_early = sentences(client, again)
    send(Answer(outcome=Outcome.REFUSED, status=500))
    endpoints.move_endpoint(
        reference=made.endpoint.reference,
        action=EndpointAction.DISABLE,
        by=person,
        at=timezone.now(),
    )
    disabled = sentences(client, again)
    sentences(client, f"{INDEX}{made.endpoint.reference}/enable/")

    assert (too_early, disabled, sentences(client, again)) == (
        ["This message waits to be sent already. Nothing was changed."],
        ["The endpoint is not active. Nothing was changed."],
        ["The message is sent again, under the same id."],
    )


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("2026-03-02", "0 messages are sent again."),
        ("tomorrow", "Enter a day. Nothing was changed."),
        ("", "Enter a day. Nothing was changed."),
    ],
)
def test_from_which_day_on_is_said_in_a_day(since, told, made, person):
    address = f"{INDEX}{made.endpoint.reference}/replay/"

    assert sentences(visit(person), address, since=since) == [told]


def test_the_log_tells_the_network_and_a_supervisor_of_each_attempt(made, person):
    a_test_message(made, person, at=timezone.now())
    send(Answer(outcome=Outcome.REFUSED, status=502))

    for reader in (person, factories.a_supervisor()):
        log = read(visit(reader), f"{INDEX}{made.endpoint.reference}/")
        assert ("The endpoint did not accept it." in log, "502" in log) == (True, True)


@pytest.mark.parametrize("step", ["new", "rotate"])
def test_a_secret_is_shown_after_a_fresh_factor_alone(step, made, person):
    person.set_password("four words of nobody")
    person.save()
    address = NEW if step == "new" else f"{INDEX}{made.endpoint.reference}/rotate/"

    asked = visit(person).post(address, said(person))

    assert (asked.status_code, asked["Location"].split("?")[0]) == (
        302,
        "/accounts/reauthenticate/",
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_costs_the_same_for_one_row_and_three(
    rows, made, person, django_assert_max_num_queries
):
    for _row in range(rows):
        a_test_message(made, person, at=timezone.now())
        send(Answer(outcome=Outcome.DELIVERED, status=200))
    client = visit(person)

    with django_assert_max_num_queries(14):
        read(client, f"{INDEX}{made.endpoint.reference}/")
