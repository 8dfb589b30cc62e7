"""Calls that may be sent again: Idempotency-Key, ETag and If-Match."""

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from api.engine.digests import fingerprint_of
from api.errors import Unconditional
from api.services import answers
from api.services.answers import Said

if TYPE_CHECKING:
    from rest_framework.request import Request

    from api.types import SignedInRequest

KEY: Final = "Idempotency-Key"
_A_KEY: Final = re.compile(r"[\x21-\x7e]{1,128}")
# Whoever compresses an answer on its way calls its version weak (W/): it names the same record.
_A_VERSION: Final = re.compile(r'(?:W/)?"([0-9a-f]{32})"')

KEY_PARAMETER: Final = OpenApiParameter(
    KEY,
    str,
    OpenApiParameter.HEADER,
    description=(
        "Made up by you, 1 to 128 visible signs of ASCII. The same call with the same key is done "
        "once within 24 hours and answers the same."
    ),
)
VERSION_PARAMETER: Final = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the version that you have read.",
)


def once(request: "SignedInRequest", deed: Callable[[], Response]) -> Response:
    """Answer a call that changes something; with an Idempotency-Key, once.

    Raises:
        ValidationError: the key is not one.
    """
    name = request.headers.get(KEY)
    if name is None:
        return deed()
    if not _A_KEY.fullmatch(name):
        sentence = _("A key has 1 to 128 visible signs of ASCII.")
        raise ValidationError({KEY: [sentence]}, code="not_a_key")

    said = answers.once(
        by=request.user,
        name=name,
        fingerprint=_fingerprint(request),
        deed=lambda: _said(deed()),
        at=timezone.now(),
    )
    headers = {"ETag": said.version} if said.version else {}
    if said.is_repeated:
        headers["Idempotency-Replayed"] = "true"
    return Response(json.loads(said.body), status=said.status, headers=headers)


def tag(version: str) -> str:
    """Return a version as a strong entity tag (RFC 9110, section 8.8.3)."""
    return f'"{version}"'


def version_named(request: "SignedInRequest") -> str:
    """Return the version that If-Match names; one that no ETag of ours has is named by nothing.

    Raises:
        Unconditional: there is no If-Match, or it asks for any version.
    """
    named = request.headers.get("If-Match", "*").strip()
    if named == "*":
        raise Unconditional
    found = _A_VERSION.fullmatch(named)
    return found[1] if found else ""


def is_known(request: "Request", version: str) -> bool:
    """Test whether the caller has this version already (If-None-Match)."""
    found = _A_VERSION.fullmatch(request.headers.get("If-None-Match", "").strip())
    return found is not None and found[1] == version


def unchanged(version: str) -> Response:
    """Answer that the caller has the newest version."""
    return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag(version)})


def _fingerprint(request: "SignedInRequest") -> str:
    body = request.data if isinstance(request.data, Mapping) else {}
    return fingerprint_of(
        method=str(request.method),
        path=request.path,
        body=body,
        expects=request.headers.get("If-Match", ""),
    )


def _said(answer: Response) -> Said:
    body = JSONRenderer().render(answer.data).decode("utf-8")
    return Said(status=answer.status_code, body=body, version=answer.headers.get("ETag", ""))
