"""Pages of the parties to a proposal."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from matching.labels import SEEN_LABELS
from matching.selectors import proposals
from web.proposals import room
from web.types import SignedInRequest


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    told = proposals.proposals_for(request.user, at=timezone.now())
    page = Paginator([(each, SEEN_LABELS[each.seen]) for each in told], 20)
    context = {"page": page.get_page(request.GET.get("page"))}
    return render(request, "web/proposals/index.html", context)


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    return room.detail(request, _room(request), reference)


@require_POST
@login_required
def agree(request: SignedInRequest, reference: UUID) -> HttpResponse:
    return room.agree(request, _room(request), reference)


@require_POST
@login_required
def refuse(request: SignedInRequest, reference: UUID) -> HttpResponse:
    return room.refuse(request, _room(request), reference)


@require_POST
@login_required
def revoke(request: SignedInRequest, reference: UUID) -> HttpResponse:
    return room.revoke(request, _room(request), reference)


@require_POST
@login_required
def released(request: SignedInRequest, reference: UUID) -> HttpResponse:
    return room.released(request, _room(request), reference)


def _room(request: SignedInRequest) -> room.Room:
    return room.Room(by=request.user, pages="web:proposals", back=reverse("web:proposals:index"))
