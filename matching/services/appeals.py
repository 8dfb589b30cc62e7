"""Write, send, take and withdraw appeals."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import may, require
from activities.engine.values import Activity
from audit.services import record, sign
from matching.engine.lifecycle import (
    OVER_APPEALS,
    AppealAction,
    IllegalTransition,
)
from matching.engine.values import AppealKind, NeedTopic, Urgency
from matching.models import Appeal
from matching.services import clocks, merging, steps, still_needed
from matching.services.narratives import seal_summary
from places.models import Municipality


class FewerThanFound(Exception):
    """More helpers are introduced than the appeal would want now. Nothing was changed."""


class AlreadyTaken(Exception):
    """Another officer took the case first. Nothing was changed."""


class NoOfficer(Exception):
    """Who is to have the case is no officer of the secretariat. Nothing was changed."""


class NotWaiting(Exception):
    """No live appeal has this reference. Nothing was changed."""


class CannotAppeal(Exception):
    """This municipality is registered as a helper only. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealContent:
    """What an appeal says.

    `ends` is exclusive; `excluded` holds country and zone codes; more than one of
    `helpers_wanted` asks for a network.
    """

    kinds: frozenset[AppealKind]
    activity: Activity
    topic: NeedTopic
    summary: str
    languages: frozenset[str]
    urgency: Urgency
    starts: date
    ends: date
    excluded: frozenset[str] = frozenset()
    accepts_other_activities: bool = True
    helpers_wanted: int = 1


@transaction.atomic
def write_appeal(
    *,
    municipality: Municipality,
    content: AppealContent,
    by: User,
    at: datetime,
    is_invented: bool = False,
) -> Appeal:
    """Keep a draft that its own municipality, and who wrote it for the municipality, can read.

    Raises:
        PermissionDenied: `by` does not write for this municipality.
        CannotAppeal: the municipality is registered as a helper only.
    """
    require(by, Permission.WRITE_APPEAL, municipality=municipality)
    if not municipality.may_appeal:
        raise CannotAppeal

    sign(actor_id=by.pk)
    appeal = Appeal(
        municipality=municipality,
        intermediary_id=_channel(by, municipality),
        created_at=at,
        is_invented=is_invented,
    )
    fill(appeal, content)
    seal_summary(appeal, content.summary, at=at)
    appeal.save(force_insert=True)

    steps.record_appeal(appeal, "appeal.written", actor_id=by.pk, at=at)
    return appeal


@transaction.atomic
def rewrite_appeal(*, reference: UUID, content: AppealContent, by: User, at: datetime) -> Appeal:
    """Replace what an appeal says; a live one is matched anew.

    Raises:
        Appeal.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: visible, but not `by`'s to write.
        IllegalTransition: the appeal is over; nothing was changed.
        FewerThanFound: more helpers than that are introduced already.
        AlreadyAsked: another live appeal asks for the same.
    """
    appeal = _locked(reference, by)
    require(by, Permission.WRITE_APPEAL, municipality=appeal.municipality)
    if appeal.state in OVER_APPEALS:
        raise IllegalTransition("An appeal that is over is not written anew.")
    if content.helpers_wanted < appeal.helpers_found:
        raise FewerThanFound

    fill(appeal, content)
    seal_summary(appeal, content.summary, at=at)
    steps.save_unless_twin(appeal, [*_CONTENT, "sealed_summary", "data_key"])
    clocks.hurry(appeal, at=at)

    steps.record_appeal(appeal, "appeal.rewritten", actor_id=by.pk, at=at)
    return appeal


_NEEDS: Final = {
    AppealAction.SUBMIT: Permission.WRITE_APPEAL,
    AppealAction.WITHDRAW: Permission.WRITE_APPEAL,
    AppealAction.ACKNOWLEDGE: Permission.READ_CASE,
}


@transaction.atomic
def move_appeal(*, reference: UUID, action: AppealAction, by: User, at: datetime) -> Appeal:
    """Take one step in the life of an appeal.

    1. Lock the row among those `by` may see, so two people cannot decide at once.
    2. Check the permission, then the lifecycle table.
    3. Save the state and its audit event together; the outbox starts the matcher.

    Raises:
        Appeal.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: visible, but this step is not theirs to take.
        IllegalTransition: the appeal has moved on; nothing was changed.
        AlreadyAsked: the municipality has a live appeal for the same.
    """
    if action is AppealAction.WITHDRAW:
        steps.hold_with_partners(appeal=reference)
    appeal = _locked(reference, by)
    if action not in _NEEDS:
        raise IllegalTransition(f"{action} has a service of its own.")
    require(by, _NEEDS[action], municipality=appeal.municipality)

    kept_id = appeal.merged_into_id
    steps.step_appeal(appeal, action, actor_id=by.pk, at=at)
    if action is AppealAction.WITHDRAW:
        still_needed.take_as_no(appeal, by=by, at=at)
        merging.go_on_alone(appeal, by=by, at=at)
        merging.count_the_wait(kept_id, at=at)
    return appeal


@transaction.atomic
def take_appeal(*, reference: UUID, by: User, at: datetime) -> Appeal:
    """Give a waiting case to the officer `by`, who may then read it. The first to ask has it.

    Raises:
        PermissionDenied: `by` takes no cases.
        NotWaiting: no live appeal has this reference.
        AlreadyTaken: another officer has it.
    """
    require(by, Permission.TAKE_APPEAL)
    appeal = (
        Appeal.objects.open()
        .select_for_update(of=("self",))
        .select_related("municipality")
        .filter(reference=reference)
        .first()
    )
    if appeal is None:
        raise NotWaiting
    if appeal.officer_id not in {None, by.pk}:
        raise AlreadyTaken

    appeal.officer = by
    appeal.save(update_fields=["officer"])

    steps.record_appeal(appeal, "appeal.taken", actor_id=by.pk, at=at)
    return appeal


@transaction.atomic
def assign_case(*, reference: UUID, officer: User, by: User, at: datetime) -> Appeal:
    """Give an open case to `officer`, whoever had it: a supervisor hands it over.

    The supervisor reads the case by that no more than before.

    Raises:
        PermissionDenied: `by` gives nobody a case.
        NoOfficer: `officer` may not read cases.
        NotWaiting: no open appeal has this reference.
        AlreadyTaken: `officer` has it already.
    """
    require(by, Permission.SUPERVISE)
    if not may(officer, Permission.READ_CASE):
        raise NoOfficer
    appeal = (
        Appeal.objects.open()
        .select_for_update(of=("self",))
        .select_related("municipality")
        .filter(reference=reference)
        .first()
    )
    if appeal is None:
        raise NotWaiting
    if appeal.officer_id == officer.pk:
        raise AlreadyTaken

    appeal.officer = officer
    appeal.save(update_fields=["officer"])

    record(
        verb="appeal.assigned",
        subject_kind="appeal",
        subject=str(appeal.reference),
        actor_id=by.pk,
        at=at,
        data={"state": appeal.state, "officer": officer.pk},
    )
    return appeal


def _channel(by: User, municipality: Municipality) -> int | None:
    """Return the intermediary that writes, or None where the municipality writes itself."""
    if by.municipalities.filter(pk=municipality.pk).exists():
        return None
    return next(iter(by.intermediary_ids), None)


def _locked(reference: UUID, by: User) -> Appeal:
    return (
        Appeal.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("municipality")
        .get(reference=reference)
    )


_CONTENT: Final = [field.name for field in fields(AppealContent) if field.name != "summary"]


def fill(appeal: Appeal, content: AppealContent) -> None:
    """Put what an appeal says, but for its words, into its row, which the caller saves."""
    appeal.kinds = sorted(kind.value for kind in content.kinds)
    appeal.activity = content.activity.value
    appeal.topic = content.topic.value
    appeal.languages = sorted(content.languages)
    appeal.urgency = content.urgency.value
    appeal.starts = content.starts
    appeal.ends = content.ends
    appeal.excluded = sorted(content.excluded)
    appeal.accepts_other_activities = content.accepts_other_activities
    appeal.helpers_wanted = content.helpers_wanted
