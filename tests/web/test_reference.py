"""The pages about the interface for programs tell all of its description, and nothing by hand."""

import gzip
import re

import pytest
from django.urls import reverse

from api.errors import PROBLEMS
from api.v1.description import described
from web.reference.telling import resources, scopes

HEAVIEST_BYTES = 30_000
INDEX = "/programs/"


@pytest.fixture
def read(db, client):
    """Return a page as text, in a language."""

    def page(address: str, language: str = "en") -> str:
        answer = client.get(address, headers={"Accept-Language": language})
        assert answer.status_code == 200
        return str(answer.content, "utf-8")

    return page


def _address(tag: str) -> str:
    return reverse("web:reference:resource", args=[tag])


def test_every_operation_of_the_description_has_its_place(read):
    described_ones = {
        (method.upper(), path) for path, item in described()["paths"].items() for method in item
    }

    told = {
        (operation.method, operation.path)
        for resource in resources(described())
        for operation in resource.operations
        if f'id="{operation.anchor}"' in read(_address(resource.tag))
    }

    assert told == described_ones


def test_the_first_page_leads_to_every_operation_and_tells_every_code(read):
    page = read(INDEX)

    anchors = [
        f'href="{_address(resource.tag)}#{operation.anchor}"'
        for resource in resources(described())
        for operation in resource.operations
    ]
    assert [anchor for anchor in anchors if anchor not in page] == []
    assert [one.code for one in PROBLEMS if f'<div id="{one.code}">' not in page] == []
    assert [scope for scope in scopes(described()) if scope not in page] == []


def test_a_field_inside_a_list_is_told_with_its_way(read):
    page = read(_address("pledges"))

    assert "<code>results[].municipality.country_code</code>" in page


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("pledges", 'curl -s $API/pledges/ \\\n  -H "Authorization: Bearer $BEARER"'),
        ("runs", 'curl -s -X POST $API/runs/ \\\n  -H "Cookie: $COOKIES"'),
        ("thematic-map", "curl -s $API/thematic-map/"),
    ],
)
def test_a_call_can_be_copied_with_what_it_signs_by(tag, line, read):
    page = read(_address(tag)).replace("&quot;", '"')

    assert line in page


def test_what_is_english_is_said_to_be_and_the_frame_is_not(read):
    page = read(_address("pledges"), "ar")

    assert '<html lang="ar" dir="rtl">' in page
    lines = re.findall(r"<(?:pre|dl)[^>]*>", page)
    assert [line for line in lines if 'lang="en"' not in line or 'dir="ltr"' not in line] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_page_is_light(language, read):
    addresses = [INDEX, *(_address(each.tag) for each in resources(described()))]

    weights = {each: len(gzip.compress(read(each, language).encode())) for each in addresses}

    assert {each: weight for each, weight in weights.items() if weight > HEAVIEST_BYTES} == {}


@pytest.mark.django_db
def test_what_is_no_resource_is_not_found(client):
    assert client.get(_address("nothing")).status_code == 404
