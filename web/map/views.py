"""Pages on which the secretariat changes the thematic map."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import require
from activities import selectors, services
from activities.engine.contents import differences
from activities.engine.documents import from_document
from activities.engine.values import Activity
from web.map import drafting
from web.map.drafting import Step
from web.map.forms import CellForm
from web.map.words import changed, sentences_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from activities.models import MapVersion


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.EDIT_MAP)
    versions = list(selectors.map_versions_for(request.user))
    context = {
        "in_force": selectors.edition_in_force(timezone.localdate()),
        "waiting": [each for each in versions if not each.adopted_at and not each.rejected_at],
        "decided": [each for each in versions if each.adopted_at or each.rejected_at],
        "activities": drafting.activities(),
    }
    return render(request, "web/map/index.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def change(request: SignedInRequest, activity: str) -> HttpResponse:
    require(request.user, Permission.EDIT_MAP)
    if activity not in set(Activity):
        raise Http404
    now = timezone.now()
    in_force = selectors.map_in_force(timezone.localdate(now))
    form = CellForm(
        drafting.answers_of(request.POST),
        in_force=in_force,
        draft=drafting.draft_of(request.POST, in_force),
        activity=Activity(activity),
    )
    step = drafting.step_of(request.POST, form)
    if step is Step.SAVE:
        try:
            proposal = drafting.propose(form, by=request.user, at=now)
        except services.MapRefused as refused:
            form.add_error(None, sentences_of(refused))
            step = Step.ASK
        else:
            messages.success(request, _("The version is proposed. A colleague adopts it."))
            return redirect("web:map:version", proposal.number)
    return render(
        request, "web/map/change.html", drafting.page_of(request.user, form, step, at=now)
    )


@require_safe
@login_required
def version(request: SignedInRequest, number: int) -> HttpResponse:
    now = timezone.now()
    found = _version_or_404(request, number)
    thematic_map = from_document(found.number, found.document)
    in_force = selectors.map_in_force(timezone.localdate(now))
    before = selectors.edition(found.based_on).thematic_map
    waits = not found.adopted_at and not found.rejected_at
    is_outdated = found.based_on != in_force.version
    context = {
        "version": found,
        "changed": changed(differences(before, thematic_map)),
        "waits": waits,
        "is_outdated": is_outdated,
        "is_own": found.proposed_by_id == request.user.pk,
        "is_in_force": found.number == in_force.version,
    }
    if waits and not is_outdated:
        context["outlook"] = drafting.outlook_of(request.user, in_force, thematic_map, at=now)
    return render(request, "web/map/version.html", context)


@require_POST
@login_required
def adopt(request: SignedInRequest, number: int) -> HttpResponse:
    found = _version_or_404(request, number)
    try:
        services.adopt_map(number=found.number, by=request.user, at=timezone.now())
    except services.MapRefused as refused:
        messages.info(request, " ".join(sentences_of(refused)))
    else:
        messages.success(
            request, _("The version is in force. Every live appeal is matched anew with it.")
        )
    return redirect("web:map:version", found.number)


@require_POST
@login_required
def reject(request: SignedInRequest, number: int) -> HttpResponse:
    found = _version_or_404(request, number)
    try:
        services.reject_map(number=found.number, by=request.user, at=timezone.now())
    except services.MapRefused as refused:
        messages.info(request, " ".join(sentences_of(refused)))
    else:
        messages.success(request, _("The version is put aside. The map in force stays."))
    return redirect("web:map:version", found.number)


def _version_or_404(request: SignedInRequest, number: int) -> "MapVersion":
    return get_object_or_404(selectors.map_versions_for(request.user), number=number)
