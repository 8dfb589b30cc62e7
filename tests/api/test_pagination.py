"""Pages of a list: each row once, newest first, and no way to count what is hidden."""

from itertools import chain

import pytest

from api.pagination import cursor_after
from matching.engine.lifecycle import PledgeAction
from matching.services.pledges import move_pledge
from tests.api.world import an_offered_pledge
from tests.clock import NOON


@pytest.fixture
def pledges(world):
    """Five pledges of Lund, the oldest first."""
    more = [an_offered_pledge(world.lund, by=world.users["helper"]) for _number in range(4)]
    return [world.pledge, *more]


def _references(page) -> list[str]:
    return [row["reference"] for row in page["results"]]


def _pages(client, address):
    pages = []
    while address:
        pages.append(client.get(address).json())
        address = pages[-1]["next"]
    return pages


def test_the_pages_hold_each_row_once_and_the_newest_first(pledges, client_of):
    pages = _pages(client_of("helper"), "/api/v1/pledges/?limit=2")

    assert [len(page["results"]) for page in pages] == [2, 2, 1]
    assert list(chain(*map(_references, pages))) == [str(one.reference) for one in pledges[::-1]]


def test_the_next_page_keeps_the_filter_and_the_limit(pledges, client_of):
    first = client_of("helper").get("/api/v1/pledges/?limit=2&state=offered").json()

    assert ("limit=2" in first["next"], "state=offered" in first["next"]) == (True, True)


def test_a_row_that_came_meanwhile_shifts_no_page(pledges, world, client_of):
    client = client_of("helper")
    first = client.get("/api/v1/pledges/?limit=2").json()

    an_offered_pledge(world.lund, by=world.users["helper"])

    second = client.get(first["next"]).json()
    assert _references(second) == [str(pledges[2].reference), str(pledges[1].reference)]


def test_a_cursor_stays_good_when_a_filter_hides_its_row(pledges, world, client_of):
    client = client_of("helper")
    first = client.get("/api/v1/pledges/?limit=2&state=offered").json()

    move_pledge(
        reference=pledges[3].reference, action=PledgeAction.PAUSE, by=world.users["helper"], at=NOON
    )

    second = client.get(first["next"]).json()
    assert _references(second) == [str(pledges[2].reference), str(pledges[1].reference)]


def test_a_cursor_tells_no_id_and_fits_one_kind_of_row(world, client_of):
    cursor = cursor_after(world.appeal)

    answer = client_of("helper").get(f"/api/v1/pledges/?cursor={cursor}")

    assert cursor.split(":")[0] == str(world.appeal.reference)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["cursor"])
