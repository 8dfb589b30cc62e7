"""The members of a network: sought by name, and followed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.engine.scopes import Scope
from places.models import Municipality
from tests import factories
from tests.api.programs import a_program

pytestmark = pytest.mark.django_db
MUNICIPALITIES = "/api/v1/municipalities/"


def a_member(name: str, latin: str = "") -> Municipality:
    town = factories.a_municipality(name=name)
    Municipality.objects.filter(pk=town.pk).update(name_latin=latin)
    return town


def program_of(*towns: Municipality):
    network = factories.a_network(*towns)
    return a_program(factories.someone_in(network), scopes=[Scope.READ_MUNICIPALITIES])


def rows(program, **sought):
    return program.get(MUNICIPALITIES, sought).json()["results"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("malmo", ["Malmö"]),
        ("MALMÖ", ["Malmö"]),
        ("Тростянець", ["Тростянець"]),
        ("trostianets", ["Тростянець"]),
        ("trostjanets", ["Тростянець"]),
        ("Paris", []),
    ],
)
def test_a_member_is_found_by_a_name_with_accents_and_slips_forgiven(words, found):
    program = program_of(a_member("Malmö"), a_member("Тростянець", latin="Trostianets"))

    assert [row["name"] for row in rows(program, search=words)] == found


def test_nobody_finds_who_is_no_member():
    a_member("Malmö")
    program = program_of(a_member("Lund"))

    assert rows(program, search="Malmö") == []


@pytest.mark.parametrize(("words", "code"), [("a", "min_length"), ("a" * 81, "max_length")])
def test_what_is_sought_is_bounded(words, code):
    answer = program_of(a_member("Lund")).get(MUNICIPALITIES, {"search": words})

    assert (answer.status_code, answer.json()["errors"]["search"][0]["code"]) == (400, code)


def _cost(program, **sought) -> int:
    with CaptureQueriesContext(connection) as queries:
        program.get(MUNICIPALITIES, sought)
    return len(queries)


def test_a_search_costs_the_same_for_one_member_and_for_three():
    one = program_of(a_member("Lund"))
    three = program_of(a_member("Lund"), a_member("Lundby"), a_member("Lunden"))

    assert (_cost(one, search="Lund"), _cost(three, search="Lund")) == (4, 4)
    assert len(rows(three, search="Lund")) == 3
