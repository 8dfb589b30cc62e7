"""Pages on which an officer puts a pair or a trinning to its parties."""

from typing import TYPE_CHECKING
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
from accounts.permissions import may
from matching.engine.lifecycle import IllegalTransition, ProposalState
from matching.selectors import pairs, proposals
from matching.services import proposals as services
from web.desk.proposals.forms import PutForm
from web.desk.proposals.refusals import sentence_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.selectors.pairs import ToldFit
    from matching.selectors.proposals import ToldCase


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def put(request: SignedInRequest, reference: UUID, pledge: UUID) -> HttpResponse:
    _require_officer(request)
    try:
        fit = pairs.told_fit(request.user, reference, pledge, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    form = PutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proposal = services.put_pair(
                appeal=reference,
                pledge=pledge,
                conditions_hold=form.cleaned_data["conditions_hold"],
                by=request.user,
                at=timezone.now(),
            )
        except services.ProposalRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("Each party is asked. None learns who the others are."))
            return redirect("web:desk:proposal", proposal.reference)
    return _confirm(request, fit, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def put_trinning(request: SignedInRequest, reference: UUID) -> HttpResponse:
    _require_officer(request)
    try:
        fit = pairs.told_fit_of_trinning(request.user, reference, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    form = PutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proposal = services.put_trinning(
                trinning=reference,
                conditions_hold=form.cleaned_data["conditions_hold"],
                by=request.user,
                at=timezone.now(),
            )
        except services.ProposalRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("Each party is asked. None learns who the others are."))
            return redirect("web:desk:proposal", proposal.reference)
    return _confirm(request, fit, form)


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    told = _case_or_404(request, reference)
    context = {
        "told": told,
        "is_introduced": told.proposal.state == ProposalState.INTRODUCED,
    }
    return render(request, "web/desk/proposals/detail.html", context)


@require_POST
@login_required
def retract(request: SignedInRequest, reference: UUID) -> HttpResponse:
    _case_or_404(request, reference)
    try:
        services.retract(reference=reference, by=request.user, at=timezone.now())
    except IllegalTransition:
        messages.info(request, _("It was over already. Nothing was changed."))
    else:
        messages.success(request, _("It is taken back. The parties are not told why."))
    return redirect("web:desk:proposal", reference)


def _confirm(request: SignedInRequest, fit: "ToldFit", form: PutForm) -> HttpResponse:
    return render(request, "web/desk/proposals/put.html", {"fit": fit, "form": form})


def _require_officer(request: SignedInRequest) -> None:
    if not may(request.user, Permission.READ_CASE):
        raise Http404


def _case_or_404(request: SignedInRequest, reference: UUID) -> "ToldCase":
    _require_officer(request)
    try:
        return proposals.case_of(request.user, reference)
    except ObjectDoesNotExist:
        raise Http404 from None
