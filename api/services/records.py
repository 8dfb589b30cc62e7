"""Pledges as programs and helpers write them: for oneself, or for a member of the own network.

A network offers what it writes at once, and only the network that a pledge came from writes it
anew. The member itself always may, on the pages and here.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import may, require
from accounts.selectors import networks_for
from api.engine.digests import version_of
from api.models import NetworkPledge
from matching.engine.lifecycle import PledgeAction
from matching.models import Pledge
from matching.services import pledges
from matching.services.pledges import PledgeContent
from places.models import Municipality


class NotYourRecord(PermissionDenied):
    """The pledge came from elsewhere than the caller's network. Nothing was changed."""


class Outdated(Exception):
    """The pledge is not the version that the call names. Nothing was changed."""


def version_of_pledge(pledge: Pledge) -> str:
    """Return the name of the version of a pledge as it was read: any column changes it.

    Args:
        pledge: as PostgreSQL gave it; what was set on it since is no version that is kept.
    """
    columns = [field.attname for field in Pledge._meta.concrete_fields]  # noqa: SLF001 - Django's API
    return version_of({column: getattr(pledge, column) for column in columns})


@transaction.atomic
def write_pledge(
    *, municipality: Municipality, content: PledgeContent, by: User, at: datetime
) -> Pledge:
    """Keep a draft for the own municipality, or offer a pledge for a member of the own network.

    Raises:
        PermissionDenied: `by` does not write for this municipality.
        CannotHelp: the municipality is registered as an appellant only.
    """
    if may(by, Permission.WRITE_PLEDGE, municipality=municipality):
        return pledges.write_pledge(municipality=municipality, content=content, by=by, at=at)

    pledge = pledges.offer_for_member(municipality=municipality, content=content, by=by, at=at)
    network = networks_for(by).filter(members__municipality=municipality).order_by("pk")[0]
    NetworkPledge.objects.create(pledge=pledge, network=network)
    return pledge


@transaction.atomic
def rewrite_pledge(
    *,
    reference: UUID,
    content: PledgeContent,
    keeps_excluded: bool,
    expects: str,
    by: User,
    at: datetime,
) -> Pledge:
    """Replace what a pledge offers, if it still is the version that the caller has read.

    Args:
        keeps_excluded: leave alone whom the helper leaves out; a network does not read that.
        expects: the name of the version that was read.

    Raises:
        Pledge.DoesNotExist: not there, or not visible to `by`.
        Outdated: someone has changed it since.
        PermissionDenied: it is not `by`'s to write; NotYourRecord says that it came from elsewhere.
        IllegalTransition: it is withdrawn.
        BelowEngaged: it already helps more appeals than the new capacity.
    """
    pledge = _locked(reference, by)
    is_own = _require_record(pledge, by)
    if version_of_pledge(pledge) != expects:
        raise Outdated

    said = replace(content, excluded=frozenset(pledge.excluded)) if keeps_excluded else content
    write = pledges.rewrite_pledge if is_own else pledges.rewrite_for_member
    return write(reference=reference, content=said, by=by, at=at)


@transaction.atomic
def move_pledge(*, reference: UUID, action: PledgeAction, by: User, at: datetime) -> Pledge:
    """Take one step in the life of a pledge.

    Raises:
        Pledge.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: this step is not theirs; NotYourRecord says that it came from elsewhere.
        IllegalTransition: the pledge has moved on; nothing was changed.
    """
    pledge = Pledge.objects.visible_to(by).select_related("municipality").get(reference=reference)
    move = pledges.move_pledge if _require_record(pledge, by) else pledges.move_for_member
    return move(reference=reference, action=action, by=by, at=at)


def _locked(reference: UUID, by: User) -> Pledge:
    seen = Pledge.objects.visible_to(by).select_related("municipality")
    return seen.select_for_update(of=("self",)).get(reference=reference)


def _require_record(pledge: Pledge, by: User) -> bool:
    """Return whether `by` acts for the helper itself; stop who acts for neither it nor its record.

    Raises:
        PermissionDenied: `by` does not write pledges for this municipality.
        NotYourRecord: `by` does, and this one came from elsewhere.
    """
    if may(by, Permission.WRITE_PLEDGE, municipality=pledge.municipality):
        return True
    require(by, Permission.WRITE_FOR_MEMBERS, municipality=pledge.municipality)
    records = NetworkPledge.objects.filter(network__in=networks_for(by).values("pk"))
    if not records.filter(pledge=pledge).exists():
        raise NotYourRecord
    return False
