"""Appeals by program of whoever is signed in: written, sent once, and read by nobody else."""

import pytest

from api.models import KeptAnswer
from matching.models import Appeal
from matching.services.narratives import read_summary
from tests import factories
from tests.api.programs import session_of
from tests.api.test_rights import _new_appeal
from tests.clock import NOON
from tests.matching.test_narratives import everything_in_the_database

APPEALS = "/api/v1/appeals/"
WORDS = "The pumps stand still."

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(world):
    """Someone of an agency that knows the town, and knows no other."""
    intermediary = factories.an_intermediary()
    factories.knows(intermediary, world.kvitka.zone)
    return factories.someone_at(intermediary)


def write(client, world, **other: object):
    said = {**_new_appeal(world), **other}
    return client.post(APPEALS, said, format="json", headers={"Idempotency-Key": "one"})


def test_an_intermediary_writes_for_a_town_it_knows_and_sends_it(world, agency):
    client = session_of(agency)

    draft = write(client, world)

    appeal = Appeal.objects.get(reference=draft.json()["reference"])
    assert (draft.status_code, appeal.state) == (201, "draft")
    assert appeal.intermediary_id in agency.intermediary_ids
    assert read_summary(appeal, by=agency, at=NOON) == WORDS
    sent = client.post(f"{APPEALS}{appeal.reference}/submit/", {}, format="json")
    assert (sent.status_code, sent.json()["state"]) == (200, "submitted")


def test_nobody_writes_for_a_town_that_they_do_not_know(world, agency):
    far = factories.a_municipality(name="Far")

    answer = write(session_of(agency), world, municipality=str(far.reference))

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert not Appeal.objects.filter(municipality=far).exists()


def test_a_draft_is_read_by_its_author_and_its_town_alone(world, agency, client_of):
    reference = write(session_of(agency), world).json()["reference"]

    readers = {
        role: client_of(role).get(f"{APPEALS}{reference}/").status_code
        for role in ("asker", "stranger", "helper", "network", "officer", "supervisor")
    }

    assert readers == {
        "asker": 200,
        **dict.fromkeys(("stranger", "helper", "network", "officer", "supervisor"), 404),
    }


def test_the_same_call_twice_is_one_appeal_and_its_words_lie_nowhere_in_clear(world, agency):
    client = session_of(agency)
    before = Appeal.objects.count()

    first, second = write(client, world), write(client, world)

    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Appeal.objects.count() == before + 1
    assert WORDS not in KeptAnswer.objects.get().body
    assert WORDS not in everything_in_the_database()


def test_two_appeals_for_the_same_are_not_sent(world, agency):
    client = session_of(agency)
    first = write(client, world).json()["reference"]
    said = {**_new_appeal(world), "summary": ""}
    second = client.post(APPEALS, said, format="json").json()["reference"]
    client.post(f"{APPEALS}{first}/submit/", {}, format="json")

    twin = client.post(f"{APPEALS}{second}/submit/", {}, format="json")

    assert (twin.status_code, twin.json()["code"]) == (409, "already_asked")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": "2026-04-01"}, "ends"),
        ({"languages": ["xx"]}, "languages"),
        ({"kinds": []}, "kinds"),
        ({"helpers_wanted": 21}, "helpers_wanted"),
        ({"summary": "Look \u202eaway"}, "summary"),
        ({"officer": "me"}, "officer"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(world, agency, wrong, field):
    before = Appeal.objects.count()

    answer = write(session_of(agency), world, **wrong)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert Appeal.objects.count() == before
