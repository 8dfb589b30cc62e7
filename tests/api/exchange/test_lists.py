"""Lists as files of any length: what they tell, to whom, in which form, and how they are kept."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from api.engine.tables import in_blocks
from api.v1.exchange.rows import NEED_COLUMNS, PLEDGE_COLUMNS
from places.models import Municipality
from publication.services import batches, publications
from tests import factories
from tests.api.programs import a_program
from tests.api.world import a_draft_pledge, an_offered_pledge
from tests.publication.cards import LATER, WORDS, a_case, approved, listed, mayor_of

NEEDS = "/api/v1/exchange/needs"
PLEDGES = "/api/v1/exchange/pledges"


def told(answer) -> str:
    return b"".join(answer).decode("utf-8")


def table(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(told(answer).removeprefix("\ufeff"), newline="")))


def objects(answer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told(answer).splitlines()]


@given(st.lists(st.text()), st.integers(1, 50))
def test_blocks_hold_the_lines_and_only_the_last_is_small(lines, least):
    blocks = list(in_blocks(lines, least=least))

    assert b"".join(blocks) == "".join(lines).encode()
    assert all(len(block.decode()) >= least for block in blocks[:-1])


@pytest.mark.django_db
def test_the_needs_are_told_in_codes_as_the_list_tells_them(client):
    card = listed(a_case())

    rows = objects(client.get(f"{NEEDS}.jsonl"))

    assert rows == [
        {
            "reference": str(card.reference),
            "country_code": "UA",
            "place_code": card.place.code,
            "place": "Sumy",
            "place_kind": "region",
            "group": "voice",
            "activity": "forums",
            "phase": "high",
            "size": "small",
            "month": "2026-04",
            "url": f"http://testserver/needs/{card.reference}/",
        }
    ]


@pytest.mark.django_db
def test_a_table_tells_the_same_as_the_lines(client):
    listed(a_case())

    names, *rows = table(client.get(f"{NEEDS}.csv"))

    assert names == list(NEED_COLUMNS)
    assert [dict(zip(names, row, strict=True)) for row in rows] == objects(
        client.get(f"{NEEDS}.jsonl")
    )


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_of_needs_holds_no_word_of_a_card_and_moves_with_the_list_alone(form, client):
    appeal = a_case()
    publication = approved(appeal)
    batches.publish_due(at=LATER)
    before = told(client.get(f"{NEEDS}.{form}"))

    publications.forbid_publicity(appeal=appeal.reference, by=mayor_of(appeal), at=LATER)
    closed = told(client.get(f"{NEEDS}.{form}"))
    batches.publish_due(at=LATER + timedelta(days=1))
    after = told(client.get(f"{NEEDS}.{form}"))

    assert WORDS not in before
    assert (closed, str(publication.card_reference) in before) == (before, True)
    assert str(publication.card_reference) not in after


@pytest.mark.django_db
def test_who_has_the_version_gets_no_file_until_the_list_moves(client):
    listed(a_case())
    first = client.get(f"{NEEDS}.csv")

    again = client.get(f"{NEEDS}.csv", headers={"If-None-Match": first["ETag"]})
    listed(a_case(name="Okhtyrka"))
    moved = client.get(f"{NEEDS}.csv", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (moved.status_code, len(table(moved))) == (200, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "kind"),
    [(f"{NEEDS}.csv", "text/csv"), (f"{NEEDS}.jsonl", "application/x-ndjson")],
)
def test_a_public_file_names_itself_and_may_be_kept_for_minutes(address, kind, client):
    answer = client.get(address)

    assert answer["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{Path(address).name}"'
    assert answer["Cache-Control"] == "public, max-age=300"


@pytest.mark.django_db
def test_who_is_signed_in_leaves_no_public_file_behind(client):
    client.force_login(factories.an_officer())

    assert client.get(f"{NEEDS}.csv")["Cache-Control"] == "no-store"


def test_a_file_of_pledges_tells_what_the_list_tells(world):
    an_offered_pledge(world.lund, by=world.users["helper"])
    program = a_program(world.users["network"])

    lines = objects(program.get(f"{PLEDGES}.jsonl"))

    assert lines == program.get("/api/v1/pledges/").json()["results"]
    assert len(lines) == 2


def test_a_table_of_pledges_has_a_column_for_all_that_is_told(world):
    Municipality.objects.filter(pk=world.lund.pk).update(name="=Lund")
    program = a_program(world.users["network"])
    line = objects(program.get(f"{PLEDGES}.jsonl"))[0]

    names, row = table(program.get(f"{PLEDGES}.csv"))

    cells = dict(zip(names, row, strict=True))
    inner = {f"municipality_{name}" for name in line["municipality"]}
    assert names == list(PLEDGE_COLUMNS)
    assert {*names} == {*line} - {"municipality"} | inner
    assert (cells["municipality_name"], cells["activities"], cells["has_platform"]) == (
        "'=Lund",
        "forums",
        "true",
    )


def test_a_file_of_pledges_is_for_its_caller_alone(world):
    a_draft_pledge(world.lund, by=world.users["helper"])
    an_offered_pledge(
        other := factories.a_municipality(name="Oslo", country_code="NO"),
        by=factories.someone_of(other),
    )

    answer = a_program(world.users["network"]).get(f"{PLEDGES}.csv")

    assert len(table(answer)) == 2
    assert (answer["Cache-Control"], answer.has_header("ETag")) == ("no-store", False)
    assert answer["RateLimit-Remaining"] == "299"


@pytest.mark.parametrize(
    ("query", "rows"),
    [("state=offered", 1), ("state=paused", 0), ("topic=water", 0), ("activity=forums", 1)],
)
def test_a_file_of_pledges_is_narrowed_as_the_list_is(query, rows, world):
    program = a_program(world.users["network"])

    assert len(objects(program.get(f"{PLEDGES}.jsonl?{query}"))) == rows


@pytest.mark.parametrize("query", ["limit=5", "cursor=x", "stat=offered", "state=a", "format=csv"])
def test_a_file_that_would_hold_more_than_was_asked_for_is_refused(query, world):
    answer = a_program(world.users["network"]).get(f"{PLEDGES}.csv?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize("address", [f"{NEEDS}.csv", f"{NEEDS}.jsonl"])
def test_a_public_file_takes_no_parameter(address, client):
    answer = client.get(f"{address}?month=2026-03")

    assert (answer.status_code, answer.json()["errors"]["month"][0]["code"]) == (
        400,
        "unknown_parameter",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepts", "status"),
    [("text/csv", 200), ("text/*", 200), ("*/*", 200), ("application/json", 406)],
)
def test_an_address_speaks_the_form_that_its_name_ends_in(accepts, status, client):
    answer = client.get(f"{NEEDS}.csv", headers={"Accept": accepts})

    assert answer.status_code == status


@pytest.mark.django_db
def test_who_takes_no_such_form_is_told_so(client):
    answer = client.get(f"{NEEDS}.csv", headers={"Accept": "application/json"})

    assert (answer.json()["code"], answer.json()["title"]) == (
        "not_acceptable",
        "This address has one form",
    )


def test_a_file_takes_as_many_queries_for_three_rows_as_for_one(world):
    def cost() -> int:
        program = a_program(world.users["network"])
        with CaptureQueriesContext(connection) as queries:
            told(program.get(f"{PLEDGES}.csv"))
        return len(queries)

    one = cost()
    for _number in range(2):
        an_offered_pledge(world.lund, by=world.users["helper"])

    assert cost() == one


@pytest.mark.django_db
def test_the_needs_take_as_many_queries_for_three_cards_as_for_one(client):
    listed(a_case())
    with CaptureQueriesContext(connection) as one:
        told(client.get(f"{NEEDS}.csv"))
    for name in ("Okhtyrka", "Romny"):
        listed(a_case(name=name))

    with CaptureQueriesContext(connection) as three:
        told(client.get(f"{NEEDS}.csv"))

    assert len(three) == len(one) == 2
