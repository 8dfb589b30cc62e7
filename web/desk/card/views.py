"""The public card of a case: what would be published, and the words for it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matching.engine.lifecycle import INTRODUCIBLE
from publication.engine.lifecycle import OPEN, PublicationState
from publication.selectors import previews
from publication.services import publications
from publication.services.steps import MovedOn
from publication.services.words import read_words
from web.desk.card.forms import CardForm
from web.desk.card.refusals import sentence_of
from web.desk.card.words import outlook_of
from web.desk.cases import case_or_404
from web.needs.words import rows_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Appeal


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def card(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publications.propose_card(
                appeal=reference,
                summary=form.cleaned_data["summary"],
                by=request.user,
                at=timezone.now(),
            )
        except publications.CardRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The municipality reads it now, and decides."))
            return redirect("web:desk:card", reference)
    context = {"appeal": appeal, "form": form, **_told(request, appeal)}
    return render(request, "web/desk/card/card.html", context)


@require_POST
@login_required
def take_back(request: SignedInRequest, reference: UUID, publication: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    own = previews.publications_for(request.user, appeal)
    get_object_or_404(own, reference=publication)
    try:
        publications.take_back(reference=publication, by=request.user, at=timezone.now())
    except MovedOn:
        messages.info(request, _("It was over already. Nothing was changed."))
    else:
        messages.success(
            request, _("The card is taken back. If it was public, its page is closed.")
        )
    return redirect("web:desk:card", reference)


def _told(request: SignedInRequest, appeal: "Appeal") -> dict[str, object]:
    latest = previews.publications_for(request.user, appeal).first()
    if latest is not None and latest.state in OPEN:
        words = read_words(latest, appeal, by=request.user, at=timezone.now())
        return {
            "current": latest,
            "words": words,
            "rows": rows_of(latest),
            "crowd": len(latest.crowd),
            "may_take_back": latest.state != PublicationState.LEAVING,
        }
    preview = previews.preview_of(appeal, on=timezone.localdate())
    return {
        "latest": latest,
        "outlook": outlook_of(preview),
        "is_forbidden": previews.forbids_publicity(appeal),
        "is_live": appeal.state in INTRODUCIBLE,
    }
