"""The pages on which a network hands in the pledges of its members as one table."""

import csv
from typing import Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.selectors import networks_for
from api.engine.pledge_tables import COLUMNS
from api.models import BulkCall, BulkRow
from matching.models import Pledge
from tests import factories
from tests.api.many import work
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit
from web.tables.forms import LARGEST_BYTES

pytestmark = pytest.mark.django_db
INDEX: Final = "/tables/"
TABLE: Final = "/tables/pledges.csv"
ASIDE: Final = "/tables/aside/"
WORDS: Final = "four words of nobody"


@pytest.fixture
def lund():
    return factories.a_municipality(name="Lund", country_code="SE")


@pytest.fixture
def person(lund):
    return factories.someone_in(factories.a_network(lund))


def line(lund, name="LUND-1", capacity="2") -> str:
    return f"{name},{lund.reference},Lund,forums,{capacity},en,2026-04-01,2027-04-01"


def a_table(*lines: str) -> bytes:
    head = (
        "external_id,municipality_reference,municipality_name,activities,capacity,languages,"
        "starts,ends"
    )
    return "\n".join([head, *lines]).encode()


def handed_in(client: Client, content: bytes):
    file = SimpleUploadedFile("anything.csv", content, content_type="text/csv")
    return client.post(INDEX, {"file": file}, follow=True)


def tried(client: Client, *lines: str) -> str:
    handed_in(client, a_table(*lines))
    work()
    return f"{INDEX}{BulkCall.objects.latest('pk').reference}/"


@pytest.mark.parametrize("page", [INDEX, ASIDE])
@pytest.mark.parametrize("who", OTHERS)
def test_the_pages_open_for_networks_alone(who, page):
    answer = visit(OTHERS[who]()).get(page)

    assert answer.status_code == (200 if who == "a network" else 403)


@pytest.mark.parametrize("page", [INDEX, ASIDE, TABLE, f"{INDEX}{NOBODYS}/"])
def test_who_is_not_signed_in_is_sent_to_the_sign_in(page):
    answer = Client().get(page)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("end", ["", "not-taken.csv"])
def test_the_table_of_another_network_is_not_there(end, person, lund):
    page = tried(visit(person), line(lund))

    answer = visit(factories.someone_in(factories.a_network())).get(page + end)

    assert answer.status_code in {302, 404}  # a file asks for a factor first
    assert visit(person).get(page).status_code == 200


def test_the_table_of_another_network_is_not_carried_out(person, lund):
    page = tried(visit(person), line(lund))
    stranger = visit(factories.someone_in(factories.a_network()))

    assert stranger.post(f"{page}carry-out/").status_code == 404


def test_a_table_is_tried_first_and_written_when_it_is_said(person, lund):
    client = visit(person)
    page = tried(client, line(lund))
    told = read(client, page)
    before = Pledge.objects.count()

    client.post(f"{page}carry-out/")
    work()

    assert "Have 1 row written" in told
    assert before == 0
    assert Pledge.objects.get().municipality == lund
    assert "See what became of them" in read(client, page)


def test_a_table_that_is_still_looked_at_says_so(person, lund):
    client = visit(person)

    page = handed_in(client, a_table(line(lund)))

    assert "1 row of 1 still waits." in page.text
    assert "data-live" in page.text
    reference = BulkCall.objects.get().reference
    assert sentences(client, f"{INDEX}{reference}/carry-out/") == [
        "Some rows are still being looked at. Nothing was written."
    ]


def test_a_table_is_written_once(person, lund):
    client = visit(person)
    page = tried(client, line(lund))
    client.post(f"{page}carry-out/")

    assert sentences(client, f"{page}carry-out/") == [
        "This table was written before. Nothing was changed."
    ]


def test_a_row_that_cannot_be_taken_tells_why_in_words(person, lund):
    client = visit(person)

    page = read(client, tried(client, line(lund, capacity="0")))

    assert "No row can be taken as it is." in page
    assert "This number is too small." in page
    assert "carry-out" not in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty. Nothing was read."),
        (b"\xff\x00\xfe", "This file is no table that we can read."),
        (b"external_id\n", "It is about: municipality_reference. Nothing was kept."),
        (
            b"external_id,municipality_reference\nA,x\nA,y\n",
            "They are 2 rows, the first on lines 2, 3. Nothing was kept.",
        ),
        (
            b"external_id,municipality_reference\n=1,x\n",
            "It is 1 row, on line 2. Nothing was kept.",
        ),
        (b"x" * (LARGEST_BYTES + 1), "This file is larger than 8 MB. Nothing was read."),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(person, content, sentence):
    page = handed_in(visit(person), content)

    assert sentence in page.text
    assert not BulkCall.objects.exists()


def test_a_form_without_a_file_says_so(person):
    page = visit(person).post(INDEX, {})

    assert "field-wrong" in page.text


@pytest.fixture
def fresh(person):
    """Return a browser in which a factor was shown a moment ago."""
    person.set_password(WORDS)
    person.save()
    client = visit(person)
    client.post("/accounts/reauthenticate/", {"password": WORDS})
    return client


def cells_of(client: Client, address: str) -> list[list[str]]:
    text = client.get(address).getvalue().decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def test_a_file_asks_for_a_fresh_factor_first(person):
    person.set_password(WORDS)
    person.save()

    answer = visit(person).get(TABLE)

    assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True)


def test_the_table_to_fill_in_has_what_was_sent_and_the_members_without(fresh, person, lund):
    network = networks_for(person).get()
    malmo = factories.a_municipality(name="Malmo", country_code="SE")
    network.members.create(municipality=malmo)
    page = tried(fresh, line(lund))
    fresh.post(f"{page}carry-out/")
    work()

    head, first, second = cells_of(fresh, TABLE)

    assert head == list(COLUMNS)
    assert first[:4] == ["LUND-1", str(lund.reference), "Lund", "forums"]
    assert second[:4] == ["", str(malmo.reference), "Malmo", ""]


def test_the_table_comes_back_unchanged(fresh, lund):
    page = tried(fresh, line(lund))
    fresh.post(f"{page}carry-out/")
    work()
    table = fresh.get(TABLE).getvalue()

    handed_in(fresh, table)
    work()

    assert BulkRow.objects.latest("pk").fate == "unchanged"


def test_rows_that_were_not_taken_come_back_mended(fresh, lund):
    page = tried(fresh, line(lund, capacity="0"), line(lund, "LUND-2"))
    _head, row = cells_of(fresh, f"{page}not-taken.csv")
    table = fresh.get(f"{page}not-taken.csv").getvalue()

    handed_in(fresh, table.replace(b'"0"', b'"4"'))
    work()

    assert (row[0], row[-1]) == ("LUND-1", "capacity: This number is too small.")
    assert BulkRow.objects.latest("pk").fate == "created"


def test_a_row_that_waits_is_listed_and_let_go(person, lund):
    client = visit(person)
    page = tried(client, line(lund), line(lund, "LUND-2", capacity="0"))
    client.post(f"{page}carry-out/")
    work()
    row = BulkRow.objects.in_quarantine().get()
    address = f"{ASIDE}{row.reference}/let-go/"

    assert "1 row was not taken and waits to be mended." in read(client, INDEX)
    assert "LUND-2" in read(client, ASIDE)
    assert sentences(client, address) == ["The row is let go, and its words are deleted."]
    assert sentences(client, address) == ["This row waits no more. Nothing was changed."]
    assert "No row waits" in read(client, ASIDE)


def test_the_desk_reads_how_many_rows_of_a_network_wait(person, lund):
    client = visit(person)
    page = tried(client, line(lund), line(lund, "LUND-2", capacity="0"))
    client.post(f"{page}carry-out/")
    work()

    desk = read(visit(factories.an_officer()), "/desk/imports/")

    assert BulkCall.objects.latest("pk").network.name in desk
    assert "LUND-2" not in desk


def test_the_list_asks_the_same_number_of_questions_for_one_table_and_three(
    person, lund, django_assert_num_queries
):
    client = visit(person)
    tried(client, line(lund))
    read(client, INDEX)
    with django_assert_num_queries(8):
        read(client, INDEX)
    tried(client, line(lund))
    tried(client, line(lund))

    with django_assert_num_queries(8):
        read(client, INDEX)
