"""Pages of saved searches: what a municipality that helps looks for again and again."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from publication.engine.searches import MOST
from publication.selectors import cards
from publication.selectors.searches import searches_for, with_counts
from publication.services import searches as services
from web.needs.forms import NameForm, NeedsForm, SaveForm
from web.needs.words import line_of_search, words_of_search
from web.types import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from places.models import Municipality
    from publication.models import SavedSearch

_REFUSALS: "Final[Mapping[type[Exception], StrPromise]]" = {
    services.TooMany: gettext_lazy(
        "You have saved as many searches as you may. Nothing was changed. Delete one first."
    ),
    services.NameTaken: gettext_lazy(
        "Another search of yours has this name. Nothing was changed. Choose another name."
    ),
    services.SavedBefore: gettext_lazy("You have saved the same search before. Nothing was kept."),
    services.NoSuchPlace: gettext_lazy(
        "Nothing on the list lies there any more. Nothing was kept. Search again."
    ),
}
_REFUSED: Final = tuple(_REFUSALS)


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    _helpers_or_404(request)
    kept = with_counts(searches_for(request.user))
    context = {"lines": [line_of_search(each) for each in kept], "most": MOST}
    return render(request, "web/needs/searches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def save(request: SignedInRequest) -> HttpResponse:
    """Keep the search that stands in the address, under a name."""
    towns = _helpers_or_404(request)
    asked = NeedsForm(request.GET, places=cards.places_told(), months=cards.months_told())
    sought = asked.sought()
    form = SaveForm(request.POST or None, towns=towns)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_search(
                municipality=form.cleaned_data["municipality"].reference,
                name=form.cleaned_data["name"],
                sought=sought,
                by=request.user,
                at=timezone.now(),
            )
        except _REFUSED as refused:
            form.add_error(None, str(_REFUSALS[type(refused)]))
        else:
            messages.success(request, _("The search is saved. You are told when a new need fits."))
            return redirect("web:needs:searches")
    context = {"form": form, "words": words_of_search(sought, asked.place_words())}
    return render(request, "web/needs/save_search.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    """Show one search with about how much fits, and give it another name."""
    saved = _search_or_404(request, reference)
    form = NameForm(request.POST or None, initial={"name": saved.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_search(
                reference=reference,
                name=form.cleaned_data["name"],
                by=request.user,
                at=timezone.now(),
            )
        except ObjectDoesNotExist:
            raise Http404 from None
        except services.NameTaken as refused:
            form.add_error("name", str(_REFUSALS[type(refused)]))
        else:
            messages.success(request, _("The search has its new name."))
            return redirect("web:needs:searches")
    (kept,) = with_counts([saved])
    context = {"form": form, "saved": saved, "line": line_of_search(kept)}
    return render(request, "web/needs/search.html", context)


@require_POST
@login_required
def forget(request: SignedInRequest, reference: UUID) -> HttpResponse:
    try:
        services.forget_search(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, _("The search is deleted."))
    return redirect("web:needs:searches")


def _helpers_or_404(request: SignedInRequest) -> "list[Municipality]":
    """Return the municipalities of the reader that may help; for others there is no such page."""
    helpers = [town for town in request.user.municipalities if town.may_help]
    if not helpers:
        raise Http404
    return sorted(helpers, key=lambda helper: (helper.name, helper.pk))


def _search_or_404(request: SignedInRequest, reference: UUID) -> "SavedSearch":
    return get_object_or_404(searches_for(request.user), reference=reference)
