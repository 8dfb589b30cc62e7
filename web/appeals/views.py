"""Pages of the municipality that asks."""

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors as accounts
from accounts.engine.roles import Permission
from accounts.permissions import may
from matching.engine.lifecycle import AppealAction, AppealState, IllegalTransition
from matching.selectors import reading
from matching.selectors.clocks import clocks_of
from matching.selectors.duplicates import goes_on_for
from matching.selectors.guidance import guidance_for
from matching.selectors.still_needed import question_for
from matching.services import appeals as services
from matching.services import narratives, submissions
from matching.services.steps import AlreadyAsked
from publication.selectors.previews import waits_for_author
from web.appeals.answered import answered_of
from web.appeals.cases import appeal_or_404, own_appeal_or_404
from web.appeals.clocks import owed_to
from web.appeals.forms import AppealForm, NewAppealForm, initial_of
from web.appeals.guidance import told_of
from web.appeals.outcome import outcome_of, rows_of, stages_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Appeal
    from places.models import Municipality


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    own = reading.appeals_for(request.user).filter(municipality__in=_towns(request))
    page = Paginator(own, 20).get_page(request.GET.get("page"))
    return render(request, "web/appeals/index.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(request: SignedInRequest) -> HttpResponse:
    towns = _towns(request)
    form = NewAppealForm(request.POST or None, towns=towns, initial=_first_values(request))
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            appeal = submissions.write_appeal_once(
                client_key=form.cleaned_data["client_key"],
                municipality=form.cleaned_data["municipality"],
                content=form.content(),
                by=request.user,
                at=timezone.now(),
            )
        except submissions.SaidOtherwise:
            form.add_error(None, _said_otherwise())
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        else:
            return redirect(appeal)
    return render(request, "web/appeals/form.html", {"form": form}, status=status)


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = appeal_or_404(request, reference)
    may_write = may(request.user, Permission.WRITE_APPEAL, municipality=appeal.municipality)
    guidance = guidance_for(request.user, appeal) if may_write else None
    context = {
        "appeal": appeal,
        "summary": _summary_of(request, appeal),
        "rows": rows_of(appeal),
        "stages": stages_of(appeal),
        "owed": owed_to(clocks_of(request.user, appeal, today=timezone.localdate())),
        "outcome": outcome_of(reading.verdict_class_for(request.user, appeal)),
        "is_draft": appeal.state == AppealState.DRAFT,
        "is_withdrawn": appeal.state == AppealState.WITHDRAWN,
        **answered_of(request, appeal, may_write=may_write),
        "guidance": guidance and told_of(guidance, today=timezone.localdate()),
        "may_write": may_write,
        "question": question_for(request.user, appeal) if may_write else None,
        "card_asked": may_write and waits_for_author(appeal),
        "goes_on": goes_on_for(request.user, appeal),
        "is_officer": appeal.officer_id == request.user.pk,
    }
    return render(request, "web/appeals/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rewrite(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = own_appeal_or_404(request, reference)
    form = AppealForm(
        request.POST or None,
        towns=[appeal.municipality],
        initial=initial_of(appeal, summary=_summary_of(request, appeal)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.rewrite_appeal(
                reference=reference, content=form.content(), by=request.user, at=timezone.now()
            )
        except IllegalTransition:
            form.add_error(
                None, _("This appeal is over, or goes on under another one. Nothing was changed.")
            )
        except AlreadyAsked:
            form.add_error(None, _already_asked())
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect(appeal)
    return render(request, "web/appeals/form.html", {"form": form, "appeal": appeal})


@require_POST
@login_required
def send(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = own_appeal_or_404(request, reference)
    try:
        _move(request, appeal, AppealAction.SUBMIT)
    except AlreadyAsked:
        messages.error(request, _already_asked())
    except IllegalTransition:
        messages.info(request, _("This appeal was sent before. Nothing was changed."))
    else:
        messages.success(request, _("Your appeal is with the secretariat. A person will read it."))
    return redirect(appeal)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = own_appeal_or_404(request, reference)
    if request.method != "POST":
        return render(request, "web/appeals/withdraw.html", {"appeal": appeal})
    try:
        _move(request, appeal, AppealAction.WITHDRAW)
    except IllegalTransition:
        messages.info(request, _("This appeal was withdrawn before. Nothing was changed."))
    else:
        messages.success(request, _("The appeal is withdrawn."))
    return redirect(appeal)


def _towns(request: SignedInRequest) -> "list[Municipality]":
    towns = list(accounts.may_appeal_for(request.user))
    if not towns:
        raise PermissionDenied
    return towns


def _move(request: SignedInRequest, appeal: "Appeal", action: AppealAction) -> None:
    services.move_appeal(
        reference=appeal.reference, action=action, by=request.user, at=timezone.now()
    )


def _summary_of(request: SignedInRequest, appeal: "Appeal") -> str:
    return narratives.read_summary(appeal, by=request.user, at=timezone.now())


def _first_values(request: SignedInRequest) -> dict[str, object]:
    today = timezone.localdate()
    return {"starts": today, "languages": [request.user.language]}


def _said_otherwise() -> str:
    return _(
        "This form was kept before, with other words. What was kept then was not changed. "
        "Go back to your appeals: you can change it there."
    )


def _already_asked() -> str:
    return _(
        "This municipality already has a live appeal for the same thing. Nothing was changed. "
        "Change that one, or withdraw it first."
    )
