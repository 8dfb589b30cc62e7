"""Many pledges in one call: kept at once, written by a worker, each row told for itself."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from api.engine.bulk import Fate
from api.models import BulkCall, BulkRow, NetworkPledge
from api.services import bulk, records
from api.services.bulk import KEPT_FOR
from audit.models import Delivery
from matching.engine.lifecycle import PledgeAction, PledgeState
from matching.models import Pledge
from matching.services import pledges
from tests import factories
from tests.api.many import HANDLER, a_row, in_quarantine, kept, work, write
from tests.api.programs import a_program
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

ADDRESS: Final = "/api/v1/pledges/bulk/"
KEY: Final = {"Idempotency-Key": "night-1"}


def _fates(call: BulkCall | None = None) -> dict[str, str]:
    rows = BulkRow.objects.filter(part__call=call) if call else BulkRow.objects.all()
    return dict(rows.order_by("pk").values_list("external_id", "fate"))


def test_a_call_is_kept_at_once_and_each_row_told_when_it_is_written(world):
    program = a_program(world.users["network"])
    rows = [a_row(world), a_row(world, "LUND-2", capacity=0), {"external_id": "LUND-3"}]

    told = program.post(ADDRESS, {"pledges": rows}, format="json", headers=KEY)
    before = Pledge.objects.count()
    work()
    now = program.get(f"{ADDRESS}{told.json()['reference']}/")
    each = program.get(f"{ADDRESS}{told.json()['reference']}/rows/")

    assert (told.status_code, told.json()["is_done"], told.json()["rows"]) == (202, False, 3)
    assert now.json()["is_done"]
    assert {row["external_id"]: row["fate"] for row in each.json()["results"]} == {
        "LUND-1": "created",
        "LUND-2": "refused",
        "LUND-3": "incomplete",
    }
    assert Pledge.objects.count() == before + 1


def test_a_row_that_cannot_be_written_tells_why_by_codes(world):
    kept(world, a_row(world, capacity=0, languages=["xx"]), {"external_id": "LUND-3"})
    work()

    errors = dict(BulkRow.objects.values_list("external_id", "errors"))

    assert errors["LUND-1"] == {"capacity": ["min_value"], "languages": ["unknown_language"]}
    assert errors["LUND-3"]["municipality"] == ["required"]


def test_a_pledge_of_a_network_is_offered_and_is_its_record(world):
    kept(world)
    work()

    record = NetworkPledge.objects.get(external_id="LUND-1")

    assert record.pledge.state == PledgeState.OFFERED
    assert record.pledge.municipality == world.lund


def test_the_same_name_means_the_same_record(world):
    kept(world)
    work()
    kept(world)
    work()
    same = kept(world, a_row(world, capacity=5))
    work()

    fates = list(BulkRow.objects.order_by("pk").values_list("fate", flat=True))
    assert fates == ["created", "unchanged", "updated"]
    assert _fates(same) == {"LUND-1": "updated"}
    assert NetworkPledge.objects.get(external_id="LUND-1").pledge.capacity == 5


def test_whom_the_member_leaves_out_stays_as_it_is(world):
    kept(world)
    work()
    pledge = NetworkPledge.objects.get(external_id="LUND-1").pledge
    pledge.excluded = ["BY"]
    pledge.save()

    kept(world, a_row(world, capacity=5))
    work()

    pledge.refresh_from_db()
    assert (pledge.excluded, pledge.capacity) == (["BY"], 5)


def test_a_row_that_names_an_older_version_is_refused(world):
    kept(world)
    work()
    pledge = NetworkPledge.objects.get(external_id="LUND-1").pledge
    version = records.version_of_pledge(pledge)
    kept(world, a_row(world, capacity=5))
    work()

    late = kept(world, a_row(world, capacity=7, version=f'"{version}"'))
    work()

    assert _fates(late) == {"LUND-1": "refused"}
    assert BulkRow.objects.get(part__call=late).errors == {"": ["outdated"]}


def test_a_row_that_names_a_version_of_what_is_not_there_is_refused(world):
    kept(world, a_row(world, version="0" * 32))
    work()

    assert BulkRow.objects.get().errors == {"": ["outdated"]}


def test_an_older_call_that_comes_late_overwrites_nothing(world):
    older = kept(world)
    newer = kept(world, a_row(world, capacity=5))
    first, second = Delivery.objects.filter(handler=HANDLER).order_by("pk")

    write(second)
    write(first)

    assert (_fates(older), _fates(newer)) == ({"LUND-1": "refused"}, {"LUND-1": "created"})
    assert NetworkPledge.objects.get(external_id="LUND-1").pledge.capacity == 5
    assert not BulkRow.objects.in_quarantine().exists()


def test_an_older_row_does_not_settle_a_newer_one(world):
    kept(world)
    kept(world, a_row(world, capacity=0))
    first, second = Delivery.objects.filter(handler=HANDLER).order_by("pk")

    write(second)
    write(first)

    assert BulkRow.objects.in_quarantine().get().said["capacity"] == 0


def test_what_postgresql_refuses_stops_no_other_row(world):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE matching_pledge ADD CONSTRAINT too_early CHECK (starts > '1000-01-01')"
        )
    kept(world, a_row(world, starts="0001-01-01"), a_row(world, "LUND-2"))

    work()

    assert _fates() == {"LUND-1": "refused", "LUND-2": "created"}


def test_a_member_of_another_network_is_not_written_for(world):
    stranger = factories.someone_in(factories.a_network(factories.a_municipality(name="Tartu")))

    kept(world, by=stranger)
    work()

    assert BulkRow.objects.get().errors == {"municipality": ["not_yours"]}


def test_what_is_withdrawn_stays_withdrawn(world):
    kept(world)
    work()
    pledge = NetworkPledge.objects.get(external_id="LUND-1").pledge
    pledges.move_pledge(
        reference=pledge.reference,
        action=PledgeAction.WITHDRAW,
        by=world.users["helper"],
        at=timezone.now(),
    )

    late = kept(world, a_row(world, capacity=7))
    work()

    assert BulkRow.objects.get(part__call=late).errors == {"": ["illegal_transition"]}


def test_the_name_of_one_member_is_not_given_to_another(world):
    other = factories.a_municipality(name="Malmo", country_code="SE")
    network = world.users["network"].live_memberships[0].network
    network.members.create(municipality=other)
    kept(world)
    work()

    late = kept(world, a_row(world, municipality=str(other.reference)))
    work()

    assert BulkRow.objects.get(part__call=late).errors == {"": ["other_municipality"]}


def test_a_later_row_mends_what_stood_in_quarantine(world):
    in_quarantine(world)
    program = a_program(world.users["network"])
    listed = program.get("/api/v1/quarantine/").json()["results"]

    kept(world, a_row(world, "LUND-2"))
    work()

    assert [row["external_id"] for row in listed] == ["LUND-2"]
    assert listed[0]["said"] == {"external_id": "LUND-2"}
    assert program.get("/api/v1/quarantine/").json()["results"] == []
    assert not BulkRow.objects.exclude(said={}).exists()


def test_a_row_is_let_go_with_its_words(world):
    row = in_quarantine(world)
    program = a_program(world.users["network"])

    answer = program.delete(f"/api/v1/quarantine/{row.reference}/")

    row.refresh_from_db()
    assert (answer.status_code, row.said) == (204, {})
    assert program.delete(f"/api/v1/quarantine/{row.reference}/").status_code == 404


def test_the_same_call_is_kept_once(world):
    program = a_program(world.users["network"])
    body = {"pledges": [a_row(world)]}

    first, second = (program.post(ADDRESS, body, format="json", headers=KEY) for _ in range(2))

    assert (first.content, second["Idempotency-Replayed"]) == (second.content, "true")
    assert BulkCall.objects.count() == 1


def test_a_message_that_comes_twice_writes_once(world):
    kept(world)
    delivery = Delivery.objects.get(handler=HANDLER)
    write(delivery)
    before = Pledge.objects.count()

    write(delivery)

    assert Pledge.objects.count() == before
    assert _fates() == {"LUND-1": "created"}


def _nothing(_world) -> object:
    return {}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (_nothing, "required"),
        (lambda _world: {"pledges": []}, "required"),
        (lambda _world: {"pledges": "all"}, "required"),
        (lambda world: {"pledges": [a_row(world)], "mode": "all"}, "required"),
        (lambda _world: {"pledges": [1]}, "no_external_id"),
        (lambda world: {"pledges": [a_row(world, "=A1")]}, "no_external_id"),
        (lambda world: {"pledges": [a_row(world), a_row(world)]}, "two_of_one_name"),
        (
            lambda _world: {"pledges": [{"external_id": str(n)} for n in range(10_001)]},
            "too_many_rows",
        ),
    ],
)
def test_a_call_that_cannot_be_read_is_refused_whole(world, body, code):
    program = a_program(world.users["network"])

    answer = program.post(ADDRESS, body(world), format="json", headers=KEY)

    assert answer.status_code == 400
    assert answer.json()["errors"]["pledges"][0]["code"] == code
    assert not BulkCall.objects.exists()


def test_a_call_without_a_key_of_its_own_is_refused(world):
    program = a_program(world.users["network"])

    answer = program.post(ADDRESS, {"pledges": [a_row(world)]}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


def test_a_call_of_thousands_of_rows_is_taken(world):
    program = a_program(world.users["network"])
    rows = [a_row(world, f"LUND-{number}") for number in range(6_000)]

    answer = program.post(ADDRESS, {"pledges": rows}, format="json", headers=KEY)

    assert (answer.status_code, answer.json()["rows"]) == (202, 6_000)


def test_a_large_body_with_a_broken_text_is_refused_by_its_parser(world):
    program = a_program(world.users["network"])
    body = json.dumps({"pledges": [a_row(world, actor="\ud800")], "x": "x" * 1_200_000})

    answer = program.generic("POST", ADDRESS, body, "application/json", headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_a_body_beyond_eight_megabytes_is_refused(world):
    program = a_program(world.users["network"])
    body = json.dumps({"pledges": [a_row(world, actor="x" * 8_000_000)]})

    answer = program.generic("POST", ADDRESS, body, "application/json", headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_calls_are_forgotten_after_ninety_days(world):
    kept(world)
    work()

    bulk.forget_old_calls(at=timezone.now() + KEPT_FOR + timedelta(minutes=1))

    assert not BulkRow.objects.exists()
    assert NetworkPledge.objects.filter(external_id="LUND-1").exists()


@pytest.mark.django_db(transaction=True)
def test_two_calls_of_one_network_are_written_one_after_the_other(world):
    kept(world)
    kept(world, a_row(world, capacity=5))
    first, second = Delivery.objects.filter(handler=HANDLER).order_by("pk")

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        write(first)
        waiting = pool.submit(in_own_connection(write), second)
        wait_until_someone_waits_for_a_lock()
        assert not waiting.done()

    assert sorted(_fates_in_order()) == ["created", "updated"]


def _fates_in_order() -> list[str]:
    return list(BulkRow.objects.order_by("pk").values_list("fate", flat=True))


def test_a_record_of_a_network_has_its_name_alone(world):
    kept(world)
    work()
    record = NetworkPledge.objects.get(external_id="LUND-1")

    with pytest.raises(IntegrityError, match="api_networkpledge_one_of_each_name"):
        NetworkPledge.objects.create(
            pledge=world.pledge, network=record.network, external_id="LUND-1"
        )


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE api_bulkrow SET fate = 'lost'", "fate_is_known"),
        ("UPDATE api_bulkrow SET external_id = '=1'", "has_a_name"),
        ("UPDATE api_bulkrow SET number = 1", "one_place"),
    ],
)
def test_postgresql_keeps_rows_to_what_is_known(world, statement, name):
    kept(world, a_row(world), a_row(world, "LUND-2"))

    with connection.cursor() as cursor, pytest.raises(IntegrityError, match=f"api_bulkrow_{name}"):
        cursor.execute(statement)


def test_every_fate_can_be_filtered_by(world):
    call = kept(world)
    program = a_program(world.users["network"])

    found = {
        fate: len(program.get(f"{ADDRESS}{call.reference}/rows/?fate={fate}").json()["results"])
        for fate in Fate
    }

    assert found == {fate: int(fate is Fate.WAITING) for fate in Fate}
