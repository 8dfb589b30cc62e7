"""What the engine is told of appeals and pledges."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.engine.values import Subject
from matching.engine.lifecycle import AppealAction
from matching.engine.values import NO_LINK, LinkKind
from matching.models import Appeal, Pledge
from matching.selectors.inputs import Inputs, load, request_evidence
from matching.services import appeals
from places.engine.values import TieKind
from places.models import Municipality, Tie
from tests.clock import NOON
from tests.factories import (
    a_live_appeal,
    a_live_pledge,
    a_municipality,
    a_network,
    a_zone,
    an_intermediary,
    knows,
    someone_of,
)

TODAY = NOON.date()


def loaded() -> Inputs:
    return load(
        list(Appeal.objects.select_related("municipality__zone")),
        list(Pledge.objects.select_related("municipality__zone")),
        as_of=TODAY,
        known_on=TODAY,
    )


def tied(one: Municipality, other: Municipality, *, ends=None) -> None:
    first, second = sorted([one, other], key=lambda town: town.pk)
    Tie.objects.create(kind=TieKind.TWINNING.value, first=first, second=second, ends=ends)


def the_link(inputs: Inputs):
    (need,) = inputs.needs.values()
    (offer,) = inputs.offers
    return inputs.link_of(need, offer)


@pytest.mark.django_db
def test_twin_towns_are_joined_whichever_stands_first():
    appeal, pledge = a_live_appeal(), a_live_pledge()
    tied(pledge.municipality, appeal.municipality)

    assert the_link(loaded()).ties == {LinkKind.TWINNING}


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "ties"), [(0, set()), (1, {LinkKind.TWINNING})])
def test_a_tie_that_has_ended_joins_nobody(days, ties):
    appeal, pledge = a_live_appeal(), a_live_pledge()
    tied(pledge.municipality, appeal.municipality, ends=TODAY + timedelta(days=days))

    assert the_link(loaded()).ties == ties


@pytest.mark.django_db
def test_one_intermediary_that_knows_both_places_joins_them():
    region = a_zone(name="Region")
    appeal = a_live_appeal(a_municipality(zone=a_zone(parent=region)))
    pledge, agency = a_live_pledge(), an_intermediary()
    knows(agency, region)
    knows(agency, pledge.municipality.zone)

    inputs = loaded()
    (need,), (offer,) = inputs.needs.values(), inputs.offers
    assert need.knowers & offer.knowers == {f"intermediary:{agency.pk}"}
    assert appeal.municipality.zone.parent == region


@pytest.mark.django_db
def test_two_intermediaries_that_know_one_place_each_join_nobody():
    appeal, pledge = a_live_appeal(), a_live_pledge()
    knows(an_intermediary(), appeal.municipality.zone)
    knows(an_intermediary(), pledge.municipality.zone)

    assert the_link(loaded()) == NO_LINK


@pytest.mark.django_db
def test_places_hold_the_zone_its_parents_and_the_country():
    region = a_zone(name="Region")
    town = a_municipality(zone=a_zone(parent=region))
    a_live_appeal(town)

    (need,) = loaded().needs.values()

    assert need.places == {town.zone.code, region.code, "UA"}


@pytest.mark.django_db
def test_bodies_hold_the_networks_of_the_helper():
    pledge = a_live_pledge()
    network = a_network(pledge.municipality)

    (offer,) = loaded().offers

    assert offer.bodies == {str(network.reference)}


@pytest.mark.django_db
def test_a_sent_appeal_proves_that_the_zone_asks_and_a_draft_does_not():
    town = a_municipality()
    sent = a_live_appeal(town)
    proof = request_evidence(sent)
    appeals.move_appeal(
        reference=sent.reference, action=AppealAction.WITHDRAW, by=someone_of(town), at=NOON
    )
    draft = Appeal.objects.get(pk=sent.pk)
    draft.state, draft.submitted_at = "draft", None

    assert (proof.subject, proof.confirmed) == (Subject.R, True)
    assert not request_evidence(draft).confirmed


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_rows():
    a_live_appeal()
    a_live_pledge()
    with CaptureQueriesContext(connection) as with_one:
        loaded()
    for _ in range(2):
        a_live_appeal()
        a_live_pledge()
    with CaptureQueriesContext(connection) as with_three:
        loaded()

    assert len(with_three) == len(with_one)
