"""What tells of a camera or of a person beside the pixels of a JPEG, taken out without redrawing.

A PDF holds photographs as JPEG files with all that the camera wrote into them.
"""

import re
from typing import Final

from attachments.engine.limits import MOST_SCANS
from attachments.engine.refusals import BrokenImage, TooIntricate

_BEGINS: Final = b"\xff\xd8"
_SCAN: Final = 0xDA
_DRAWS: Final = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDC, 0xDD})
"""Frames, tables, scans, lines, restarts: what a decoder needs. Source: ITU-T T.81, table B.1."""

_SCANS: Final = re.compile(rb"\xff\xda\x00(?:\x08\x01|\x0a\x02|\x0c\x03|\x0e\x04)")
"""Scans of one to four colours; a film behind a photograph has none of these by chance."""

_ADOBE: Final = 0xEE
"""Tells how the colours are written; without it they turn."""

_ADOBE_BYTES: Final = 14
_END: Final = 0xD9
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})


def without_marks(jpeg: bytes) -> bytes:
    """Return a JPEG without comments, EXIF, XMP, profiles, and anything behind its end.

    Raises:
        BrokenImage: it is not written as a JPEG is.
        TooIntricate: it goes over its pixels more often than is taken.
    """
    need_few_scans(jpeg)
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


def need_few_scans(jpeg: bytes) -> None:
    """Refuse a JPEG that goes over its pixels too often.

    A scan of 75 bytes makes a decoder visit every pixel again: [ours] 200 of them on 49 million
    pixels took nine seconds.

    Raises:
        TooIntricate: it has more scans than are taken.
    """
    if len(_SCANS.findall(jpeg)) > MOST_SCANS:
        raise TooIntricate


def _tells(code: int, segment: bytes) -> bool:
    if code == _ADOBE and segment[4:9] == b"Adobe" and len(segment) == _ADOBE_BYTES + 2:
        return False
    return code not in _DRAWS


def _end_of_scan(jpeg: bytes, at: int) -> int:
    """Return where the next segment after the lines of a scan begins."""
    while (found := jpeg.find(b"\xff", at)) >= 0 and found + 1 < len(jpeg):
        if jpeg[found + 1] != 0 and jpeg[found + 1] not in _ALONE:
            return found
        at = found + 2
    return len(jpeg)
