"""Networks and who belongs to them: who may, what is recorded, what is refused."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import selectors, services
from accounts.models import Network, NetworkMember
from audit.models import Event
from places.models import Municipality
from tests import factories as make
from tests.clock import NOON
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock
from tests.web.visitors import NOBODYS, OTHERS

pytestmark = pytest.mark.django_db


def _events():
    events = Event.objects.order_by("pk")
    return list(events.values_list("verb", "subject_kind", "subject", "actor_id", "data"))


def test_a_network_is_made_without_members_and_that_is_recorded():
    supervisor = make.a_supervisor()

    network = services.make_network(name="Rivers", by=supervisor, at=NOON)

    assert (network.name, network.members.count()) == ("Rivers", 0)
    assert _events() == [
        ("network.made", "network", str(network.reference), supervisor.pk, {}),
    ]


def test_two_networks_never_have_one_name():
    network = make.a_network()

    with pytest.raises(services.NameTaken):
        services.make_network(name=network.name, by=make.a_supervisor(), at=NOON)

    assert (list(Network.objects.all()), _events()) == ([network], [])


def test_another_refusal_of_the_database_is_not_called_a_taken_name():
    with pytest.raises(IntegrityError, match="accounts_network_has_a_name"):
        services.make_network(name="", by=make.a_supervisor(), at=NOON)


def test_a_member_belongs_from_its_moment_and_that_is_recorded():
    supervisor, town, network = make.a_supervisor(), make.a_municipality(), make.a_network()

    services.add_member(network=network, municipality=town, by=supervisor, at=NOON)

    assert list(make.someone_in(network).network_municipalities) == [town]
    assert _events() == [
        (
            "network.member_added",
            "municipality",
            str(town.reference),
            supervisor.pk,
            {"network_id": network.pk},
        )
    ]


def test_a_municipality_belongs_to_a_network_once_and_to_several():
    supervisor, town = make.a_supervisor(), make.a_municipality()
    network, other = make.a_network(town), make.a_network()

    with pytest.raises(services.MemberAlready):
        services.add_member(network=network, municipality=town, by=supervisor, at=NOON)
    services.add_member(network=other, municipality=town, by=supervisor, at=NOON)

    assert [verb for verb, *_rest in _events()] == ["network.member_added"]


def test_who_was_a_member_is_none_any_more_and_that_is_recorded():
    supervisor, goes, stays = make.a_supervisor(), make.a_municipality(), make.a_municipality()
    network, other = make.a_network(goes, stays), make.a_network(goes)

    services.end_member(network=network, municipality=goes.reference, by=supervisor, at=NOON)

    left = NetworkMember.objects.order_by("pk").values_list("network", "municipality")
    assert list(left) == [(network.pk, stays.pk), (other.pk, goes.pk)]
    assert _events() == [
        (
            "network.member_ended",
            "municipality",
            str(goes.reference),
            supervisor.pk,
            {"network_id": network.pk},
        )
    ]


@pytest.mark.parametrize("who", ["a member of another network", "nobody"])
def test_who_is_no_member_cannot_cease_to_be_one(who):
    town, network = make.a_municipality(), make.a_network()
    make.a_network(town)
    reference = {"a member of another network": town.reference, "nobody": UUID(NOBODYS)}[who]

    with pytest.raises(services.NoMember):
        services.end_member(
            network=network, municipality=reference, by=make.a_supervisor(), at=NOON
        )

    assert (NetworkMember.objects.count(), _events()) == (1, [])


@pytest.mark.parametrize("who", sorted(set(OTHERS) - {"a supervisor"}))
def test_only_supervisors_say_who_belongs_to_a_network_or_read_it(who):
    stranger, town, comes = OTHERS[who](), make.a_municipality(), make.a_municipality()
    network = make.a_network(town)
    told: dict[str, Any] = {"by": stranger, "at": NOON}

    for attempt in (
        lambda: services.make_network(name="Rivers", **told),
        lambda: services.add_member(network=network, municipality=comes, **told),
        lambda: services.end_member(network=network, municipality=town.reference, **told),
        lambda: selectors.counted_networks_for(stranger),
        lambda: selectors.members_of(stranger, network),
    ):
        with pytest.raises(PermissionDenied):
            attempt()

    assert (list(network.members.values_list("municipality", flat=True)), _events()) == (
        [town.pk],
        [],
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_networks_of_one_name_the_second_waits_and_is_not_made():
    first, second = make.a_supervisor(), make.a_supervisor()
    made: dict[str, Any] = {"name": "Rivers", "at": NOON}

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            services.make_network(**made, by=first)
            outcome = other.submit(in_own_connection(services.make_network), **made, by=second)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.NameTaken):
            outcome.result(timeout=10)

    assert [verb for verb, *_rest in _events()] == ["network.made"]


@pytest.mark.django_db(transaction=True)
def test_the_second_supervisor_waits_and_then_finds_the_member_added():
    first, second = make.a_supervisor(), make.a_supervisor()
    added: dict[str, Any] = {
        "network": make.a_network(),
        "municipality": make.a_municipality(),
        "at": NOON,
    }

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            services.add_member(**added, by=first)
            outcome = other.submit(in_own_connection(services.add_member), **added, by=second)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.MemberAlready):
            outcome.result(timeout=10)

    assert [verb for verb, *_rest in _events()] == ["network.member_added"]


@pytest.mark.django_db(transaction=True)
def test_the_second_supervisor_waits_and_then_finds_the_membership_ended():
    first, second, town = make.a_supervisor(), make.a_supervisor(), make.a_municipality()
    ended: dict[str, Any] = {
        "network": make.a_network(town),
        "municipality": town.reference,
        "at": NOON,
    }

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            services.end_member(**ended, by=first)
            outcome = other.submit(in_own_connection(services.end_member), **ended, by=second)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.NoMember):
            outcome.result(timeout=10)

    assert [verb for verb, *_rest in _events()] == ["network.member_ended"]


@pytest.mark.django_db(transaction=True)
def test_a_network_that_is_deleted_meanwhile_gets_no_member():
    supervisor, town, network = make.a_supervisor(), make.a_municipality(), make.a_network()
    added: dict[str, Any] = {"network": network, "municipality": town, "by": supervisor, "at": NOON}

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            Network.objects.filter(pk=network.pk).delete()
            outcome = other.submit(in_own_connection(services.add_member), **added)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(Network.DoesNotExist):
            outcome.result(timeout=10)

    assert _events() == []


def test_networks_are_listed_by_name_with_the_number_of_their_members(django_assert_num_queries):
    supervisor = make.a_supervisor()
    many, none = make.a_network(make.a_municipality(), make.a_municipality()), make.a_network()
    Network.objects.filter(pk=many.pk).update(name="Vales")
    Network.objects.filter(pk=none.pk).update(name="Rivers")
    selectors.counted_networks_for(supervisor)  # reads once what the supervisor may do

    with django_assert_num_queries(1):
        listed = list(selectors.counted_networks_for(supervisor))

    told = [(each.name, vars(each)["members_total"]) for each in listed]
    assert told == [("Rivers", 0), ("Vales", 2)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Lund", "Malmö", "Тростянець"]),
        ("malmo", ["Malmö"]),
        ("trostjanets", ["Тростянець"]),
        ("Tartu", []),
    ],
)
def test_members_are_listed_by_name_and_found_by_a_part_of_it(words, found):
    towns = [make.a_municipality(name=name) for name in ("Malmö", "Lund", "Тростянець")]
    Municipality.objects.filter(name="Тростянець").update(name_latin="Trostianets")
    network = make.a_network(*towns)
    make.a_network(make.a_municipality(name="Tartu"))

    members = selectors.members_of(make.a_supervisor(), network, words=words)

    assert [town.name for town in members] == found


def test_members_of_one_name_are_told_apart_in_two_queries(django_assert_num_queries):
    supervisor = make.a_supervisor()
    regions = [make.a_zone(name=name) for name in ("West", "East")]
    network = make.a_network(
        *(make.a_municipality(zone=make.a_zone(name="Kvitka", parent=each)) for each in regions),
        make.a_municipality(name="Lund", country_code="SE"),
    )
    selectors.members_of(supervisor, network)  # reads once what the supervisor may do

    with django_assert_num_queries(2):
        bodies = selectors.towns_told_apart(list(selectors.members_of(supervisor, network)))

    assert [(body.name, body.lies_in, body.country_code) for body in bodies] == [
        ("Kvitka", "West", "UA"),
        ("Kvitka", "East", "UA"),
        ("Lund", "", "SE"),
    ]
