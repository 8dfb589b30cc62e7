"""What kind a file is, by its content: neither its name nor what a browser says of it counts."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """The kinds of files that are taken."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"


KEPT: Final = (Kind.JPEG, Kind.PNG, Kind.PDF)
"""What is kept: an image of another kind is kept as one of these."""

MEDIA_TYPES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.JPEG: "image/jpeg",
        Kind.PNG: "image/png",
        Kind.WEBP: "image/webp",
        Kind.PDF: "application/pdf",
    }
)

_BEGINNINGS: Final[Mapping[bytes, Kind]] = MappingProxyType(
    {
        b"\xff\xd8\xff": Kind.JPEG,
        b"\x89PNG\r\n\x1a\n": Kind.PNG,
        b"%PDF-": Kind.PDF,
    }
)
_WEBP_BEGINS: Final = 12


def kind_of(content: bytes) -> Kind | None:
    """Return the kind whose first bytes these are; None for every other file.

    They must be the very first: a file that is two kinds at once begins with the other one.
    """
    if content[:4] == b"RIFF" and content[8:_WEBP_BEGINS] == b"WEBP":
        return Kind.WEBP
    return next((kind for begins, kind in _BEGINNINGS.items() if content.startswith(begins)), None)


def webp_size(content: bytes) -> tuple[int, int]:
    """Return width and height that a WebP names, in pixels; (0, 0) where it names none.

    A decoder takes the memory for the whole image before it tells how large it is.

    Source: RFC 9649, sections 2.5 to 2.7.
    """
    chunk = content[_WEBP_BEGINS : _WEBP_BEGINS + 4]
    if chunk == b"VP8X":
        return _number(content[24:27]) + 1, _number(content[27:30]) + 1
    if chunk == b"VP8 ":
        return _number(content[26:28]) & 0x3FFF, _number(content[28:30]) & 0x3FFF
    if chunk == b"VP8L":
        bits = _number(content[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return 0, 0


def _number(content: bytes) -> int:
    return int.from_bytes(content, "little")
