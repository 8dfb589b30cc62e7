"""The pages on which a municipality says that it does not agree."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.engine.roles import Permission
from accounts.permissions import may
from matching.selectors import reading
from matching.services import objections
from web.appeals.objecting.forms import ObjectionForm
from web.appeals.outcome import outcome_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Appeal

_REFUSALS: "Final[Mapping[type[objections.ObjectionRefused], StrPromise]]" = {
    objections.NothingSaid: gettext_lazy(
        "Say in words what you see differently. Nothing was sent."
    ),
    objections.ObjectsAlready: gettext_lazy(
        "Your last objection still waits for its reply. Nothing was sent. "
        "You can object again once you have it."
    ),
    objections.NotThere: gettext_lazy(
        "The appeal is over, or this answer was taken back meanwhile. Nothing was sent."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def outcome(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = _own_or_404(request, reference)
    found = outcome_of(reading.verdict_class_for(request.user, appeal))
    if found is None:
        raise Http404
    return _object(request, appeal, about=found.label)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedInRequest, reference: UUID, answer: UUID) -> HttpResponse:
    appeal = _own_or_404(request, reference)
    given = reading.answers_for(request.user, appeal).filter(reference=answer).first()
    if given is None:
        raise Http404
    return _object(request, appeal, about=given.get_kind_display(), answer=answer)


def _object(
    request: SignedInRequest, appeal: "Appeal", *, about: str, answer: UUID | None = None
) -> HttpResponse:
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            objections.object_to(
                appeal=appeal.reference,
                answer=answer,
                text=form.cleaned_data["text"],
                by=request.user,
                at=timezone.now(),
            )
        except objections.ObjectionRefused as refused:
            form.add_error(None, str(_REFUSALS[type(refused)]))
        else:
            messages.success(request, _("Your officer reads it, and owes you a reply."))
            return redirect(appeal)
    context = {"appeal": appeal, "about": about, "form": form}
    return render(request, "web/appeals/object.html", context)


def _own_or_404(request: SignedInRequest, reference: UUID) -> "Appeal":
    appeal = get_object_or_404(reading.appeals_for(request.user), reference=reference)
    if not may(request.user, Permission.WRITE_APPEAL, municipality=appeal.municipality):
        raise Http404
    return appeal
