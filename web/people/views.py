"""Pages on which supervisors invite people, and grant and end what they act as."""

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors, services
from accounts.engine.roles import Permission
from accounts.permissions import require
from web.factors import with_fresh_factor
from web.people.forms import CapacityForm, InviteForm, SearchForm
from web.people.refusals import sentence_of
from web.people.words import person_in_words
from web.types import SignedInRequest

if TYPE_CHECKING:
    from accounts.models import User

PER_PAGE: Final = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    form = SearchForm(request.POST or {"role": request.GET.get("role", "")})
    words, role = form.sought()
    people = selectors.people_for(request.user, words=words, role=role)
    if request.method == "POST" and form.is_valid() and not words:
        return redirect(f"{reverse('web:people:index')}?{urlencode({'role': role or ''})}")
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "form": form,
        "words": words,
        "page": page,
        "people": [person_in_words(person, at=now) for person in page],
    }
    return render(request, "web/people/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@with_fresh_factor
def invite(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.MANAGE_ACCOUNTS)
    form = InviteForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = services.invite_in_role(
                email=form.cleaned_data["email"],
                display_name=form.cleaned_data["display_name"],
                language=form.cleaned_data["language"],
                role=form.cleaned_data["role"],
                **form.acts_for(),
                by=request.user,
                at=timezone.now(),
            )
        except services.AddressTaken as refused:
            form.add_error("email", sentence_of(refused))
        except services.BodyDoesNotFit as refused:
            form.add_error("sought", sentence_of(refused))
        else:
            return _shown_once(request, invitation)
    return render(request, "web/people/invite.html", {"form": form})


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    person = _person_or_404(request, reference)
    context = {
        "person": person_in_words(person, at=timezone.now()),
        "is_self": person == request.user,
    }
    return render(request, "web/people/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@with_fresh_factor
def grant(request: SignedInRequest, reference: UUID) -> HttpResponse:
    person = _person_or_404(request, reference)
    form = CapacityForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.grant_membership(
                user=person,
                role=form.cleaned_data["role"],
                **form.acts_for(),
                by=request.user,
                at=timezone.now(),
            )
        except services.BodyDoesNotFit as refused:
            form.add_error("sought", sentence_of(refused))
        except (services.AlreadyGranted, services.OwnMembership) as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("It is granted, and holds from now on."))
            return redirect("web:people:detail", reference)
    return render(request, "web/people/grant.html", {"form": form, "person": person})


@require_POST
@login_required
@with_fresh_factor
def end(request: SignedInRequest, reference: UUID, membership: UUID) -> HttpResponse:
    person = _person_or_404(request, reference)
    get_object_or_404(person.memberships.all(), reference=membership)
    try:
        services.end_membership(reference=membership, by=request.user, at=timezone.now())
    except (services.AlreadyEnded, services.OwnMembership) as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("The membership is ended. What it allowed stops at once."))
    return redirect("web:people:detail", reference)


@require_POST
@login_required
@with_fresh_factor
def renew(request: SignedInRequest, reference: UUID) -> HttpResponse:
    try:
        invitation = services.renew_unused_code(
            reference=reference, by=request.user, at=timezone.now()
        )
    except ObjectDoesNotExist:
        raise Http404 from None
    except (services.CodeUsed, services.AccountClosed) as refused:
        messages.info(request, sentence_of(refused))
        return redirect("web:people:detail", reference)
    return _shown_once(request, invitation)


def _person_or_404(request: SignedInRequest, reference: UUID) -> "User":
    return get_object_or_404(selectors.people_for(request.user), reference=reference)


def _shown_once(request: SignedInRequest, invitation: services.Invitation) -> HttpResponse:
    """Show the code in the answer itself: kept for a redirect, it would lie in a session."""
    context = {
        "person": invitation.user,
        "code": invitation.code,
        "opens_at": request.build_absolute_uri(reverse("account_accept_invitation")),
    }
    return render(request, "web/people/code.html", context)
