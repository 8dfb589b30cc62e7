"""What the proxy does, read from its configuration the way nginx reads it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = (ROOT / "deploy/nginx.conf.template").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
WITH_A_FILE = "^/((appeals/[^/]+|follow)/documents|api/v1/pledges/bulk|tables)/$"
TOKEN = re.compile(r"""#[^\n]*|'[^']*'|"[^"]*"|[{};]|[^\s{};'"#]+""")


@dataclass(frozen=True, slots=True)
class Directive:
    words: list[str]
    inside: list["Directive"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.words[0]


def parse(text: str) -> list[Directive]:
    """Return the directives; an unfinished line or an open brace is an error."""
    tokens = iter([token for token in TOKEN.findall(text) if not token.startswith("#")])
    found = _block(tokens, closing=False)
    assert list(tokens) == []
    return found


def _block(tokens: Iterator[str], *, closing: bool) -> list[Directive]:
    found: list[Directive] = []
    words: list[str] = []
    for token in tokens:
        if token == "}":
            assert closing
            assert words == []
            return found
        if token == ";":
            found.append(Directive(words))
            words = []
        elif token == "{":
            found.append(Directive(words, _block(tokens, closing=True)))
            words = []
        else:
            words.append(token)
    assert not closing
    assert words == []
    return found


CONFIGURATION = parse(TEMPLATE.replace("${SERVER_NAME}", "city.example"))
SERVERS = [block for block in CONFIGURATION if block.name == "server"]
MAIN = SERVERS[2]


def value(block: Directive, name: str) -> list[str]:
    [found] = [directive for directive in block.inside if directive.name == name]
    return found.words[1:]


def location(*words: str) -> Directive:
    [found] = [block for block in MAIN.inside if block.words == ["location", *words]]
    return found


@pytest.mark.parametrize("broken", ["a b", "a {", "a; }", "a { b }", "server { listen 80; "])
def test_the_reader_finds_what_is_unfinished(broken):
    with pytest.raises(AssertionError):
        parse(broken)


def test_the_log_tells_neither_address_nor_path_nor_browser():
    [form] = [block for block in CONFIGURATION if block.name == "log_format"]
    told = set(re.findall(r"\$(\w+)", " ".join(form.words)))

    assert told == {
        "time_iso8601", "request_method", "area", "status", "body_bytes_sent", "request_time",
    }  # fmt: skip


def test_the_area_is_one_of_a_few_words():
    [areas] = [block for block in CONFIGURATION if block.name == "map"]

    assert {directive.words[1] for directive in areas.inside} == {
        "page", "static", "api", "accounts", "admin", "health",
    }  # fmt: skip


def test_errors_that_quote_the_request_are_not_logged():
    [error_log] = [block for block in CONFIGURATION if block.name == "error_log"]

    assert error_log.words[1:] == ["/dev/stderr", "crit"]


def test_a_name_that_is_not_ours_gets_nothing():
    assert value(SERVERS[0], "ssl_reject_handshake") == ["on"]
    assert value(SERVERS[0], "return") == ["444"]


def test_plain_http_is_sent_on_to_https():
    assert value(SERVERS[1], "return") == ["308", "https://city.example$request_uri"]


@pytest.mark.parametrize("name", ["proxy_buffering", "proxy_request_buffering"])
def test_a_slow_caller_holds_nginx_and_not_a_worker(name):
    assert value(MAIN, name) == ["on"]


def test_what_is_too_large_for_the_platform_is_too_large_for_nginx():
    assert value(MAIN, "client_max_body_size") == ["1m"]
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 1_048_576


def test_a_form_with_a_file_is_held_in_memory_and_no_larger_than_the_platform_takes():
    form = location("~", WITH_A_FILE)
    most = [str(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)]

    assert value(form, "client_max_body_size") == most
    assert value(form, "client_body_buffer_size") == most


def test_the_pages_that_take_a_file_are_the_ones_that_nginx_lets_through():
    mayors = reverse("web:appeals:documents", args=["00000000-0000-4000-8000-000000000000"])
    pages = [mayors, reverse("web:following:documents"), reverse("v1:bulk-list")]

    assert [bool(re.search(WITH_A_FILE, page)) for page in pages] == [True, True, True]


def test_the_caller_cannot_write_the_headers_that_the_platform_believes():
    headers = {
        line.words[1]: line.words[2] for line in MAIN.inside if line.name == "proxy_set_header"
    }

    assert headers == {
        "Connection": '""',
        "Host": "$host",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "$remote_addr",
    }


def test_readiness_is_not_told_to_the_world():
    assert value(location("=", "/readyz"), "return") == ["404"]


def test_a_platform_that_starts_again_is_a_pause():
    assert value(location("/"), "error_page") == ["502", "504", "=", "@away"]
    assert value(location("@away"), "return")[0] == "503"
    assert ["add_header", "Retry-After", "15", "always"] in [
        line.words for line in location("@away").inside
    ]


def test_certificate_and_key_are_the_secrets_that_compose_hands_over():
    handed_over = {f"/run/secrets/{name}" for name in COMPOSE["services"]["nginx"]["secrets"]}

    used = {value(MAIN, "ssl_certificate")[0], value(MAIN, "ssl_certificate_key")[0]}
    assert used == handed_over


def test_nginx_finds_the_web_process_where_it_listens():
    [upstream] = [block for block in CONFIGURATION if block.name == "upstream"]
    bound = re.search(r"WEB_BIND=0\.0\.0\.0:(\d+)", (ROOT / "Dockerfile").read_text())

    assert bound is not None
    assert value(upstream, "server") == [f"web:{bound[1]}"]
    assert "web" in COMPOSE["services"]


def test_nginx_listens_where_compose_publishes():
    published = {port.split(":")[1] for port in COMPOSE["services"]["nginx"]["ports"]}
    listening = {
        line.words[1] for server in SERVERS for line in server.inside if line.name == "listen"
    }

    assert published == listening
