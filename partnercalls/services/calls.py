"""Partner calls: written, listed or refused, ended by their author or by their last day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import Network, User
from accounts.permissions import require
from activities.selectors import map_in_force
from audit.services import record, sign
from evidence.engine.values import Phase
from matching.engine.values import NeedTopic
from partnercalls.engine.calling import NegativePeace, may_be_listed
from partnercalls.engine.lifecycle import OPEN_CALLS, CallAction, CallState, call_after
from partnercalls.models import ExpertOffer, PartnerCall
from partnercalls.services.offers import decline_waiting, locked_call
from partnercalls.services.words import forget, seal_host_contact
from places.models import Intermediary
from sealing import services as sealing

MOST_OPEN: Final = 20
"""So many calls of one organisation may be open at a time [ours]."""

CONTACTS_KEPT: Final = timedelta(days=365)
"""How long a host and the cities it took up can reach each other after a call has ended [ours]."""


class TooManyOpen(Exception):
    """The organisation has as many open calls as it may. Nothing was changed."""


class NotOnTheMap(Exception):
    """The thematic map in force opens no secondment in this phase. Nothing was changed."""


class EndsTooSoon(Exception):
    """The last day has passed already. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContent:
    """What a host asks for. `ends` is exclusive; `contact` is sealed before it is kept."""

    topic: NeedTopic
    summary: str
    experts: int
    languages: frozenset[str]
    country_code: str
    starts: date
    ends: date
    shows_name: bool
    contact: str


_PAST: Final = {
    CallAction.LIST: "partner_call.listed",
    CallAction.REFUSE: "partner_call.refused",
    CallAction.WITHDRAW: "partner_call.withdrawn",
    CallAction.CLOSE: "partner_call.closed",
    CallAction.LAPSE: "partner_call.lapsed",
}


@transaction.atomic
def write_call(
    *,
    host: Intermediary | Network,
    content: CallContent,
    by: User,
    at: datetime,
    is_invented: bool = False,
) -> PartnerCall:
    """Put a call to the secretariat. Cities read it once an officer has listed it.

    Raises:
        PermissionDenied: `by` does not act for this organisation.
        TooManyOpen, EndsTooSoon: see there.
    """
    require(by, Permission.WRITE_CALL)
    body = _locked_host(host, by)
    _refuse_past(content.ends, at)
    if PartnerCall.objects.open().filter(**body).count() >= MOST_OPEN:
        raise TooManyOpen
    call = PartnerCall(
        **body,
        topic=content.topic.value,
        summary=content.summary,
        experts=content.experts,
        languages=sorted(content.languages),
        country_code=content.country_code,
        starts=content.starts,
        ends=content.ends,
        shows_name=content.shows_name,
        data_key=sealing.new_key(at=at),
        written_by=by,
        written_at=at,
        is_invented=is_invented,
    )
    seal_host_contact(call, content.contact)
    sign(actor_id=by.pk)
    call.save(force_insert=True)
    _note("partner_call.written", call, actor_id=by.pk, at=at)
    return call


@transaction.atomic
def list_call(
    *, reference: UUID, phase: Phase, peace: NegativePeace, by: User, at: datetime
) -> PartnerCall:
    """Let cities read a call, with what the officer knows of the place.

    Raises:
        PartnerCall.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` decides on no calls, or has written this one.
        IllegalTransition: it has moved on.
        NotOnTheMap, EndsTooSoon: see there.
    """
    call = _to_decide(reference, CallAction.LIST, by)
    _refuse_past(call.ends, at)
    thematic_map = map_in_force(timezone.localdate(at))
    if not may_be_listed(thematic_map, phase):
        raise NotOnTheMap
    call.phase = phase.value
    call.negative_peace = peace.value
    call.map_version = thematic_map.version
    decided = ["phase", "negative_peace", "map_version"]
    return _decide(call, CallAction.LIST, by=by, at=at, also=decided)


@transaction.atomic
def refuse_call(*, reference: UUID, reason: str, by: User, at: datetime) -> PartnerCall:
    """Refuse a call, with a reason that its author reads.

    Raises:
        PartnerCall.DoesNotExist, PermissionDenied, IllegalTransition: as in `list_call`.
    """
    call = _to_decide(reference, CallAction.REFUSE, by)
    call.refused_because = reason
    call.ended_at = at
    decided = ["refused_because", "ended_at"]
    refused = _decide(call, CallAction.REFUSE, by=by, at=at, also=decided)
    forget(call.data_key, actor_id=by.pk, at=at)
    return refused


@transaction.atomic
def end_call(*, reference: UUID, by: User, at: datetime) -> PartnerCall:
    """Take a call back before it is listed, or close it after; each waiting city is told.

    Raises:
        PartnerCall.DoesNotExist: not there, or not of an organisation of `by`.
        IllegalTransition: it is over.
    """
    call = locked_call(PartnerCall.objects.written_for(by).get(reference=reference).pk)
    is_listed = call.state == CallState.LISTED.value
    action = CallAction.CLOSE if is_listed else CallAction.WITHDRAW
    _end(call, action, actor_id=by.pk, at=at)
    return call


def lapse_due(*, at: datetime) -> int:
    """End the calls whose last day has passed, each in a transaction of its own.

    Returns:
        How many ended now.
    """
    due = PartnerCall.objects.open().filter(ends__lte=timezone.localdate(at))
    keys = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(_lapse(key, at=at) for key in keys)


@transaction.atomic
def _lapse(key: int, *, at: datetime) -> bool:
    call = locked_call(key)
    if CallState(call.state) not in OPEN_CALLS:
        return False  # somebody was faster
    _end(call, CallAction.LAPSE, actor_id=None, at=at)
    return True


def forget_old(*, at: datetime) -> int:
    """Erase how hosts and the cities they took up are reached, a year after their call ended.

    Returns:
        Of how many calls.
    """
    over = PartnerCall.objects.filter(
        ended_at__lte=at - CONTACTS_KEPT, data_key__destroyed_at__isnull=True
    )
    keys = list(over.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        _forget(key, at=at)
    return len(keys)


@transaction.atomic
def _forget(key: int, *, at: datetime) -> None:
    call = locked_call(key)
    taken_up = ExpertOffer.objects.taken_up().filter(call=call).select_related("data_key")
    for each in (call, *taken_up.order_by("pk")):
        forget(each.data_key, actor_id=None, at=at)


def _end(call: PartnerCall, action: CallAction, *, actor_id: int | None, at: datetime) -> None:
    state = call_after(CallState(call.state), action)
    decline_waiting(call, actor_id=actor_id, at=at)
    call.state = state.value
    call.ended_at = at
    sign(actor_id=actor_id)
    call.save(update_fields=["state", "ended_at"])
    _note(_PAST[action], call, actor_id=actor_id, at=at)
    if not ExpertOffer.objects.taken_up().filter(call=call).exists():
        forget(call.data_key, actor_id=actor_id, at=at)


def _decide(
    call: PartnerCall, action: CallAction, *, by: User, at: datetime, also: list[str]
) -> PartnerCall:
    call.decided_by = by
    call.decided_at = at
    sign(actor_id=by.pk)
    call.save(update_fields=["state", "decided_by", "decided_at", *also])
    _note(_PAST[action], call, actor_id=by.pk, at=at)
    return call


def _to_decide(reference: UUID, action: CallAction, by: User) -> PartnerCall:
    """Lock a call and set the state that a decision leads to, which the caller saves."""
    require(by, Permission.DECIDE_CALL)
    call = locked_call(PartnerCall.objects.visible_to(by).get(reference=reference).pk)
    if call.written_by_id == by.pk:
        raise PermissionDenied
    call.state = call_after(CallState(call.state), action).value
    return call


def _locked_host(host: Intermediary | Network, by: User) -> dict[str, Intermediary | Network]:
    """Lock an organisation that `by` acts for: of two that write at once one counts the other."""
    if isinstance(host, Intermediary):
        if host.pk not in by.intermediary_ids:
            raise PermissionDenied
        return {"intermediary": Intermediary.objects.select_for_update(no_key=True).get(pk=host.pk)}
    if host.pk not in by.network_ids:
        raise PermissionDenied
    return {"network": Network.objects.select_for_update(no_key=True).get(pk=host.pk)}


def _refuse_past(ends: date, at: datetime) -> None:
    if ends - timedelta(days=1) < timezone.localdate(at):
        raise EndsTooSoon


def _note(verb: str, call: PartnerCall, *, actor_id: int | None, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="partner_call",
        subject=str(call.reference),
        actor_id=actor_id,
        at=at,
    )
