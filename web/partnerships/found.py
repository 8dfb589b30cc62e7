"""What the pages of partnerships find first, and what they say to a stale click."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.engine.roles import Permission
from accounts.permissions import may
from matching.engine.lifecycle import IllegalTransition
from partnerships import selectors
from web.partnerships.refusals import sentence_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from partnerships.models import Member, Partnership
    from places.models import Municipality


def partnership_or_404(request: SignedInRequest, reference: UUID) -> "Partnership":
    """Return a partnership that the reader may see; hidden and missing answer alike."""
    return get_object_or_404(selectors.partnerships_for(request.user), reference=reference)


def own_towns(request: SignedInRequest, partnership: "Partnership") -> "dict[Municipality, Member]":
    """Return the present member towns for which the reader may write, with their membership."""
    return {
        member.municipality: member
        for member in selectors.members_of(partnership).filter(left_at=None)
        if member.municipality is not None
        and may(request.user, Permission.WRITE_PARTNERSHIP, municipality=member.municipality)
    }


def moved_on() -> str:
    """Return what a stale click is told."""
    return sentence_of(IllegalTransition())
