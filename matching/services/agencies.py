"""Ask the agency that knows the zone best to lead, and keep what it says. Source: L375-385.

The platform tells the agency nothing: the officer speaks with it, once the town agrees.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from matching.engine.lifecycle import INTRODUCIBLE, AppealState
from matching.engine.values import AppealKind
from matching.models import AgencyRequest, Appeal
from matching.selectors.networks import next_agency


class AgencyRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class NoSupportAsked(AgencyRefused):
    """The appeal asks for no support of other towns."""


class NotRead(AgencyRefused):
    """The appeal is not acknowledged yet, or it is over."""


class TownNotAsked(AgencyRefused):
    """The town has not agreed that an agency learns of its appeal."""


class AskedAlready(AgencyRefused):
    """An agency was asked, and it has not declined."""


class NoAgency(AgencyRefused):
    """No agency that could be asked knows the zone."""


class RepliedAlready(AgencyRefused):
    """Its reply is kept already."""


@transaction.atomic
def ask_agency(*, appeal: UUID, town_agrees: bool, by: User, at: datetime) -> AgencyRequest:
    """Keep that the agency that knows the zone best was asked: no other one comes before it.

    Where it declines, the next one can be asked.

    Args:
        appeal: a case of the officer `by`.
        town_agrees: the town was asked, and agrees that the agency learns of its appeal.

    Raises:
        Appeal.DoesNotExist: not there, or not a case of `by`.
        PermissionDenied: `by` is no officer.
        AgencyRefused: see its kinds; nothing was changed.
    """
    require(by, Permission.READ_CASE)
    asked = Appeal.objects.select_for_update(no_key=True).get(reference=appeal, officer=by)
    if AppealKind.SUPPORT not in asked.kinds:
        raise NoSupportAsked
    if AppealState(asked.state) not in INTRODUCIBLE:
        raise NotRead
    if not town_agrees:
        raise TownNotAsked
    if asked.agency_requests.standing().exists():
        raise AskedAlready
    agency = next_agency(asked)
    if agency is None:
        raise NoAgency
    request = AgencyRequest.objects.create(appeal=asked, agency=agency, asked_by=by, asked_at=at)
    _record("agency.asked", request, by=by, at=at)
    return request


@transaction.atomic
def keep_reply(*, request: UUID, accepts: bool, by: User, at: datetime) -> AgencyRequest:
    """Keep whether the agency takes its seat and leads.

    Raises:
        AgencyRequest.DoesNotExist: not there, or not of a case of `by`.
        PermissionDenied: `by` is no officer.
        RepliedAlready: its reply is kept; nothing was changed.
    """
    require(by, Permission.READ_CASE)
    kept = AgencyRequest.objects.select_for_update(of=("self",)).get(
        reference=request, appeal__officer=by
    )
    if kept.accepted is not None:
        raise RepliedAlready
    kept.accepted, kept.replied_at, kept.replied_by = accepts, at, by
    kept.save(update_fields=["accepted", "replied_at", "replied_by"])
    if accepts:
        _record("agency.accepted", kept, by=by, at=at)
    else:
        _record("agency.declined", kept, by=by, at=at)
    return kept


def _record(verb: str, request: AgencyRequest, *, by: User, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="agency_request",
        subject=str(request.reference),
        actor_id=by.pk,
        at=at,
    )
