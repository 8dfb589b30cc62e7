"""New versions of the policy: one person proposes, another adopts or turns down."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from evidence.models.versions import FIRST_VERSION, number_in_force
from matching.engine.criteria import Policy
from matching.engine.policies import Fault, as_document, faults_of
from matching.models import MatchingPolicy


class PolicyRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class FaultyPolicy(PolicyRefused):
    """This policy would break what holds of every match."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(fault.code.value for fault in faults))
        self.faults = faults


class NoReason(PolicyRefused):
    """Nobody said why."""


class OwnProposal(PolicyRefused):
    """Who proposed a version does not adopt it."""


class AlreadyDecided(PolicyRefused):
    """Somebody adopted the version, or turned it down, before."""


class Outdated(PolicyRefused):
    """A newer version was adopted meanwhile; this one would undo it unseen."""


class ChangedMeanwhile(PolicyRefused):
    """Another version came into force since it was looked at what this one would change."""


@transaction.atomic
def propose_policy(*, policy: Policy, reason: str, by: User, at: datetime) -> MatchingPolicy:
    """Write down another policy, for another person to adopt; the version is given here.

    Raises:
        PermissionDenied: `by` does not judge.
        FaultyPolicy, NoReason: see there; nothing was recorded.
    """
    require(by, Permission.JUDGE)
    faults = faults_of(policy)
    if faults:
        raise FaultyPolicy(faults)
    if not reason.strip():
        raise NoReason

    version = MatchingPolicy.objects.create(
        number=max(MatchingPolicy.locked(), default=FIRST_VERSION) + 1,
        name=policy.name,
        document=as_document(policy),
        reason=reason,
        proposed_by=by,
        proposed_at=at,
    )
    _note("policy.proposed", version, by, at)
    return version


@transaction.atomic
def adopt_policy(
    *, number: int, by: User, at: datetime, instead_of: int | None = None
) -> MatchingPolicy:
    """Let a proposed version hold from today on; everything is matched anew with it.

    1. Lock all versions, so that two people decide one after the other.
    2. Refuse the proposer, and what a newer version has overtaken.

    Args:
        number: the proposed version.
        by: who adopts it.
        at: now.
        instead_of: the version in force when `by` looked at what would change; left out, any.

    Raises:
        MatchingPolicy.DoesNotExist: there is no such version.
        PermissionDenied: `by` does not judge.
        AlreadyDecided, OwnProposal, Outdated, ChangedMeanwhile: see there; nothing was changed.
    """
    require(by, Permission.JUDGE)
    versions = MatchingPolicy.locked()
    version = _undecided(versions, number)
    if version.proposed_by_id == by.pk:
        raise OwnProposal
    if any(each.number > number and each.adopted_at for each in versions.values()):
        raise Outdated
    if instead_of not in (None, number_in_force(versions.values())):
        raise ChangedMeanwhile

    version.adopted_by = by
    version.adopted_at = at
    version.valid_from = timezone.localdate(at)
    version.save(update_fields=["adopted_by", "adopted_at", "valid_from"])

    _note("policy.adopted", version, by, at)
    return version


@transaction.atomic
def turn_down_policy(*, number: int, by: User, at: datetime) -> MatchingPolicy:
    """Let a proposed version never hold. Who proposed it may take it back so.

    Raises:
        MatchingPolicy.DoesNotExist: there is no such version.
        PermissionDenied: `by` does not judge.
        AlreadyDecided: see there; nothing was changed.
    """
    require(by, Permission.JUDGE)
    version = _undecided(MatchingPolicy.locked(), number)

    version.rejected_by = by
    version.rejected_at = at
    version.save(update_fields=["rejected_by", "rejected_at"])

    _note("policy.turned_down", version, by, at)
    return version


def _undecided(versions: dict[int, MatchingPolicy], number: int) -> MatchingPolicy:
    version = versions.get(number)
    if version is None:
        raise MatchingPolicy.DoesNotExist
    if version.adopted_at is not None or version.rejected_at is not None:
        raise AlreadyDecided
    return version


def _note(verb: str, version: MatchingPolicy, by: User, at: datetime) -> None:
    record(verb=verb, subject_kind="policy", subject=str(version.number), actor_id=by.pk, at=at)
