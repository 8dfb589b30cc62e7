"""Who may do what: one row per permission and role, and how far each role reaches."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.engine.roles import GRANTS, Permission, Role, body_of
from accounts.permissions import may, require
from tests import factories as make

DAY = timedelta(days=1)
P, R = Permission, Role
DESK = {R.OFFICER, R.SUPERVISOR}
HOLDERS = {
    P.READ_DESK: DESK,
    P.TAKE_APPEAL: DESK,
    P.READ_CASE: DESK,
    P.JUDGE: DESK,
    P.EDIT_MAP: DESK,
    P.RUN_MATCHER: DESK,
    P.MANAGE_IMPORTS: DESK,
    P.READ_EVIDENCE: DESK,
    P.WRITE_EVIDENCE: DESK,
    P.SET_ASIDE: DESK | {R.MUNICIPALITY},
    P.MANAGE_ACCOUNTS: {R.SUPERVISOR},
    P.SUPERVISE: {R.SUPERVISOR},
    P.WRITE_APPEAL: {R.MUNICIPALITY, R.INTERMEDIARY},
    P.WRITE_PLEDGE: {R.MUNICIPALITY},
    P.WRITE_PARTNERSHIP: {R.OFFICER, R.SUPERVISOR, R.MUNICIPALITY, R.INTERMEDIARY},
    P.READ_OWN_NETWORK: {R.NETWORK},
    P.WRITE_FOR_MEMBERS: {R.NETWORK},
    P.MANAGE_KEYS: {R.NETWORK, R.SUPERVISOR},
    P.WRITE_CALL: {R.INTERMEDIARY, R.NETWORK},
    P.DECIDE_CALL: DESK,
}


def _user_as(role):
    """Someone in `role`, and the municipality that the role reaches."""
    home = make.a_municipality(name="Home")
    bodies: dict[str, Any] = {
        "municipality": home,
        "intermediary": make.an_intermediary(),
        "network": make.a_network(home),
    }
    make.knows(bodies["intermediary"], home.zone)
    user = make.a_user()
    make.acts_as(user, role, **{name: bodies[name] for name in [body_of(role)] if name})
    return user, home


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_each_role_may_exactly_what_the_table_says(role, permission):
    user, home = _user_as(role)

    answers = (may(user, permission), may(user, permission, municipality=home))

    assert answers == (role in HOLDERS[permission],) * 2


@pytest.mark.django_db
@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", [R.MUNICIPALITY, R.INTERMEDIARY, R.NETWORK])
def test_nobody_outside_the_secretariat_reaches_a_stranger(role, permission):
    user, _ = _user_as(role)

    stranger = make.a_municipality(name="Stranger")

    assert not may(user, permission, municipality=stranger)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [R.OFFICER, R.SUPERVISOR])
def test_the_secretariat_reaches_every_municipality(role):
    user, _ = _user_as(role)

    assert may(user, P.JUDGE, municipality=make.a_municipality(name="Any"))


@pytest.mark.django_db
def test_an_intermediary_that_knows_a_region_reaches_the_towns_in_it():
    region = make.a_zone(name="Region")
    town = make.a_municipality(zone=make.a_zone(parent=region))
    beside = make.a_municipality(name="Beside")
    intermediary = make.an_intermediary()
    make.knows(intermediary, region)
    user = make.someone_at(intermediary)

    reached = [may(user, P.WRITE_APPEAL, municipality=place) for place in (town, beside)]

    assert reached == [True, False]


@pytest.mark.django_db
@pytest.mark.parametrize("permission", Permission)
def test_a_visitor_may_nothing(permission):
    assert not may(AnonymousUser(), permission)


@pytest.mark.django_db
@pytest.mark.parametrize("permission", Permission)
def test_an_administrator_of_the_machine_may_nothing_by_that_alone(permission):
    user = make.a_user()
    user.is_staff = user.is_superuser = True
    user.save()

    assert not may(user, permission)


@pytest.mark.django_db
def test_require_stops_whoever_may_not_and_lets_the_others_pass():
    officer, stranger = make.an_officer(), make.a_user()

    require(officer, P.JUDGE)

    with pytest.raises(PermissionDenied):
        require(stranger, P.JUDGE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "until", "lives"),
    [
        (-DAY, None, True),
        (-DAY, DAY, True),
        (-2 * DAY, -DAY, False),
        (DAY, None, False),
    ],
)
def test_a_membership_grants_only_while_it_lives(since, until, lives):
    user, now = make.a_user(), timezone.now()
    make.acts_as(user, R.OFFICER, since=now + since, until=until and now + until)

    assert may(user, P.READ_DESK) is lives
    assert user.is_secretariat is lives


@pytest.mark.django_db
def test_a_closed_account_may_nothing():
    user = make.a_user(is_active=False)
    make.acts_as(user, R.OFFICER)

    assert not may(user, P.READ_DESK)


@pytest.mark.django_db
def test_two_memberships_add_up():
    home = make.a_municipality()
    user = make.someone_of(home)
    make.acts_as(user, R.OFFICER)

    assert may(user, P.WRITE_PLEDGE, municipality=home)
    assert may(user, P.JUDGE)


def test_every_role_and_every_permission_is_in_the_table():
    assert set(GRANTS) == set(Role)
    assert set().union(*GRANTS.values()) == set(Permission) == set(HOLDERS)
