"""What anyone may take and use: the page that says so, and the files."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.v1.exchange.rows import NEED_COLUMNS, needs_listed
from partnerships.selectors.figures import latest_edition
from publication.selectors.cards import Sought, cards_found
from web import csv
from web.opendata import rows

if TYPE_CHECKING:
    from partnerships.models import ResultsEdition


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    context = {"edition": latest_edition(), "licence_address": rows.LICENCE_ADDRESS}
    return render(request, "web/opendata/index.html", context)


@require_safe
def needs_csv(request: HttpRequest) -> StreamingHttpResponse:
    return _licensed(csv.answer(_with_head(NEED_COLUMNS, _needs(request)), name="needs"))


@require_safe
def needs_json(request: HttpRequest) -> StreamingHttpResponse:
    return _as_json(NEED_COLUMNS, _needs(request), name="needs")


@require_safe
def results_csv(_request: HttpRequest) -> StreamingHttpResponse:
    told = rows.results(_edition_or_404())
    return _licensed(csv.answer(_with_head(rows.RESULT, told), name="results"))


@require_safe
def results_json(_request: HttpRequest) -> StreamingHttpResponse:
    return _as_json(rows.RESULT, rows.results(_edition_or_404()), name="results")


def _needs(request: HttpRequest) -> Iterator[Sequence[str]]:
    """Yield the public list as the partner API gives it out: one list, one set of columns."""
    listed = needs_listed(cards_found(Sought()), request.build_absolute_uri)
    return ([str(row[column]) for column in listed.columns] for row in listed.rows)


def _edition_or_404() -> "ResultsEdition":
    edition = latest_edition()
    if edition is None:
        raise Http404
    return edition


def _with_head(head: Sequence[str], told: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield head
    yield from told


def _as_json(
    head: Sequence[str], told: Iterable[Sequence[str]], *, name: str
) -> StreamingHttpResponse:
    return _licensed(
        StreamingHttpResponse(
            _json_of(head, told, name=name),
            content_type="application/json",
            headers={
                "Content-Disposition": f'attachment; filename="{name}.json"',
                "Cache-Control": "no-store",
            },
        )
    )


def _json_of(head: Sequence[str], told: Iterable[Sequence[str]], *, name: str) -> Iterator[str]:
    """Yield one object: the licence, and the rows as objects, a line for each."""
    yield f'{{"licence": {json.dumps(rows.LICENCE)}, {json.dumps(name)}: ['
    separator = "\n"
    for row in told:
        yield separator + json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _licensed(answer: StreamingHttpResponse) -> StreamingHttpResponse:
    """Name the licence in a header that programs look for (RFC 8288)."""
    answer["Link"] = f'<{rows.LICENCE_ADDRESS}>; rel="license"'
    return answer
