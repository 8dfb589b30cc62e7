"""How a host and a city reach each other: sealed, and opened for the one it was written to."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import may
from partnercalls.engine.lifecycle import STANDING_OFFERS, OfferState
from partnercalls.models import ExpertOffer, PartnerCall
from partnercalls.selectors import is_of_host, is_taken_up
from sealing import services as sealing
from sealing.engine.envelope import Place
from sealing.engine.reasons import OpenReason
from sealing.models import DataKey


def seal_host_contact(call: PartnerCall, contact: str) -> None:
    """Put how the host is reached, sealed, into its row, which the caller saves."""
    call.sealed_contact = sealing.sealed(call.data_key, _of_host(call), contact)


def seal_city_contact(offer: ExpertOffer, contact: str) -> None:
    """Put how a city is reached, sealed, into its row, which the caller saves."""
    offer.sealed_contact = sealing.sealed(offer.data_key, _of_city(offer), contact)


@transaction.atomic
def read_host_contact(call: PartnerCall, *, by: User, at: datetime) -> str:
    """Return how the host is reached: its own people, the desk, and the cities it took up.

    Raises:
        PermissionDenied: it is not `by`'s to read.
    """
    reason = _reason_for_host(call, by)
    return sealing.opened_if_left(
        call.data_key,
        _of_host(call),
        call.sealed_contact,
        actor_id=by.pk,
        reason=reason,
        at=at,
    )


@transaction.atomic
def read_city_contact(offer: ExpertOffer, *, by: User, at: datetime) -> str:
    """Return how a city is reached, while its offer stands: the city itself, and the host.

    The offer is locked meanwhile: what a city has taken back is not read any more.

    Raises:
        PermissionDenied: it is not `by`'s to read, or not any more.
    """
    found = ExpertOffer.objects.visible_to(by).filter(pk=offer.pk).first()
    locked = ExpertOffer.objects.select_for_update(of=("self",), no_key=True)
    standing = locked.select_related("data_key").get(pk=offer.pk)
    if found is None or OfferState(standing.state) not in STANDING_OFFERS:
        raise PermissionDenied
    is_own = by.municipalities.filter(pk=standing.municipality_id).exists()
    return sealing.opened_if_left(
        standing.data_key,
        _of_city(standing),
        standing.sealed_contact,
        actor_id=by.pk,
        reason=OpenReason.OWN_WORDS if is_own else OpenReason.INTRODUCTION,
        at=at,
    )


def forget(key: DataKey, *, actor_id: int | None, at: datetime) -> None:
    """Destroy the key of a contact that nobody needs any more."""
    if key.destroyed_at is None:
        sealing.erase(reference=key.reference, actor_id=actor_id, at=at)


def _reason_for_host(call: PartnerCall, by: User) -> OpenReason:
    if is_of_host(by, call):
        return OpenReason.OWN_WORDS
    if is_taken_up(by, call):
        return OpenReason.INTRODUCTION
    if may(by, Permission.DECIDE_CALL):
        return OpenReason.CALL_BACK
    raise PermissionDenied


def _of_host(call: PartnerCall) -> Place:
    return Place(table="partner_call", column="sealed_contact", row=call.reference)


def _of_city(offer: ExpertOffer) -> Place:
    return Place(table="expert_offer", column="sealed_contact", row=offer.reference)
