"""Objectives that are given up, bodies that join, and contacts that open to their parties alone."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pgtrigger
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.engine.values import Activity
from partnerships.engine.values import Contribution, Reach
from partnerships.models import Objective, Partnership
from partnerships.services import activities, partnerships, results
from partnerships.services.reading import contacts_read_by, dropped_read_by
from places.engine.values import IntermediaryKind
from tests import factories
from tests.activities.editions import adopted
from tests.cases.telling import Case, now
from tests.clock import NOON
from tests.partnerships.builders import a_plan, an_agreed_partnership, judged, the_officer
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock
from tests.web.visitors import OTHERS, read, visit

pytestmark = pytest.mark.django_db

BY_THE_MAP = "partnerships.PartnershipActivity:by_the_map"


@pytest.fixture
def partnership():
    return an_agreed_partnership()


def _dropped(partnership):
    return partnerships.drop_objective(
        objective=partnership.objectives.get().reference,
        reason="The pump was bombed.",
        by=the_officer(partnership),
        at=NOON,
    )


def test_an_objective_is_given_up_once_and_its_reason_is_sealed_and_read_by_members(partnership):
    dropped = _dropped(partnership)
    read_by = dropped_read_by(the_officer(partnership), partnership, at=NOON)

    assert b"pump" not in bytes(dropped.sealed_reason)
    assert read_by == [("Water for both banks.", "The pump was bombed.")]
    with pytest.raises(partnerships.AlreadyDropped):
        _dropped(partnership)


def test_an_objective_is_not_given_up_without_a_reason_also_by_direct_sql(partnership):
    with pytest.raises(partnerships.WordsMissing):
        partnerships.drop_objective(
            objective=partnership.objectives.get().reference,
            reason=" ",
            by=the_officer(partnership),
            at=NOON,
        )
    with pytest.raises(IntegrityError, match="dropped_for_a_reason"), transaction.atomic():
        Objective.objects.update(dropped_at=NOON)


def test_what_was_given_up_has_no_result_and_what_has_one_is_not_given_up(partnership):
    told: dict[str, Any] = {  # Any: keywords of several services
        "reach": Reach.PARTLY,
        "contribution": Contribution.JOINT,
        "text": "Half of it.",
        "by": the_officer(partnership),
        "at": NOON,
    }
    other = partnerships.set_objective(
        reference=partnership.reference, text="A school.", by=told["by"], at=NOON
    )
    results.record_result(objective=other.reference, **told)
    first = partnership.objectives.exclude(pk=other.pk).get()
    partnerships.drop_objective(objective=first.reference, reason="No.", by=told["by"], at=NOON)

    with pytest.raises(results.ObjectiveDropped):
        results.record_result(objective=first.reference, **told)
    with pytest.raises(partnerships.HasResult):
        partnerships.drop_objective(objective=other.reference, reason="No.", by=told["by"], at=NOON)


def test_a_body_that_is_none_of_civil_society_does_not_join(partnership):
    soldiers = factories.an_intermediary(kind=IntermediaryKind.PEACEKEEPERS)

    with pytest.raises(partnerships.NotCivilSociety):
        partnerships.add_body(
            reference=partnership.reference,
            intermediary=soldiers,
            by=the_officer(partnership),
            at=NOON,
        )


def test_the_officer_lets_a_body_join_on_its_page_once_the_members_agree(partnership):
    body = factories.an_intermediary()
    factories.knows(body, partnership.appeal.municipality.zone)
    desk, address = visit(the_officer(partnership)), f"{partnership.get_absolute_url()}body/"

    refused = desk.post(address, {"body": str(body.reference)})
    desk.post(address, {"body": str(body.reference), "agreed": "on"})

    assert refused.status_code == 200
    assert partnership.members.get(intermediary=body).role == "civil_society"


def test_a_member_gives_an_objective_up_on_its_page(partnership):
    mayor = visit(factories.someone_of(partnership.appeal.municipality))
    objective = partnership.objectives.get()
    address = f"{partnership.get_absolute_url()}objectives/{objective.reference}/drop/"

    mayor.post(address, {"reason": "The pump was bombed."})

    assert "The pump was bombed." in read(mayor, partnership.get_absolute_url())


@pytest.fixture
def room():
    """A network of two helpers and a body; each introduction released its own contacts."""
    case = Case()
    town = factories.a_municipality(name="Kvitka")
    case.is_calm(town)
    appeal = case.reads(case.asks(town, Activity.FORUMS, helpers_wanted=2))
    for name in "Lund", "Turku":
        helper = factories.a_municipality(name=name, country_code="FI", may_appeal=False)
        case.introduces(appeal, case.offers(helper, Activity.FORUMS))
    partnership = Partnership.objects.get(appeal=appeal)
    body = factories.an_intermediary()
    partnerships.add_body(
        reference=partnership.reference, intermediary=body, by=case.officer, at=now()
    )
    return partnership


def _towns(room):
    return {
        member.municipality.name: member.municipality
        for member in room.members.exclude(municipality=None)
    }


@pytest.mark.parametrize(
    ("reader", "opened"),
    [("Kvitka", ["Lund", "Turku"]), ("Lund", ["Kvitka"]), ("Turku", ["Kvitka"])],
)
def test_contacts_open_in_the_room_to_the_parties_of_each_introduction(room, reader, opened):
    user = factories.someone_of(_towns(room)[reader])

    found = contacts_read_by(user, room, at=timezone.now())
    page = visit(user).post(f"{room.get_absolute_url()}contacts/").content.decode()

    assert [(each.name, each.contact) for each in found] == [
        (name, f"Ask at the town hall of {name}") for name in opened
    ]
    assert page.count("Ask at the town hall of") == len(opened)


def test_neither_the_officer_nor_a_body_reads_a_contact_in_the_room(room):
    body = room.members.exclude(intermediary=None).get().intermediary
    readers = [room.appeal.officer, factories.someone_at(body)]

    pages = [
        visit(reader).post(f"{room.get_absolute_url()}contacts/", follow=True).content.decode()
        for reader in readers
    ]

    assert [("Ask at the town hall" in page, "Show the contacts" in page) for page in pages] == [
        (False, False)
    ] * 2


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_whoever_does_not_belong_to_the_room_finds_no_contact_there(who, room):
    assert visit(OTHERS[who]()).post(f"{room.get_absolute_url()}contacts/").status_code == 404


def _planned(partnership):
    return activities.plan_activity(
        reference=partnership.reference,
        town=partnership.appeal.municipality,
        plan=a_plan(),
        by=the_officer(partnership),
        at=NOON,
    )


@pytest.mark.django_db(transaction=True)
def test_who_plans_waits_for_a_version_that_is_adopted_and_then_plans_by_it(partnership):
    judged(partnership.appeal.municipality)

    with ThreadPoolExecutor(max_workers=1) as planner:
        with transaction.atomic():
            version = adopted()
            outcome = planner.submit(in_own_connection(_planned), partnership)
            wait_until_someone_waits_for_a_lock()
        planned = outcome.result(timeout=10)

    assert planned.cell.version == version


@pytest.mark.django_db(transaction=True)
def test_a_version_waits_for_who_plans_by_the_one_before(partnership):
    judged(partnership.appeal.municipality)

    with ThreadPoolExecutor(max_workers=1) as adopter:
        with transaction.atomic():
            planned = _planned(partnership)
            outcome = adopter.submit(in_own_connection(adopted))
            wait_until_someone_waits_for_a_lock()
        version = outcome.result(timeout=10)

    assert planned.cell.version.number == version.number - 1


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_a_cell_of_a_map_that_is_over_comes_in(partnership, monkeypatch):
    judged(partnership.appeal.municipality)
    monkeypatch.setattr(activities, "_lock_map", lambda: None)

    with ThreadPoolExecutor(max_workers=1) as planner, transaction.atomic():
        version = adopted()
        outcome = planner.submit(
            in_own_connection(pgtrigger.ignore(BY_THE_MAP)(_planned)), partnership
        )
        planned = outcome.result(timeout=10)

    assert planned.cell.version.number == version.number - 1
