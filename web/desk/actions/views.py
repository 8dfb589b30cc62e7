"""Pages on which an officer follows what the Congress does for appeals."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import require
from congress import selectors, services
from congress.engine.answers import AnswerNeed
from congress.engine.lifecycle import ActionState
from matching.engine.answers import AnswerKind
from matching.labels import ANSWER_LABELS
from web.desk.actions import words
from web.desk.actions.forms import AnswerForm, MoveForm, ProposeForm
from web.desk.actions.refusals import REFUSALS, sentence_of
from web.desk.cases import case_or_404
from web.types import SignedInRequest

if TYPE_CHECKING:
    from congress.selectors import ToldAction


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.READ_CASE)
    chosen = _state_or_none(request.GET.get("state", ""))
    found = selectors.actions_for(request.user, state=chosen)
    context = {
        "page": Paginator(found, 20).get_page(request.GET.get("page")),
        "filters": words.filters_for(request.user, chosen),
        "chosen": chosen,
    }
    return render(request, "web/desk/actions/index.html", context)


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    told = _told_or_404(request, reference)
    context = {"told": told, "ways": words.ways_of(told), "needs": words.needs_of(told)}
    return render(request, "web/desk/actions/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def propose(request: SignedInRequest, appeal: UUID, kind: str) -> HttpResponse:
    case = case_or_404(request, appeal)
    if kind not in selectors.kinds_within_reach(case.municipality.country_code):
        raise Http404
    form = ProposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            action = services.propose_action(
                kind=AnswerKind(kind),
                appeal=appeal,
                title=form.cleaned_data["title"],
                by=request.user,
                at=timezone.now(),
            )
        except REFUSALS as refused:
            form.add_error(None, sentence_of(refused))
        except ObjectDoesNotExist:
            messages.info(request, _("The appeal is over. Nothing was proposed."))
            return redirect("web:desk:case", appeal)
        else:
            messages.success(request, _("It is proposed. The municipality is not told yet."))
            return redirect(action)
    context = {"appeal": case, "form": form, "label": ANSWER_LABELS[AnswerKind(kind)]}
    return render(request, "web/desk/actions/propose.html", context)


@require_POST
@login_required
def record_need(request: SignedInRequest, reference: UUID, need: str) -> HttpResponse:
    told = _told_or_404(request, reference)
    if need not in {each.need for each in told.needs}:
        raise Http404
    try:
        services.record_need(
            reference=reference, need=AnswerNeed(need), by=request.user, at=timezone.now()
        )
    except REFUSALS as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("It is recorded in your name."))
    return redirect(told.action)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def move(request: SignedInRequest, reference: UUID, to: str) -> HttpResponse:
    told = _told_or_404(request, reference)
    step = _state_or_none(to)
    if step is None or step is ActionState.PROPOSED:
        raise Http404
    form = MoveForm(request.POST or None, to=step)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_action(
                reference=reference, to=step, said=form.said(), by=request.user, at=timezone.now()
            )
        except REFUSALS as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The step is kept."))
            return redirect(told.action)
    way = next((way for way in words.ways_of(told) if way.code == step), None)
    context = {"told": told, "form": form, "way": way, "is_lost": way is None}
    return render(request, "web/desk/actions/move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedInRequest, reference: UUID, appeal: UUID) -> HttpResponse:
    told = _told_or_404(request, reference)
    case = case_or_404(request, appeal)
    if case.pk not in {each.appeal.pk for each in told.appeals}:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_with(
                reference=reference,
                appeal=appeal,
                text=form.cleaned_data["text"],
                by=request.user,
                at=timezone.now(),
            )
        except REFUSALS as refused:
            form.add_error(None, sentence_of(refused))
        except ObjectDoesNotExist:
            messages.info(request, _("The appeal is over. Nothing was answered."))
            return redirect("web:desk:case", appeal)
        else:
            messages.success(request, _("The municipality reads the answer now."))
            return redirect("web:desk:case", appeal)
    context = {"told": told, "appeal": case, "form": form}
    return render(request, "web/desk/actions/answer.html", context)


def _told_or_404(request: SignedInRequest, reference: UUID) -> "ToldAction":
    try:
        return selectors.told_action(request.user, reference)
    except ObjectDoesNotExist:
        raise Http404 from None


def _state_or_none(code: str) -> ActionState | None:
    return ActionState(code) if code in set(ActionState) else None
