"""New versions of the rules: one person proposes, another adopts."""

from datetime import datetime

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from evidence.models.versions import FIRST_VERSION, number_in_force
from prerequisites.engine.documents import Fault, as_document, faults_of
from prerequisites.engine.rules import RuleSet
from prerequisites.models import RuleSetVersion


class RulesRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class FaultyRules(RulesRefused):
    """These numbers would break what holds of every verdict."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(fault.code.value for fault in faults))
        self.faults = faults


class NoReason(RulesRefused):
    """Nobody said why."""


class OwnProposal(RulesRefused):
    """Who proposed a version does not adopt it."""


class AlreadyAdopted(RulesRefused):
    """Somebody adopted the version before."""


class Outdated(RulesRefused):
    """A newer version was adopted meanwhile; this one would undo it unseen."""


class ChangedMeanwhile(RulesRefused):
    """Another version came into force since it was looked at what this one would change."""


@transaction.atomic
def propose_rules(*, rules: RuleSet, reason: str, by: User, at: datetime) -> RuleSetVersion:
    """Write down other numbers, for another person to adopt; the version is given here.

    Raises:
        PermissionDenied: `by` does not judge.
        FaultyRules, NoReason: see there; nothing was recorded.
    """
    require(by, Permission.JUDGE)
    faults = faults_of(rules)
    if faults:
        raise FaultyRules(faults)
    if not reason.strip():
        raise NoReason

    version = RuleSetVersion.objects.create(
        number=max(RuleSetVersion.locked(), default=FIRST_VERSION) + 1,
        document=as_document(rules),
        reason=reason,
        proposed_by=by,
        proposed_at=at,
    )
    _note("rules.proposed", version, by, at)
    return version


@transaction.atomic
def adopt_rules(
    *, number: int, by: User, at: datetime, instead_of: int | None = None
) -> RuleSetVersion:
    """Let a proposed version hold from now on; every verdict is made anew with it.

    1. Lock all versions, so that two people adopt one after the other.
    2. Refuse the proposer, and what a newer version has overtaken.

    Args:
        number: the proposed version.
        by: who adopts it.
        at: now.
        instead_of: the version in force when `by` looked at what would change; left out, any.

    Raises:
        RuleSetVersion.DoesNotExist: there is no such version.
        PermissionDenied: `by` does not judge.
        AlreadyAdopted, OwnProposal, Outdated, ChangedMeanwhile: see there; nothing was changed.
    """
    require(by, Permission.JUDGE)
    versions = RuleSetVersion.locked()
    version = versions.get(number)
    if version is None:
        raise RuleSetVersion.DoesNotExist
    if version.adopted_at is not None:
        raise AlreadyAdopted
    if version.proposed_by_id == by.pk:
        raise OwnProposal
    if any(each.number > number and each.adopted_at for each in versions.values()):
        raise Outdated
    if instead_of not in (None, number_in_force(versions.values())):
        raise ChangedMeanwhile

    version.adopted_by = by
    version.adopted_at = at
    version.save(update_fields=["adopted_by", "adopted_at"])

    _note("rules.adopted", version, by, at)
    return version


def _note(verb: str, version: RuleSetVersion, by: User, at: datetime) -> None:
    record(verb=verb, subject_kind="rules", subject=str(version.number), actor_id=by.pk, at=at)
