"""The members of a network: sought by name, and followed."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import services
from accounts.models import Network, NetworkMember, NetworkStep
from api.engine.scopes import Scope
from places.models import Municipality
from tests import factories
from tests.api.programs import a_program
from tests.clock import NOON

pytestmark = pytest.mark.django_db
MUNICIPALITIES = "/api/v1/municipalities/"
LONG_AGO = "2026-01-01T00:00:00Z"


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

    assert (_cost(one, search="Lund"), _cost(three, search="Lund")) == (3, 3)
    assert _cost(three, updated_since=LONG_AGO) == 4
    assert len(rows(three, search="Lund")) == 3


def in_an_hour() -> str:
    return (timezone.now() + timedelta(hours=1)).isoformat()


def an_age_ago(*towns: Municipality) -> None:
    """Let towns be unchanged since long before, as far as a trigger lets anyone say so."""
    with pgtrigger.ignore("places.Municipality:tells_when_it_changed"):
        Municipality.objects.filter(pk__in=[town.pk for town in towns]).update(changed_at=NOON)
    with pgtrigger.ignore("accounts.NetworkStep:only_grows"):
        NetworkStep.objects.update(at=NOON)


def test_a_member_that_left_leaves_a_tombstone_and_one_that_stays_does_not():
    stays, goes = a_member("Lund"), a_member("Malmö")
    program = program_of(stays, goes)
    NetworkMember.objects.get(municipality=goes).delete()

    followed = rows(program, updated_since=LONG_AGO)

    assert [row.get("name") for row in followed] == ["Lund", None]
    assert followed[1] == {"id": str(goes.reference), "gone": True}
    assert rows(program, updated_since=in_an_hour()) == []
    assert [row["name"] for row in rows(program)] == ["Lund"]


def test_a_membership_that_a_supervisor_ends_leaves_a_tombstone_until_it_begins_anew():
    town = a_member("Lund")
    program = program_of(town)
    network, supervisor = Network.objects.get(), factories.a_supervisor()

    services.end_member(network=network, municipality=town.reference, by=supervisor, at=NOON)
    left = rows(program, updated_since=LONG_AGO)
    services.add_member(network=network, municipality=town, by=supervisor, at=NOON)

    assert left == [{"id": str(town.reference), "gone": True}]
    assert [row["name"] for row in rows(program, updated_since=LONG_AGO)] == ["Lund"]


def test_a_member_that_came_back_is_not_gone():
    town = a_member("Lund")
    program = program_of(town)
    member = NetworkMember.objects.get()
    network = member.network
    member.delete()
    NetworkMember.objects.create(network=network, municipality=town)

    assert [row.get("name") for row in rows(program, updated_since=LONG_AGO)] == ["Lund"]


def test_who_left_another_network_is_none_of_ours():
    town = a_member("Lund")
    program_of(town)
    program = program_of(a_member("Malmö"))
    NetworkMember.objects.get(municipality=town).delete()

    assert [row.get("name") for row in rows(program, updated_since=LONG_AGO)] == ["Malmö"]


def test_a_followed_list_holds_who_came_and_what_was_written_anew():
    old, renamed, came = a_member("Old"), a_member("Renamed"), a_member("Came")
    program = program_of(old, renamed)
    an_age_ago(old, renamed, came)
    an_hour_ago = (timezone.now() - timedelta(hours=1)).isoformat()
    assert rows(program, updated_since=an_hour_ago) == []

    Municipality.objects.filter(pk=renamed.pk).update(population=7)
    NetworkMember.objects.create(network=Network.objects.get(), municipality=came)

    found = rows(program, updated_since=an_hour_ago)
    assert [row["name"] for row in found] == ["Came", "Renamed"]


def test_an_import_that_changes_nothing_is_no_change():
    town = a_member("Lund")
    before = Municipality.objects.get(pk=town.pk).changed_at

    Municipality.objects.filter(pk=town.pk).update(name="Lund")
    same = Municipality.objects.get(pk=town.pk).changed_at
    Municipality.objects.filter(pk=town.pk).update(name="Lund by")

    assert (same, Municipality.objects.get(pk=town.pk).changed_at > before) == (before, True)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE accounts_networkstep SET has_left = true", "DELETE FROM accounts_networkstep"],
)
def test_postgresql_keeps_who_came_and_went(statement):
    program_of(a_member("Lund"))

    with pytest.raises(DatabaseError, match="accounts_networkstep"), transaction.atomic():
        connection.cursor().execute(statement)


def test_pages_go_on_with_who_left():
    towns = [a_member(name) for name in ("Lund", "Malmö", "Uppsala")]
    program = program_of(*towns)
    NetworkMember.objects.filter(municipality__in=towns[1:]).delete()

    first = program.get(MUNICIPALITIES, {"limit": 2, "updated_since": LONG_AGO}).json()
    second = program.get(first["next"]).json()

    left = sorted(str(town.reference) for town in towns[1:])
    assert [row.get("name", row.get("id")) for row in first["results"]] == ["Lund", left[0]]
    assert second == {"next": None, "results": [{"id": left[1], "gone": True}]}
