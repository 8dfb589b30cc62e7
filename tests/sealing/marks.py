"""Look for planted words wherever they could lie, in every form that a program would give them."""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

_PACKED: Final = re.compile(rb"eJ[A-Za-z0-9+/_-]{16,}")
_BASE64: Final = 4, 3  # four signs stand for three bytes


def forms_of(mark: str) -> Mapping[str, bytes]:
    """Return how `mark` looks in clear and in each usual dress."""
    raw, escaped = mark.encode(), json.dumps(mark)[1:-1]
    return {
        "clear": raw,
        "UTF-16 little": mark.encode("utf-16-le"),
        "UTF-16 big": mark.encode("utf-16-be"),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "URL": quote(mark).encode(),
        "url": quote(mark).lower().encode(),
        "JSON": escaped.encode(),
        "JSON in JSON": json.dumps(escaped)[1:-1].encode(),
        **{f"base64, {before} before": _in_base64(raw, before) for before in range(3)},
        **{f"base64 for URLs, {n} before": _in_base64(raw, n, b"-_") for n in range(3)},
    }


def found_in(kept: bytes, mark: str) -> list[str]:
    """Return in which forms `mark` lies in `kept`, packed ones included."""
    forms = forms_of(mark)
    found = [name for name, form in forms.items() if form in kept]
    for packed in _PACKED.findall(kept):
        opened = _unpacked(packed)
        found += [f"packed, {name}" for name, form in forms.items() if form in opened]
    return found


def _in_base64(raw: bytes, before: int, signs: bytes = b"+/") -> bytes:
    """Return the middle of `raw` in base64, where so many bytes stand before it."""
    signs_each, bytes_each = _BASE64
    code = base64.b64encode(b"\0" * before + raw, signs)
    first = -(-before * signs_each // bytes_each)
    return code[first : (before + len(raw)) // bytes_each * signs_each]


def _unpacked(packed: bytes) -> bytes:
    code = packed.translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return zlib.decompressobj().decompress(base64.b64decode(code[: len(code) // 4 * 4]))
    except (zlib.error, binascii.Error):
        return b""
