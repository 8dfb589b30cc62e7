"""The public list of needs, and one need."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publication.selectors import cards
from publication.selectors.cards import Sought
from publication.selectors.regions import spread_of
from web.needs.forms import NeedsForm
from web.needs.regions import map_of
from web.needs.words import count_words, line_of, rows_of_card, title_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    form = NeedsForm(request.GET, places=cards.places_told(), months=cards.months_told())
    sought = form.sought()
    found = cards.cards_found(sought)
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "is_narrowed": sought != Sought(),
        "count": count_words(cards.how_many(found)),
        "page": page,
        "lines": [line_of(card) for card in page.object_list],
        "map": map_of(spread_of(sought), request.GET),
        "may_save": _may_save(request),
        "question": request.GET.urlencode(),
    }
    return render(request, "web/needs/index.html", context)


@require_safe
def detail(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show one card; what is gone and what never was look the same."""
    try:
        card = cards.card_to_read(reference)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    context = {"card": card, "title": title_of(card), "rows": rows_of_card(card)}
    return render(request, "web/needs/detail.html", context)


def _may_save(request: HttpRequest) -> bool:
    """Test whether the reader acts for a municipality that may help."""
    user = request.user
    return user.is_authenticated and any(town.may_help for town in user.municipalities)
