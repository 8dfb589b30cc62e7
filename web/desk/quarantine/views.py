"""Appeals that came without an account: check, accept, refuse; and file one by telephone."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import require
from attachments.services import attachments
from intake.engine.dossier import Basis
from intake.selectors import quarantine as selectors
from intake.services import dossiers
from intake.services import quarantine as services
from matching.engine.lifecycle import AppealState, IllegalTransition
from matching.services import narratives, unconfirmed
from matching.services.appeals import AlreadyTaken, NotWaiting
from matching.services.steps import AlreadyAsked
from sealing.engine.reasons import OpenReason
from web.appeals.outcome import rows_of
from web.asking.words import people_of
from web.desk.quarantine.forms import AcceptForm, ContactForm, RefuseForm
from web.desk.quarantine.words import lines_of
from web.desk.questions.words import questions_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Appeal


@require_safe
@login_required
def quarantine(request: SignedInRequest) -> HttpResponse:
    lines = lines_of(selectors.waiting_for(request.user, at=timezone.now()))
    return render(request, "web/desk/quarantine/index.html", {"lines": lines})


@require_POST
@login_required
def check(request: SignedInRequest, reference: UUID) -> HttpResponse:
    try:
        unconfirmed.take_for_checking(reference=reference, by=request.user, at=timezone.now())
    except AlreadyTaken:
        messages.info(request, _("A colleague took this before you. Nothing was changed."))
        return redirect("web:desk:quarantine")
    except NotWaiting:
        messages.info(request, _("This appeal no longer waits. Nothing was changed."))
        return redirect("web:desk:quarantine")
    return redirect("web:desk:dossier", reference)


@require_safe
@login_required
def dossier(request: SignedInRequest, reference: UUID) -> HttpResponse:
    return _page(request, _own_or_404(request, reference))


@require_POST
@login_required
def contact(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = _own_or_404(request, reference)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, appeal, asking=form, form=form)
    found = dossiers.read_contact(
        appeal=reference,
        reason=OpenReason(form.cleaned_data["reason"]),
        by=request.user,
        at=timezone.now(),
    )
    return _page(request, appeal, contact=found or _("Nothing was said."))


@require_POST
@login_required
def accept(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = _own_or_404(request, reference)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, appeal, accepting=form, form=form)
    keeps = form.cleaned_data["goes_on"] == AcceptForm.KEEP
    confirm = services.confirm_and_keep if keeps else services.confirm_and_leave
    try:
        confirm(
            appeal=reference,
            basis=Basis(form.cleaned_data["basis"]),
            by=request.user,
            at=timezone.now(),
        )
    except IllegalTransition:
        return _moved_on(request)
    except AlreadyAsked:
        form.add_error(None, _already_asked())
        return _page(request, appeal, accepting=form, form=form)
    messages.success(request, _("The appeal is confirmed. Help is looked for now."))
    return redirect("web:desk:case", reference) if keeps else redirect("web:desk:queue")


@require_POST
@login_required
def refuse(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = _own_or_404(request, reference)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, appeal, refusing=form, form=form)
    try:
        unconfirmed.refuse_unconfirmed(
            reference=reference, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
        )
    except IllegalTransition:
        return _moved_on(request)
    messages.success(request, _("The appeal is refused. The sender reads your reasons."))
    return redirect("web:desk:quarantine")


@require_http_methods(["GET", "HEAD"])
@login_required
def by_phone(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.TAKE_APPEAL)
    return render(request, "web/desk/quarantine/by_phone.html")


def _page(
    request: SignedInRequest,
    appeal: "Appeal",
    **shown: Any,  # Any: the forms and words of one answer
) -> HttpResponse:
    at = timezone.now()
    said = dossiers.read_dossier(appeal=appeal.reference, by=request.user, at=at)
    is_quarantined = appeal.state == AppealState.QUARANTINED
    # Once it is confirmed, its case shows them.
    asked = questions_of(request, appeal) if is_quarantined else {}
    context = {
        "appeal": appeal,
        "summary": narratives.read_summary(appeal, by=request.user, at=at),
        "documents": attachments.read_attachments(appeal, by=request.user, at=at),
        "rows": rows_of(appeal),
        "people": people_of(said),
        "is_quarantined": is_quarantined,
        "asking": ContactForm(),
        "accepting": AcceptForm(),
        "refusing": RefuseForm(),
    }
    return render(request, "web/desk/quarantine/dossier.html", context | asked | shown)


def _own_or_404(request: SignedInRequest, reference: UUID) -> "Appeal":
    require(request.user, Permission.READ_CASE)
    try:
        return selectors.own_of(request.user, reference)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _moved_on(request: SignedInRequest) -> HttpResponse:
    messages.info(request, _("The appeal was withdrawn or decided meanwhile. Nothing was changed."))
    return redirect("web:desk:quarantine")


def _already_asked() -> str:
    return _(
        "This municipality already has a live appeal for the same thing. Nothing was changed. "
        "Refuse this one and say so in your reasons, or wait until the other is closed."
    )
