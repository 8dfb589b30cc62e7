"""Pages on which networks look after their webhooks, and supervisors read them."""

from collections.abc import Callable
from datetime import datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import require
from accounts.selectors import networks_for
from web.factors import with_fresh_factor
from web.types import SignedInRequest
from web.webhooks.forms import EndpointForm, ReplayForm
from webhooks import selectors
from webhooks.engine.addresses import UnfitURL
from webhooks.engine.sending import EndpointAction
from webhooks.services import endpoints, messages

if TYPE_CHECKING:
    from webhooks.services.endpoints import Made


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    page = Paginator(selectors.endpoints_for(request.user), 20).get_page(request.GET.get("page"))
    may_make = networks_for(request.user).exists()
    return render(request, "web/webhooks/index.html", {"page": page, "may_make": may_make})


@require_http_methods(["GET", "POST"])
@login_required
@with_fresh_factor
def make(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.MANAGE_KEYS)
    form = EndpointForm(request.POST or None, networks=networks_for(request.user))
    if request.method == "POST" and form.is_valid():
        made = _made(request, form)
        if made is not None:
            return _shown_once(request, made)
    return render(request, "web/webhooks/make.html", {"form": form})


@require_safe
@login_required
def log(request: SignedInRequest, reference: UUID) -> HttpResponse:
    try:
        endpoint = selectors.endpoint_for(request.user, reference)
    except ObjectDoesNotExist:
        raise Http404 from None
    page = Paginator(selectors.messages_of(endpoint), 20).get_page(request.GET.get("page"))
    is_own = selectors.is_own(request.user, endpoint)
    return render(
        request,
        "web/webhooks/log.html",
        {"endpoint": endpoint, "page": page, "is_own": is_own, "form": ReplayForm()},
    )


@require_POST
@login_required
@with_fresh_factor
def rotate(request: SignedInRequest, reference: UUID) -> HttpResponse:
    try:
        made = endpoints.rotate_secret(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except endpoints.NotThere:
        flash.info(request, _("This endpoint is deleted. Nothing was changed."))
        return redirect("web:webhooks:index")
    return _shown_once(request, made)


@require_POST
@login_required
def disable(request: SignedInRequest, reference: UUID) -> HttpResponse:
    said = _("The endpoint is disabled. What waited for it is not sent.")
    return _moved(request, reference, EndpointAction.DISABLE, said)


@require_POST
@login_required
def enable(request: SignedInRequest, reference: UUID) -> HttpResponse:
    said = _("The endpoint is active. It hears of what happens from now on.")
    return _moved(request, reference, EndpointAction.ENABLE, said)


@require_POST
@login_required
def delete(request: SignedInRequest, reference: UUID) -> HttpResponse:
    said = _("The endpoint is deleted and its secret destroyed. Its log stays.")
    return _moved(request, reference, EndpointAction.DELETE, said)


@require_POST
@login_required
def test(request: SignedInRequest, reference: UUID) -> HttpResponse:
    def send() -> str:
        messages.send_test(endpoint=reference, by=request.user, at=timezone.now())
        return _("A test event is on its way. Its line below tells what came.")

    return _planned(request, reference, send)


@require_POST
@login_required
def replay_since(request: SignedInRequest, reference: UUID) -> HttpResponse:
    form = ReplayForm(request.POST)
    if not form.is_valid():
        flash.error(request, _("Enter a day. Nothing was changed."))
        return redirect("web:webhooks:log", reference)
    since = timezone.make_aware(datetime.combine(form.cleaned_data["since"], time.min))

    def again() -> str:
        count = messages.replay_since(
            endpoint=reference, since=since, by=request.user, at=timezone.now()
        )
        return ngettext(
            "%(count)d message is sent again.", "%(count)d messages are sent again.", count
        ) % {"count": count}

    return _planned(request, reference, again)


@require_POST
@login_required
def replay(request: SignedInRequest, reference: UUID) -> HttpResponse:
    try:
        message = messages.replay(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except messages.NotActive:
        flash.info(request, _("The endpoint is not active. Nothing was changed."))
        return redirect("web:webhooks:index")
    except messages.StillWaiting:
        flash.info(request, _("This message waits to be sent already. Nothing was changed."))
        return redirect("web:webhooks:index")
    flash.success(request, _("The message is sent again, under the same id."))
    return redirect("web:webhooks:log", message.endpoint.reference)


def _made(request: SignedInRequest, form: EndpointForm) -> "Made | None":
    try:
        return endpoints.make_endpoint(
            network=form.chosen_network(),
            url=form.cleaned_data["url"],
            description=form.cleaned_data["description"],
            events=form.chosen_events(),
            by=request.user,
            at=timezone.now(),
        )
    except UnfitURL:
        form.add_error(
            "url",
            _("Messages cannot go there. Enter an address with https:// and a public name."),
        )
    except endpoints.TooManyEndpoints:
        form.add_error(
            None, _("This network has five endpoints. Delete one first. Nothing was made.")
        )
    return None


def _moved(
    request: SignedInRequest, reference: UUID, action: EndpointAction, said: str
) -> HttpResponse:
    try:
        endpoints.move_endpoint(
            reference=reference, action=action, by=request.user, at=timezone.now()
        )
    except ObjectDoesNotExist:
        raise Http404 from None
    except endpoints.NotThere:
        flash.info(request, _("The endpoint has changed meanwhile. Nothing was changed."))
    else:
        flash.success(request, said)
    return redirect("web:webhooks:log", reference)


def _planned(request: SignedInRequest, reference: UUID, deed: Callable[[], str]) -> HttpResponse:
    try:
        flash.success(request, deed())
    except ObjectDoesNotExist:
        raise Http404 from None
    except messages.NotActive:
        flash.info(request, _("The endpoint is not active. Nothing was changed."))
    except messages.StillWaiting:
        flash.info(request, _("Another test event waits already. Nothing was changed."))
    return redirect("web:webhooks:log", reference)


def _shown_once(request: SignedInRequest, made: "Made") -> HttpResponse:
    """Show the secret in the answer itself: kept for a redirect, it would lie in a session."""
    return render(
        request, "web/webhooks/made.html", {"endpoint": made.endpoint, "secret": made.secret}
    )
