"""Public needs for programs: as coarse as the page, followed with what has gone."""

from datetime import timedelta
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.engine.values import Activity
from api.engine.scopes import Scope
from publication.models import Card, Tombstone
from publication.services import batches, publications
from tests import factories
from tests.api.programs import a_program
from tests.publication.cards import LATER, WORDS, a_case, a_crowded_region, listed, mayor_of

pytestmark = pytest.mark.django_db
NEEDS = "/api/v1/needs/"
NEXT_DAY = LATER + timedelta(days=1)


def needs(client, **sought):
    return client.get(NEEDS, sought).json()["results"]


def references(rows) -> list[str]:
    return [row["reference"] for row in rows]


def revoked(appeal) -> None:
    publications.forbid_publicity(appeal=appeal.reference, by=mayor_of(appeal), at=LATER)


def gone(appeal) -> str:
    """Return the id of a card of `appeal` that was public and has left the list the day after."""
    card = listed(appeal)
    revoked(appeal)
    batches.publish_due(at=NEXT_DAY)
    return str(card.reference)


def some_cards(number: int) -> list[Card]:
    region = a_crowded_region()
    return [listed(a_case(region, name=f"Vilne {each}")) for each in range(number)]


def test_a_need_tells_its_cell_and_its_month_and_nothing_else(client):
    card = listed(a_case())

    (row,) = needs(client)

    assert row == {
        "reference": str(card.reference),
        "place": {
            "code": card.place.code,
            "kind": "region",
            "name": "Sumy",
            "name_latin": card.place.name_latin,
            "country_code": card.place.country_code,
        },
        "phase": "high",
        "group": "voice",
        "activity": "forums",
        "size": "small",
        "month": "2026-04",
    }


def test_one_need_comes_with_the_words_that_its_author_approved(client):
    card = listed(a_case())

    detail = client.get(f"{NEEDS}{card.reference}/").json()

    assert (detail["reference"], detail["summary"]) == (str(card.reference), WORDS)


def test_words_are_gone_at_once_and_the_list_does_not_tell_the_hour(client):
    appeal = a_case()
    card = listed(appeal)
    before = needs(client)

    revoked(appeal)

    missing = client.get(f"{NEEDS}00000000-0000-4000-8000-000000000000/")
    closed = client.get(f"{NEEDS}{card.reference}/")
    assert (closed.status_code, closed.json()) == (404, missing.json())
    assert (needs(client), needs(client, updated_since="2026-01-01T00:00:00Z")) == (before, before)


@pytest.mark.parametrize(
    ("since", "is_told"),
    [("2026-03-01T00:00:00Z", True), (NEXT_DAY.isoformat(), True), ("2026-12-31T00:00:00Z", False)],
)
def test_what_left_the_list_since_a_day_is_told_by_its_id_alone(since, is_told, client):
    identity = gone(a_case())

    rows = needs(client, updated_since=since)

    assert rows == ([{"id": identity, "gone": True}] if is_told else [])


def test_without_a_moment_nothing_is_told_of_what_is_gone(client):
    gone(a_case())

    assert needs(client) == []


def test_what_never_was_public_has_no_tombstone_here_either(client):
    appeal = a_case()
    card = listed(appeal)
    never = a_case(a_crowded_region(name="Kharkiv"))
    revoked(never)

    assert references(needs(client, updated_since="2026-01-01T00:00:00Z")) == [str(card.reference)]


@pytest.mark.parametrize(
    ("since", "is_told"),
    [
        ("2026-03-31T00:00:00Z", True),
        ("2026-04-30T20:00:00Z", True),
        ("2026-05-02T00:00:00Z", False),
    ],
)
def test_a_followed_list_tells_the_month_of_a_card_and_never_its_day(since, is_told, client):
    listed(a_case())

    assert bool(needs(client, updated_since=since)) is is_told


@pytest.mark.parametrize(
    ("sought", "number"),
    [
        ({"activity": "forums"}, 1),
        ({"activity": "visits"}, 0),
        ({"group": "voice"}, 1),
        ({"group": "meeting"}, 0),
        ({"phase": "high"}, 1),
        ({"phase": "low_after"}, 0),
        ({"size": "small"}, 1),
        ({"size": "large"}, 0),
        ({"month": "2026-04"}, 1),
        ({"month": "2026-05"}, 0),
        ({"place": "UA-nowhere"}, 0),
    ],
)
def test_the_list_is_narrowed_by_what_cards_tell(sought, number, client):
    listed(a_case())

    assert len(needs(client, **sought)) == number


def test_a_place_is_a_region_or_its_whole_country(client):
    card = listed(a_case())
    assert card.place.parent is not None

    found = [needs(client, place=code) for code in (card.place.code, card.place.parent.code)]

    assert list(map(len, found)) == [1, 1]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("place", "'; drop", "not_a_code"),
        ("place", "a" * 41, "not_a_code"),
        ("month", "2026-13", "not_a_month"),
        ("month", "2026-04-01", "not_a_month"),
        ("month", "0000-01", "not_a_month"),
        ("activity", "war", "invalid_choice"),
        ("size", "5000", "invalid_choice"),
        ("updated_since", "yesterday", "not_a_moment"),
        ("ordering", "month", "unknown_parameter"),
        ("cursor", "garbage", "unknown_cursor"),
        ("limit", "1000", "out_of_range"),
    ],
)
def test_what_no_card_could_answer_is_refused(name, value, code, client):
    answer = client.get(NEEDS, {name: value})

    assert (answer.status_code, answer.json()["errors"][name][0]["code"]) == (400, code)


def test_pages_hold_each_card_once_by_its_cell_and_then_what_is_gone(client):
    region = a_crowded_region()
    left = sorted(gone(a_case(region, name=f"Left {each}")) for each in range(3))
    cards = [
        listed(a_case(region, name=f"Vilne {each}", activity=activity))
        for each, activity in enumerate([Activity.VISITS, Activity.FORUMS, Activity.FORUMS])
    ]

    pages, address = [], f"{NEEDS}?limit=2&updated_since=2026-01-01T00:00:00Z"
    while address:
        pages.append(client.get(address).json())
        address = pages[-1]["next"]

    rows = list(chain.from_iterable(page["results"] for page in pages))
    forums = sorted(str(card.reference) for card in cards[1:])
    assert [len(page["results"]) for page in pages] == [2, 2, 2]
    assert references(rows[:3]) == [*forums, str(cards[0].reference)]
    assert [row["id"] for row in rows[3:]] == left


def test_a_page_that_ends_with_the_cards_goes_on_with_what_is_gone(client):
    region = a_crowded_region()
    identity = gone(a_case(region, name="Left"))
    card = listed(a_case(region, name="Vilne"))

    first = client.get(f"{NEEDS}?limit=1&updated_since=2026-01-01T00:00:00Z").json()
    second = client.get(first["next"]).json()

    assert references(first["results"]) == [str(card.reference)]
    assert second == {"next": None, "results": [{"id": identity, "gone": True}]}


def test_a_cursor_tells_an_id_and_no_time(client):
    some_cards(2)

    page = client.get(f"{NEEDS}?limit=1").json()

    assert page["next"].split("cursor=")[1].split("%3A")[0] == page["results"][0]["reference"]


def _cost(client, **sought) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(NEEDS, sought)
    return len(queries)


def test_the_list_costs_two_queries_for_one_card_and_for_three(client):
    region = a_crowded_region()
    for name in ("Gone one", "Gone two"):
        gone(a_case(region, name=name))
    listed(a_case(region, name="Vilne"))
    one = _cost(client, updated_since="2026-01-01T00:00:00Z")

    for name in ("Vilne too", "Vilne as well"):
        listed(a_case(region, name=name))

    assert (one, _cost(client, updated_since="2026-01-01T00:00:00Z")) == (2, 2)
    assert Tombstone.objects.count() == 2


def test_a_program_reads_needs_whatever_its_token_is_for():
    card = listed(a_case())
    program = a_program(factories.someone_in(factories.a_network()), scopes=[Scope.READ_PLEDGES])

    assert references(needs(program)) == [str(card.reference)]
