"""ETag, If-Match and the source of record: nobody overwrites what they have not read."""

from typing import Final

import pgtrigger
import pytest
from django.db import transaction

from accounts.models import NetworkMember
from api.models import NetworkPledge
from matching.engine.lifecycle import PledgeState
from matching.models import Pledge
from tests import factories
from tests.api.programs import a_program
from tests.api.world import World

PLEDGES: Final = "/api/v1/pledges/"


def content(**other: object) -> dict[str, object]:
    return {
        "activities": ["forums"],
        "capacity": 2,
        "languages": ["en"],
        "starts": "2026-04-01",
        "ends": "2027-04-01",
        **other,
    }


def written(program, world: World):
    body = content(municipality=str(world.lund.reference))
    return program.post(PLEDGES, body, format="json")


def rewritten(program, reference: str, version: str, **other: object):
    address, headers = f"{PLEDGES}{reference}/", {"If-Match": version}
    return program.put(address, content(**other), format="json", headers=headers)


@pytest.fixture
def program(world):
    return a_program(world.users["network"])


def test_a_network_s_pledge_is_offered_at_once_and_read_again(program, world):
    answer = written(program, world)

    again = program.get(f"{PLEDGES}{answer.json()['reference']}/")

    assert (answer.status_code, answer.json()["state"]) == (201, "offered")
    assert (again.json(), again["ETag"]) == (answer.json(), answer["ETag"])


def test_a_network_writes_for_no_town_outside(program, world):
    body = content(municipality=str(world.kvitka.reference))

    answer = program.post(PLEDGES, body, format="json")

    assert (answer.status_code, answer.json()["errors"]["municipality"][0]["code"]) == (
        400,
        "not_yours",
    )


def test_what_was_read_can_be_rewritten_and_gets_a_new_version(program, world):
    first = written(program, world)

    second = rewritten(program, first.json()["reference"], first["ETag"], capacity=5)

    assert (second.status_code, second.json()["capacity"]) == (200, 5)
    assert second["ETag"] != first["ETag"]


def test_what_someone_else_has_changed_since_is_not_overwritten(program, world, client_of):
    first = written(program, world)
    reference = first.json()["reference"]
    rewritten(client_of("helper"), reference, first["ETag"], capacity=7)

    late = rewritten(program, reference, first["ETag"], capacity=5)

    assert (late.status_code, late.json()["code"]) == (412, "outdated")
    assert Pledge.objects.get(reference=reference).capacity == 7


def test_a_step_changes_the_version(program, world):
    first = written(program, world)
    reference = first.json()["reference"]

    paused = program.post(f"{PLEDGES}{reference}/pause/")

    assert paused["ETag"] != first["ETag"]
    assert paused["ETag"] == program.get(f"{PLEDGES}{reference}/")["ETag"]


@pytest.mark.parametrize("version", ["*", ""])
def test_a_change_that_names_no_version_is_refused(version, program, world):
    reference = written(program, world).json()["reference"]
    headers = {"If-Match": version} if version else {}

    answer = program.put(f"{PLEDGES}{reference}/", content(), format="json", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


@pytest.mark.parametrize("version", ["garbage", '"0"', "W/", '"' + "0" * 32 + '"'])
def test_a_version_that_never_was_is_outdated(version, program, world):
    reference = written(program, world).json()["reference"]

    answer = rewritten(program, reference, version)

    assert (answer.status_code, answer.json()["code"]) == (412, "outdated")


def test_a_version_that_was_compressed_on_its_way_is_the_same(program, world):
    first = written(program, world)

    answer = rewritten(program, first.json()["reference"], f"W/{first['ETag']}", capacity=4)

    assert answer.status_code == 200


def test_who_has_the_newest_version_gets_nothing_again(program, world):
    first = written(program, world)
    address = f"{PLEDGES}{first.json()['reference']}/"

    answers = [
        program.get(address, headers={"If-None-Match": version})
        for version in (first["ETag"], '"other"')
    ]

    assert [each.status_code for each in answers] == [304, 200]
    assert answers[0].content == b""


def test_a_network_leaves_alone_whom_the_helper_leaves_out(program, world, client_of):
    first = written(program, world)
    reference = first.json()["reference"]
    own = rewritten(client_of("helper"), reference, first["ETag"], excluded=["RU"])

    answer = rewritten(program, reference, own["ETag"], capacity=4)

    assert (answer.status_code, answer.json()["excluded"]) == (200, None)
    assert Pledge.objects.get(reference=reference).excluded == ["RU"]


@pytest.mark.parametrize("step", ["pause", "withdraw", "rewrite"])
def test_what_the_helper_itself_wrote_is_not_the_network_s_to_change(step, program, world):
    address = f"{PLEDGES}{world.pledge.reference}/"
    version = program.get(address)["ETag"]

    answer = (
        rewritten(program, str(world.pledge.reference), version)
        if step == "rewrite"
        else program.post(f"{address}{step}/")
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_record")


def test_two_networks_do_not_overwrite_each_other(program, world):
    other = a_program(factories.someone_in(factories.a_network(world.lund)))
    first = written(program, world)

    answer = rewritten(other, first.json()["reference"], first["ETag"])

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_record")


def test_a_town_that_left_the_network_is_out_of_its_reach(program, world):
    first = written(program, world)
    NetworkMember.objects.all().delete()

    answer = rewritten(program, first.json()["reference"], first["ETag"])

    assert answer.status_code == 404


def test_a_withdrawn_pledge_stays_as_a_tombstone_and_is_not_rewritten(program, world):
    reference = written(program, world).json()["reference"]
    withdrawn = program.post(f"{PLEDGES}{reference}/withdraw/")

    answer = rewritten(program, reference, withdrawn["ETag"])

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert program.get(f"{PLEDGES}{reference}/").json()["state"] == PledgeState.WITHDRAWN


def test_no_statement_gives_a_record_to_another_network(program, world):
    written(program, world)
    other = factories.a_network()

    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        NetworkPledge.objects.update(network=other)

    assert NetworkPledge.objects.get().network_id != other.pk


def test_a_mutant_without_the_guard_gives_a_record_to_another_network(program, world):
    written(program, world)
    other = factories.a_network()

    with pgtrigger.ignore("api.NetworkPledge:stays_with_its_network"):
        NetworkPledge.objects.update(network=other)

    assert NetworkPledge.objects.get().network_id == other.pk
