"""Pages on which networks, and the secretariat for them, manage the keys of programs."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import require
from accounts.selectors import networks_with_keys_for
from api.selectors import keys_for
from api.services import keys
from web.factors import with_fresh_factor
from web.keys.forms import KeyForm
from web.types import SignedInRequest

if TYPE_CHECKING:
    from api.services.keys import Issued


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    page = Paginator(keys_for(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "web/keys/index.html", {"page": page, "now": timezone.now()})


@require_http_methods(["GET", "POST"])
@login_required
@with_fresh_factor
def issue(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.MANAGE_KEYS)
    form = KeyForm(request.POST or None, networks=networks_with_keys_for(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            issued = keys.issue_key(
                network=form.chosen_network(),
                name=form.cleaned_data["name"],
                scopes=form.chosen_scopes(),
                days=form.cleaned_data["days"],
                by=request.user,
                at=timezone.now(),
            )
        except keys.TooManyKeys:
            form.add_error(
                None,
                _("This network has twenty live keys. Revoke one first. Nothing was issued."),
            )
        else:
            return _shown_once(request, issued)
    return render(request, "web/keys/issue.html", {"form": form})


@require_POST
@login_required
@with_fresh_factor
def exchange(request: SignedInRequest, reference: UUID) -> HttpResponse:
    try:
        issued = keys.exchange_secret(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except keys.NotLive:
        messages.info(request, _("This key opens nothing any more. Nothing was changed."))
        return redirect("web:keys:index")
    return _shown_once(request, issued)


@require_POST
@login_required
def revoke(request: SignedInRequest, reference: UUID) -> HttpResponse:
    try:
        keys.revoke_key(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except keys.NotLive:
        messages.info(request, _("This key was revoked before. Nothing was changed."))
    else:
        messages.success(request, _("The key is revoked. Its programs are shut out from now on."))
    return redirect("web:keys:index")


def _shown_once(request: SignedInRequest, issued: "Issued") -> HttpResponse:
    """Show the secret in the answer itself: kept for a redirect, it would lie in a session."""
    return render(request, "web/keys/issued.html", {"key": issued.key, "secret": issued.secret})
