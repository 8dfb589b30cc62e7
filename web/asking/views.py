"""Ask without an account, in three short pages and one button.

A page that was kept is answered with the next one, without a redirect between: on a bad line
each way to and fro counts. To send any of them again does no harm.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may
from intake.engine.dossier import Dossier, Filer
from intake.selectors import following, towns
from intake.services import filings, receipts
from intake.services.limits import TooFast
from matching.engine.receipts import grouped
from web.asking.forms import WhatForm, WhoForm
from web.asking.marker import filing_of, open_on_this_phone, shut
from web.asking.words import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

FIRST_PAGE = ("kinds", "topic", "summary", "sought", "excluded", "untold")
SECOND_PAGE = (
    *("town", "sought", "urgency", "months", "languages", "filer", "author", "mandate"),
    *("contact", "gifts", "gift_words"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def what(request: HttpRequest) -> HttpResponse:
    filing = filing_of(request)
    return _with_draft(request, filing, _what) if filing else _what(request, None, Dossier())


def _what(request: HttpRequest, filing: UUID | None, dossier: Dossier) -> HttpResponse:
    form = WhatForm(request.POST or None, initial=_initial(dossier, FIRST_PAGE))
    if request.method != "POST" or not form.is_valid():
        return render(request, "web/asking/what.html", {"form": form, "is_new": filing is None})
    said = _said(dossier, form.cleaned_data, FIRST_PAGE)
    if said.sought != dossier.sought:
        said = replace(said, town="")
    if filing is not None:
        filings.keep(filing=filing, dossier=said, at=timezone.now())
        return _who_page(request, said)
    try:
        begun = filings.begin(said, at=timezone.now())
    except TooFast as error:
        return too_fast(request, error)
    open_on_this_phone(request, begun.filing)
    return _who_page(request, said, receipt=grouped(begun.receipt), is_new=True)


@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    return _with_draft(request, filing_of(request), _who)


def _who(request: HttpRequest, filing: UUID, dossier: Dossier) -> HttpResponse:
    if request.method != "POST":
        return _who_page(request, dossier)
    answers = request.POST.copy()
    sought = answers.get("sought", "").strip()[:100] or dossier.sought
    if sought != dossier.sought:
        answers["town"] = ""
    form = WhoForm(answers, towns=towns.towns_named(sought), filers=_filers(request))
    if not form.is_valid():
        return _who_page(request, dossier, form=form, receipt=_receipt_on(request, filing))
    said = _said(dossier, form.cleaned_data, SECOND_PAGE)
    filings.keep(
        filing=filing,
        dossier=replace(said, sought=sought),
        by=_officer(request),
        at=timezone.now(),
    )
    return _review_page(request, filing, said)


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    return _with_draft(request, filing_of(request), _review_page)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    filing = filing_of(request)
    if filing is None:
        return _lost(request)
    try:
        officer = _officer(request)
        filings.send(filing=filing, actor_id=officer.pk if officer else None, at=timezone.now())
    except ObjectDoesNotExist:
        return _lost(request)
    except filings.Incomplete:
        return redirect("web:asking:who")
    told = following.followed(filing)
    return render(
        request,
        "web/asking/sent.html",
        {"told": told, "receipt": _receipt_on(request, filing)},
    )


def too_fast(request: HttpRequest, error: TooFast) -> HttpResponse:
    """Say that there is too much at once, and when to come back."""
    wait = max(1, round(error.wait.total_seconds()))
    response = render(
        request, "web/asking/too_fast.html", {"wait": wait}, status=HTTPStatus.TOO_MANY_REQUESTS
    )
    response["Retry-After"] = str(wait)
    return response


def _with_draft(
    request: HttpRequest,
    filing: UUID | None,
    page: "Callable[[HttpRequest, UUID, Dossier], HttpResponse]",
) -> HttpResponse:
    if filing is None:
        return _lost(request)
    try:
        told = following.followed(filing)
        if told is not None and told.appeal is not None:
            return redirect("web:following:case")
        return page(request, filing, filings.read(filing=filing, at=timezone.now()))
    except ObjectDoesNotExist:
        return _lost(request)
    except filings.AlreadySent:
        return redirect("web:following:case")


def _lost(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt: this phone has nothing open, or not any more."""
    shut(request)
    return redirect("web:following:enter")


def _who_page(
    request: HttpRequest,
    dossier: Dossier,
    *,
    form: WhoForm | None = None,
    receipt: str = "",
    is_new: bool = False,
) -> HttpResponse:
    form = form or WhoForm(
        initial=_initial(dossier, SECOND_PAGE),
        towns=towns.towns_named(dossier.sought),
        filers=_filers(request),
    )
    context = {"form": form, "receipt": receipt, "is_new": is_new}
    return render(request, "web/asking/who.html", context)


def _review_page(request: HttpRequest, filing: UUID, dossier: Dossier) -> HttpResponse:
    if not dossier.is_complete():
        return _who_page(request, dossier)
    context = {
        "first": rows_of(dossier, FIRST_PAGE),
        "second": rows_of(dossier, SECOND_PAGE),
        "summary": dossier.summary,
        "receipt": _receipt_on(request, filing),
    }
    return render(request, "web/asking/review.html", context)


def _officer(request: HttpRequest) -> "User | None":
    user = request.user
    return user if user.is_authenticated and may(user, Permission.TAKE_APPEAL) else None


def _filers(request: HttpRequest) -> list[Filer]:
    return [Filer.BY_PHONE] if _officer(request) else [Filer.MAYOR, Filer.INTERMEDIARY]


def _receipt_on(request: HttpRequest, filing: UUID) -> str:
    """Return the receipt that the page before showed, where it is the one of this filing.

    The server keeps it nowhere, so the pages between hand it on.
    """
    return receipts.confirmed(filing, request.POST.get("receipt", ""))


def _initial(dossier: Dossier, names: tuple[str, ...]) -> dict[str, object]:
    values = {name: getattr(dossier, name) for name in names}
    return {name: value for name, value in values.items() if value}


def _said(
    dossier: Dossier,
    cleaned: dict[str, Any],  # Any: cleaned values of several types
    names: tuple[str, ...],
) -> Dossier:
    values = {name: cleaned[name] for name in names}
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return replace(dossier, **{**values, **lists})
