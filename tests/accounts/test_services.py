"""Inviting, granting, ending: who may, what is recorded, what is refused."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts import services
from accounts.engine.roles import Role
from accounts.models import Membership, User
from audit.models import Event
from tests import factories as make
from tests.clock import NOON
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db
PHRASE = "seven quiet lanterns"


def _invite(by, **changed):
    usual = {"email": "Olena@Example.org", "display_name": "Olena", "language": "uk"}
    return services.invite_user(**{**usual, **changed}, by=by, at=NOON)


def _events():
    return list(Event.objects.order_by("pk").values_list("verb", "subject", "actor_id"))


def _accept(invitation, **changed):
    usual = {"email": invitation.user.email, "code": invitation.code, "password": PHRASE}
    return services.accept_invitation(**{**usual, **changed}, at=NOON)


def test_an_invited_user_cannot_sign_in_until_the_code_is_used():
    supervisor = make.a_supervisor()

    invitation = _invite(supervisor)

    assert invitation.user.email == "olena@example.org"
    assert not invitation.user.has_usable_password()
    assert _events() == [("user.invited", str(invitation.user.reference), supervisor.pk)]


def test_the_code_opens_the_account_once():
    invitation = _invite(make.a_supervisor())

    user = _accept(invitation)

    assert user.check_password(PHRASE)
    with pytest.raises(services.WrongCode):
        _accept(invitation, password="another long phrase")


@pytest.mark.parametrize("changed", [{"code": "abc-123"}, {"email": "nobody@example.org"}])
def test_a_wrong_code_and_an_unknown_address_look_alike(changed):
    invitation = _invite(make.a_supervisor())

    with pytest.raises(services.WrongCode):
        _accept(invitation, **changed)


def test_a_weak_password_leaves_the_code_usable():
    invitation = _invite(make.a_supervisor())

    with pytest.raises(ValidationError):
        _accept(invitation, password="short")

    assert _accept(invitation).check_password(PHRASE)


def test_a_closed_account_is_not_opened_by_its_code():
    invitation = _invite(make.a_supervisor())
    User.objects.filter(pk=invitation.user.pk).update(is_active=False)

    with pytest.raises(services.WrongCode):
        _accept(invitation)


def test_a_new_code_ends_the_old_password_and_the_old_code():
    supervisor = make.a_supervisor()
    first = _invite(supervisor)

    second = services.renew_code(reference=first.user.reference, by=supervisor, at=NOON)

    with pytest.raises(services.WrongCode):
        _accept(first)
    assert _accept(second).check_password(PHRASE)


def test_an_unused_code_is_renewed_and_the_older_one_ends():
    supervisor = make.a_supervisor()
    first = _invite(supervisor)

    second = services.renew_unused_code(reference=first.user.reference, by=supervisor, at=NOON)

    with pytest.raises(services.WrongCode):
        _accept(first)
    assert _accept(second).check_password(PHRASE)


def test_a_code_that_was_used_is_not_renewed_as_unused():
    supervisor = make.a_supervisor()
    user = _accept(_invite(supervisor))

    with pytest.raises(services.CodeUsed):
        services.renew_unused_code(reference=user.reference, by=supervisor, at=NOON)

    assert User.objects.get(pk=user.pk).check_password(PHRASE)


def test_a_closed_account_gets_no_new_code():
    closed = make.a_user(is_active=False)

    with pytest.raises(services.AccountClosed):
        services.renew_unused_code(reference=closed.reference, by=make.a_supervisor(), at=NOON)

    assert _events() == []


def test_a_program_gets_no_new_code():
    supervisor = make.a_supervisor()
    program = services.open_program(
        network=make.a_network(), name="Nightly sync", by=supervisor, at=NOON
    )

    with pytest.raises(User.DoesNotExist):
        services.renew_unused_code(reference=program.reference, by=supervisor, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_supervisor_waits_for_who_uses_the_code_and_takes_no_password_away():
    supervisor = make.a_supervisor()
    invitation = _invite(supervisor)
    renew: dict[str, Any] = {
        "reference": invitation.user.reference,
        "by": supervisor,
        "at": NOON,
    }

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            _accept(invitation)
            outcome = other.submit(in_own_connection(services.renew_unused_code), **renew)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.CodeUsed):
            outcome.result(timeout=10)

    assert User.objects.get(pk=invitation.user.pk).check_password(PHRASE)


def test_who_is_invited_in_a_role_acts_in_it_at_once():
    supervisor, home = make.a_supervisor(), make.a_municipality()

    invitation = services.invite_in_role(
        email="olena@example.org",
        display_name="Olena",
        language="uk",
        role=Role.MUNICIPALITY,
        municipality=home,
        by=supervisor,
        at=NOON,
    )

    membership = Membership.objects.live(NOON).get(user=invitation.user)
    assert (membership.role, membership.municipality) == ("municipality", home)
    assert [verb for verb, _subject, _actor in _events()] == ["user.invited", "membership.granted"]


def test_who_cannot_act_in_the_role_is_not_invited_either():
    supervisor = make.a_supervisor()

    with pytest.raises(services.BodyDoesNotFit):
        services.invite_in_role(
            email="olena@example.org",
            display_name="Olena",
            language="uk",
            role=Role.MUNICIPALITY,
            by=supervisor,
            at=NOON,
        )

    assert (list(User.objects.all()), _events()) == ([supervisor], [])


@pytest.mark.parametrize("email", ["olena@example.org", "OLENA@example.org"])
def test_an_address_is_invited_once(email):
    supervisor = make.a_supervisor()
    _invite(supervisor)

    with pytest.raises(services.AddressTaken):
        _invite(supervisor, email=email)

    assert User.objects.count() == 2


def test_another_refusal_of_the_database_is_not_called_a_taken_address():
    with pytest.raises(IntegrityError, match="accounts_user_has_a_name"):
        _invite(make.a_supervisor(), display_name="")


def test_what_is_no_address_is_refused():
    with pytest.raises(ValidationError):
        _invite(make.a_supervisor(), email="nobody")


@pytest.mark.parametrize("maker", [make.a_user, make.an_officer])
def test_only_who_manages_accounts_invites_grants_ends_and_renews(maker):
    stranger, membership = maker(), make.acts_as(make.a_user(), Role.OFFICER)
    user = membership.user

    with pytest.raises(PermissionDenied):
        _invite(stranger)
    with pytest.raises(PermissionDenied):
        services.grant_membership(user=user, role=Role.SUPERVISOR, by=stranger, at=NOON)
    with pytest.raises(PermissionDenied):
        services.end_membership(reference=membership.reference, by=stranger, at=NOON)
    with pytest.raises(PermissionDenied):
        services.renew_code(reference=user.reference, by=stranger, at=NOON)
    with pytest.raises(PermissionDenied):
        services.renew_unused_code(reference=user.reference, by=stranger, at=NOON)

    assert _events() == []


def test_a_granted_membership_holds_from_its_moment_and_is_recorded():
    supervisor, user, home = make.a_supervisor(), make.a_user(), make.a_municipality()

    membership = services.grant_membership(
        user=user, role=Role.MUNICIPALITY, municipality=home, by=supervisor, at=NOON
    )

    event = Event.objects.get()
    assert list(Membership.objects.live(NOON).filter(user=user)) == [membership]
    assert (event.verb, event.subject, event.actor_id) == (
        "membership.granted",
        str(membership.reference),
        supervisor.pk,
    )
    assert event.data == {
        "user_id": user.pk,
        "role": "municipality",
        "municipality_id": home.pk,
        "intermediary_id": None,
        "network_id": None,
    }


@pytest.mark.parametrize("role", [Role.MUNICIPALITY, Role.INTERMEDIARY, Role.NETWORK])
def test_a_role_without_its_body_is_refused(role):
    with pytest.raises(services.BodyDoesNotFit):
        services.grant_membership(user=make.a_user(), role=role, by=make.a_supervisor(), at=NOON)


def test_an_officer_acts_for_no_municipality():
    with pytest.raises(services.BodyDoesNotFit):
        services.grant_membership(
            user=make.a_user(),
            role=Role.OFFICER,
            municipality=make.a_municipality(),
            by=make.a_supervisor(),
            at=NOON,
        )


def test_the_same_membership_is_granted_once():
    grant: dict[str, Any] = {
        "user": make.a_user(),
        "role": Role.OFFICER,
        "by": make.a_supervisor(),
        "at": NOON,
    }
    services.grant_membership(**grant)

    with pytest.raises(services.AlreadyGranted):
        services.grant_membership(**grant)


def test_nobody_raises_or_ends_themselves():
    supervisor = make.a_supervisor()
    own = supervisor.memberships.get()

    with pytest.raises(services.OwnMembership):
        services.grant_membership(user=supervisor, role=Role.OFFICER, by=supervisor, at=NOON)
    with pytest.raises(services.OwnMembership):
        services.end_membership(reference=own.reference, by=supervisor, at=NOON)


def test_an_ended_membership_stays_and_grants_nothing_more():
    supervisor, officer = make.a_supervisor(), make.an_officer()
    membership = officer.memberships.get()

    services.end_membership(reference=membership.reference, by=supervisor, at=NOON)

    assert User.objects.get(pk=officer.pk).is_secretariat is False
    assert _events() == [("membership.ended", str(membership.reference), supervisor.pk)]


def test_a_membership_ends_once():
    supervisor, membership = make.a_supervisor(), make.an_officer().memberships.get()
    services.end_membership(reference=membership.reference, by=supervisor, at=NOON)

    with pytest.raises(services.AlreadyEnded):
        services.end_membership(reference=membership.reference, by=supervisor, at=NOON)


def test_a_membership_that_has_not_begun_can_be_ended_and_never_begins():
    supervisor, user = make.a_supervisor(), make.a_user()
    later = NOON.replace(year=2099)
    membership = make.acts_as(user, Role.OFFICER, since=later)

    services.end_membership(reference=membership.reference, by=supervisor, at=NOON)

    assert not Membership.objects.live(later).filter(user=user).exists()


@pytest.mark.django_db(transaction=True)
def test_the_second_supervisor_waits_and_then_finds_the_membership_ended():
    first, second = make.a_supervisor(), make.a_supervisor()
    end: dict[str, Any] = {"reference": make.an_officer().memberships.get().reference, "at": NOON}

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            services.end_membership(**end, by=first)
            outcome = other.submit(in_own_connection(services.end_membership), **end, by=second)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.AlreadyEnded):
            outcome.result(timeout=10)

    assert len(_events()) == 1


def test_the_first_supervisor_comes_from_the_command_line_and_only_the_first():
    answer = StringIO()

    call_command("invite_first_supervisor", "olena@example.org", "Olena", stdout=answer)

    user = User.objects.get()
    code = answer.getvalue().rsplit(" ", 1)[1].strip()
    opened = services.accept_invitation(email=user.email, code=code, password=PHRASE, at=NOON)
    assert opened.is_secretariat
    with pytest.raises(CommandError, match="supervisor already"):
        call_command("invite_first_supervisor", "petro@example.org", "Petro")


@pytest.mark.parametrize(
    ("email", "reason"), [("taken@example.org", "has this address"), ("nobody", "no e-mail")]
)
def test_the_command_says_why_it_invites_nobody(email, reason):
    User.objects.create(email="taken@example.org", display_name="Taken")

    with pytest.raises(CommandError, match=reason):
        call_command("invite_first_supervisor", email, "Olena")
