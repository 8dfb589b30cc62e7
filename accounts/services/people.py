"""Writes about people: invitations, and the capacities in which they act.

A code opens an account once, within three days. It is shown to the supervisor, who gives it to
the person by a way that both trust; it never travels by mail and never stands in an address.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from accounts.engine.roles import Permission, Role, body_of
from accounts.models import IS_PROGRAM, PROGRAMS, Membership, Network, User
from accounts.permissions import require
from audit.services import record
from places.models import Intermediary, Municipality


class AddressTaken(Exception):
    """There is a user with this e-mail address. Nobody was invited."""


class BodyDoesNotFit(Exception):
    """The membership names another body than its role acts for. Nothing was granted."""


class AlreadyGranted(Exception):
    """The user has this open membership already. Nothing was granted."""


class OwnMembership(Exception):
    """Nobody grants or ends a membership of their own. Nothing was changed."""


class AlreadyEnded(Exception):
    """The membership ended before. Nothing was changed."""


class WrongCode(Exception):
    """No account opens with this address and this code. Nothing was changed."""


class CodeUsed(Exception):
    """The code was used: the user has a password of their own. Nothing was changed."""


class AccountClosed(Exception):
    """The user may not sign in, so that no code would open the account. Nothing was changed."""


class SupervisorExists(Exception):
    """There is a live supervisor, who invites everyone else. Nobody was invited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A user, and the code that opens the account once; the code is kept nowhere."""

    user: User
    code: str


@transaction.atomic
def invite_user(
    *, email: str, display_name: str, language: str, by: User, at: datetime
) -> Invitation:
    """Make an account that its person opens with the code.

    Raises:
        PermissionDenied: `by` does not manage accounts.
        ValidationError: this is not an e-mail address.
        AddressTaken: someone has this address, in whatever case it is written.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    return _invite(email, display_name, language, by.pk, at)


@transaction.atomic
def invite_in_role(
    *,
    email: str,
    display_name: str,
    language: str,
    role: Role,
    by: User,
    at: datetime,
    municipality: Municipality | None = None,
    intermediary: Intermediary | None = None,
    network: Network | None = None,
) -> Invitation:
    """Make an account that its person opens with the code, and let them act in `role` at once.

    Raises:
        PermissionDenied: `by` does not manage accounts.
        ValidationError: this is not an e-mail address.
        AddressTaken: someone has this address, in whatever case it is written.
        BodyDoesNotFit: a body is missing, or there is one too many; nobody was invited.
    """
    invitation = invite_user(
        email=email, display_name=display_name, language=language, by=by, at=at
    )
    grant_membership(
        user=invitation.user,
        role=role,
        municipality=municipality,
        intermediary=intermediary,
        network=network,
        by=by,
        at=at,
    )
    return invitation


@transaction.atomic
def invite_first_supervisor(
    *, email: str, display_name: str, language: str, at: datetime
) -> Invitation:
    """Make the account of the first supervisor, on a platform that has none.

    Raises:
        SupervisorExists: there is one already.
        ValidationError: this is not an e-mail address.
        AddressTaken: someone has this address.
    """
    if Membership.objects.live(at).filter(role=Role.SUPERVISOR.value).exists():
        raise SupervisorExists
    invitation = _invite(email, display_name, language, None, at)
    _grant(invitation.user, Role.SUPERVISOR, {}, None, at)
    return invitation


@transaction.atomic
def renew_code(*, reference: UUID, by: User, at: datetime) -> Invitation:
    """Give a new code to someone who lost password or invitation.

    The old password, its sessions and every older code stop working at once: whoever asks for
    help may have lost them to someone else.

    Raises:
        PermissionDenied: `by` does not manage accounts.
        User.DoesNotExist: there is no such user, or it is a program.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    return _renew(_locked_person(reference), by.pk, at)


@transaction.atomic
def renew_unused_code(*, reference: UUID, by: User, at: datetime) -> Invitation:
    """Give a new code to someone who has not used theirs; every older code stops working.

    Whoever uses the code at this very moment is either first, and keeps the password, or finds
    that the code has been replaced.

    Raises:
        PermissionDenied: `by` does not manage accounts.
        User.DoesNotExist: there is no such user, or it is a program.
        AccountClosed: no code would open the account.
        CodeUsed: the user has a password, which would be lost.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    user = _locked_person(reference)
    if not user.is_active:
        raise AccountClosed
    if user.has_usable_password():
        raise CodeUsed
    return _renew(user, by.pk, at)


@transaction.atomic
def accept_invitation(*, email: str, code: str, password: str, at: datetime) -> User:
    """Set the password of the account that `code` opens; the code is used up by that.

    Raises:
        WrongCode: the code is wrong, used or too old, or there is no such user. Which of these
            it is stays unsaid.
        ValidationError: the password is too weak; the code still works.
    """
    user = User.objects.select_for_update().filter(email__iexact=email, is_active=True).first()
    if user is None or not default_token_generator.check_token(user, code):
        raise WrongCode
    validate_password(password, user)

    user.set_password(password)
    user.save(update_fields=["password"])

    _record_user("user.password_chosen", user, user.pk, at)
    return user


@transaction.atomic
def grant_membership(
    *,
    user: User,
    role: Role,
    by: User,
    at: datetime,
    municipality: Municipality | None = None,
    intermediary: Intermediary | None = None,
    network: Network | None = None,
) -> Membership:
    """Let `user` act in `role` from now on, for the body that the role needs.

    Raises:
        PermissionDenied: `by` does not manage accounts.
        OwnMembership: `by` would raise themselves.
        BodyDoesNotFit: a body is missing, or there is one too many.
        AlreadyGranted: there is an open membership like this.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    if user.pk == by.pk:
        raise OwnMembership
    given = {"municipality": municipality, "intermediary": intermediary, "network": network}
    bodies = {name: body for name, body in given.items() if body is not None}
    if set(bodies) != {name for name in [body_of(role)] if name is not None}:
        raise BodyDoesNotFit
    return _grant(user, role, bodies, by.pk, at)


@transaction.atomic
def end_membership(*, reference: UUID, by: User, at: datetime) -> Membership:
    """Take away a capacity from now on; the row stays and tells who acted as what.

    Raises:
        PermissionDenied: `by` does not manage accounts.
        Membership.DoesNotExist: there is no such membership.
        OwnMembership: it is one of `by`; another supervisor ends it.
        AlreadyEnded: it ended before.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    membership = Membership.objects.select_for_update().get(reference=reference)
    if membership.user_id == by.pk:
        raise OwnMembership
    if membership.until is not None:
        raise AlreadyEnded

    membership.until = max(at, membership.since)
    membership.save(update_fields=["until"])

    _record_membership("membership.ended", membership, by.pk, at)
    return membership


@transaction.atomic
def open_program(*, network: Network, name: str, by: User, at: datetime) -> User:
    """Make an account that a network's program acts as; nobody can sign in with it.

    Raises:
        PermissionDenied: `by` manages no keys.
    """
    require(by, Permission.MANAGE_KEYS)
    address = f"{uuid4()}@{PROGRAMS}"
    user = User(email=address, display_name=name, joined_at=at)
    user.set_unusable_password()
    user.save(force_insert=True)

    _record_user("user.opened_for_program", user, by.pk, at)
    _grant(user, Role.NETWORK, {"network": network}, by.pk, at)
    return user


@transaction.atomic
def close_program(*, user: User, by: User, at: datetime) -> None:
    """Shut the account of a program: it acts as nobody any more.

    Raises:
        PermissionDenied: `by` manages no keys.
    """
    require(by, Permission.MANAGE_KEYS)
    user.is_active = False
    user.save(update_fields=["is_active"])
    for membership in Membership.objects.filter(user=user, until__isnull=True):
        membership.until = max(at, membership.since)
        membership.save(update_fields=["until"])
        _record_membership("membership.ended", membership, by.pk, at)


def _invite(
    email: str, display_name: str, language: str, actor_id: int | None, at: datetime
) -> Invitation:
    address = email.strip().lower()
    validate_email(address)
    user = User(email=address, display_name=display_name, language=language, joined_at=at)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as refusal:
        if User.objects.filter(email__iexact=address).exists():
            raise AddressTaken from refusal
        raise

    _record_user("user.invited", user, actor_id, at)
    return Invitation(user=user, code=default_token_generator.make_token(user))


def _locked_person(reference: UUID) -> User:
    return User.objects.exclude(IS_PROGRAM).select_for_update().get(reference=reference)


def _renew(user: User, actor_id: int, at: datetime) -> Invitation:
    user.set_unusable_password()
    user.save(update_fields=["password"])

    _record_user("user.code_renewed", user, actor_id, at)
    return Invitation(user=user, code=default_token_generator.make_token(user))


def _grant(
    user: User,
    role: Role,
    bodies: dict[str, Municipality | Intermediary | Network],
    actor_id: int | None,
    at: datetime,
) -> Membership:
    membership = Membership(user=user, role=role.value, since=at, **bodies)
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError as refusal:
        raise AlreadyGranted from refusal

    _record_membership("membership.granted", membership, actor_id, at)
    return membership


def _record_user(verb: str, user: User, actor_id: int | None, at: datetime) -> None:
    record(verb=verb, subject_kind="user", subject=str(user.reference), actor_id=actor_id, at=at)


def _record_membership(
    verb: str, membership: Membership, actor_id: int | None, at: datetime
) -> None:
    record(
        verb=verb,
        subject_kind="membership",
        subject=str(membership.reference),
        actor_id=actor_id,
        at=at,
        data={
            "user_id": membership.user_id,
            "role": membership.role,
            "municipality_id": membership.municipality_id,
            "intermediary_id": membership.intermediary_id,
            "network_id": membership.network_id,
        },
    )
