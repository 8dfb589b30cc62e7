"""Write, offer, pause and withdraw pledges."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import Activity, ActorMode
from audit.services import record, sign
from matching.engine.lifecycle import (
    PLEDGE,
    IllegalTransition,
    PledgeAction,
    PledgeState,
    next_state,
)
from matching.engine.values import HelpForm, NeedTopic
from matching.models import Pledge
from matching.services import steps
from places.models import Municipality


class CannotHelp(Exception):
    """This municipality is registered as an appellant only. Nothing was changed."""


class BelowEngaged(Exception):
    """The new capacity is below what the pledge is engaged for. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeContent:
    """What a pledge offers. `ends` is exclusive; `capacity` counts appeals helped at a time."""

    activities: frozenset[Activity]
    topics: frozenset[NeedTopic]
    forms: frozenset[HelpForm]
    actor: ActorMode
    capacity: int
    languages: frozenset[str]
    has_interpreter: bool
    has_host_partner: bool
    has_platform: bool
    can_host: bool
    projects_done: int
    starts: date
    ends: date
    excluded: frozenset[str] = frozenset()


def content_of(pledge: Pledge) -> PledgeContent:
    """Return what a pledge offers, as `write_pledge` takes it."""
    return PledgeContent(
        activities=frozenset(map(Activity, pledge.activities)),
        topics=frozenset(map(NeedTopic, pledge.topics)),
        forms=frozenset(map(HelpForm, pledge.forms)),
        actor=ActorMode(pledge.actor),
        capacity=pledge.capacity,
        languages=frozenset(pledge.languages),
        has_interpreter=pledge.has_interpreter,
        has_host_partner=pledge.has_host_partner,
        has_platform=pledge.has_platform,
        can_host=pledge.can_host,
        projects_done=pledge.projects_done,
        starts=pledge.starts,
        ends=pledge.ends,
        excluded=frozenset(pledge.excluded),
    )


@transaction.atomic
def write_pledge(
    *,
    municipality: Municipality,
    content: PledgeContent,
    by: User,
    at: datetime,
    is_invented: bool = False,
) -> Pledge:
    """Keep a draft of an offer.

    Raises:
        PermissionDenied: `by` does not write for this municipality.
        CannotHelp: the municipality is registered as an appellant only.
    """
    require(by, Permission.WRITE_PLEDGE, municipality=municipality)
    pledge = Pledge(municipality=municipality, created_at=at, is_invented=is_invented)
    return _write(pledge, content, by=by, at=at)


@transaction.atomic
def offer_for_member(
    *, municipality: Municipality, content: PledgeContent, by: User, at: datetime
) -> Pledge:
    """Write a pledge for a member of the own network, and offer it at once.

    A draft is seen by its municipality alone, so a network keeps none. The member says itself
    whether it helps: each proposal asks for its own consent.

    Raises:
        PermissionDenied: the municipality is no member of a network of `by`.
        CannotHelp: the municipality is registered as an appellant only.
    """
    require(by, Permission.WRITE_FOR_MEMBERS, municipality=municipality)
    pledge = Pledge(municipality=municipality, created_at=at)
    return _move(_write(pledge, content, by=by, at=at), PledgeAction.OFFER, by=by, at=at)


@transaction.atomic
def rewrite_pledge(*, reference: UUID, content: PledgeContent, by: User, at: datetime) -> Pledge:
    """Replace what a pledge offers; a live one is matched anew.

    Raises:
        Pledge.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: visible, but not `by`'s to write.
        IllegalTransition: the pledge is withdrawn; nothing was changed.
        BelowEngaged: it already helps more appeals than the new capacity.
    """
    pledge = _locked(reference, by)
    require(by, Permission.WRITE_PLEDGE, municipality=pledge.municipality)
    return _rewrite(pledge, content, by=by, at=at)


@transaction.atomic
def rewrite_for_member(
    *, reference: UUID, content: PledgeContent, by: User, at: datetime
) -> Pledge:
    """Replace what a pledge of a member of the own network offers, as `rewrite_pledge` does.

    Raises: as `rewrite_pledge`.
    """
    pledge = _locked(reference, by)
    require(by, Permission.WRITE_FOR_MEMBERS, municipality=pledge.municipality)
    return _rewrite(pledge, content, by=by, at=at)


_PAST: Final = {
    PledgeAction.OFFER: "pledge.offered",
    PledgeAction.PAUSE: "pledge.paused",
    PledgeAction.RESUME: "pledge.resumed",
    PledgeAction.WITHDRAW: "pledge.withdrawn",
}


@transaction.atomic
def move_pledge(*, reference: UUID, action: PledgeAction, by: User, at: datetime) -> Pledge:
    """Take one step in the life of a pledge, under its lock, with its audit event.

    One that is withdrawn parts from whom it was proposed or introduced to.

    Raises:
        Pledge.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: visible, but this step is not theirs to take.
        IllegalTransition: the pledge has moved on; nothing was changed.
    """
    pledge = _held(reference, action, by)
    require(by, Permission.WRITE_PLEDGE, municipality=pledge.municipality)
    return _move(pledge, action, by=by, at=at)


@transaction.atomic
def move_for_member(*, reference: UUID, action: PledgeAction, by: User, at: datetime) -> Pledge:
    """Take one step for a pledge of a member of the own network, as `move_pledge` does.

    Raises: as `move_pledge`.
    """
    pledge = _held(reference, action, by)
    require(by, Permission.WRITE_FOR_MEMBERS, municipality=pledge.municipality)
    return _move(pledge, action, by=by, at=at)


def _held(reference: UUID, action: PledgeAction, by: User) -> Pledge:
    """Lock a pledge; one that is withdrawn, after those whom it parts from."""
    if action is PledgeAction.WITHDRAW:
        steps.hold_with_partners(pledge=reference)
    return _locked(reference, by)


def _write(pledge: Pledge, content: PledgeContent, *, by: User, at: datetime) -> Pledge:
    if not pledge.municipality.may_help:
        raise CannotHelp

    sign(actor_id=by.pk)
    _fill(pledge, content)
    pledge.save(force_insert=True)

    _record(pledge, "pledge.written", by=by, at=at)
    return pledge


def _rewrite(pledge: Pledge, content: PledgeContent, *, by: User, at: datetime) -> Pledge:
    if pledge.state == PledgeState.WITHDRAWN:
        raise IllegalTransition("A withdrawn pledge is not written anew.")
    if content.capacity < pledge.engaged:
        raise BelowEngaged

    _fill(pledge, content)
    pledge.save()

    _record(pledge, "pledge.rewritten", by=by, at=at)
    return pledge


def _move(pledge: Pledge, action: PledgeAction, *, by: User, at: datetime) -> Pledge:
    sign(actor_id=by.pk)
    pledge.state = next_state(PLEDGE, PledgeState(pledge.state), action).value
    pledge.save(update_fields=["state"])

    _record(pledge, _PAST[action], by=by, at=at)
    if action is PledgeAction.WITHDRAW:
        steps.part_from(pledge_id=pledge.pk, actor_id=by.pk, at=at)
    return pledge


def _locked(reference: UUID, by: User) -> Pledge:
    return (
        Pledge.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("municipality")
        .get(reference=reference)
    )


def _fill(pledge: Pledge, content: PledgeContent) -> None:
    pledge.activities = sorted(activity.value for activity in content.activities)
    pledge.topics = sorted(topic.value for topic in content.topics)
    pledge.forms = sorted(form.value for form in content.forms)
    pledge.actor = content.actor.value
    pledge.capacity = content.capacity
    pledge.languages = sorted(content.languages)
    pledge.has_interpreter = content.has_interpreter
    pledge.has_host_partner = content.has_host_partner
    pledge.has_platform = content.has_platform
    pledge.can_host = content.can_host
    pledge.projects_done = content.projects_done
    pledge.starts = content.starts
    pledge.ends = content.ends
    pledge.excluded = sorted(content.excluded)


def _record(pledge: Pledge, verb: str, *, by: User, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="pledge",
        subject=str(pledge.reference),
        actor_id=by.pk,
        at=at,
        data={"state": pledge.state},
    )
