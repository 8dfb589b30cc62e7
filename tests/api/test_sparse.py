"""Fewer fields: the same piece for every list and detail of v1."""

import pytest
from django.urls import reverse
from rest_framework.viewsets import GenericViewSet

from api.v1.exchange.views import PledgesFile
from api.v1.sparse import Sparse
from api.v1.urls import urlpatterns
from audit.models import Event
from tests.api.test_rights import DOORS, SUBJECTS, _address

READER = {
    "appeal": "officer",
    "pledge": "helper",
    "municipality": "network",
    "need": "anonymous",
    "proposal": "network",
    "partnership": "network",
    "partner-call": "helper",
    "run": "officer",
    "bulk": "network",
    "quarantine": "network",
}
LISTS = [f"{name}-list" for name in READER if name != "bulk"]
ROWS = [f"{name}-detail" for name in READER if name != "quarantine"]


def _reader(client_of, name):
    return client_of(READER[name.rpartition("-")[0]])


def test_every_list_and_detail_of_v1_is_sparse():
    views = {getattr(pattern.callback, "cls", None) for pattern in urlpatterns}

    full = [view for view in views if view and issubclass(view, GenericViewSet)]

    doors = {name for name, method in DOORS if method == "get"}
    assert {view for view in full if not issubclass(view, Sparse)} == {PledgesFile}
    assert {name for name in doors if name.endswith(("-list", "-detail"))} == {*LISTS, *ROWS}


@pytest.mark.parametrize("name", ROWS)
def test_a_detail_gives_the_fields_that_are_asked_for(name, world, client_of):
    answer = _reader(client_of, name).get(_address(name, world), {"fields": "reference"})

    assert list(answer.json()) == ["reference"]


@pytest.mark.parametrize("name", LISTS)
def test_each_row_of_a_list_gives_the_fields_that_are_asked_for(name, world, client_of):
    SUBJECTS[name.replace("-list", "-detail")](world)

    answer = _reader(client_of, name).get(_address(name, world), {"fields": "reference"})

    rows = answer.json()["results"]
    assert rows
    assert [list(row) for row in rows] == [["reference"]] * len(rows)


@pytest.mark.parametrize(
    "fields", ["", "id", "reference,", "reference,reference", "reference,officer", "a" * 2_000]
)
@pytest.mark.parametrize("name", ["appeal-list", "appeal-detail"])
def test_a_field_that_is_not_there_is_refused(name, fields, world, client_of):
    answer = client_of("officer").get(_address(name, world), {"fields": fields})

    problem = answer.json()
    assert (answer.status_code, problem["code"], list(problem["errors"])) == (
        400,
        "invalid",
        ["fields"],
    )
    assert problem["errors"]["fields"][0]["code"] == "unknown_field"


def test_a_list_refuses_fields_that_come_twice(client_of):
    answer = client_of("officer").get("/api/v1/appeals/?fields=state&fields=kinds")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["fields"])


def test_an_empty_list_refuses_what_a_full_one_would(client_of):
    answer = client_of("stranger").get("/api/v1/pledges/", {"fields": "password"})

    assert answer.status_code == 400


def test_words_that_nobody_asks_for_stay_sealed(world, client_of):
    address = reverse("v1:appeal-detail", args=[world.appeal.reference])
    client = client_of("officer")

    def openings() -> int:
        client.get(address, {"fields": "state,kinds"})
        return Event.objects.filter(verb="sealed.opened").count()

    before = openings()
    kept = openings()
    client.get(address)

    assert (kept, openings()) == (before, before + 1)


def test_what_is_written_is_answered_whole(world, client_of):
    answer = client_of("helper").post(
        f"/api/v1/pledges/{world.pledge.reference}/pause/?fields=state"
    )

    assert (answer.status_code, answer.json()["capacity"]) == (200, 2)
