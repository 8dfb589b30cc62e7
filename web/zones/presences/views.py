"""Who else is at work in a zone: read and recorded by the secretariat alone."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.engine.roles import Permission
from accounts.permissions import require
from matching.selectors import presences as selectors
from matching.services import presences as services
from places import selectors as places
from web.types import SignedInRequest
from web.zones.presences.forms import EndForm, PresenceForm
from web.zones.presences.refusals import sentence_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def presences(request: SignedInRequest, reference: UUID) -> HttpResponse:
    require(request.user, Permission.WRITE_EVIDENCE)
    zone = get_object_or_404(places.zones(), reference=reference)
    form = PresenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_presence(
                zone=zone, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.PresenceRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("It is recorded. Appeals from here are matched anew."))
            return redirect("web:zones:presences", reference)
    found = selectors.presences_for(request.user, zone)
    context = {"zone": zone, "form": form, "presences": found}
    return render(request, "web/zones/presences.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end_presence(request: SignedInRequest, reference: UUID, presence: UUID) -> HttpResponse:
    require(request.user, Permission.WRITE_EVIDENCE)
    zone = get_object_or_404(places.zones(), reference=reference)
    found = get_object_or_404(selectors.presences_for(request.user, zone), reference=presence)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ends = form.cleaned_data["ends"]
        try:
            services.end_presence(reference=presence, ends=ends, by=request.user, at=timezone.now())
        except services.PresenceRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("It is ended. Appeals from here are matched anew."))
            return redirect("web:zones:presences", reference)
    context = {"zone": zone, "presence": found, "form": form}
    return render(request, "web/zones/end_presence.html", context)
