"""Pages of evidence and verdicts, for the secretariat."""

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may, require
from evidence import selectors as evidence
from evidence import services
from matching.selectors import reading
from places import selectors as places
from prerequisites import selectors as prerequisites
from prerequisites.services import reviews as review_services
from web.looks import Step, step_of
from web.types import SignedInRequest
from web.zones import pages, recording
from web.zones.decisions import decisions_of
from web.zones.dossier import dossier_of, knows_sources
from web.zones.forms import DatesForm, OutcomeForm, PhaseForm, SearchForm, SpanForm, StatementForm
from web.zones.history import history_of
from web.zones.refusals import sentence_of
from web.zones.timeline import columns, timeline_of

if TYPE_CHECKING:
    from evidence.models import EvidenceItem
    from places.models import Zone

PER_PAGE: Final = 50


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.READ_EVIDENCE)
    form = SearchForm(request.GET)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    found = places.zones_named(words) if words else pages.in_order(places.roots())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "words": words, "page": page, "zones": pages.lines_of(page)}
    context["may_judge"] = may(request.user, Permission.JUDGE)
    return render(request, "web/zones/index.html", context)


@require_safe
@login_required
def zone(request: SignedInRequest, reference: UUID) -> HttpResponse:
    place = _zone_or_404(request, reference)
    form = DatesForm(request.GET, today=timezone.localdate())
    as_of, known_on = form.days()
    dossier = dossier_of(request.user, place, known_on=known_on)
    context = {
        "form": form,
        "query": urlencode(form.query()),
        "children": Paginator(pages.children_of(dossier), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        **pages.of_zone(dossier, as_of=as_of, supposing=form.cleaned_data.get("asked", False)),
        **pages.of_decisions(decisions_of(request.user, dossier, as_of=as_of)),
        "may_write": may(request.user, Permission.WRITE_EVIDENCE),
        "may_judge": may(request.user, Permission.JUDGE),
    }
    return render(request, "web/zones/zone.html", context)


@require_safe
@login_required
def sheet(request: SignedInRequest, reference: UUID) -> HttpResponse:
    place = _zone_or_404(request, reference)
    if not hasattr(place, "municipality"):
        raise Http404
    form = DatesForm(request.GET, today=timezone.localdate())
    as_of, known_on = form.days()
    dossier = dossier_of(request.user, place, known_on=known_on)
    context = pages.of_sheet(dossier, as_of=as_of, supposing=form.cleaned_data.get("asked", False))
    context |= pages.of_decisions(decisions_of(request.user, dossier, as_of=as_of))
    context |= {"query": urlencode(form.query()), "printed_at": timezone.now()}
    return render(request, "web/zones/sheet.html", context)


@require_safe
@login_required
def timeline(request: SignedInRequest, reference: UUID) -> HttpResponse:
    place = _zone_or_404(request, reference)
    today = timezone.localdate()
    form = SpanForm(request.GET, today=today)
    asked = form.cleaned_data if form.is_valid() else {}
    dossier = dossier_of(request.user, place, known_on=asked.get("known_on") or today)
    history = history_of(
        dossier,
        starts=asked.get("starts"),
        ends=asked.get("ends"),
        today=today,
        supposing=asked.get("asked", False),
    )
    context = {
        "zone": place,
        "form": form,
        "history": history,
        "timeline": timeline_of(dossier, history) if history else None,
        "columns": columns(),
    }
    return render(request, "web/zones/timeline.html", context)


@require_safe
@login_required
def waiting(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.READ_EVIDENCE)
    page = Paginator(evidence.unconfirmed_evidence(request.user), PER_PAGE).get_page(
        request.GET.get("page")
    )
    lines = [pages.waiting_line(item, request.user) for item in page]
    return render(request, "web/zones/waiting.html", {"page": page, "lines": lines})


@require_safe
@login_required
def statement(request: SignedInRequest, reference: UUID) -> HttpResponse:
    item = _item_or_404(request, reference)
    is_open = item.recorded_by_id == request.user.pk or knows_sources(request.user, item.zone)
    return _statement_page(request, item, is_open=is_open)


@require_POST
@login_required
def open_statement(request: SignedInRequest, reference: UUID) -> HttpResponse:
    item = _item_or_404(request, reference)
    item = services.open_statement(reference=item.reference, by=request.user, at=timezone.now())
    return _statement_page(request, item, is_open=True)


@require_POST
@login_required
def confirm(request: SignedInRequest, reference: UUID) -> HttpResponse:
    item = _item_or_404(request, reference)
    try:
        services.confirm_evidence(reference=reference, by=request.user, at=timezone.now())
    except services.EvidenceRefused as refused:
        messages.info(request, sentence_of(refused))
        return redirect("web:zones:statement", item.reference)
    messages.success(request, _("The statement is confirmed, and counts from today on."))
    return redirect("web:zones:zone", item.zone.reference)


@require_http_methods(["GET", "POST"])
@login_required
def record(request: SignedInRequest, reference: UUID) -> HttpResponse:
    place = _writable_or_404(request, reference)
    dossier = dossier_of(request.user, place, known_on=timezone.localdate())
    form = StatementForm(
        request.POST or None,
        sources=recording.sources_of(dossier),
        initial={"observed_on": timezone.localdate()},
    )
    step = step_of(request, form)
    if step is Step.SAVE:
        try:
            recording.record(place, form, by=request.user, at=timezone.now())
        except services.EvidenceRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The statement is recorded."))
            return redirect("web:zones:zone", place.reference)
    preview = recording.preview(dossier, form, step, user=request.user)
    context = {"zone": place, "form": form, "preview": preview, "step": step}
    return render(request, "web/zones/record.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def supersede(request: SignedInRequest, reference: UUID) -> HttpResponse:
    item = _item_or_404(request, reference)
    place = _writable_or_404(request, item.zone.reference)
    dossier = dossier_of(request.user, place, known_on=timezone.localdate())
    form = recording.better_form(request, item, dossier)
    step = step_of(request, form)
    if step is Step.SAVE:
        try:
            recording.supersede(item, form, by=request.user, at=timezone.now())
        except services.AlreadySuperseded as refused:
            messages.info(request, sentence_of(refused))
            return redirect("web:zones:zone", place.reference)
        except services.EvidenceRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The better statement is recorded in its place."))
            return redirect("web:zones:zone", place.reference)
    preview = recording.preview(dossier, form, step, user=request.user, replacing=item)
    context = {"zone": place, "form": form, "preview": preview, "step": step, "older": item}
    return render(request, "web/zones/record.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def record_phase(request: SignedInRequest, reference: UUID) -> HttpResponse:
    place = _writable_or_404(request, reference)
    dossier = dossier_of(request.user, place, known_on=timezone.localdate())
    form = PhaseForm(request.POST or None, sources=recording.sources_of(dossier))
    step = step_of(request, form)
    if step is Step.SAVE:
        try:
            recording.record_phase(place, form, by=request.user, at=timezone.now())
        except services.EvidenceRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The phase is recorded."))
            return redirect("web:zones:zone", place.reference)
    preview = recording.phase_outlook(dossier, form, step)
    context = {"zone": place, "form": form, "preview": preview, "step": step}
    return render(request, "web/zones/phase.html", context)


@require_POST
@login_required
def retract(request: SignedInRequest, reference: UUID) -> HttpResponse:
    spell = get_object_or_404(evidence.spells_for(request.user), reference=reference)
    try:
        services.retract_phase(reference=reference, by=request.user, at=timezone.now())
    except services.EvidenceRefused as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("The phase is taken back from today on."))
    return redirect(reverse("web:zones:zone", args=[spell.zone.reference]) + "#phases")


@require_safe
@login_required
def reviews(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.JUDGE)
    page = Paginator(prerequisites.reviews_for(request.user), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "today": timezone.localdate(), "form": OutcomeForm(auto_id=False)}
    return render(request, "web/zones/reviews.html", context)


@require_POST
@login_required
def close_review(request: SignedInRequest, reference: UUID) -> HttpResponse:
    review = get_object_or_404(prerequisites.all_reviews_for(request.user), reference=reference)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what came of it. Nothing was changed."))
        return redirect("web:zones:reviews")
    try:
        review_services.close_review(
            reference=review.reference,
            outcome=form.cleaned_data["outcome"],
            by=request.user,
            at=timezone.now(),
        )
    except review_services.AlreadyClosed:
        messages.info(request, _("A colleague closed this review before you. Its outcome stays."))
    else:
        messages.success(request, _("The review is closed."))
    return redirect("web:zones:reviews")


def _statement_page(
    request: SignedInRequest, item: "EvidenceItem", *, is_open: bool
) -> HttpResponse:
    dossier = dossier_of(request.user, item.zone, known_on=timezone.localdate())
    context = pages.of_statement(item, dossier, request.user, is_open=is_open)
    context["may_write"] = may(request.user, Permission.WRITE_EVIDENCE)
    return render(request, "web/zones/statement.html", context)


def _zone_or_404(request: SignedInRequest, reference: UUID) -> "Zone":
    if not may(request.user, Permission.READ_EVIDENCE):
        raise Http404
    zones = places.zones().annotate(is_mine=reading.is_case_zone_of(request.user))
    return get_object_or_404(zones, reference=reference)


def _writable_or_404(request: SignedInRequest, reference: UUID) -> "Zone":
    if not may(request.user, Permission.WRITE_EVIDENCE):
        raise Http404
    return get_object_or_404(places.zones(), reference=reference)


def _item_or_404(request: SignedInRequest, reference: UUID) -> "EvidenceItem":
    return get_object_or_404(
        evidence.evidence_for(request.user).select_related("source", "zone__municipality"),
        reference=reference,
    )
