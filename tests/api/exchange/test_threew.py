"""Who does what where: hashtags below the headings, needs and figures as the pages tell them."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.v1.exchange.threew import COLUMNS
from partnerships.engine.editions import edition_of
from partnerships.engine.figures import Measure, highest_of
from places.models import Zone
from tests.api.exchange.figures import an_edition
from tests.publication.cards import a_case, listed

ADDRESS = "/api/v1/exchange/3w.csv"
HASHTAG = re.compile(r"#([a-z][a-z0-9_]*)(\+[a-z][a-z0-9_]*)*")
OF_THE_STANDARD = {
    *("activity", "adm1", "country", "crisis", "date", "indicator", "meta", "org", "region"),
}

pytestmark = pytest.mark.django_db


def table(client, **headers) -> list[list[str]]:
    text = b"".join(client.get(ADDRESS, headers=headers)).decode("utf-8")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def lines(client) -> list[dict[str, str]]:
    _headings, tags, *rows = table(client)
    return [dict(zip(tags, row, strict=True)) for row in rows]


def told(line: dict[str, str]) -> dict[str, str]:
    return {tag: cell for tag, cell in line.items() if cell}


def test_the_hashtags_stand_right_below_the_headings(client):
    headings, tags = table(client)

    assert tags == list(COLUMNS)
    assert (len(headings), headings[0], headings[3]) == (len(tags), "Record", "What, code")


def test_every_hashtag_is_one_of_the_standard_and_stands_there_once():
    found = [HASHTAG.fullmatch(tag) for tag in COLUMNS]

    assert {match[1] for match in found if match} == OF_THE_STANDARD
    assert None not in found


def test_a_need_says_who_asks_for_what_where_and_since_when(client):
    card = listed(a_case())

    (line,) = lines(client)

    assert told(line) == {
        "#meta+record": "need",
        "#org+type": "Municipality that asks for help",
        "#org+size": "small",
        "#activity+code": "forums",
        "#activity+type": "International forums",
        "#country+code+v_iso2": "UA",
        "#adm1+code": card.place.code,
        "#adm1+name": "Sumy",
        "#crisis+phase": "high",
        "#date+start": "2026-04",
    }


def test_each_figure_is_told_by_its_class_and_nothing_else_is(client):
    edition = an_edition()

    figures = [
        (line["#indicator+code"], line["#indicator+num+min"], line["#indicator+num+max"])
        for line in lines(client)
    ]

    tables = edition_of(edition.figures, as_of=edition.as_of).tables
    told_of = [(one.measure.value, low) for one in tables for low in one.classes.values()]
    told_of += [(f"{sign}.{moved}", low) for sign, moved, low in edition.figures["signs"]]
    assert figures == [(code, str(low), str(highest_of(low))) for code, low in told_of]


def test_a_figure_says_what_where_or_when_and_never_two_of_them(client):
    an_edition()

    figures = lines(client)

    told_apart = [
        [bool(line[tag]) for tag in ("#activity+code", "#region+name", "#date+start")]
        for line in figures
    ]
    partnerships = [line for line in figures if line["#indicator+code"] == Measure.PARTNERSHIPS]
    assert max(map(sum, told_apart)) == 1
    assert {line["#date+end"] for line in figures} == {"2026-03-31"}
    assert told(partnerships[0]) == {
        "#meta+record": "figure",
        "#org+type": "Partnerships of municipalities",
        "#date+end": "2026-03-31",
        "#indicator+code": "partnerships",
        "#indicator+name": "Partnerships",
        "#indicator+num+min": "20",
        "#indicator+num+max": "29",
    }


def test_words_are_in_the_language_that_is_asked_for_and_codes_are_not(client):
    listed(a_case())

    _headings, tags, row = table(client, **{"Accept-Language": "fr"})

    line = dict(zip(tags, row, strict=True))
    assert (line["#activity+code"], line["#activity+type"]) == ("forums", "Forums internationaux")


def test_each_language_has_a_version_of_its_own(client):
    answers = [
        client.get(ADDRESS, headers={"Accept-Language": language}) for language in ("en", "uk")
    ]

    assert answers[0]["ETag"] != answers[1]["ETag"]
    assert "Accept-Language" in answers[0]["Vary"]


def test_no_name_of_a_region_is_ever_a_formula(client):
    card = listed(a_case())
    Zone.objects.filter(pk=card.place_id).update(name_latin="=1+1")

    assert lines(client)[0]["#adm1+name"] == "'=1+1"


def test_three_needs_take_as_many_queries_as_one(client):
    an_edition()
    listed(a_case())
    with CaptureQueriesContext(connection) as one:
        table(client)
    for name in ("Okhtyrka", "Romny"):
        listed(a_case(name=name))

    with CaptureQueriesContext(connection) as three:
        table(client)

    assert len(three) == len(one)
