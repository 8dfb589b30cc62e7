"""Pages of overrides: what two people of the secretariat decide beside the evidence."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may, require
from places import selectors as places
from prerequisites import selectors as prerequisites
from prerequisites.services import overrides as services
from web.looks import Step, step_of
from web.overrides import pages
from web.overrides.forms import OverrideForm
from web.overrides.refusals import sentence_of
from web.types import SignedInRequest
from web.zones.dossier import dossier_of
from web.zones.preview import override_preview

if TYPE_CHECKING:
    from collections.abc import Callable

    from places.models import Zone
    from prerequisites.models import Override

PER_PAGE: Final = 50


@require_safe
@login_required
def waiting(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.JUDGE)
    found = prerequisites.waiting_overrides_for(request.user, today=timezone.localdate())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines = [pages.line_of(override, request.user) for override in page]
    return render(request, "web/overrides/waiting.html", {"page": page, "lines": lines})


@require_http_methods(["GET", "POST"])
@login_required
def propose(request: SignedInRequest, zone: UUID) -> HttpResponse:
    place = _judgeable_or_404(request, zone)
    today = timezone.localdate()
    dossier = dossier_of(request.user, place, known_on=today)
    form = OverrideForm(request.POST or None, today=today)
    step = step_of(request, form)
    if step is Step.SAVE:
        try:
            services.propose_override(
                municipality=place.municipality,
                decision=form.decision(),
                by=request.user,
                at=timezone.now(),
            )
        except services.OverrideRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The override is proposed. A colleague confirms it."))
            return redirect("web:zones:zone", place.reference)
    preview = None if step is Step.ASK else override_preview(dossier, form.supposed(), today=today)
    context = {"zone": place, "form": form, "preview": preview, "step": step}
    return render(request, "web/overrides/propose.html", context)


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    override = _override_or_404(request, reference)
    today = timezone.localdate()
    dossier = dossier_of(request.user, override.municipality.zone, known_on=today)
    context = pages.of_override(override, dossier, request.user, today=today)
    return render(request, "web/overrides/detail.html", context)


@require_POST
@login_required
def confirm(request: SignedInRequest, reference: UUID) -> HttpResponse:
    override = _override_or_404(request, reference)
    done = _("The override is confirmed, and counts from today on.")
    return _decide(request, override, services.confirm_override, done)


@require_POST
@login_required
def reject(request: SignedInRequest, reference: UUID) -> HttpResponse:
    override = _override_or_404(request, reference)
    if override.by_id == request.user.pk:
        done = _("The override is taken back. The evidence counts as before.")
    else:
        done = _("The override is turned down. The evidence counts as before.")
    return _decide(request, override, services.reject_override, done)


@require_POST
@login_required
def end(request: SignedInRequest, reference: UUID) -> HttpResponse:
    override = _override_or_404(request, reference)
    done = _("The override is ended. From today on the evidence counts again.")
    return _decide(request, override, services.end_override, done)


def _decide(
    request: SignedInRequest, override: "Override", decide: "Callable[..., Override]", done: str
) -> HttpResponse:
    """Decide on an override; who comes second reads what a colleague did."""
    try:
        decide(reference=override.reference, by=request.user, at=timezone.now())
    except services.OverrideRefused as refused:
        messages.info(request, sentence_of(refused))
        return redirect("web:overrides:detail", override.reference)
    messages.success(request, done)
    return redirect("web:zones:zone", override.municipality.zone.reference)


def _judgeable_or_404(request: SignedInRequest, reference: UUID) -> "Zone":
    if not may(request.user, Permission.JUDGE):
        raise Http404
    place = get_object_or_404(places.zones(), reference=reference)
    if not hasattr(place, "municipality"):
        raise Http404
    return place


def _override_or_404(request: SignedInRequest, reference: UUID) -> "Override":
    return get_object_or_404(prerequisites.overrides_for(request.user), reference=reference)
