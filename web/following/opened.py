"""What is open on this phone, and where to go when nothing is."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from intake.selectors import following
from matching.engine.receipts import Holder
from web.asking.marker import filing_of, shut

if TYPE_CHECKING:
    from matching.models import Appeal


def holder_of(request: HttpRequest) -> Holder | None:
    """Return who speaks on this phone for an appeal; None before it is sent."""
    filing = filing_of(request)
    return following.holder_of(filing) if filing else None


def appeal_of(request: HttpRequest) -> "Appeal | None":
    """Return the appeal that this phone has open; None before it is sent."""
    filing = filing_of(request)
    told = following.followed(filing) if filing else None
    return told.appeal if told else None


def lost(request: HttpRequest) -> HttpResponse:
    """Lead whoever has nothing open here to where a receipt is entered."""
    shut(request)
    return redirect("web:following:enter")


def led_back(request: HttpRequest) -> HttpResponse:
    """Lead whoever speaks for no appeal to where they can go on."""
    return redirect("web:following:case") if filing_of(request) else lost(request)
