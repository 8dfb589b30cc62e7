"""The question whether help is still needed, answered by who asked for it."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.engine.still_needed import Reply
from matching.services import still_needed
from web.appeals.cases import own_appeal_or_404
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.selectors.speaking import Speaker

_ON_THE_PAGE: Final = frozenset({Reply.YES, Reply.CHANGED})
"""No has a page of its own, which asks once more: it withdraws the appeal."""


@require_POST
@login_required
def reply(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = own_appeal_or_404(request, reference)
    said = kept(request, reference, by=request.user)
    if said is Reply.CHANGED:
        messages.success(request, _("Thank you. Now write what has changed, and keep it."))
        return redirect("web:appeals:rewrite", reference)
    return redirect(appeal)


def kept(request: HttpRequest, appeal: UUID, *, by: "Speaker") -> Reply | None:
    """Keep what was chosen and return it; what cannot be kept is told, and is None."""
    said = request.POST.get("reply", "")
    if said not in _ON_THE_PAGE:
        messages.error(request, _("Nothing was kept. Choose one of the answers."))
        return None
    try:
        still_needed.keep_reply(reference=appeal, reply=Reply(said), by=by, at=timezone.now())
    except still_needed.NothingAsked:
        messages.info(request, _("This question was answered before. Nothing was changed."))
        return None
    if said == Reply.YES:
        messages.success(request, _("Thank you. Your appeal goes on as before."))
    return Reply(said)
