"""What tells of a camera or of a person beside the pixels of a JPEG, taken out without redrawing.

A PDF holds photographs as JPEG files with all that the camera wrote into them.
"""

from typing import Final

from attachments.engine.refusals import BrokenImage

_BEGINS: Final = b"\xff\xd8"
_SCAN: Final = 0xDA
_COMMENT: Final = 0xFE
_APPLICATIONS: Final = range(0xE0, 0xF0)
_ADOBE: Final = 0xEE
"""Tells how the colours are written; without it they turn."""

_ADOBE_BYTES: Final = 14
_END: Final = 0xD9
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})


def without_marks(jpeg: bytes) -> bytes:
    """Return a JPEG without comments, EXIF, XMP, profiles, and anything behind its end.

    Raises:
        BrokenImage: it is not written as a JPEG is.
    """
    if not jpeg.startswith(_BEGINS):
        raise BrokenImage
    kept, at = [_BEGINS], len(_BEGINS)
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise BrokenImage
        code = jpeg[at + 1]
        if code == _END:
            return b"".join([*kept, b"\xff\xd9"])
        size = int.from_bytes(jpeg[at + 2 : at + 4], "big") + 2
        segment = jpeg[at : at + size]
        if size < 4 or len(segment) != size:
            raise BrokenImage
        at += size
        if not _tells(code, segment):
            kept.append(segment)
        if code == _SCAN:
            end = _end_of_scan(jpeg, at)
            kept.append(jpeg[at:end])
            at = end
    return b"".join([*kept, b"\xff\xd9"])


def _tells(code: int, segment: bytes) -> bool:
    if code == _ADOBE and segment[4:9] == b"Adobe" and len(segment) == _ADOBE_BYTES + 2:
        return False
    return code == _COMMENT or code in _APPLICATIONS


def _end_of_scan(jpeg: bytes, at: int) -> int:
    """Return where the next segment after the lines of a scan begins."""
    while (found := jpeg.find(b"\xff", at)) >= 0 and found + 1 < len(jpeg):
        if jpeg[found + 1] != 0 and jpeg[found + 1] not in _ALONE:
            return found
        at = found + 2
    return len(jpeg)
