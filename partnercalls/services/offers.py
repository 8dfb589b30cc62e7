"""Offers of experts: made by a city, taken up or declined by the host, taken back."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import HelperTest
from audit.services import record, sign
from partnercalls.engine.lifecycle import (
    CallState,
    IllegalTransition,
    OfferAction,
    OfferState,
    offer_after,
)
from partnercalls.models import ExpertOffer, PartnerCall
from partnercalls.selectors import missing_of
from partnercalls.services.words import forget, seal_city_contact
from places.models import Municipality
from sealing import services as sealing

_PAST: Final = {
    OfferAction.TAKE_UP: "expert_offer.taken_up",
    OfferAction.DECLINE: "expert_offer.declined",
    OfferAction.WITHDRAW: "expert_offer.withdrawn",
}


class NotReady(Exception):
    """The city must complete something before it lends experts. Nothing was changed."""

    def __init__(self, missing: tuple[HelperTest, ...]) -> None:
        """Keep what is missing."""
        super().__init__(", ".join(missing))
        self.missing = missing


class CannotHelp(Exception):
    """This municipality is registered as an appellant only. Nothing was changed."""


class OfferedAlready(Exception):
    """The city has an offer to this call that stands. Nothing was changed."""


class MoreThanAsked(Exception):
    """More experts would be found than the call still looks for. Nothing was changed."""


@transaction.atomic
def make_offer(
    *,
    call: UUID,
    municipality: Municipality,
    experts: int,
    contact: str,
    by: User,
    at: datetime,
) -> ExpertOffer:
    """Offer experts of a city to a listed call. The host reads its name from now on.

    Raises:
        PartnerCall.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` does not write for this municipality.
        IllegalTransition: the call is not listed, or not any more.
        CannotHelp, NotReady, OfferedAlready, MoreThanAsked: see there.
    """
    require(by, Permission.WRITE_PLEDGE, municipality=municipality)
    asked = locked_call(PartnerCall.objects.visible_to(by).get(reference=call).pk)
    if asked.state != CallState.LISTED.value:
        raise IllegalTransition
    if not municipality.may_help:
        raise CannotHelp
    missing = missing_of([municipality])[municipality.pk]
    if missing:
        raise NotReady(missing)
    if ExpertOffer.objects.standing().filter(call=asked, municipality=municipality).exists():
        raise OfferedAlready
    if experts > asked.left:
        raise MoreThanAsked
    offer = ExpertOffer(
        call=asked,
        municipality=municipality,
        experts=experts,
        data_key=sealing.new_key(at=at),
        made_by=by,
        made_at=at,
    )
    seal_city_contact(offer, contact)
    sign(actor_id=by.pk)
    offer.save(force_insert=True)
    _note("expert_offer.made", offer, actor_id=by.pk, at=at)
    return offer


@transaction.atomic
def answer_offer(*, reference: UUID, action: OfferAction, by: User, at: datetime) -> ExpertOffer:
    """Take an offer up or decline it, as the host. Once taken up, both can reach each other.

    Raises:
        ExpertOffer.DoesNotExist: not there, or made to no call of `by`.
        IllegalTransition: the offer or the call has moved on.
        MoreThanAsked: see there.
    """
    received = ExpertOffer.objects.filter(call__in=PartnerCall.objects.written_for(by))
    offer = _locked_offer(received.get(reference=reference))
    if action is OfferAction.WITHDRAW or offer.call.state != CallState.LISTED.value:
        raise IllegalTransition
    if action is OfferAction.TAKE_UP and offer.experts > offer.call.left:
        raise MoreThanAsked
    _step(offer, action, actor_id=by.pk, at=at)
    return offer


@transaction.atomic
def withdraw_offer(*, reference: UUID, by: User, at: datetime) -> ExpertOffer:
    """Take an offer back before the host took it up; how the city is reached is erased.

    Raises:
        ExpertOffer.DoesNotExist: not there, or of no municipality of `by`.
        IllegalTransition: the host has answered it.
    """
    own = ExpertOffer.objects.of_towns_of(by)
    offer = _locked_offer(own.get(reference=reference))
    require(by, Permission.WRITE_PLEDGE, municipality=offer.municipality)
    _step(offer, OfferAction.WITHDRAW, actor_id=by.pk, at=at)
    return offer


def decline_waiting(call: PartnerCall, *, actor_id: int | None, at: datetime) -> None:
    """Decline what waits at a call that ends, so that no city waits for nothing.

    Args:
        call: locked by the caller, and still open.
        actor_id: who ends it; None for the platform.
        at: now.
    """
    waiting = ExpertOffer.objects.waiting().filter(call=call)
    for offer in waiting.select_for_update(of=("self",)).select_related("data_key").order_by("pk"):
        offer.call = call
        _step(offer, OfferAction.DECLINE, actor_id=actor_id, at=at)


def _step(offer: ExpertOffer, action: OfferAction, *, actor_id: int | None, at: datetime) -> None:
    state = offer_after(OfferState(offer.state), action)
    offer.state = state.value
    if action is not OfferAction.TAKE_UP:
        offer.ended_at = at
    sign(actor_id=actor_id)
    offer.save(update_fields=["state", "ended_at"])
    _note(_PAST[action], offer, actor_id=actor_id, at=at)
    if action is not OfferAction.TAKE_UP:
        forget(offer.data_key, actor_id=actor_id, at=at)


def locked_call(key: int) -> PartnerCall:
    """Lock a call before its offers, as everyone does here."""
    calls = PartnerCall.objects.select_for_update(of=("self",), no_key=True)
    return calls.select_related("data_key").get(pk=key)


def _locked_offer(seen: ExpertOffer) -> ExpertOffer:
    """Lock an offer behind its call, as everyone does here."""
    call = locked_call(seen.call_id)
    offers = ExpertOffer.objects.select_for_update(of=("self",), no_key=True)
    offer = offers.select_related("data_key", "municipality").get(pk=seen.pk)
    offer.call = call
    return offer


def _note(verb: str, offer: ExpertOffer, *, actor_id: int | None, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="expert_offer",
        subject=str(offer.reference),
        actor_id=actor_id,
        at=at,
        data={"call": str(offer.call.reference)},
    )
