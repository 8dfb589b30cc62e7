"""The finder of trinnings, and who stands on which side: for the secretariat alone."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import require
from matching.selectors import sides as reading
from matching.selectors import trinnings
from matching.services import sides as services
from places import selectors as places
from web.desk.trinnings.forms import EndForm, SearchForm, SideForm
from web.desk.trinnings.refusals import sentence_of
from web.types import SignedInRequest


@require_safe
@login_required
def finder(request: SignedInRequest) -> HttpResponse:
    context = {"found": trinnings.finding_for(request.user)}
    return render(request, "web/desk/trinnings/finder.html", context)


@require_safe
@login_required
def sides(request: SignedInRequest) -> HttpResponse:
    stands = reading.stands_for(request.user)
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    towns = places.zones_named(words).exclude(municipality=None)[:10] if words else []
    page = Paginator(stands, 50).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "words": words, "towns": towns}
    return render(request, "web/desk/trinnings/sides.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def record_side(request: SignedInRequest, reference: UUID) -> HttpResponse:
    require(request.user, Permission.WRITE_EVIDENCE)
    zone = get_object_or_404(places.zones(), municipality__reference=reference)
    form = SideForm(request.POST or None, sides=reading.sides_for(request.user))
    if request.method == "POST" and form.is_valid():
        conflict, side = form.named()
        try:
            services.record_named_stand(
                municipality=zone.municipality,
                conflict=conflict,
                side=side,
                starts=form.cleaned_data["starts"],
                source=form.cleaned_data["source"],
                by=request.user,
                at=timezone.now(),
            )
        except services.SideRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("It is recorded. The next run takes it into account."))
            return redirect("web:desk:sides")
    return render(request, "web/desk/trinnings/record.html", {"zone": zone, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end_side(request: SignedInRequest, reference: UUID) -> HttpResponse:
    require(request.user, Permission.WRITE_EVIDENCE)
    stand = get_object_or_404(reading.stands_for(request.user), reference=reference)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ends = form.cleaned_data["ends"]
        try:
            services.end_stand(reference=reference, ends=ends, by=request.user, at=timezone.now())
        except services.SideRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("It is ended. From then on its side is unknown."))
            return redirect("web:desk:sides")
    return render(request, "web/desk/trinnings/end.html", {"stand": stand, "form": form})
