"""The appeal that a page of its author is about."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.engine.roles import Permission
from accounts.permissions import may
from matching.selectors import reading
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Appeal


def appeal_or_404(request: SignedInRequest, reference: UUID) -> "Appeal":
    """Return an appeal that the reader may read; what is hidden looks like what is missing."""
    return get_object_or_404(reading.appeals_for(request.user), reference=reference)


def own_appeal_or_404(request: SignedInRequest, reference: UUID) -> "Appeal":
    """Return an appeal that the reader may write; what is hidden looks like what is missing."""
    appeal = appeal_or_404(request, reference)
    if not may(request.user, Permission.WRITE_APPEAL, municipality=appeal.municipality):
        raise Http404
    return appeal
