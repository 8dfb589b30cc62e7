"""How the file of an exchange address is sent: its name, its version, and who may keep it."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse, StreamingHttpResponse

from api.engine.tables import in_blocks
from api.v1 import safe

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request

KEPT_SHORTLY: Final = "public, max-age=300"
"""What is public moves once a day at most; five minutes spare the tables and promise little."""


def public(request: "Request", content: str, *, name: str) -> "HttpResponseBase":
    """Answer with a small public file, or that the caller has it."""
    version = version_of(content)
    if safe.is_known(request, version):
        return _known(version)
    return HttpResponse(
        content.encode("utf-8"),
        headers={**_headers(request, name), **_kept(version)},
    )


def public_stream(
    request: "Request", lines: Iterable[str], *, name: str, version: str
) -> "HttpResponseBase":
    """Answer with a public file of any length, or that the caller has it.

    Args:
        version: names what the lines tell; they are not read where the caller has it.
    """
    if safe.is_known(request, version):
        return _known(version)
    return StreamingHttpResponse(
        in_blocks(lines), headers={**_headers(request, name), **_kept(version)}
    )


def own_stream(request: "Request", lines: Iterable[str], *, name: str) -> "HttpResponseBase":
    """Answer with a file of any length for this caller alone; nobody's cache may keep it."""
    headers = {**_headers(request, name), "Cache-Control": "no-store"}
    return StreamingHttpResponse(in_blocks(lines), headers=headers)


def version_of(*told: str) -> str:
    """Return the name of a version: another name for whatever else is told."""
    return hashlib.sha256("\0".join(told).encode("utf-8")).hexdigest()[:32]


def _known(version: str) -> HttpResponse:
    return HttpResponse(status=304, headers=_kept(version))


def _kept(version: str) -> dict[str, str]:
    return {"ETag": safe.tag(version), "Cache-Control": KEPT_SHORTLY}


def _headers(request: "Request", name: str) -> dict[str, str]:
    form: BaseRenderer = request.accepted_renderer
    return {
        "Content-Type": f"{form.media_type}; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}.{form.format}"',
    }
