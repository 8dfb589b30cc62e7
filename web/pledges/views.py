"""Pages of the municipality that helps."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may
from matching.engine.lifecycle import IllegalTransition, PledgeAction, PledgeState
from matching.selectors import reading
from matching.selectors.prospects import prospects_for
from matching.services import pledges as services
from partnerships.selectors.ledger import ledger_of
from prerequisites import selectors as prerequisites
from prerequisites import services as readiness_services
from web.pledges.forms import PledgeForm, ReadinessForm, answered, initial_of
from web.pledges.ledger import ledger_in_words
from web.pledges.prospects import OPENS, told_of
from web.pledges.standing import lines_of, moves_of, rows_of, standings_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Pledge
    from places.models import Municipality

_DONE: Final = {
    PledgeAction.OFFER: gettext_lazy("Your pledge is offered. Thank you."),
    PledgeAction.PAUSE: gettext_lazy("Your pledge rests. Nobody is proposed to you meanwhile."),
    PledgeAction.RESUME: gettext_lazy("Your pledge is offered again."),
    PledgeAction.WITHDRAW: gettext_lazy("The pledge is withdrawn."),
}


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    helpers = _helpers(request)
    own = reading.pledges_for(request.user).filter(municipality__in=helpers)
    page = Paginator(own, 20).get_page(request.GET.get("page"))
    context = {"pledges": lines_of(page), "page": page, "standings": standings_of(helpers)}
    return render(request, "web/pledges/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(request: SignedInRequest) -> HttpResponse:
    towns = _helpers(request)
    first_values = {"starts": timezone.localdate(), "languages": [request.user.language]}
    form = PledgeForm(request.POST or None, towns=towns, initial=first_values)
    if request.method == "POST" and form.is_valid():
        pledge = services.write_pledge(
            municipality=form.cleaned_data["municipality"],
            content=form.content(),
            by=request.user,
            at=timezone.now(),
        )
        return redirect(pledge)
    return render(request, "web/pledges/form.html", {"form": form})


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    pledge = _pledge_or_404(request, reference)
    may_write = may(request.user, Permission.WRITE_PLEDGE, municipality=pledge.municipality)
    context = {
        "pledge": pledge,
        "rows": rows_of(pledge, is_own=may_write),
        "standing": standings_of([pledge.municipality])[0] if may_write else None,
        "shows_fit": may_write and pledge.state == PledgeState.OFFERED,
        "is_draft": pledge.state == PledgeState.DRAFT,
        "candidates": reading.coarse(reading.candidates_count_for(request.user, pledge)),
        "may_write": may_write and pledge.state != PledgeState.WITHDRAWN,
        "moves": moves_of(PledgeState(pledge.state)) if may_write else [],
    }
    return render(request, "web/pledges/detail.html", context)


@require_safe
@login_required
def prospects(request: SignedInRequest, reference: UUID) -> HttpResponse:
    pledge = _own_pledge_or_404(request, reference)
    if pledge.state != PledgeState.OFFERED:
        messages.info(request, _("Offer the pledge first. Until then it fits nobody."))
        return redirect(pledge)
    found = prospects_for(request.user, pledge, on=timezone.localdate())
    context = {
        "pledge": pledge,
        "told": told_of(found.alone, pledge),
        "together": OPENS[found.together],
    }
    return render(request, "web/pledges/prospects.html", context)


@require_safe
@login_required
def summary(request: SignedInRequest, reference: UUID) -> HttpResponse:
    """Show the own municipality a sheet for its council; countries left out stay out of it."""
    pledge = get_object_or_404(
        reading.pledges_for(request.user).filter(municipality__in=request.user.municipalities),
        reference=reference,
    )
    context = {
        "pledge": pledge,
        "profile": prerequisites.profile_of(request.user, pledge.municipality),
        "standing": standings_of([pledge.municipality])[0],
        "rows": rows_of(pledge, is_own=False),
        "printed_at": timezone.now(),
    }
    return render(request, "web/pledges/summary.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rewrite(request: SignedInRequest, reference: UUID) -> HttpResponse:
    pledge = _own_pledge_or_404(request, reference)
    form = PledgeForm(request.POST or None, towns=[pledge.municipality], initial=initial_of(pledge))
    if request.method == "POST" and form.is_valid():
        try:
            services.rewrite_pledge(
                reference=reference, content=form.content(), by=request.user, at=timezone.now()
            )
        except IllegalTransition:
            form.add_error(None, _("This pledge is withdrawn. Nothing was changed."))
        except services.BelowEngaged:
            form.add_error(
                "capacity",
                _("You already help more municipalities than this. Nothing was changed."),
            )
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect(pledge)
    return render(request, "web/pledges/form.html", {"form": form, "pledge": pledge})


@require_POST
@login_required
def move(request: SignedInRequest, reference: UUID) -> HttpResponse:
    pledge = _own_pledge_or_404(request, reference)
    if request.POST.get("action") not in set(PledgeAction):
        return HttpResponseBadRequest(_("This step does not exist. Nothing was changed."))
    action = PledgeAction(request.POST["action"])
    try:
        services.move_pledge(reference=reference, action=action, by=request.user, at=timezone.now())
    except IllegalTransition:
        messages.error(request, _("The pledge has moved on meanwhile. Nothing was changed."))
    else:
        messages.success(request, _DONE[action])
    return redirect(pledge)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def readiness(request: SignedInRequest, municipality: UUID) -> HttpResponse:
    helper = get_object_or_404(
        request.user.municipalities.filter(may_help=True), reference=municipality
    )
    profile = prerequisites.profile_of(request.user, helper)
    form = ReadinessForm(request.POST or None, initial=answered(profile))
    if request.method == "POST" and form.is_valid():
        readiness_services.answer_questionnaire(
            municipality=helper, answers=form.answers(), by=request.user, at=timezone.now()
        )
        messages.success(request, _("Your answers are kept. You can change them at any time."))
        return redirect("web:pledges:index")
    return render(request, "web/pledges/readiness.html", {"form": form, "helper": helper})


@require_safe
@login_required
def ledger(request: SignedInRequest, municipality: UUID) -> HttpResponse:
    """Show a municipality where it was present in hard times; to nobody else."""
    helper = get_object_or_404(request.user.municipalities, reference=municipality)
    own = ledger_in_words(ledger_of(request.user, helper))
    context = {"helper": helper, "ledger": own, "today": timezone.localdate()}
    return render(request, "web/pledges/ledger.html", context)


def _helpers(request: SignedInRequest) -> "list[Municipality]":
    helpers = [town for town in request.user.municipalities if town.may_help]
    if not helpers:
        raise PermissionDenied
    return sorted(helpers, key=lambda helper: (helper.name, helper.pk))


def _pledge_or_404(request: SignedInRequest, reference: UUID) -> "Pledge":
    return get_object_or_404(reading.pledges_for(request.user), reference=reference)


def _own_pledge_or_404(request: SignedInRequest, reference: UUID) -> "Pledge":
    pledge = _pledge_or_404(request, reference)
    if not may(request.user, Permission.WRITE_PLEDGE, municipality=pledge.municipality):
        raise Http404
    return pledge
