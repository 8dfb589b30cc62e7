"""Pages on which an officer puts a pair or a trinning to its parties."""

from functools import partial
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
    from collections.abc import Callable

    from matching.models import Proposal
    from matching.selectors.pairs import ToldFit
    from matching.selectors.proposals import ToldCase


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def put(request: SignedInRequest, reference: UUID, pledge: UUID) -> HttpResponse:
    _require_officer(request)
    return _put(
        request,
        partial(pairs.told_fit, request.user, reference, pledge),
        partial(services.put_pair, appeal=reference, pledge=pledge),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def put_trinning(request: SignedInRequest, reference: UUID) -> HttpResponse:
    _require_officer(request)
    return _put(
        request,
        partial(pairs.told_fit_of_trinning, request.user, reference),
        partial(services.put_trinning, trinning=reference),
    )


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


def _put(
    request: SignedInRequest, look: "Callable[..., ToldFit]", deed: "Callable[..., Proposal]"
) -> HttpResponse:
    """Show what is put to whom, and put it once the officer says so."""
    try:
        fit = look(at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    form = PutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proposal = deed(
                conditions_hold=form.cleaned_data["conditions_hold"],
                by=request.user,
                at=timezone.now(),
            )
        except services.ProposalRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("Each party is asked. None learns who the others are."))
            return redirect("web:desk:proposal", proposal.reference)
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
