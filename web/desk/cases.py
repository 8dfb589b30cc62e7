"""The case that a page of the secretariat is about."""

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


def case_or_404(request: SignedInRequest, reference: UUID) -> "Appeal":
    """Return the reader's own case; what is hidden looks like what is missing."""
    if not may(request.user, Permission.READ_CASE):
        raise Http404
    appeal = get_object_or_404(reading.appeals_for(request.user), reference=reference)
    if appeal.officer_id != request.user.pk:
        raise Http404
    return appeal
