"""The IATI file: its structure, whose it is, and that it tells the published classes alone.

`iati_2_03.xsd` beside this file is ours, and narrower than the standard's own schema, which
`python3 dev.py bench iati` asks.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from activities.engine.values import Activity
from api.v1.exchange.iati import document_of, publisher
from partnerships.engine.editions import edition_of
from partnerships.engine.figures import Dimension
from tests.api.exchange.figures import an_edition

ADDRESS = "/api/v1/exchange/iati.xml"
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("iati_2_03.xsd")))
_XML = "http://www.w3.org/XML/1998/namespace"
FIRST_ACTIVITY = "iati-activity[1]/"

pytestmark = pytest.mark.django_db


def document(client) -> Any:
    return etree.fromstring(client.get(ADDRESS).content)


def complaints(tree: Any) -> list[str]:
    SCHEMA.validate(tree)
    return [each.message for each in SCHEMA.error_log]


@pytest.mark.parametrize("before", [lambda: None, an_edition], ids=["no edition", "an edition"])
def test_the_file_has_the_structure_of_the_standard(before, client):
    before()

    tree = document(client)

    assert complaints(tree) == []
    assert (tree.get("version"), len(tree)) == ("2.03", 1 + len(Activity))


def _without(path: str) -> Callable[[Any], None]:
    def spoil(tree: Any) -> None:
        element = tree.find(path)
        element.getparent().remove(element)

    return spoil


def _with(path: str, name: str, value: str) -> Callable[[Any], None]:
    return lambda tree: tree.find(path).set(name, value)


def _swapped(tree: Any) -> None:
    activity = tree[0]
    activity.insert(0, activity.find("title"))


@pytest.mark.parametrize(
    "spoil",
    [
        _without(f"{FIRST_ACTIVITY}iati-identifier"),
        _without(f"{FIRST_ACTIVITY}activity-date"),
        _without(f"{FIRST_ACTIVITY}recipient-region"),
        _without(".//period-end"),
        _with(".//actual", "value", "27"),
        _with(".//reporting-org", "type", "41"),
        _with(".//reporting-org", "ref", ""),
        _with(f"{FIRST_ACTIVITY}sector", "code", "1"),
        _with(f"{FIRST_ACTIVITY}title", "of", "Kvitka"),
        _swapped,
    ],
)
def test_our_schema_refuses_what_the_standard_or_safety_would(spoil, client):
    an_edition()
    tree = document(client)

    spoil(tree)

    assert complaints(tree) != []


def test_each_activity_is_the_platforms_and_named_under_its_identifier(client):
    tree = document(client)

    refs = tree.xpath("iati-activity/iati-identifier/text()")
    kinds = [f"XX-EXAMPLE-CITIES-{each.upper().replace('_', '-')}" for each in Activity]
    assert refs == ["XX-EXAMPLE-CITIES-PROGRAMME", *kinds]
    assert set(tree.xpath("//reporting-org/@ref | //participating-org/@ref")) == {
        "XX-EXAMPLE-CITIES"
    }
    assert tree.xpath("iati-activity[1]/related-activity/@ref") == kinds
    assert tree.xpath("//transaction | //location | //recipient-country | //contact-info") == []


def _told(tree: Any) -> list[int]:
    return sorted(int(value) for value in tree.xpath("//actual/@value"))


def test_every_value_is_the_lowest_count_of_a_published_class(client):
    edition = an_edition()

    tree = document(client)

    tables = edition_of(edition.figures, as_of=edition.as_of).tables
    published = [low for table in tables for low in table.classes.values()]
    published += [low for _sign, _moved, low in edition.figures["signs"]]
    assert _told(tree) == sorted(published)


def test_a_table_that_was_left_out_is_not_told_here_either():
    edition = an_edition()
    kept = [table for table in edition.figures["tables"] if table["dimension"] != "activity"]
    edition.figures["tables"] = kept
    by = publisher()
    assert by is not None

    tree = etree.fromstring(document_of(edition, by).encode())

    kinds = tree.xpath("iati-activity[position() > 1]")
    told = [table for table in kept if table["dimension"] == Dimension.REGION]
    assert [len(kind.xpath("result")) for kind in kinds] == [0] * len(Activity)
    assert len(tree.xpath("//dimension[@name='region']")) == 2 * len(told)


def test_no_value_is_told_by_two_attributes_at_once(client):
    an_edition()

    tree = document(client)

    assert max(len(actual.findall("dimension")) for actual in tree.iter("actual")) == 1
    assert tree.xpath("iati-activity[position() > 1]//dimension") == []


def test_a_class_has_its_words_in_every_language(client):
    an_edition()

    comment = document(client).find(".//actual/comment")

    words = {one.get(f"{{{_XML}}}lang", "en"): one.text for one in comment}
    assert (words["en"], list(words)) == ("20 to 29", ["en", "fr", "uk", "ar"])


def test_the_file_moves_with_the_edition_alone(client):
    an_edition()
    first = client.get(ADDRESS, headers={"Accept-Language": "fr"})

    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert (first["Content-Type"], first["Cache-Control"]) == (
        "application/xml; charset=utf-8",
        "public, max-age=300",
    )
    assert first["Content-Disposition"] == 'attachment; filename="iati.xml"'


def test_where_nobody_said_who_publishes_there_is_no_file(settings, client):
    settings.IATI_REPORTING_ORG = ""

    answer = client.get(ADDRESS)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_configured")
    assert (answer["Content-Type"], answer["Cache-Control"]) == (
        "application/problem+json",
        "no-store",
    )
