"""Pages that anyone may read."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may
from activities import selectors as activities
from web import navigation
from web.public import specimens
from web.public.thematic_map import entries_of
from web.types import SignedInRequest


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/public/home.html")


@require_safe
@login_required
def start(request: SignedInRequest) -> HttpResponse:
    """Lead someone who signed in to the page with their next thing to do."""
    return redirect(navigation.first_of(request.user))


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    return render(request, "web/public/ask.html")


@require_safe
def offer(request: HttpRequest) -> HttpResponse:
    return render(request, "web/public/offer.html")


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    return render(request, "web/public/networks.html")


@require_safe
def decision(request: HttpRequest) -> HttpResponse:
    return render(request, "web/public/decision.html")


@require_safe
def thematic_map(request: HttpRequest) -> HttpResponse:
    in_force = activities.edition_in_force(timezone.localdate())
    return _map_page(request, in_force, is_in_force=True)


@require_safe
def thematic_map_version(request: HttpRequest, number: int) -> HttpResponse:
    try:
        shown = activities.edition(number)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    in_force = activities.map_in_force(timezone.localdate())
    return _map_page(request, shown, is_in_force=number == in_force.version)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/public/privacy.html")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    return render(request, "web/public/security.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/public/accessibility.html")


@require_safe
def source(request: HttpRequest) -> HttpResponse:
    return render(request, "web/public/source.html", {"source_url": settings.SOURCE_URL})


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show every component on one page, to those who build pages."""
    if not settings.STYLE_PAGE:
        raise Http404
    return render(request, "web/public/style.html", specimens.context(request.GET))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """Answer a form that could not be shown to come from here; `reason` stays out of sight."""
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def _map_page(
    request: HttpRequest, shown: activities.Edition, *, is_in_force: bool
) -> HttpResponse:
    context = {
        "edition": shown,
        "is_in_force": is_in_force,
        "entries": entries_of(shown.thematic_map),
        "editions": activities.editions(),
        "may_edit": may(request.user, Permission.EDIT_MAP),
    }
    return render(request, "web/public/thematic_map.html", context)
