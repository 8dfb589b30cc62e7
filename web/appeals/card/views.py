"""The page on which the author of an appeal decides what of it everybody may read."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from publication.engine.lifecycle import OPEN, PublicationState
from publication.selectors import previews
from publication.services import publications
from publication.services.steps import MovedOn
from publication.services.words import read_words
from web.appeals.cases import own_appeal_or_404
from web.needs.words import rows_of
from web.types import SignedInRequest


@require_safe
@login_required
def card(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = own_appeal_or_404(request, reference)
    latest = previews.publications_for(request.user, appeal).first()
    current = latest if latest and latest.state in OPEN else None
    words = read_words(current, appeal, by=request.user, at=timezone.now()) if current else ""
    context = {
        "appeal": appeal,
        "current": current,
        "words": words,
        "rows": rows_of(current) if current else [],
        "is_asked": current is not None and current.state == PublicationState.PROPOSED,
        "is_leaving": current is not None and current.state == PublicationState.LEAVING,
        "is_forbidden": previews.forbids_publicity(appeal),
        "least": settings.PUBLICATION_DAYS_LEAST,
        "most": settings.PUBLICATION_DAYS_MOST,
    }
    return render(request, "web/appeals/card.html", context)


@require_POST
@login_required
def approve(request: SignedInRequest, reference: UUID, publication: UUID) -> HttpResponse:
    said = _("You have agreed. On a day drawn by chance it becomes public, and not before.")
    return _decide(request, reference, publication, publications.approve_card, said)


@require_POST
@login_required
def refuse(request: SignedInRequest, reference: UUID, publication: UUID) -> HttpResponse:
    said = _("Nothing becomes public. Nobody asks you again unless you want it.")
    return _decide(request, reference, publication, publications.refuse_card, said)


@require_POST
@login_required
def forbid(request: SignedInRequest, reference: UUID) -> HttpResponse:
    own_appeal_or_404(request, reference)
    publications.forbid_publicity(appeal=reference, by=request.user, at=timezone.now())
    messages.success(request, _("Nothing of this appeal is readable in public any more."))
    return redirect("web:appeals:card", reference)


@require_POST
@login_required
def allow(request: SignedInRequest, reference: UUID) -> HttpResponse:
    own_appeal_or_404(request, reference)
    publications.allow_asking(appeal=reference, by=request.user, at=timezone.now())
    messages.success(request, _("Your officer may put a card to you again. You decide on each."))
    return redirect("web:appeals:card", reference)


def _decide(
    request: SignedInRequest,
    reference: UUID,
    publication: UUID,
    decide: Callable[..., object],
    said: str,
) -> HttpResponse:
    appeal = own_appeal_or_404(request, reference)
    get_object_or_404(previews.publications_for(request.user, appeal), reference=publication)
    try:
        decide(reference=publication, by=request.user, at=timezone.now())
    except MovedOn:
        messages.info(request, _("This was decided before. Nothing was changed."))
    except publications.NotLive:
        messages.info(request, _("The appeal is over meanwhile. Nothing becomes public."))
    else:
        messages.success(request, said)
    return redirect("web:appeals:card", reference)
