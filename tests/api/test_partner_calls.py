"""Calls of host organisations for experts: what each reads of them, and how programs write them."""

from datetime import timedelta
from typing import Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.engine.roles import Role
from accounts.models import User
from api.engine.scopes import Scope
from evidence.engine.values import Phase
from partnercalls.engine.calling import NegativePeace
from partnercalls.engine.lifecycle import OfferAction
from partnercalls.models import PartnerCall
from partnercalls.services import calls, offers, words
from tests import factories
from tests.api.programs import a_program, session_of
from tests.api.test_rights import NEW_CALL
from tests.api.world import World
from tests.clock import NOON
from tests.partnercalls.hosting import CONTENT, a_call, a_listed_call, a_ready_city, an_offer

pytestmark = pytest.mark.django_db
CALLS: Final = "/api/v1/partner-calls/"
LONG_AGO: Final = "2026-01-01T00:00:00Z"
SCOPES: Final = [Scope.READ_CALLS, Scope.WRITE_CALLS]


@pytest.fixture
def host():
    return factories.an_intermediary()


@pytest.fixture
def delegate(host):
    return factories.someone_at(host)


@pytest.fixture
def network():
    return factories.a_network()


@pytest.fixture
def person(network):
    return factories.someone_in(network)


@pytest.fixture
def program(person):
    return a_program(person, scopes=SCOPES)


def rows(client, **sought):
    return client.get(CALLS, sought).json()["results"]


def ends(call: PartnerCall, by: User) -> None:
    calls.end_call(reference=call.reference, by=by, at=timezone.now())


def body(**other: object) -> dict[str, object]:
    return {**NEW_CALL, **other}


# What each reads


def test_a_listed_call_tells_a_network_what_is_asked_for_and_not_who_asks(host, delegate, program):
    call = a_listed_call(host, by=delegate, phase=Phase.HIGH, peace=NegativePeace.MISSING)

    (row,) = rows(program)

    assert row == {
        "reference": str(call.reference),
        "state": "listed",
        "topic": "water",
        "summary": CONTENT.summary,
        "experts": 2,
        "experts_left": 2,
        "languages": ["en"],
        "country_code": "GE",
        "starts": CONTENT.starts.isoformat(),
        "ends": CONTENT.ends.isoformat(),
        "phase": "high",
        "outside_strict_definition": True,
        "organisation_kind": "ngo",
        "organisation": None,
        "is_own": False,
        "listed_on": "2026-03-02",
        "refused_because": None,
    }
    assert program.get(f"{CALLS}{call.reference}/").json() == row


def test_an_organisation_is_named_where_it_wants_to_be_and_to_its_own_people(
    host, delegate, network, person, program
):
    a_listed_call(host, by=delegate, shows_name=True)
    a_listed_call(network, by=person)
    reader = session_of(factories.someone_of(a_ready_city()))

    told = {
        who: [
            (row["organisation_kind"], row["organisation"], row["is_own"]) for row in rows(client)
        ]
        for who, client in (("city", reader), ("network", program))
    }

    assert told == {
        "city": [("network", None, False), ("ngo", host.name, False)],
        "network": [("network", network.name, True), ("ngo", host.name, False)],
    }


def test_the_name_that_is_not_shown_stands_in_no_byte(host, delegate, program):
    call = a_listed_call(host, by=delegate)
    reader, desk = session_of(factories.someone_of(a_ready_city())), factories.an_officer()

    for client in (program, reader, session_of(desk)):
        said = client.get(CALLS).content + client.get(f"{CALLS}{call.reference}/").content
        assert host.name.encode() not in said
        assert str(host.reference).encode() not in said
        assert delegate.display_name.encode() not in said


def test_before_it_is_listed_the_author_and_the_desk_alone_read_a_call(host, delegate, program):
    call = a_call(host, by=delegate)

    (own,) = rows(session_of(delegate))
    (at_the_desk,) = rows(session_of(factories.an_officer()))

    unknown = {"phase": None, "outside_strict_definition": None, "listed_on": None}
    assert unknown.items() <= own.items()
    assert (own["state"], own["organisation"], own["is_own"]) == ("proposed", host.name, True)
    assert (at_the_desk["organisation"], at_the_desk["is_own"]) == (None, False)
    assert rows(program, updated_since=LONG_AGO) == []
    assert program.get(f"{CALLS}{call.reference}/").status_code == 404


def test_why_a_call_was_refused_is_told_to_its_organisation_and_a_refusal_is_no_listing(
    host, delegate
):
    officer = factories.an_officer()
    call = a_call(host, by=delegate)
    calls.refuse_call(reference=call.reference, reason="It names a town.", by=officer, at=NOON)

    told = {
        who.pk: (row["state"], row["refused_because"], row["listed_on"])
        for who in (delegate, officer)
        for row in rows(session_of(who))
    }

    assert told == {
        delegate.pk: ("refused", "It names a town.", None),
        officer.pk: ("refused", None, None),
    }


def test_experts_that_were_found_are_looked_for_no_more(host, delegate, program):
    call = a_listed_call(host, by=delegate)
    offer = an_offer(call)
    before = [row["experts_left"] for row in rows(program)]

    offers.answer_offer(reference=offer.reference, action=OfferAction.TAKE_UP, by=delegate, at=NOON)

    assert (before, [row["experts_left"] for row in rows(program)]) == ([2], [1])


@pytest.mark.parametrize("somebody", ["a_city_that_asks", "nobody"])
def test_whoever_reads_no_calls_gets_no_list_and_finds_none(host, delegate, somebody):
    call = a_listed_call(host, by=delegate)
    asks = factories.a_municipality(may_help=False)
    who = factories.someone_of(asks) if somebody == "a_city_that_asks" else factories.a_user()

    answer = session_of(who).get(CALLS)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert session_of(who).get(f"{CALLS}{call.reference}/").status_code == 404


def test_another_host_reads_its_own_calls_alone_and_hears_of_no_other(host, delegate):
    call = a_listed_call(host, by=delegate)
    other = session_of(factories.someone_at(factories.an_intermediary()))
    listed = rows(other, updated_since=LONG_AGO)

    ends(call, delegate)

    assert (listed, rows(other, updated_since=LONG_AGO)) == ([], [])
    assert other.post(f"{CALLS}{call.reference}/end/").status_code == 404


# Following


def test_a_call_that_ended_leaves_a_tombstone_and_stays_with_its_own(host, delegate, program):
    call = a_listed_call(host, by=delegate)
    before = timezone.now().isoformat()
    ends(call, delegate)

    assert rows(program) == []
    assert rows(program, updated_since=before) == [{"id": str(call.reference), "gone": True}]
    assert program.get(f"{CALLS}{call.reference}/").status_code == 404
    own = rows(session_of(delegate), updated_since=before)
    assert [(row["reference"], row["state"]) for row in own] == [(str(call.reference), "closed")]


def test_what_was_never_listed_leaves_nothing_behind(host, delegate, program):
    taken_back, lapsed = a_call(host, by=delegate), a_call(host, by=delegate)
    ends(taken_back, delegate)
    calls.lapse_due(at=NOON + timedelta(days=120))

    lapsed.refresh_from_db()
    assert lapsed.state == "lapsed"
    assert rows(program, updated_since=LONG_AGO) == []


def test_a_list_is_followed_page_by_page_to_its_last_tombstone(host, delegate, program):
    listed = [a_listed_call(host, by=delegate) for _number in range(5)]
    for call in listed[:2]:
        ends(call, delegate)

    found, address = [], f"{CALLS}?limit=2&updated_since={LONG_AGO}"
    while address:
        page = program.get(address).json()
        found += [row.get("reference", row.get("id")) for row in page["results"]]
        address = page["next"]

    gone = sorted(str(call.reference) for call in listed[:2])
    assert found == [*(str(call.reference) for call in reversed(listed[2:])), *gone]


@pytest.mark.parametrize(
    ("sought", "number"),
    [
        ({"state": "listed"}, 1),
        ({"state": "closed"}, 0),
        ({"topic": "water"}, 1),
        ({"topic": "schools"}, 0),
        ({"country_code": "GE"}, 1),
        ({"country_code": "UA"}, 0),
        ({"language": "en"}, 1),
        ({"language": "ka"}, 0),
        ({"updated_since": LONG_AGO}, 1),
        ({"updated_since": "2026-03-02T12:00:01Z"}, 0),
    ],
)
def test_calls_are_narrowed(sought, number, program):
    a_listed_call()

    assert len(rows(program, **sought)) == number


@pytest.mark.parametrize("language", ["qq", "EN", "\u202een", "a" * 3_000])
def test_a_language_that_is_not_in_the_list_is_refused(language, program):
    answer = program.get(CALLS, {"language": language})

    errors = answer.json()["errors"]
    assert (answer.status_code, errors["language"][0]["code"]) == (400, "unknown_language")


def _cost(client, **sought) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(CALLS, sought)
    return len(queries)


@pytest.mark.parametrize(("reader", "cost"), [("network", 4), ("city", 7)])  # a session is two
def test_a_page_costs_the_same_for_one_call_and_for_three(reader, cost, host, delegate, person):
    city = factories.someone_of(a_ready_city())
    client = session_of(city) if reader == "city" else a_program(person, scopes=SCOPES)
    a_listed_call(host, by=delegate)
    one = _cost(client, updated_since=LONG_AGO)
    for _number in range(2):
        a_listed_call(factories.a_network())

    three = _cost(client, updated_since=LONG_AGO)

    assert (one, three, len(rows(client))) == (cost, cost, 3)


# Writing


def test_a_program_asks_for_experts_in_the_name_of_its_network(network, program):
    answer = program.post(CALLS, body(), format="json")

    kept = PartnerCall.objects.get()
    row = answer.json()
    assert (answer.status_code, row["reference"]) == (201, str(kept.reference))
    assert (row["state"], row["organisation"], row["is_own"]) == ("proposed", network.name, True)
    assert (kept.network, kept.topic, kept.experts, kept.languages, kept.country_code) == (
        network,
        "water",
        2,
        ["en"],
        "GE",
    )
    assert (str(kept.starts), str(kept.ends), kept.shows_name) == (
        "2098-01-01",
        "2099-01-01",
        False,
    )
    contact = words.read_host_contact(kept, by=kept.written_by, at=timezone.now())
    assert contact == body()["contact"]


def test_how_a_host_is_reached_stands_in_no_answer(program, person):
    said = [program.post(CALLS, body(), format="json", headers={"Idempotency-Key": "one"})]
    said.append(program.post(CALLS, body(), format="json", headers={"Idempotency-Key": "one"}))
    call = PartnerCall.objects.get()
    desk = session_of(factories.an_officer())
    for client in (program, desk, session_of(person)):
        said += [client.get(CALLS), client.get(f"{CALLS}{call.reference}/")]
    said.append(program.post(f"{CALLS}{call.reference}/end/"))

    assert [answer.status_code for answer in said] == [201, 201, *[200] * 7]
    assert [answer for answer in said if b"Nino" in answer.content] == []
    assert program.get(CALLS, {"fields": "contact"}).status_code == 400


def test_the_same_call_asks_once_and_ends_once(program):
    asked = [
        program.post(CALLS, body(), format="json", headers={"Idempotency-Key": "asks"})
        for _turn in range(2)
    ]
    end = f"{CALLS}{asked[0].json()['reference']}/end/"
    ended = [program.post(end, headers={"Idempotency-Key": "ends"}) for _turn in range(2)]

    assert [answer.status_code for answer in (*asked, *ended)] == [201, 201, 200, 200]
    assert asked[0].content == asked[1].content
    assert ended[0].content == ended[1].content
    assert (ended[1]["Idempotency-Replayed"], ended[1].json()["state"]) == ("true", "withdrawn")
    assert PartnerCall.objects.count() == 1


def test_another_call_under_the_same_key_is_refused(program):
    headers = {"Idempotency-Key": "asks"}
    program.post(CALLS, body(), format="json", headers=headers)

    answer = program.post(CALLS, body(contact="Lali"), format="json", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert PartnerCall.objects.count() == 1


def test_an_own_call_is_closed_once_it_is_listed_and_ends_once(network, person, program):
    call = a_listed_call(network, by=person)
    end = f"{CALLS}{call.reference}/end/"

    first, second = program.post(end), program.post(end)

    assert (first.status_code, first.json()["state"]) == (200, "closed")
    assert (second.status_code, second.json()["code"]) == (409, "illegal_transition")


def test_a_call_of_others_is_not_ended(host, delegate, program):
    call = a_listed_call(host, by=delegate)

    answer = program.post(f"{CALLS}{call.reference}/end/")

    call.refresh_from_db()
    assert (answer.status_code, answer.json()["code"], call.state) == (
        403,
        "not_allowed",
        "listed",
    )


def test_an_organisation_has_no_more_open_calls_than_it_may(program, monkeypatch):
    monkeypatch.setattr(calls, "MOST_OPEN", 1)
    program.post(CALLS, body(), format="json")

    answer = program.post(CALLS, body(), format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_open")
    assert PartnerCall.objects.count() == 1


def test_a_call_whose_last_day_has_passed_is_not_taken(program):
    past = body(starts="2026-01-01", ends="2026-02-01")

    answer = program.post(CALLS, past, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "ends_too_soon")
    assert not PartnerCall.objects.exists()


def test_whoever_acts_for_several_says_for_which(host, delegate):
    network = factories.a_network()
    factories.acts_as(delegate, Role.NETWORK, network=network)
    client = session_of(delegate)
    elsewhere = factories.an_intermediary()

    said = [
        client.post(CALLS, body(**named), format="json")
        for named in (
            {},
            {"organisation": str(elsewhere.reference)},
            {"organisation": str(network.reference)},
            {"organisation": str(host.reference)},
        )
    ]

    assert [answer.status_code for answer in said] == [400, 400, 201, 201]
    codes = [answer.json()["errors"]["organisation"][0]["code"] for answer in said[:2]]
    assert codes == ["required", "not_yours"]
    assert [call.host for call in PartnerCall.objects.order_by("pk")] == [network, host]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("topic", "war", "invalid_choice"),
        ("summary", "", "blank"),
        ("summary", " \n ", "blank"),
        ("summary", "a" * 601, "max_length"),
        ("summary", [], "invalid"),
        ("summary", "Bring \u202eswen", "unseen_signs"),
        ("summary", "Bring \u2066news\u2069", "unseen_signs"),
        ("summary", "Bring\u0007", "unseen_signs"),
        ("summary", "Bring\u2028news", "unseen_signs"),
        ("contact", "Nino\ufeff", "unseen_signs"),
        ("contact", "a" * 501, "max_length"),
        ("contact", None, "null"),
        ("experts", 0, "min_value"),
        ("experts", 101, "max_value"),
        ("languages", [], "min_length"),
        ("languages", ["qq"], "unknown_language"),
        ("country_code", "ge", "invalid_choice"),
        ("country_code", "EU", "invalid_choice"),
        ("starts", "2098-13-01", "invalid"),
        ("ends", "2098-01-01", "ends_too_early"),
        ("gives_access", False, "not_attested"),
        ("gives_security", "true", "not_attested"),
        ("gives_logistics", 1, "not_attested"),
        ("shows_name", None, "null"),
        ("organisation", "00000000-0000-4000-8000-000000000000", "not_yours"),
        ("state", "listed", "unknown_field"),
        ("phase", "high", "unknown_field"),
        ("written_by", 1, "unknown_field"),
    ],
)
def test_a_wrong_field_is_named_with_a_code(field, value, code, program):
    answer = program.post(CALLS, body(**{field: value}), format="json")

    errors = answer.json()["errors"]
    name = next(iter(errors))
    assert (answer.status_code, name.split(".")[0], errors[name][0]["code"]) == (400, field, code)
    assert not PartnerCall.objects.exists()


@pytest.mark.parametrize("field", sorted({*NEW_CALL}))
def test_nothing_of_a_call_can_be_left_out(field, program):
    whole = body()
    whole.pop(field)

    answer = program.post(CALLS, whole, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert answer.json()["errors"][field][0]["code"] == "required"


def test_words_are_kept_in_normal_form_with_their_lines_and_joiners(program):
    said = "Une e\u0301cole.\nلغة\u200cها"

    row = program.post(CALLS, body(summary=said), format="json").json()

    assert row["summary"] == "Une \u00e9cole.\nلغة\u200cها"


def test_a_city_does_not_ask_here(world: World, client_of):
    answer = client_of("helper").post(CALLS, {}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_an_end_takes_no_body(program, network, person):
    call = a_call(network, by=person)

    answer = program.post(f"{CALLS}{call.reference}/end/", {"reason": "x"}, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reason"])
