"""Pages of partnerships: the list, the room of one, its pause and its end."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import require
from matching.engine.lifecycle import IllegalTransition
from matching.services.introductions import NotIntroduced
from partnerships import selectors
from partnerships.engine.lifecycle import PartnershipAction
from partnerships.services import partnerships as services
from partnerships.services.reading import contacts_read_by
from sealing import services as sealing
from web.partnerships import room
from web.partnerships.forms import EndForm, PauseForm
from web.partnerships.found import moved_on, own_towns, partnership_or_404
from web.partnerships.refusals import sentence_of
from web.types import SignedInRequest


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.WRITE_PARTNERSHIP)
    found = selectors.partnerships_for(request.user)
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    return render(request, "web/partnerships/index.html", {"page": page})


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    context = room.of(partnership, request.user, at=timezone.now())
    return render(request, "web/partnerships/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pause(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_partnership(
                reference=reference,
                action=PartnershipAction.PAUSE,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except IllegalTransition:
            messages.info(request, moved_on())
        else:
            messages.success(request, _("The partnership rests. It can be resumed at any time."))
        return redirect(partnership)
    context = {"partnership": partnership, "form": form}
    return render(request, "web/partnerships/pause.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    form = EndForm(request.POST or None, towns=list(own_towns(request, partnership)))
    if request.method == "POST" and form.is_valid():
        try:
            services.end_partnership(
                reference=reference,
                municipality=form.cleaned_data["municipality"],
                act_dated_on=form.cleaned_data["act_dated_on"],
                by=request.user,
                at=timezone.now(),
            )
        except (IllegalTransition, services.NotAMember):
            messages.info(request, moved_on())
        else:
            messages.success(request, _("The partnership has ended by the act of the council."))
        return redirect(partnership)
    context = {"partnership": partnership, "form": form}
    return render(request, "web/partnerships/end.html", context)


@require_POST
@login_required
def contacts(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    try:
        opened = contacts_read_by(request.user, partnership, at=timezone.now())
    except (NotIntroduced, sealing.Erased) as refused:
        messages.info(request, sentence_of(refused))
        return redirect(partnership)
    context = {**room.of(partnership, request.user, at=timezone.now()), "opened": opened}
    return render(request, "web/partnerships/detail.html", context)


@require_POST
@login_required
def move(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    action = request.POST.get("action", "")
    if action not in room.STEPS:
        raise Http404
    try:
        services.move_partnership(
            reference=reference,
            action=PartnershipAction(action),
            by=request.user,
            at=timezone.now(),
        )
    except services.NotReady:
        messages.error(
            request, _("Something is still missing. Nothing was changed. The list below names it.")
        )
    except services.NotIntroduced:
        messages.error(
            request, _("A party took its consent back. Nothing was changed: the partnership rests.")
        )
    except IllegalTransition:
        messages.info(request, moved_on())
    else:
        messages.success(request, _("The step is kept."))
    return redirect(partnership)
