"""A partner's afternoon: the tutorial, block by block, against a running platform."""

import json
import os

import pytest
from django.utils import timezone

from accounts.selectors import members_for, networks_with_keys_for
from api.engine.scopes import Scope
from api.services import keys
from matching.models import Pledge
from tests import factories
from tests.api import tutorial
from tests.api.many import work
from tests.matching.proposing import a_pair, a_read_appeal, agree
from tests.webhooks.telling import a_test_message, an_endpoint
from webhooks.engine.sending import Outcome
from webhooks.services import messages
from webhooks.services.wire import Answer


@pytest.fixture
def person(transactional_db):
    """Somebody of a network with one member."""
    town = factories.a_municipality(name="Lund", country_code="SE", may_appeal=False)
    return factories.someone_in(factories.a_network(town))


@pytest.fixture
def reader(person, live_server, monkeypatch, tmp_path) -> tutorial.Reader:
    """Who reads the tutorial, with a key from the page."""
    issued = keys.issue_key(
        network=networks_with_keys_for(person)[0].reference,
        name="Nightly sync",
        scopes=frozenset(Scope),
        days=30,
        by=person,
        at=timezone.now(),
    )
    known = {
        "API": f"{live_server.url}/api/v1",
        "CLIENT_ID": issued.key.client_id,
        "CLIENT_SECRET": issued.secret,
    }
    for name, value in known.items():
        monkeypatch.setitem(os.environ, name, value)
    return tutorial.Reader(known=known, folder=tmp_path)


def test_a_partner_goes_from_a_key_to_a_file_in_an_afternoon(reader, person):
    blocks, began = tutorial.blocks(), timezone.now()

    for _key_token_members_pledge in range(4):
        reader.reads_on(blocks)
    assert str(Pledge.objects.get().reference) == reader.known["PLEDGE"]

    reader.reads_on(blocks)
    work()
    incomplete = json.loads(reader.reads_on(blocks))
    assert [row["external_id"] for row in incomplete["results"]] == ["A-2"]
    assert json.loads(reader.answers[-2])["is_done"]
    quarantine = json.loads(reader.reads_on(blocks))
    assert [row["external_id"] for row in quarantine["results"]] == ["A-2"]

    reader.reads_on(blocks)
    assert _is_believed(reader, person)

    put = _introduced(person)
    introduced = json.loads(reader.reads_on(blocks))
    assert [row["reference"] for row in introduced["results"]] == [str(put.reference)]

    reader.reads_on(blocks)
    found = reader.code["keep_up"](began.isoformat())
    assert {what: len(rows) for what, rows in found.items()} == {"pledges": 3, "proposals": 1}

    reader.reads_on(blocks)
    pledges, needs, three_w = reader.answers[-3:]
    assert reader.known["PLEDGE"] in pledges
    assert (needs, three_w.splitlines()[1].strip('"').startswith("#meta")) == ("", True)

    reader.reads_on(blocks)
    assert next(blocks, None) is None
    assert Pledge.objects.count() == 3


def _introduced(person):
    """Put a pledge that the member wrote itself to a town that asks; both agree."""
    pledge = factories.a_live_pledge(members_for(person).get(), at=timezone.now())
    put = a_pair(
        appeal=a_read_appeal(factories.an_officer(), at=timezone.now()),
        pledge=pledge,
        at=timezone.now(),
    )
    for party in (put.mayor, put.helper):
        agree(put, party, at=timezone.now())
    return put


def _is_believed(reader: tutorial.Reader, person) -> bool:
    """Test whether the function of the tutorial believes a message of the platform."""
    made = an_endpoint(person, "https://hooks.example.org/city", at=timezone.now())
    a_test_message(made, person, at=timezone.now())
    sent = []

    def take(_target, *, headers, body, to_loopback):
        sent.append((dict(headers), body))
        return Answer(outcome=Outcome.DELIVERED, status=200)

    messages.send_due(now=timezone.now, post=take)
    ((headers, body),) = sent
    is_genuine = reader.code["is_genuine"]
    assert not is_genuine(made.secret, headers, body + b" ")
    return bool(is_genuine(made.secret, headers, body))
