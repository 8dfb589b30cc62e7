"""Values that break programs: kept as a dictionary, so that each has a name to be told by."""

import gzip
from collections.abc import Mapping
from typing import Final, TypeAlias

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON] | None"

_DATES: Final = (
    *("0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13-01"),
    *("2026-W01-1", "20260401", "2026-1-1", "01/04/2026", "2026-04-01T00:00:00Z", "-0044-03-15"),
)
_MOMENTS: Final = (
    *("0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"),
    *("9999-12-31T23:59:59-14:00", "2026-11-26T10:00:00+99:99", "2026-11-26T10:00:00-23:59:59"),
    *("2026-11-26T24:00:00Z", "2026-11-26T10:00:60Z", "2026-11-26 10:00:00", "20261126T100000Z"),
    *("2026-11-26T10:00:00.123456789Z", "2999-12-31T23:59:59+00:00", "2000-01-01T00:00:00+23:59"),
)
_NUMBERS: Final = (
    *("0", "-1", "-0", "1e3", "1e999", "NaN", "Infinity", "-Infinity", "0x10", "1_000", "1.5"),
    *("9223372036854775807", "9223372036854775808", "2147483648", "٣", "１", " 1", "1 ", "+1"),
)
_TEXTS: Final = (
    *("", " ", "\t", "null", "true", "undefined", "None", "*", "%", "%s", "%(x)s", "{}", "{0}"),
    *("'", '"', "\\", "`", ";", "--", "' OR 1=1 --", "$$", "\\x00", "\\u0000", "%00", "%25"),
    *("=1+1", "+1+1", "@SUM(A1)", "-2+3", "=cmd|' /C calc'!A0"),
    *("../../../etc/passwd", "..%2f..", "/", "//", "file:///etc/passwd", "http://127.0.0.1/"),
    *("<script>alert(1)</script>", "{{7*7}}", "${7*7}", "<!--#exec-->", "javascript:x"),
    *("\u202edrocer", "\u2066UA\u2069", "\u200b", "\ufeffUA", "\u0000", "a\u0000b", "\u0001"),
    *("\u001b[31m", "\r\nX-Broken: 1", "\n", "\u2028", "\u0085", "\ufffe", "\ufffd"),
    *("e\u0301" * 8, "Z" + "\u0351" * 200, "\U0001f54a", "\U0010ffff", "مرحبا", "Ї", "ß", "İ"),
    *("\ud800", "\udc00", "\udc00\ud800", "a\ud83d"),
    *("a" * 121, "a" * 300, "a" * 3_900, "a" * 4_100, "9" * 4_400, "é" * 700),
    *("00000000-0000-0000-0000-000000000000", "{00000000-0000-4000-8000-000000000000}"),
    *("urn:uuid:00000000-0000-4000-8000-000000000000", "00000000000040008000000000000000"),
    *("00000000-0000-4000-8000-00000000000g", "00000000-0000-4000-8000-000000000000:forged"),
)
TEXTS: Final[tuple[str, ...]] = (*_TEXTS, *_NUMBERS, *_DATES, *_MOMENTS)
"""For paths, parameters, header lines, and the texts of a body."""

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "Accept": ("text/html", "application/xml", "application/*", ";;;", "a/b;q=x", "*", "*/*;q=2"),
    "Accept-Charset": ("utf-16", "x"),
    "Accept-Encoding": ("gzip;q=x", "br", "gzip, " * 200),
    "Accept-Language": ("xx", "fr;q=9", "uk;q=0.5,ar;q=0.9", "en-" + "a" * 500, "-", "fr, " * 300),
    "Authorization": (
        *("Bearer", "Bearer ", "Bearer  two", "bearer é", "Bearer " + "a" * 129, "Bearer \u0000"),
        *("Basic", "Basic !!!", "Basic AA==", "Basic OjE=", "Basic /////w==", "Digest x=1"),
        *("Basic JTAwOng=", "Basic eDolMDA="),  # %00:x and x:%00
        *("Basic " + "QQ" * 400, "Bearer " + "a" * 43, "Token x", "Bearer a, Bearer b"),
    ),
    "Content-Encoding": ("gzip", "identity", "br"),
    "Content-Length": ("-1", "abc", "99999999999999999999", "1e3", "", "3"),
    "Content-Type": (
        *("text/plain", "application/xml", "", "/", "application/json; charset=utf-7"),
        *("application/json; charset=latin-1", "application/json;" * 50, "APPLICATION/JSON"),
        *("application/x-www-form-urlencoded", "multipart/form-data", "application/vnd.x+json"),
        *("multipart/form-data; boundary=" + "b" * 300, "multipart/form-data; boundary=b"),
    ),
    "Cookie": (
        *("session=", "session=x; session=y", "csrf=", "language=xx", "=", ";;;", "a" * 5_000),
        *("session=" + "a" * 4_000, 'session="\\000"', "django_language=../.."),
    ),
    "Host": ("evil.example", "", "localhost:99999", "[::1", "a b", "localhost@evil.example"),
    "Idempotency-Key": ("", "two words", "é", "a" * 128, "a" * 129, "\u007f", "~", "%00", "''"),
    "If-Match": ("*", "x", '"', '""', 'W/"', '"' + "0" * 32 + '"', '"' + "g" * 32 + '"', ", " * 99),
    "If-Modified-Since": ("Sat, 01 Jan 0000 00:00:00 GMT", "yesterday"),
    "If-None-Match": ("*", '"x"', 'W/"' + "0" * 32 + '"', ", " * 99),
    "Origin": ("null", "http://evil.example", "é"),
    "Range": ("bytes=0-", "bytes=9999999999999999999-"),
    "Referer": ("http://evil.example/", "\u202e"),
    "X-CSRFToken": ("", "x", "a" * 32, "a" * 64, "é"),
    "X-Forwarded-For": ("127.0.0.1", "::1", "a" * 900, "', "),
    "X-HTTP-Method-Override": ("DELETE", "é"),
}
"""What each header may hold that it should not, beside all of `TEXTS`."""

METHODS: Final = (
    *("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"),
    *("PROPFIND", "A" * 300, "GET\t"),
)


def _nested(levels: int) -> JSON:
    value: JSON = "x"
    for _level in range(levels):
        value = [value]
    return value


VALUES: Final[tuple[object, ...]] = (
    *(None, True, False, 0, -1, 1.5, -0.0, 1e17, 10**17, -(10**16), 2**31, 2**53, 1e-9),
    *([], {}, [[]], [{}], [None], {"": None}, {"a": {"b": []}}, ["en"] * 30, ["x"] * 2_000),
    *(_nested(5), _nested(28), {"__proto__": {}, "constructor": 1}, ["en", "en"], [1, "1", True]),
    *({str(number): number for number in range(500)}, ["\u202een"], ["=1+1"], [10**17]),
)
"""For the fields of a body, beside all of `TEXTS`."""

BODIES: Final[Mapping[str, bytes]] = {
    "nothing": b"",
    "blanks": b" \r\n\t",
    "no json": b"{",
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "a number": b"1",
    "two": b"{}{}",
    "trailing": b"{},",
    "a comment": b"{/**/}",
    "single quotes": b"{'capacity':1}",
    "990 deep": b'{"a":' + b"[" * 990 + b"]" * 990 + b"}",
    "5,000 deep objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "60,000 open": b"[" * 60_000,
    "twice": b'{"capacity":1,"capacity":2}',
    "twice, escaped": b'{"capacity":1,"\\u0063apacity":2}',
    "a NUL": b'{"languages":["\\u0000"]}',
    "a NUL in a key": b'{"\\u0000":1}',
    "a bare NUL": b'{"languages":["\x00"]}',
    "half a pair": b'{"languages":["\\ud800"]}',
    "half a pair in a key": b'{"\\udc00":1}',
    "pair turned round": b'{"languages":["\\udc00\\ud800"]}',
    "bytes": b'{"languages":["\xff"]}',
    "overlong UTF-8": b'{"languages":["\xc0\x80"]}',
    "surrogate in UTF-8": b'{"languages":["\xed\xa0\x80"]}',
    "utf-16": '{"capacity":1}'.encode("utf-16"),
    "utf-32": '{"capacity":1}'.encode("utf-32-le"),
    "latin-1": '{"languages":["é"]}'.encode("latin-1"),
    "a BOM": b"\xef\xbb\xbf{}",
    "gzip": gzip.compress(b"{}", mtime=0),
    "a giant number": b'{"capacity":' + b"9" * 20 + b"}",
    "a number of 60,000 signs": b'{"capacity":' + b"9" * 60_000 + b"}",
    "a fraction of 60,000 signs": b'{"capacity":0.' + b"9" * 60_000 + b"}",
    "infinity": b'{"capacity":1e999}',
    "minus infinity": b'{"capacity":-Infinity}',
    "not a number": b'{"capacity":NaN}',
    "an exponent": b'{"capacity":1e-999999999}',
    "a leading zero": b'{"capacity":01}',
    "too large": b'{"languages":["' + b"a" * 70_000 + b'"]}',
    "5,000 fields": b"{" + b",".join(b'"f%d":0' % number for number in range(5_000)) + b"}",
    "a key of 60,000 signs": b'{"' + b"k" * 60_000 + b'":1}',
    "unknown field": b'{"state":"offered","id":1,"pk":1}',
    "a form": b"grant_type=client_credentials&scope=%00&grant_type=x",
    "a broken form": b"grant_type=%ff%fe&client_secret=%ed%a0%80",
    "a form of 2,000 fields": b"&".join(b"a%d=1" % number for number in range(2_000)),
    "parts": b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--b--\r\n',
    "parts without end": b"--b\r\nContent-Disposition: form-data; name=",
    "xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
}
"""Whole bodies, as bytes."""
