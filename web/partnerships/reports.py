"""What members plan, do and report in their partnership: each thing on its own small page."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partnerships import selectors
from partnerships.engine.lifecycle import ActivityAction
from partnerships.services import activities, results, reviews
from partnerships.services import partnerships as services
from web.partnerships import report_forms as asked
from web.partnerships.found import own_towns, partnership_or_404
from web.partnerships.refusals import REFUSALS, sentence_of
from web.partnerships.sheet import asked_for
from web.types import SignedInRequest

if TYPE_CHECKING:
    from partnerships.models import Partnership


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    form = asked.PlanForm(request.POST or None, ways=selectors.open_ways(partnership))

    def keep() -> None:
        activities.plan_activity(
            reference=reference,
            town=form.town(),
            plan=form.plan(),
            by=request.user,
            at=timezone.now(),
        )

    words = {
        "heading": _("Plan an activity"),
        "lead": _("Only what the thematic map and the verdict on the zone leave open is listed."),
    }
    return asked_for(request, partnership, form, words, keep)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def result(request: SignedInRequest, reference: UUID, objective: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    form = asked.ResultForm(request.POST or None)

    def keep() -> None:
        results.record_result(
            objective=objective, by=request.user, at=timezone.now(), **form.cleaned_data
        )

    words = {
        "heading": _("Record a result"),
        "lead": _("What a town reached alone is a result too, and is not counted for its helper."),
    }
    return asked_for(request, partnership, form, words, keep)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def appraise(request: SignedInRequest, reference: UUID, outcome: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    form = asked.AppraisalForm(request.POST or None)

    def keep() -> None:
        results.appraise(
            result=outcome,
            appraisal=form.cleaned_data["appraisal"],
            by=request.user,
            at=timezone.now(),
        )

    words = {
        "heading": _("What do you think of this result?"),
        "lead": _("Each side speaks for itself. The other side reads it."),
    }
    return asked_for(request, partnership, form, words, keep)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def harm(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    form = asked.HarmForm(request.POST or None)
    keep = partial(_report, request, reference, form, results.record_harm)
    words = {
        "heading": _("Report a harm"),
        "lead": _("The officer of the case learns of it at once. The other side is not told."),
    }
    return asked_for(request, partnership, form, words, keep)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def indicator(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    form = asked.IndicatorForm(request.POST or None)
    keep = partial(_report, request, reference, form, results.record_indicator)
    words = {
        "heading": _("Record a sign of peace"),
        "lead": _("Help is good where more than its object gets better. Say what you see."),
    }
    return asked_for(request, partnership, form, words, keep)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    own = [
        member
        for town, member in own_towns(request, partnership).items()
        if town in request.user.municipalities
    ]
    if not own:
        raise Http404
    if request.method == "POST":
        try:
            for member in own:
                services.leave(member=member.reference, by=request.user, at=timezone.now())
        except REFUSALS as refused:
            messages.info(request, sentence_of(refused))
        else:
            messages.success(request, _("You have left. What you wrote stays with the others."))
        return redirect("web:partnerships:index")
    return render(request, "web/partnerships/leave.html", {"partnership": partnership})


@require_POST
@login_required
def move_activity(request: SignedInRequest, reference: UUID, activity: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    action = request.POST.get("action", "")
    if action not in set(ActivityAction) - {ActivityAction.STOP}:
        raise Http404
    deed = partial(activities.move_activity, reference=activity, action=ActivityAction(action))
    return _done(request, partnership, deed)


@require_POST
@login_required
def close_review(request: SignedInRequest, reference: UUID, review: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    return _done(request, partnership, partial(reviews.close_review, reference=review))


def _report(
    request: SignedInRequest, reference: UUID, form: forms.Form, service: Callable[..., object]
) -> None:
    service(reference=reference, by=request.user, at=timezone.now(), **form.cleaned_data)


def _done(
    request: SignedInRequest, partnership: "Partnership", deed: Callable[..., object]
) -> HttpResponse:
    try:
        deed(by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except REFUSALS as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("The step is kept."))
    return redirect(partnership)
