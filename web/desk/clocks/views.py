"""What is late; pausing a clock and letting it run; handing a case over."""

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

from accounts import selectors as accounts
from accounts.engine.roles import Permission
from accounts.permissions import may, require
from matching.engine.clocks import Clock
from matching.labels import CLOCK_LABELS
from matching.selectors import clocks as selectors
from matching.services import appeals
from matching.services import clocks as services
from web.desk.clocks.forms import HandOverForm, PauseForm
from web.desk.clocks.refusals import sentence_of
from web.desk.clocks.words import sections_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Appeal


@require_safe
@login_required
def overdue(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    found = selectors.overdue_for(request.user, today=today)
    # As keys: nothing wide is sorted, or joined to lines of other pages.
    page = Paginator(found.values_list("pk", flat=True), 50).get_page(request.GET.get("page"))
    lines = selectors.late_lines(request.user, list(found.filter(pk__in=list(page))), today=today)
    context = {
        "page": page,
        "sections": sections_of(lines),
        "supervises": may(request.user, Permission.SUPERVISE),
    }
    return render(request, "web/desk/clocks/overdue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pause(request: SignedInRequest, reference: UUID, clock: str) -> HttpResponse:
    appeal, which = _watched_or_404(request, reference), _clock_or_404(clock)
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.pause(
                appeal=reference,
                clock=which,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except services.WrongDay as refused:
            form.add_error("until", sentence_of(refused))
        except services.ClockRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The clock rests. The municipality sees why."))
            return _back(request, appeal)
    context = {
        "appeal": appeal,
        "is_mine": _is_mine(request, appeal),
        "clock": CLOCK_LABELS[which],
        "form": form,
    }
    return render(request, "web/desk/clocks/pause.html", context)


@require_POST
@login_required
def resume(request: SignedInRequest, reference: UUID, clock: str) -> HttpResponse:
    appeal = _watched_or_404(request, reference)
    try:
        services.resume(
            appeal=reference, clock=_clock_or_404(clock), by=request.user, at=timezone.now()
        )
    except services.ClockRefused as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("The clock runs again."))
    return _back(request, appeal)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request: SignedInRequest, reference: UUID) -> HttpResponse:
    require(request.user, Permission.SUPERVISE)
    appeal = _watched_or_404(request, reference)
    form = HandOverForm(request.POST or None, officers=accounts.officers_for(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            appeals.assign_case(
                reference=reference, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except appeals.NotWaiting:
            form.add_error(None, _("This appeal no longer waits. Nothing was changed."))
        except appeals.NoOfficer:
            form.add_error("officer", _("This person takes no cases now. Nothing was changed."))
        except appeals.AlreadyTaken:
            form.add_error("officer", _("This person has the case already. Nothing was changed."))
        else:
            messages.success(request, _("The case has a new officer."))
            return redirect("web:desk:overdue")
    context = {"appeal": appeal, "is_mine": _is_mine(request, appeal), "form": form}
    return render(request, "web/desk/clocks/hand_over.html", context)


def _watched_or_404(request: SignedInRequest, reference: UUID) -> "Appeal":
    try:
        return selectors.watched_by(request.user, reference)
    except ObjectDoesNotExist:
        raise Http404 from None


def _clock_or_404(code: str) -> Clock:
    try:
        return Clock(code)
    except ValueError:
        raise Http404 from None


def _is_mine(request: SignedInRequest, appeal: "Appeal") -> bool:
    return appeal.officer_id == request.user.pk


def _back(request: SignedInRequest, appeal: "Appeal") -> HttpResponse:
    if _is_mine(request, appeal):
        return redirect("web:desk:case", appeal.reference)
    return redirect("web:desk:overdue")
