"""Pages of the secretariat."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may, require
from api.selectors import quarantine_by_network
from attachments.services import attachments
from evidence import selectors as evidence
from matching.engine.lifecycle import (
    INTRODUCIBLE,
    AppealAction,
    AppealState,
    IllegalTransition,
)
from matching.engine.values import Urgency
from matching.labels import URGENCY_WORDS
from matching.selectors import (
    allocated,
    asides,
    clocks,
    duplicates,
    explained,
    networks,
    pairs,
    proposals,
    reading,
    saved_views,
)
from matching.selectors import queue as queue_selectors
from matching.services import appeals as appeal_services
from matching.services import narratives
from matching.services import runs as run_services
from web.appeals.outcome import rows_of
from web.desk.actions import words as actions
from web.desk.answers.pages import answers_of, given_to
from web.desk.asides.words import rests_of
from web.desk.cases import case_or_404
from web.desk.clocks.words import told_of
from web.desk.course.pages import course_of_case
from web.desk.merging.words import told_same_call
from web.desk.questions.words import questions_of
from web.desk.queue import Pages, lines_of, sections_of
from web.desk.saved.pages import narrowing_of, told_narrowing
from web.desk.saved.words import address_of
from web.desk.together.words import deeds_for
from web.types import SignedInRequest

OPEN_AT_FIRST: Final = 3
"""Matches that a case shows at once; the others are one click away."""


@require_safe
@login_required
def queue(request: SignedInRequest) -> HttpResponse:
    narrowing = narrowing_of(request)
    if not request.GET and narrowing.begins:
        return redirect(address_of(narrowing.begins.reference))
    user, today = request.user, timezone.localdate()
    leaves = saved_views.leaves_by_zone(narrowing.zones)
    kept = queue_selectors.kept(user, narrowing.only, leaves=leaves, today=today)
    owed = queue_selectors.queue_for(user).filter(kept)
    waiting = queue_selectors.in_queue_of(user).filter(kept)
    page = Pages(owed, waiting).get_page(request.GET.get("page"))
    shown = list(owed.filter(pk__in=list(page)))
    lines = lines_of(queue_selectors.queue_lines(user, shown, today=today))
    context = {
        "page": page,
        "sections": sections_of(lines),
        "deeds": deeds_for(lines),
        "late": clocks.late_count(user, today=today),
        "most_counted": clocks.MOST_COUNTED,
        "may_judge": may(user, Permission.JUDGE),
        "may_supervise": may(user, Permission.SUPERVISE),
        **told_narrowing(user, narrowing, today=today),
    }
    return render(request, "web/desk/queue.html", context)


@require_POST
@login_required
def take(request: SignedInRequest, reference: UUID) -> HttpResponse:
    require(request.user, Permission.TAKE_APPEAL)
    try:
        appeal = appeal_services.take_appeal(
            reference=reference, by=request.user, at=timezone.now()
        )
    except appeal_services.AlreadyTaken:
        messages.info(request, _("A colleague took this case before you. Nothing was changed."))
        return redirect("web:desk:queue")
    except appeal_services.NotWaiting:
        messages.info(request, _("This appeal no longer waits. Nothing was changed."))
        return redirect("web:desk:queue")
    messages.success(request, _("The case is yours."))
    return redirect("web:desk:case", appeal.reference)


@require_POST
@login_required
def acknowledge(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    try:
        appeal_services.move_appeal(
            reference=reference,
            action=AppealAction.ACKNOWLEDGE,
            by=request.user,
            at=timezone.now(),
        )
    except IllegalTransition:
        messages.info(request, _("The appeal has moved on meanwhile. Nothing was changed."))
    else:
        messages.success(request, _("The municipality now sees that a person has read it."))
    return redirect("web:desk:case", appeal.reference)


@require_safe
@login_required
def case(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    result = reading.result_for(request.user, appeal)
    told = explained.told(result) if result else None
    today = timezone.localdate()
    given = given_to(request, appeal)
    put = proposals.cases_with(request.user, appeal)
    shown = clocks.clocks_of(request.user, appeal, today=today)
    context = {
        "appeal": appeal,
        "summary": narratives.read_summary(appeal, by=request.user, at=timezone.now()),
        "documents": attachments.read_attachments(appeal, by=request.user, at=timezone.now()),
        "rows": rows_of(appeal),
        "urgency": URGENCY_WORDS[Urgency(appeal.urgency)],
        "told": told,
        "best": told.matches[:OPEN_AT_FIRST] if told else [],
        "others": told.matches[OPEN_AT_FIRST:] if told else [],
        "network": networks.network_of(request.user, appeal, result) if result else None,
        "allocation": allocated.allocated_for(request.user, appeal),
        "asides": rests_of(asides.asides_for(request.user, appeal, on=today)),
        "congress": actions.of_case(request.user, appeal),
        "given": given,
        **answers_of(request, appeal, result),
        **questions_of(request, appeal),
        "proposals": put,
        "course": course_of_case(request, appeal, clocks=shown, given=given, proposals=put),
        "same": told_same_call(duplicates.same_call_for(request.user, appeal)),
        "clocks": [told_of(each) for each in shown],
        "may_put": appeal.state in INTRODUCIBLE,
        "waits_for_reading": appeal.state == AppealState.SUBMITTED,
        "is_withdrawn": appeal.state == AppealState.WITHDRAWN,
    }
    return render(request, "web/desk/case.html", context)


@require_safe
@login_required
def why_not(request: SignedInRequest, reference: UUID, pledge: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    offered = get_object_or_404(reading.pledges_for(request.user), reference=pledge)
    context = {
        "appeal": appeal,
        "pledge": offered,
        "pair": pairs.told_pair(request.user, appeal, offered, at=timezone.now()),
    }
    return render(request, "web/desk/why_not.html", context)


@require_safe
@login_required
def runs(request: SignedInRequest) -> HttpResponse:
    latest = list(reading.runs_for(request.user)[:20])
    is_running = any(run.ended_at is None for run in latest)
    context = {
        "runs": latest,
        "is_running": is_running,
        "may_judge": may(request.user, Permission.JUDGE),
    }
    return render(request, "web/desk/runs.html", context)


@require_POST
@login_required
def start_run(request: SignedInRequest) -> HttpResponse:
    try:
        run_services.start_run(by=request.user, at=timezone.now())
    except run_services.RunGoesOn:
        messages.info(request, _("A run is going on already. Nothing was started."))
    else:
        messages.success(request, _("The run has begun."))
    return redirect("web:desk:runs")


@require_POST
@login_required
def cancel_run(request: SignedInRequest, reference: UUID) -> HttpResponse:
    run = get_object_or_404(reading.runs_for(request.user), reference=reference)
    try:
        run_services.cancel_run(reference=run.reference, by=request.user, at=timezone.now())
    except IllegalTransition:
        messages.info(request, _("The run was over already. Nothing was changed."))
    else:
        messages.success(request, _("The run is cancelled. What was done stays done."))
    return redirect("web:desk:runs")


@require_safe
@login_required
def imports(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.MANAGE_IMPORTS)
    set_aside = evidence.quarantined_rows(request.user)
    latest = list(evidence.import_runs(request.user)[:50])
    context = {
        "runs": latest,
        "running": latest[0] if latest and latest[0].finished_at is None else None,
        "page": Paginator(set_aside, 50).get_page(request.GET.get("page")),
        "of_networks": quarantine_by_network(request.user),
    }
    return render(request, "web/desk/imports.html", context)
