"""What each page of a running demo weighs on the line: every link followed, as each kind of user.

Start the demo first. A page is counted compressed, as it travels; the style and the script are
told apart, since they travel once.
"""

import argparse
import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from http.cookiejar import CookieJar
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from demo.cast import Kind

_LINK: Final = re.compile(r'<a[^>]*\shref="([^"#]+)')
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_NAMES: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
_NOT_FOLLOWED: Final = ("/accounts/logout/", "/leave/", "/admin/")
MOST_OF_A_KIND: Final = 3
"""Pages of one address, but for the reference in it, that are asked for; the heaviest counts."""


def main(arguments: list[str]) -> int:
    """Follow every link of the demo and print a table, the heaviest page first."""
    parser = argparse.ArgumentParser(prog="bench weights")
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--language", default="ar")
    options = parser.parse_args(arguments)
    found: dict[str, tuple[int, str]] = {}
    for kind in (None, *Kind):
        for place, weight in _weights(options.address, options.language, kind):
            if weight > found.get(place, (0, ""))[0]:
                found[place] = (weight, kind.value if kind else "everybody")
    for part in ("css/platform.css", "js/platform.js"):
        print(f"{part}: {len(_part(options.address, part)):,} bytes, once")
    print("\n| page | bytes | of |\n|---|---|---|")
    for place, (weight, reader) in sorted(found.items(), key=lambda each: -each[1][0]):
        print(f"| {place} | {weight:,} | {reader} |")
    return 0


def _weights(address: str, language: str, kind: Kind | None) -> Iterator[tuple[str, int]]:
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    opener.addheaders = [("Accept-Language", language), ("Referer", address)]
    start = "/"
    if kind is not None:
        page = _read(opener, f"{address}/")
        token = _TOKEN.search(page)
        said = {"kind": kind.value, "csrfmiddlewaretoken": token[1] if token else ""}
        opener.open(f"{address}/demo/sign-in", urlencode(said).encode()).read()
    waiting, seen, asked = deque([start]), {start}, dict[str, int]()
    while waiting:
        path = waiting.popleft()
        place = _NAMES.sub("…", urlsplit(path).path)
        asked[place] = asked.get(place, 0) + 1
        if asked[place] > MOST_OF_A_KIND:
            continue
        try:
            page = _read(opener, urljoin(address, path))
        except HTTPError:
            continue
        yield place, _compressed(opener, urljoin(address, path))
        for link in map(unescape, _LINK.findall(page)):
            target = urlsplit(urljoin(f"{address}{path}", link))
            if target.netloc != urlsplit(address).netloc or target.path.startswith(_NOT_FOLLOWED):
                continue
            onward = target.path
            if onward not in seen:
                seen.add(onward)
                waiting.append(onward)


def _read(opener: OpenerDirector, address: str) -> str:
    with opener.open(address) as answer:
        text: str = answer.read().decode("utf-8", "replace")
        return text


def _compressed(opener: OpenerDirector, address: str) -> int:
    with opener.open(Request(address, headers={"Accept-Encoding": "br, gzip"})) as answer:
        return len(answer.read())


def _part(address: str, part: str) -> bytes:
    opener = build_opener()
    page = _read(opener, f"{address}/")
    name = part.rpartition(".")[0]
    path = re.search(rf'/static/{name}[^"]*', page)
    request = Request(urljoin(address, path[0] if path else ""))
    request.add_header("Accept-Encoding", "br, gzip")
    with opener.open(request) as answer:
        data: bytes = answer.read()
        return data
