"""Pages on which a network hands in the pledges of its members as one table."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from api import selectors
from api.services import bulk
from web import csv
from web.factors import with_fresh_factor
from web.tables.forms import TableForm
from web.tables.words import (
    call_in_words,
    columns_in_words,
    rows_in_words,
    table_not_taken,
    table_to_fill_in,
)
from web.types import SignedInRequest

if TYPE_CHECKING:
    from api.models import BulkCall

_AT_ONCE: Final = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    calls = selectors.bulk_calls_for(request.user)
    form = TableForm(files=request.FILES if request.method == "POST" else None)
    if form.is_valid():
        rows = form.cleaned_data["file"]
        call = bulk.keep_call(rows=rows, by=request.user, at=timezone.now(), is_dry_run=True)
        return redirect("web:tables:detail", call.reference)
    page = Paginator(calls, 20).get_page(request.GET.get("page"))
    fates = selectors.fates_of_each(list(page))
    context = {
        "form": form,
        "columns": columns_in_words(),
        "page": page,
        "calls": [call_in_words(call, fates[call.pk]) for call in page],
        "aside": selectors.quarantine_for(request.user).count(),
    }
    return render(request, "web/tables/index.html", context)


@require_safe
@login_required
@with_fresh_factor
def table(request: SignedInRequest) -> HttpResponseBase:
    records = selectors.records_for(request.user).iterator(chunk_size=_AT_ONCE)
    members = selectors.members_without_record(request.user).iterator(chunk_size=_AT_ONCE)
    return csv.answer(table_to_fill_in(records, members), name="pledges")


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    call = _call_or_404(request, reference)
    page = Paginator(selectors.not_taken(call), 50).get_page(request.GET.get("page"))
    context = {
        "call": call_in_words(call, selectors.fates_of(call)),
        "rows": rows_in_words(page),
        "page": page,
    }
    return render(request, "web/tables/detail.html", context)


@require_safe
@login_required
@with_fresh_factor
def not_taken(request: SignedInRequest, reference: UUID) -> HttpResponseBase:
    rows = selectors.not_taken(_call_or_404(request, reference)).exclude(said={})
    return csv.answer(table_not_taken(rows.iterator(chunk_size=_AT_ONCE)), name="not-taken")


@require_POST
@login_required
def carry_out(request: SignedInRequest, reference: UUID) -> HttpResponse:
    _call_or_404(request, reference)
    try:
        call = bulk.carry_out(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except bulk.NotDone:
        messages.info(request, _("Some rows are still being looked at. Nothing was written."))
    except bulk.CarriedOut:
        messages.info(request, _("This table was written before. Nothing was changed."))
    else:
        return redirect("web:tables:detail", call.reference)
    return redirect("web:tables:detail", reference)


@require_safe
@login_required
def aside(request: SignedInRequest) -> HttpResponse:
    found = selectors.quarantine_for(request.user).order_by("-pk")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {"page": page, "rows": rows_in_words(page)}
    return render(request, "web/tables/aside.html", context)


@require_POST
@login_required
def let_go(request: SignedInRequest, reference: UUID) -> HttpResponse:
    try:
        bulk.let_go(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        messages.info(request, _("This row waits no more. Nothing was changed."))
    else:
        messages.success(request, _("The row is let go, and its words are deleted."))
    return redirect("web:tables:aside")


def _call_or_404(request: SignedInRequest, reference: UUID) -> "BulkCall":
    return get_object_or_404(selectors.bulk_calls_for(request.user), reference=reference)
