"""Figures that anyone may take: as coarse as the pages, whole each time, and never a formula."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.engine.values import Activity
from api.v1.exchange.rows import NEED_COLUMNS
from partnerships.engine.editions import figures_of
from partnerships.engine.figures import Counted, Measure
from partnerships.engine.values import Direction, PeaceIndicator
from partnerships.models import ResultsEdition
from places.models import Zone
from publication.models import Publication
from publication.services import publications
from tests.clock import NOON
from tests.publication.cards import (
    WORDS,
    a_case,
    a_crowded_region,
    a_region,
    listed,
    mayor_of,
    towns_in,
)
from web.opendata.rows import RESULT

pytestmark = pytest.mark.django_db

FILES = ("/needs.csv", "/needs.json", "/results.csv", "/results.json")


def _text(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.getvalue().decode()


def _table(address):
    return list(csv.reader(io.StringIO(_text(address).removeprefix("\ufeff"))))


@pytest.fixture
def card():
    return listed(a_case(at=timezone.now()), at=timezone.now())


@pytest.fixture
def edition():
    as_of = NOON.date().replace(day=1)
    counted = [
        Counted(
            year="2026",
            activity=Activity.FORUMS.value,
            region="member_states",
            measures=frozenset({Measure.HELD}),
        )
    ] * 7
    moved = [frozenset({(PeaceIndicator.ELECTIONS, Direction.BETTER)})] * 12
    return ResultsEdition.objects.create(
        as_of=as_of, figures=figures_of(counted, moved, as_of=as_of), published_at=NOON
    )


def test_the_page_says_how_coarse_the_figures_are_and_under_which_licence(card, edition):
    page = Client(headers={"accept-language": "en"}).get(reverse("web:open_data:index")).text

    assert [address for address in FILES if f'href="{address}"' in page] == list(FILES)
    assert "https://creativecommons.org/licenses/by/4.0/" in page
    assert "ten municipalities or more" in page


def test_without_figures_of_a_quarter_there_is_no_file_and_no_link_to_one():
    page = Client().get(reverse("web:open_data:index")).text

    assert "/results.csv" not in page
    assert Client().get("/results.csv").status_code == 404
    assert Client().get("/results.json").status_code == 404


def test_a_need_stands_in_the_table_by_its_codes(card):
    head, row = _table("/needs.csv")

    assert tuple(head) == NEED_COLUMNS
    assert row == [
        str(card.reference),
        card.place.country_code,
        card.place.code,
        "Sumy",
        "region",
        "voice",
        card.activity,
        "high",
        card.size,
        card.month.strftime("%Y-%m"),
        f"http://testserver{card.get_absolute_url()}",
    ]


def test_the_table_is_the_one_of_the_partner_api(card):
    assert _text("/needs.csv") == _text("/api/v1/exchange/needs.csv")


def test_both_forms_of_a_file_say_the_same(card, edition):
    for name in "needs", "results":
        head, *rows = _table(f"/{name}.csv")
        document = json.loads(_text(f"/{name}.json"))

        assert rows
        assert document["licence"] == "CC-BY-4.0"
        assert [list(each.values()) for each in document[name]] == rows
        assert [list(each) for each in document[name]] == [head] * len(rows)


def test_an_empty_list_is_still_a_table_and_a_document():
    assert _table("/needs.csv") == [list(NEED_COLUMNS)]
    assert json.loads(_text("/needs.json"))["needs"] == []


def test_results_are_classes_and_what_is_hidden_is_absent(edition):
    head, *rows = _table("/results.csv")

    assert tuple(head) == RESULT
    spans = {(row[1], row[2], row[3]): (row[4], row[5]) for row in rows}
    assert spans["partnerships", "all", ""] == ("5", "9")
    assert spans["sign_elections", "direction", "better"] == ("10", "19")
    assert spans["sign_elections", "direction", "worse"] == ("0", "4")
    assert {len(row) for row in rows} == {6}


def test_the_words_of_a_need_are_in_no_file(card):
    assert WORDS in Client().get(card.get_absolute_url()).text

    assert [name for name in ("/needs.csv", "/needs.json") if WORDS in _text(name)] == []


def test_a_closed_need_looks_in_the_file_as_it_did_before(card):
    appeal = Publication.objects.get(card_reference=card.reference).appeal
    before = _text("/needs.csv"), _text("/needs.json")

    publications.forbid_publicity(
        appeal=appeal.reference,
        by=mayor_of(appeal),
        at=timezone.now() + timedelta(days=30),
    )

    assert Client().get(card.get_absolute_url()).status_code == 404
    assert (_text("/needs.csv"), _text("/needs.json")) == before
    assert str(card.reference) in before[0]


def test_a_region_that_looks_like_a_formula_is_only_text(card):
    Zone.objects.filter(pk=card.place_id).update(name="=1+1", name_latin="=1+1")

    assert _table("/needs.csv")[1][3] == "'=1+1"


def test_the_kind_of_place_tells_where_a_card_tells_only_the_country():
    country = a_region(name="Thin").parent
    thin = [a_region(name=f"Thin {number}", country=country) for number in range(12)]
    for each in thin:
        towns_in(each, 1)
    listed(a_case(thin[0], name="Alone", at=timezone.now()), at=timezone.now())

    assert _table("/needs.csv")[1][4] == "country"


@pytest.mark.parametrize("address", FILES)
def test_a_file_is_downloaded_kept_by_no_cache_and_names_its_licence(card, edition, address):
    answer = Client().get(address)

    assert answer["Content-Disposition"] == f'attachment; filename="{address[1:]}"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


def test_one_need_costs_as_many_queries_as_three(card, django_assert_num_queries):
    with django_assert_num_queries(1):
        _text("/needs.csv")
    for name in "Poltava", "Odesa":
        listed(
            a_case(a_crowded_region(name=name), name=f"Town of {name}", at=timezone.now()),
            at=timezone.now(),
        )

    with django_assert_num_queries(1):
        assert len(_table("/needs.csv")) == 4
