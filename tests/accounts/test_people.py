"""Who has an account, and for which bodies they could act: supervisors alone may ask."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts import selectors, services
from accounts.engine.roles import Role
from tests import factories as make
from tests.clock import NOON

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("maker", [make.a_user, make.an_officer])
def test_who_does_not_manage_accounts_learns_of_nobody_and_finds_no_body(maker):
    with pytest.raises(PermissionDenied):
        selectors.people_for(maker())
    with pytest.raises(PermissionDenied):
        selectors.bodies_named(maker(), Role.NETWORK, "Network")


def test_people_are_listed_by_name_and_programs_are_none():
    supervisor = make.a_supervisor()
    first, second = make.a_user(), make.a_user()
    first.display_name, second.display_name, supervisor.display_name = "Zoria", "Anna", "Maria"
    for person in (first, second, supervisor):
        person.save()
    services.open_program(network=make.a_network(), name="Sync", by=supervisor, at=NOON)

    people = selectors.people_for(supervisor)

    assert list(people) == [second, supervisor, first]


def test_people_come_with_their_memberships_in_two_queries(django_assert_num_queries):
    supervisor = make.a_supervisor()
    for _number in range(3):
        make.acts_as(make.someone_of(make.a_municipality()), Role.OFFICER)
    selectors.people_for(supervisor)  # reads once what the supervisor may do

    with django_assert_num_queries(2):
        bodies = [
            membership.municipality
            for person in selectors.people_for(supervisor)
            for membership in person.memberships.all()
        ]

    assert len(bodies) == 7


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_the_secretariat_finds_no_body_to_act_for(role):
    make.a_municipality(name="Kvitka")

    assert selectors.bodies_named(make.a_supervisor(), role, "Kvitka") == []


@pytest.mark.parametrize("role", Role)
def test_nothing_is_found_by_no_words(role):
    make.a_municipality()
    make.a_network()
    make.an_intermediary()

    assert selectors.bodies_named(make.a_supervisor(), role, " ") == []


def test_towns_are_found_with_what_they_lie_in_and_the_most_alike_first():
    region = make.a_zone(name="West")
    kvitka = make.a_municipality(zone=make.a_zone(name="Kvitka", parent=region))
    longer = make.a_municipality(name="Kvitkove", zone=make.a_zone(name="Kvitkove"))

    found = selectors.bodies_named(make.a_supervisor(), Role.MUNICIPALITY, "kvitka")

    assert [(body.reference, body.lies_in, body.country_code) for body in found] == [
        (kvitka.reference, "West", "UA"),
        (longer.reference, "", "UA"),
    ]
    assert [body.acts_for for body in found] == [
        {"municipality": kvitka},
        {"municipality": longer},
    ]


def test_each_body_is_found_by_its_reference():
    supervisor = make.a_supervisor()
    town, body, network = make.a_municipality(), make.an_intermediary(), make.a_network()
    make.a_municipality()
    make.an_intermediary()
    make.a_network()

    found = [
        each.reference
        for role, row in (
            (Role.MUNICIPALITY, town),
            (Role.INTERMEDIARY, body),
            (Role.NETWORK, network),
        )
        for each in selectors.bodies_named(supervisor, role, str(row.reference))
    ]

    assert found == [town.reference, body.reference, network.reference]


def test_bodies_of_one_kind_are_found_by_a_part_of_the_name_in_its_order():
    first, second = make.an_intermediary(), make.an_intermediary()
    make.a_network()

    found = selectors.bodies_named(make.a_supervisor(), Role.INTERMEDIARY, "INTERmed")

    assert [body.name for body in found] == sorted([first.name, second.name])


def test_a_place_without_a_municipality_is_no_body():
    make.a_zone(name="Kvitka")

    assert selectors.bodies_named(make.a_supervisor(), Role.MUNICIPALITY, "Kvitka") == []
