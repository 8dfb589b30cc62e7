"""Read JSON within bounds, so that no body can exhaust or break what stands behind it."""

import json
import math
from collections.abc import Mapping
from typing import IO, ClassVar, Final, TypeAlias

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON] | None"

LARGEST_BODY_BYTES: Final = 65_536
LARGEST_BULK_BYTES: Final = 8_000_000
DEEPEST: Final = 32
LONGEST_NUMBER: Final = 18  # digits and signs: what fits a 64-bit column with room to spare
_NUL: Final = "\0"


class BodyTooLarge(APIException):
    """The body is larger than any of ours needs to be. Nothing was changed."""

    status_code = 413
    default_code = "too_large"


class BoundedJSONParser(BaseParser):
    """JSON as RFC 8259 has it, and nothing a database or a page could not hold.

    Refused: more than `most_bytes`, more than `DEEPEST` levels, bytes that are not
    UTF-8, a NUL or half a surrogate pair, the same key twice, numbers beyond `LONGEST_NUMBER`
    characters, NaN or Infinity, and whatever is not an object.
    """

    media_type = "application/json"
    most_bytes: ClassVar[int] = LARGEST_BODY_BYTES

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,  # noqa: ARG002 - DRF calls with these arguments
        parser_context: Mapping[str, object] | None = None,  # noqa: ARG002
    ) -> dict[str, JSON]:
        """Return what the body says.

        Raises:
            BodyTooLarge: it has more bytes than we read.
            ParseError: it is no JSON, or JSON beyond our bounds.
        """
        raw = stream.read(self.most_bytes + 1)
        if len(raw) > self.most_bytes:
            raise BodyTooLarge(_("The body is larger than we accept. Nothing was changed."))
        try:
            return parse_bounded(raw)
        except ValueError as error:
            raise ParseError(
                _("The body is not JSON within our bounds. Nothing was changed.")
            ) from error


class ManyRowsParser(BoundedJSONParser):
    """The same for the one address that takes thousands of rows."""

    most_bytes = LARGEST_BULK_BYTES


def parse_bounded(raw: bytes) -> dict[str, JSON]:
    """Return the object that `raw` writes down.

    Raises:
        ValueError: it is no JSON object, or JSON beyond our bounds. UnicodeDecodeError is one.
    """
    text = raw.decode("utf-8")
    _refuse_depth(text)
    value: JSON = json.loads(
        text,
        object_pairs_hook=_object,
        parse_int=_whole,
        parse_float=_fraction,
        parse_constant=_refuse_constant,
    )
    _refuse_broken_text(value)
    if not isinstance(value, dict):
        raise ValueError("A body is an object.")  # noqa: TRY004 - what came in is wrong, not a call
    return value


def _refuse_depth(text: str) -> None:
    """Count open brackets outside of strings, before a parser that recurses sees them."""
    depth, in_string, is_escaped = 0, False, False
    for sign in text:
        if in_string:
            in_string = is_escaped or sign != '"'
            is_escaped = sign == "\\" and not is_escaped
        elif sign == '"':
            in_string = True
        elif sign in "[{":
            depth += 1
            if depth > DEEPEST:
                raise ValueError("This JSON is nested too deeply.")
        elif sign in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    """Refuse a key that comes twice: two readers would see two different bodies."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A key comes twice.")
    return found


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("A number is too long.")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if len(digits) > LONGEST_NUMBER or not math.isfinite(number):
        raise ValueError("A number is too long.")
    return number


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON.")


def _refuse_broken_text(value: JSON) -> None:
    match value:
        case str():
            if _NUL in value:
                raise ValueError("A text holds a NUL.")
            value.encode("utf-8")  # half a surrogate pair is a UnicodeEncodeError, a ValueError
        case list():
            for item in value:
                _refuse_broken_text(item)
        case dict():
            for key, item in value.items():
                _refuse_broken_text(key)
                _refuse_broken_text(item)
