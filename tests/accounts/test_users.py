"""Users and what they act for, without surprise queries."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import selectors
from accounts.engine.roles import Permission, Role, body_of
from accounts.models import Membership, Network, NetworkMember, User
from accounts.permissions import may
from tests import factories as make

pytestmark = pytest.mark.django_db


@contextmanager
def _refused(constraint: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        yield


def test_an_address_is_kept_in_lower_case_and_found_in_any():
    user = User.objects.create_user("Olena@Example.ORG", "a long enough phrase")

    assert user.email == "olena@example.org"
    assert User.objects.get_by_natural_key("OLENA@example.org") == user
    assert user.check_password("a long enough phrase")
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_an_administrator_opens_the_admin_and_belongs_to_no_secretariat():
    user = User.objects.create_superuser("root@example.org", "a long enough phrase")

    assert (user.is_staff, user.is_superuser, user.is_secretariat) == (True, True, False)


def test_a_user_without_an_address_is_refused():
    with pytest.raises(ValueError, match="address"):
        User.objects.create_user("")


def test_two_users_never_share_an_address_whatever_its_case():
    User.objects.create(email="olena@example.org", display_name="Olena")

    with pytest.raises(IntegrityError, match="accounts_user_one_per_address"):
        User.objects.create(email="OLENA@example.org", display_name="Olena")


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"display_name": ""}, "accounts_user_has_a_name"),
        ({"email": ""}, "accounts_user_has_a_name"),
        ({"language": "xx"}, "accounts_user_language_is_known"),
    ],
)
def test_each_rule_of_a_user_holds_in_the_database(changed, constraint):
    make.a_user()

    with pytest.raises(IntegrityError, match=constraint):
        User.objects.update(**changed)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("bodies", [(), ("municipality",), ("intermediary",), ("network",)])
def test_a_membership_names_exactly_the_body_of_its_role(role, bodies):
    existing: dict[str, Any] = {
        "municipality": make.a_municipality(),
        "intermediary": make.an_intermediary(),
        "network": make.a_network(),
    }
    user = make.a_user()
    fits = body_of(role) in (bodies or (None,))

    with nullcontext() if fits else _refused("accounts_membership_body_fits_role"):
        make.acts_as(user, role, **{name: existing[name] for name in bodies})

    assert user.memberships.exists() is fits


def test_a_membership_with_two_bodies_is_refused():
    with pytest.raises(IntegrityError, match="accounts_membership_body_fits_role"):
        make.acts_as(
            make.a_user(),
            Role.MUNICIPALITY,
            municipality=make.a_municipality(),
            network=make.a_network(),
        )


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"role": "king"}, "accounts_membership_(role_is_known|body_fits_role)"),
        ({"until": make.LONG_AGO.replace(year=2019)}, "accounts_membership_no_end_before_start"),
    ],
)
def test_each_rule_of_a_membership_holds_in_the_database(changed, constraint):
    make.an_officer()

    with pytest.raises(IntegrityError, match=constraint):
        Membership.objects.update(**changed)


def test_the_same_capacity_is_open_once_at_a_time():
    user = make.an_officer()
    Membership.objects.update(until=make.LONG_AGO)
    make.acts_as(user, Role.OFFICER)

    with pytest.raises(IntegrityError, match="accounts_membership_one_open_per_capacity"):
        make.acts_as(user, Role.OFFICER)


def test_a_municipality_belongs_to_a_network_once():
    home = make.a_municipality()
    network = make.a_network(home)

    with pytest.raises(IntegrityError, match="accounts_networkmember_once"):
        NetworkMember.objects.create(network=network, municipality=home)


def test_a_network_has_a_name():
    with pytest.raises(IntegrityError, match="accounts_network_has_a_name"):
        Network.objects.create(name="")


def test_municipalities_come_through_live_memberships_alone():
    home, past = make.a_municipality(), make.a_municipality(name="Past")
    make.a_municipality(name="Stranger")
    user = make.someone_of(home)
    make.acts_as(user, Role.MUNICIPALITY, municipality=past, until=make.LONG_AGO)

    assert list(user.municipalities) == [home]


def test_a_network_reads_its_members_each_once():
    home = make.a_municipality()
    make.a_municipality(name="Stranger")
    user = make.someone_in(make.a_network(home))
    make.acts_as(user, Role.NETWORK, network=make.a_network(home))

    assert list(user.network_municipalities) == [home]


def test_asking_a_user_again_costs_nothing(django_assert_num_queries):
    home = make.a_municipality()
    user = User.objects.get(pk=make.someone_of(home).pk)

    with django_assert_num_queries(2):  # the memberships; the municipalities
        for _ in range(3):
            assert list(user.municipalities) == [home]
            assert user.is_secretariat is False
            assert may(user, Permission.WRITE_PLEDGE, municipality=home)


def test_a_supervisor_sees_everyone_and_others_themselves():
    supervisor, officer = make.a_supervisor(), make.an_officer()

    assert list(selectors.users_for(supervisor)) == [supervisor, officer]
    assert list(selectors.users_for(officer)) == [officer]


def test_memberships_follow_the_users_one_may_see():
    supervisor, officer = make.a_supervisor(), make.an_officer()

    seen = [
        [membership.user for membership in selectors.memberships_for(user)]
        for user in (supervisor, officer)
    ]

    assert seen == [[supervisor, officer], [officer]]


def test_a_user_sees_the_networks_they_read_for():
    mine = make.a_network()
    make.a_network()
    user = make.someone_in(mine)

    assert list(selectors.networks_for(user)) == [mine]


def test_rows_name_themselves_without_people():
    home = make.a_municipality()
    network = make.a_network(home)
    membership = make.acts_as(make.a_user(), Role.NETWORK, network=network)
    member = network.members.get()

    assert str(membership.user) == f"user {membership.user.reference}"
    assert str(membership) == f"membership {membership.reference}"
    assert str(network) == f"network {network.reference}"
    assert str(member) == f"member {member.pk} of network {network.pk}"
