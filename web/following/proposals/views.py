"""Proposals to whoever holds the receipt of an appeal."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from web.following.opened import holder_of, led_back
from web.proposals import room

Deed: TypeAlias = Callable[[HttpRequest, room.Room, UUID], HttpResponse]


@require_safe
def detail(request: HttpRequest, reference: UUID) -> HttpResponse:
    return _by_receipt(request, room.detail, reference)


@require_POST
def agree(request: HttpRequest, reference: UUID) -> HttpResponse:
    return _by_receipt(request, room.agree, reference)


@require_POST
def refuse(request: HttpRequest, reference: UUID) -> HttpResponse:
    return _by_receipt(request, room.refuse, reference)


@require_POST
def revoke(request: HttpRequest, reference: UUID) -> HttpResponse:
    return _by_receipt(request, room.revoke, reference)


@require_POST
def released(request: HttpRequest, reference: UUID) -> HttpResponse:
    return _by_receipt(request, room.released, reference)


def _by_receipt(request: HttpRequest, deed: Deed, reference: UUID) -> HttpResponse:
    holder = holder_of(request)
    if holder is None:
        return led_back(request)
    place = room.Room(
        by=holder, pages="web:following:proposals", back=reverse("web:following:case")
    )
    return deed(request, place, reference)
