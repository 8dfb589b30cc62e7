"""A trial of many rows: the same judgement, nothing written, and then carried out once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from api import selectors
from api.models import BulkCall, BulkRow, NetworkPledge
from api.services import bulk
from api.services.bulk import DRY_RUN_KEPT_FOR
from audit.models import Delivery
from matching.models import Pledge
from tests import factories
from tests.api.many import HANDLER, a_row, in_quarantine, kept, work, write
from tests.api.programs import a_program
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

ADDRESS: Final = "/api/v1/pledges/bulk/"


def tried(world, *rows, by=None) -> BulkCall:
    return bulk.keep_call(
        rows=[(str(row["external_id"]), row) for row in rows or (a_row(world),)],
        by=by or world.users["network"],
        at=timezone.now(),
        is_dry_run=True,
    )


def carried_out(world, dry_run: BulkCall) -> BulkCall:
    return bulk.carry_out(reference=dry_run.reference, by=world.users["network"], at=timezone.now())


def fates(call: BulkCall) -> dict[str, str]:
    return dict(BulkRow.objects.filter(part__call=call).values_list("external_id", "fate"))


def test_a_dry_run_tells_what_would_become_of_each_row_and_writes_nothing(world):
    kept(world, a_row(world), a_row(world, "LUND-2"))
    work()
    before = list(Pledge.objects.order_by("pk").values())

    call = tried(
        world,
        a_row(world),
        a_row(world, "LUND-2", capacity=5),
        a_row(world, "LUND-3"),
        a_row(world, "LUND-4", capacity=0),
        {"external_id": "LUND-5"},
    )
    work()

    assert fates(call) == {
        "LUND-1": "unchanged",
        "LUND-2": "updated",
        "LUND-3": "created",
        "LUND-4": "refused",
        "LUND-5": "incomplete",
    }
    assert list(Pledge.objects.order_by("pk").values()) == before
    assert not NetworkPledge.objects.filter(external_id="LUND-3").exists()


def test_what_the_service_would_refuse_is_told_by_a_dry_run_too(world):
    stranger = factories.someone_in(factories.a_network(factories.a_municipality(name="Tartu")))

    tried(world, by=stranger)
    work()

    assert BulkRow.objects.get().errors == {"municipality": ["not_yours"]}


def test_a_dry_run_neither_fills_nor_empties_the_quarantine(world):
    waiting = in_quarantine(world)

    tried(world, a_row(world, "LUND-2"), a_row(world, "LUND-3", capacity=0))
    work()

    assert list(BulkRow.objects.in_quarantine()) == [waiting]


def test_a_dry_run_overtakes_nothing_and_is_not_overtaken(world):
    dry_run = tried(world)
    kept(world)
    late_dry_run = tried(world, a_row(world, capacity=9))
    first, second, third = Delivery.objects.filter(handler=HANDLER).order_by("pk")

    write(third)
    write(second)
    write(first)

    assert fates(late_dry_run) == {"LUND-1": "created"}
    assert fates(dry_run) == {"LUND-1": "unchanged"}
    assert NetworkPledge.objects.get(external_id="LUND-1").pledge.capacity == 2


def test_the_rows_of_a_dry_run_are_written_when_it_is_carried_out(world):
    dry_run = tried(world, a_row(world), a_row(world, "LUND-2", capacity=0))
    work()

    call = carried_out(world, dry_run)
    work()

    assert fates(call) == {"LUND-1": "created", "LUND-2": "refused"}
    assert NetworkPledge.objects.filter(external_id="LUND-1").exists()
    assert BulkRow.objects.in_quarantine().get().part.call == call
    assert not BulkRow.objects.filter(part__call=dry_run).exclude(said={}).exists()


def test_a_dry_run_is_carried_out_once(world):
    dry_run = tried(world)
    work()
    carried_out(world, dry_run)

    with pytest.raises(bulk.CarriedOut):
        carried_out(world, dry_run)

    assert BulkCall.objects.filter(carries_out=dry_run).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_carry_out_the_same_dry_run_one_is_told_so(world):
    dry_run = tried(world)
    work()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        carried_out(world, dry_run)
        waiting = pool.submit(in_own_connection(carried_out), world, dry_run)
        wait_until_someone_waits_for_a_lock()

    assert isinstance(waiting.exception(), bulk.CarriedOut)


def test_a_dry_run_whose_rows_wait_is_not_carried_out(world):
    dry_run = tried(world)

    with pytest.raises(bulk.NotDone):
        carried_out(world, dry_run)

    assert not BulkCall.objects.filter(carries_out=dry_run).exists()


def test_a_call_that_was_no_dry_run_cannot_be_carried_out(world):
    call = kept(world)
    work()

    with pytest.raises(BulkCall.DoesNotExist):
        carried_out(world, call)


def test_another_network_cannot_carry_out_a_dry_run(world):
    dry_run = tried(world)
    work()
    stranger = factories.someone_in(factories.a_network())

    with pytest.raises(BulkCall.DoesNotExist):
        bulk.carry_out(reference=dry_run.reference, by=stranger, at=timezone.now())


def test_who_writes_for_no_network_carries_out_nothing(world):
    with pytest.raises(PermissionDenied):
        bulk.carry_out(reference=uuid4(), by=world.users["helper"], at=timezone.now())


def test_dry_runs_are_forgotten_after_seven_days(world):
    tried(world)
    call = kept(world, a_row(world, "LUND-2"))
    work()

    bulk.forget_old_calls(at=timezone.now() + DRY_RUN_KEPT_FOR + timedelta(minutes=1))

    assert list(BulkCall.objects.all()) == [call]


def test_what_a_dry_run_led_to_stays_when_the_dry_run_is_forgotten(world):
    dry_run = tried(world)
    work()
    call = carried_out(world, dry_run)

    bulk.forget_old_calls(at=timezone.now() + DRY_RUN_KEPT_FOR + timedelta(minutes=1))

    call.refresh_from_db()
    assert list(BulkCall.objects.all()) == [call]
    assert call.carries_out is None


def test_a_program_can_ask_for_a_dry_run(world):
    program = a_program(world.users["network"])
    before = Pledge.objects.count()
    body = {"pledges": [a_row(world)], "dry_run": True}

    told = program.post(ADDRESS, body, format="json", headers={"Idempotency-Key": "trial-1"})
    work()
    now = program.get(f"{ADDRESS}{told.json()['reference']}/")

    assert (told.status_code, told.json()["is_dry_run"]) == (202, True)
    assert now.json()["fates"]["created"] == 1
    assert Pledge.objects.count() == before


def test_a_dry_run_is_asked_for_by_true_alone(world):
    program = a_program(world.users["network"])
    body = {"pledges": [a_row(world)], "dry_run": "yes"}

    told = program.post(ADDRESS, body, format="json", headers={"Idempotency-Key": "trial-1"})

    assert told.status_code == 400
    assert told.json()["errors"]["dry_run"][0]["code"] == "invalid"
    assert not BulkCall.objects.exists()


def test_postgresql_lets_no_dry_run_carry_out_another(world):
    first, second = tried(world), tried(world)

    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="api_bulkcall_a_dry_run_carries_out_none"),
    ):
        cursor.execute(
            "UPDATE api_bulkcall SET carries_out_id = %s WHERE id = %s", [first.pk, second.pk]
        )


def test_the_secretariat_reads_how_many_rows_of_a_network_wait_and_not_what_they_say(world):
    in_quarantine(world)

    (told,) = selectors.quarantine_by_network(factories.an_officer())

    assert (told.network, told.rows) == (BulkCall.objects.get().network.name, 1)


def test_a_network_does_not_read_how_many_rows_of_others_wait(world):
    with pytest.raises(PermissionDenied):
        selectors.quarantine_by_network(world.users["network"])
