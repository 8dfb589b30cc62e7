"""Pages on which the officer of a case answers, takes an answer back, and closes the case."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import INTRODUCIBLE, AppealState, IllegalTransition
from matching.selectors import reading
from matching.services import answers as services
from matching.services.steps import AlreadyAsked
from web.desk.actions.words import of_case
from web.desk.answers.forms import AnswerForm
from web.desk.answers.pages import Line, line_of
from web.desk.answers.words import GIVABLE, answers_for, other_answers, sentence_of, words_of
from web.desk.cases import case_or_404
from web.looks import Step, step_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Appeal


@require_safe
@login_required
def choose(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    result = reading.result_for(request.user, appeal)
    proposed = answers_for(appeal, result) if result else []
    context = {
        "appeal": appeal,
        "proposed": proposed,
        "others": other_answers(proposed),
        "congress": of_case(request.user, appeal),
        "may_answer": appeal.state in INTRODUCIBLE,
    }
    return render(request, "web/desk/answers/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def give(request: SignedInRequest, reference: UUID, kind: str) -> HttpResponse:
    appeal = case_or_404(request, reference)
    answer = _kind_or_404(kind)
    form = AnswerForm(request.POST or None, kind=answer)
    step = step_of(request, form)
    if step is Step.SAVE:
        try:
            services.give_answer(
                appeal=reference,
                kind=answer,
                text=form.cleaned_data["text"],
                by=request.user,
                at=timezone.now(),
            )
        except (services.WordsMissing, services.NoAnswer, IllegalTransition) as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The answer is given. The municipality reads it now."))
            return redirect("web:desk:case", reference)
    context = {"appeal": appeal, "answer": words_of(answer), "form": form, "step": step}
    return render(request, "web/desk/answers/give.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def retract(request: SignedInRequest, reference: UUID, answer: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    line, waits_again = _line_or_404(request, appeal, answer)
    if request.method != "POST":
        context = {"appeal": appeal, "line": line, "waits_again": waits_again}
        return render(request, "web/desk/answers/retract.html", context)
    try:
        services.retract_answer(reference=answer, by=request.user, at=timezone.now())
    except (
        services.AlreadyRetracted,
        services.RestsOnIntroduction,
        IllegalTransition,
        AlreadyAsked,
    ) as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("The answer is taken back. The municipality reads that too."))
    return redirect("web:desk:case", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    if request.method != "POST":
        context = {
            "appeal": appeal,
            "may_close": appeal.state == AppealState.ANSWERED,
        }
        return render(request, "web/desk/answers/close.html", context)
    try:
        services.close_appeal(reference=reference, by=request.user, at=timezone.now())
    except (IllegalTransition, services.ObjectionOpen) as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("The case is closed. Its answers stay."))
    return redirect("web:desk:case", reference)


def _kind_or_404(code: str) -> AnswerKind:
    if code not in GIVABLE:
        raise Http404
    return AnswerKind(code)


def _line_or_404(request: SignedInRequest, appeal: "Appeal", answer: UUID) -> tuple[Line, bool]:
    """Return an answer, and whether the appeal waits again without it."""
    told = services.read_answers(appeal, by=request.user, at=timezone.now())
    lines = [line_of(each, appeal) for each in told]
    line = next((each for each in lines if each.given.reference == answer), None)
    if line is None:
        raise Http404
    return line, not any(each.stands for each in lines if each is not line)
