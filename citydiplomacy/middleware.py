"""Stand between the network and every page: log, protect, refuse what cannot be text."""

import re
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote_to_bytes
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from api import errors as problems
from citydiplomacy import errors

log = structlog.get_logger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]

LONGEST_PATH: Final = 1_000
LONGEST_QUERY: Final = 4_000
LONGEST_FIELD: Final = 50_000
LONGEST_NAME: Final = 200
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_LEFT_IN_PATH: Final = re.compile(r"%[89A-F][0-9A-F]")  # Django writes broken bytes so
_LENGTH: Final = re.compile(r"[0-9]*")  # of a body; Django would fail on another
_HIGH: Final = range(0xD800, 0xDC00)
_LOW: Final = range(0xDC00, 0xE000)
_FEATURES_OFF: Final = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
    "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "screen-wake-lock", "serial", "sync-xhr", "usb", "web-share",
    "xr-spatial-tracking",
)  # fmt: skip
_FEATURES_OURS: Final = ("publickey-credentials-create", "publickey-credentials-get")  # passkeys
PERMISSIONS_POLICY: Final = ", ".join(
    [*(f"{name}=()" for name in _FEATURES_OFF), *(f"{name}=(self)" for name in _FEATURES_OURS)]
)


class LogEveryAnswer:
    """Write one line for each answer: the route's pattern, never the path, query or address."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started, request_id = time.monotonic(), str(uuid4())
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            log.info(
                "http.answered",
                method=request.method if request.method in _METHODS else "OTHER",
                route=request.resolver_match.route if request.resolver_match else "",
                status=response.status_code,
                duration_ms=round((time.monotonic() - started) * 1000),
            )
        response["X-Request-Id"] = request_id  # a person can name the moment without telling more
        return response


class ProtectEveryAnswer:
    """Set the headers that keep a page to itself, on errors too.

    Nothing is stored on the way or on a shared computer unless a public page says that it may
    be, and never for someone who carries a session.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Not "no-referrer": browsers then send `Origin: null` with a form, and the protection
        # against forged forms refuses every one. This sends nothing to other sites either.
        response["Referrer-Policy"] = "same-origin"
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["X-Content-Type-Options"] = "nosniff"
        response["X-Robots-Tag"] = response.get("X-Robots-Tag", "noarchive")
        if not _may_be_kept(request, response):
            response["Cache-Control"] = "no-store"
        return response


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    if response.status_code >= HTTPStatus.BAD_REQUEST or not response.has_header("Cache-Control"):
        return False
    if request.path_info.startswith(settings.STATIC_URL):
        return True
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


class RefuseBrokenText:
    """Refuse what PostgreSQL or a page could not hold as text, before anything reads it.

    Looked at: path, query, headers, cookies, form fields, and JSON as it came. A NUL, half a
    surrogate pair or bytes that are not UTF-8 would each end in a fault further down.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            _refuse_broken_line(request)
            _refuse_broken_body(request)
        except _REFUSED as reason:
            # The thread still speaks the language of the request before this one.
            with override(get_language_from_request(request)):
                return _refusal(request, reason)
        return self.get_response(request)


class _Broken(Exception):
    """Bytes that are not text."""


class _TooLong(Exception):
    """Text beyond what any field of ours takes."""


_REFUSED: Final = (
    _Broken,
    _TooLong,
    BadRequest,
    MultiPartParserError,
    SuspiciousOperation,
    UnreadablePostError,
)


_MANY_ROWS: Final = "/api/v1/pledges/bulk/"
"""Its body is larger than Django holds. Its own parser refuses the same, and what is larger."""


def _refusal(request: HttpRequest, reason: Exception) -> HttpResponse:
    if isinstance(reason, RequestDataTooBig):
        return errors.refuse(
            request,
            problems.TOO_LARGE,
            title=_("This is too large"),
            sentence=_("What you sent is larger than we accept. Nothing was changed."),
        )
    if isinstance(reason, _TooLong | TooManyFieldsSent):
        return errors.refuse(
            request,
            problems.TOO_LONG,
            title=_("This text is too long"),
            sentence=_("One of the texts is longer than we accept. Nothing was changed."),
        )
    return errors.refuse(
        request,
        problems.BROKEN_TEXT,
        title=_("This text cannot be read"),
        sentence=_(
            "It holds characters that are no text, as happens when a file or a copied "
            "page is damaged. Nothing was changed. Please type it again."
        ),
    )


def _refuse_broken_line(request: HttpRequest) -> None:
    """Look at path, query, headers and cookies."""
    query = request.META.get("QUERY_STRING", "")
    if len(request.path_info) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        raise _TooLong
    if _LEFT_IN_PATH.search(request.path_info):
        raise _Broken
    _refuse_broken([request.path_info])
    _text(unquote_to_bytes(_bytes(query)))
    _refuse_broken(str(value) for key, value in request.META.items() if key.startswith("HTTP_"))
    _refuse_broken([*request.COOKIES, *request.COOKIES.values()])
    if not _LENGTH.fullmatch(request.META.get("CONTENT_LENGTH") or ""):
        raise _Broken
    if (request.encoding or "utf-8").lower().replace("_", "-") not in {"utf-8", "utf8"}:
        raise _Broken


def _refuse_broken_body(request: HttpRequest) -> None:
    kind = request.content_type or ""
    if kind == "application/x-www-form-urlencoded":
        _text(unquote_to_bytes(request.body))
    if kind.endswith("json") and request.path_info != _MANY_ROWS:
        _refuse_broken_json(_text(request.body))
    if kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        _refuse_broken_fields(request)


def _refuse_broken_fields(request: HttpRequest) -> None:
    texts = [text for _name, values in request.POST.lists() for text in values]
    names = [*request.POST, *request.FILES]
    names += [str(file.name) for _name, files in request.FILES.lists() for file in files]
    _refuse_broken([*texts, *names])
    if request.content_type == "multipart/form-data" and any("\ufffd" in text for text in texts):
        raise _Broken  # Django puts this sign where the bytes of a multipart field were no UTF-8
    if any(len(text) > LONGEST_FIELD for text in texts):
        raise _TooLong
    if any(len(name) > LONGEST_NAME for name in names):
        raise _TooLong


def _refuse_broken_json(text: str) -> None:
    """Look at the escapes as they came; parsing, with its caps, is the caller's."""
    waits_for_low_at = -1
    for escape in _ESCAPE.finditer(text) if "\\u" in text else ():
        code = int(escape[1], 16) if escape[1] else -1
        if waits_for_low_at >= 0 and (code not in _LOW or escape.start() != waits_for_low_at):
            raise _Broken
        if code == 0 or (code in _LOW and waits_for_low_at < 0):
            raise _Broken
        waits_for_low_at = escape.end() if code in _HIGH else -1
    if waits_for_low_at >= 0:
        raise _Broken


def _bytes(line: str) -> bytes:
    """Return the bytes that came in: a gateway hands each of them over as one character."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError as error:
        raise _Broken from error


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Broken from error
    _refuse_broken([text])
    return text


def _refuse_broken(texts: Iterable[str]) -> None:
    for text in texts:
        if "\0" in text or not _is_whole(text):
            raise _Broken


def _is_whole(text: str) -> bool:
    """Test that `text` has no half of a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
