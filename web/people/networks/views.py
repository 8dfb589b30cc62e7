"""Pages on which supervisors make networks, and say which municipalities belong to them."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors, services
from accounts.engine.roles import Permission
from accounts.permissions import require
from web.factors import with_fresh_factor
from web.people.forms import MemberForm, MembersForm, NetworkForm
from web.people.refusals import sentence_of
from web.people.words import name_of_body
from web.types import SignedInRequest

if TYPE_CHECKING:
    from accounts.models import Network

PER_PAGE: Final = 20


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    networks = selectors.counted_networks_for(request.user)
    page = Paginator(networks, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "web/people/networks/index.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@with_fresh_factor
def make(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.MANAGE_ACCOUNTS)
    form = NetworkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            network = services.make_network(
                name=form.cleaned_data["name"], by=request.user, at=timezone.now()
            )
        except services.NameTaken as refused:
            form.add_error("name", sentence_of(refused))
        else:
            messages.success(request, _("The network is made. Now add its members."))
            return redirect("web:people:networks:detail", network.reference)
    return render(request, "web/people/networks/make.html", {"form": form})


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    network = _network_or_404(request, reference)
    form = MembersForm(request.GET)
    words = form.sought()
    found = selectors.members_of(request.user, network, words=words)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "network": network,
        "form": form,
        "words": words,
        "page": page,
        "members": [
            (body.reference, name_of_body(body)) for body in selectors.towns_told_apart(page)
        ],
    }
    return render(request, "web/people/networks/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@with_fresh_factor
def add(request: SignedInRequest, reference: UUID) -> HttpResponse:
    network = _network_or_404(request, reference)
    form = MemberForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_member(
                network=network,
                municipality=form.acts_for()["municipality"],
                by=request.user,
                at=timezone.now(),
            )
        except ObjectDoesNotExist:
            raise Http404 from None
        except services.MemberAlready as refused:
            form.add_error("body", sentence_of(refused))
        else:
            messages.success(request, _("The municipality belongs to the network from now on."))
            return redirect("web:people:networks:detail", reference)
    return render(request, "web/people/networks/add.html", {"form": form, "network": network})


@require_POST
@login_required
@with_fresh_factor
def end(request: SignedInRequest, reference: UUID, municipality: UUID) -> HttpResponse:
    network = _network_or_404(request, reference)
    try:
        services.end_member(
            network=network, municipality=municipality, by=request.user, at=timezone.now()
        )
    except services.NoMember as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("The municipality belongs to the network no more."))
    return redirect("web:people:networks:detail", reference)


def _network_or_404(request: SignedInRequest, reference: UUID) -> "Network":
    return get_object_or_404(selectors.counted_networks_for(request.user), reference=reference)
