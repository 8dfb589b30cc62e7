"""What the parser takes and what it refuses."""

import json

import pytest

from api.parsers import DEEPEST, parse_bounded


def _nested(levels: int) -> bytes:
    """Return an object that holds lists in lists, `levels` deep in all."""
    inner = levels - 1
    return b'{"a":' + b"[" * inner + b"]" * inner + b"}"


def test_an_object_is_read_as_it_is():
    body = {"a": [1, 2.5, -3, None, True], "b": {"ї": 'a "quoted" [bracket] \\ {brace'}}

    assert parse_bounded(json.dumps(body).encode()) == body


def test_joiners_and_signs_beyond_the_basic_plane_are_kept():
    body = {"name": "می‌خواهم 🕊"}

    assert parse_bounded(json.dumps(body).encode()) == body


def test_the_deepest_nesting_is_read():
    assert list(parse_bounded(_nested(DEEPEST))) == ["a"]


def test_brackets_inside_a_text_are_no_nesting():
    assert parse_bounded(b'{"a":"' + b"[" * 990 + b'\\""}') == {"a": "[" * 990 + '"'}


@pytest.mark.parametrize(
    "raw",
    [
        _nested(DEEPEST + 1),
        _nested(990),
        b"[" * 100_000,
        b'{"a":' * 990,
        b"",
        b"{",
        b"{]",
        b"[]",
        b'"text"',
        b"1",
        b"null",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":"\\u0000"}',
        b'{"\\u0000":1}',
        b'{"a":"\\ud800"}',
        b'{"a":["\\udc00\\ud800"]}',
        b'{"a":"\xff"}',
        b'{"a":"\x00"}',
        b'{"a":1234567890123456789}',
        b'{"a":-' + b"9" * 5_000 + b"}",
        b'{"a":1e999}',
        b'{"a":0.12345678901234567890}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":1}{"b":2}',
    ],
    ids=lambda raw: repr(raw[:24]),
)
def test_what_is_beyond_our_bounds_is_refused(raw):
    with pytest.raises(ValueError, match=r".+"):
        parse_bounded(raw)
