"""One POST: what a consumer may do to it, and what it never reaches."""

import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.webhooks.sink import listening
from webhooks.engine.addresses import Target, target_of
from webhooks.engine.sending import Outcome
from webhooks.services import wire
from webhooks.services.wire import Answer


def post(url: str, *, resolver=wire.resolve, in_all_s: float = 5.0) -> Answer:
    return wire.post(
        target_of(url, ports=(), to_loopback=True),
        headers={"webhook-id": "msg_1"},
        body=b'{"type":"endpoint.test"}',
        to_loopback=True,
        resolver=resolver,
        in_all_s=in_all_s,
    )


def leading_to(*addresses: str):
    """Return a resolver that gives these, whatever it is asked."""
    return lambda *_name: list(addresses)


def test_what_is_sent_arrives_as_it_is():
    with listening("takes") as sink:
        answer = post(sink.url)

    (request,) = sink.taken
    assert answer == Answer(outcome=Outcome.DELIVERED, status=204)
    assert (request.line, request.body) == (
        "POST /hook HTTP/1.1",
        b'{"type":"endpoint.test"}',
    )
    assert request.headers["host"] == f"localhost:{sink.server_address[1]}"
    assert request.headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize(
    ("mood", "answer"),
    [
        ("gone", Answer(outcome=Outcome.GONE, status=410)),
        ("busy", Answer(outcome=Outcome.BUSY, status=429, asked_s=120)),
        ("away", Answer(outcome=Outcome.BUSY, status=503, asked_s=9_999_999)),
        ("fails", Answer(outcome=Outcome.REFUSED, status=500)),
        ("lies", Answer(outcome=Outcome.DELIVERED, status=200)),
        ("lies_less", Answer(outcome=Outcome.DELIVERED, status=200)),
        ("talks", Answer(outcome=Outcome.DELIVERED, status=200)),
        ("babbles", Answer(outcome=Outcome.UNREADABLE)),
        ("drops", Answer(outcome=Outcome.UNREACHABLE)),
    ],
)
def test_whatever_a_consumer_does_is_an_answer(mood, answer):
    with listening(mood) as sink:
        assert post(sink.url) == answer


@pytest.mark.parametrize("mood", ["hangs", "drips"])
def test_a_consumer_gets_so_much_time_in_all_however_it_spends_it(mood):
    with listening(mood) as sink:
        begun = time.monotonic()
        answer = post(sink.url, in_all_s=0.5)

    assert answer == Answer(outcome=Outcome.TIMED_OUT)
    assert time.monotonic() - begun < 3


def test_a_redirect_is_not_followed():
    with listening("takes") as victim, listening("redirects", victim.url) as sink:
        answer = post(sink.url)

    assert answer == Answer(outcome=Outcome.REDIRECTED, status=307)
    assert (len(sink.taken), victim.taken) == (1, [])


def test_no_proxy_of_the_environment_is_asked(monkeypatch):
    with listening("takes") as proxy, listening("takes") as sink:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        post(sink.url)

    assert (len(sink.taken), proxy.taken) == (1, [])


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["8.8.8.8", "127.0.0.1"],
        ["127.0.0.1", "8.8.8.8"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["fe80::1%eth0"],
    ],
)
def test_a_name_that_leads_to_a_closed_address_is_not_connected_at_all(answers, monkeypatch):
    opened: list[object] = []
    monkeypatch.setattr(socket, "socket", lambda *kind: opened.append(kind))

    answer = wire.post(
        target_of("https://hooks.example.org/", ports={443}, to_loopback=False),
        headers={},
        body=b"",
        to_loopback=False,
        resolver=leading_to(*answers),
    )

    assert (answer, opened) == (Answer(outcome=Outcome.FORBIDDEN), [])


def test_a_name_is_looked_up_once_and_the_checked_address_is_connected():
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with listening("takes") as sink:
        url = sink.url.replace("localhost", "rebinding.example.org")
        answer = post(url, resolver=rebinding)

    assert (answer.outcome, asked) == (Outcome.DELIVERED, ["rebinding.example.org"])
    assert sink.taken[0].headers["host"].startswith("rebinding.example.org:")


def test_the_second_address_is_tried_where_the_first_does_not_answer():
    with listening("takes") as sink:
        answer = post(sink.url, resolver=leading_to("::1", "127.0.0.1"))

    assert answer.outcome is Outcome.DELIVERED


@pytest.mark.parametrize("failure", [socket.gaierror("no such name"), UnicodeError("label")])
def test_a_name_that_leads_nowhere_is_unreachable(failure):
    def failing(host: str, port: int) -> list[str]:
        raise failure

    answer = post("http://localhost:9/", resolver=failing)

    assert answer == Answer(outcome=Outcome.UNREACHABLE)


def test_a_resolver_that_hangs_takes_no_more_than_the_time_in_all():
    go = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        go.wait(10)
        return []

    answer = post("http://localhost:9/", resolver=hanging, in_all_s=0.2)

    go.set()
    assert answer == Answer(outcome=Outcome.TIMED_OUT)


@pytest.mark.parametrize("said", ["", "soon", "-5", "²", "Mon, 99 Foo 2026 99:99:99 GMT"])
def test_a_retry_after_that_makes_no_sense_asks_for_nothing(said):
    assert wire._seconds(said) is None


def test_a_retry_after_may_be_a_date():
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)

    assert 80 <= (wire._seconds(later) or 0) <= 90


@pytest.fixture
def certified(tmp_path):
    """Return a server's context for hooks.example.org, and one that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("hooks.example.org")]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = tmp_path / "server.pem"
    path.write_bytes(private + pem)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(path)
    return serving, ssl.create_default_context(cadata=pem.decode())


@pytest.mark.parametrize(
    ("host", "outcome", "said"),
    [
        ("hooks.example.org", Outcome.DELIVERED, ["hooks.example.org"]),
        ("other.example.org", Outcome.UNTRUSTED, ["other.example.org"]),
    ],
)
def test_over_tls_the_name_is_said_and_the_certificate_must_hold_for_it(
    host, outcome, said, certified
):
    serving, trusting = certified
    named: list[str | None] = []
    serving.sni_callback = lambda _wire, name, _context: named.append(name)
    with listening("takes") as sink:
        sink.socket = serving.wrap_socket(sink.socket, server_side=True)
        answer = wire.post(
            Target(is_secure=True, host=host, port=sink.server_address[1], path="/hook"),
            headers={},
            body=b"{}",
            to_loopback=True,
            resolver=leading_to("127.0.0.1"),
            trust=trusting,
            in_all_s=5,
        )

    assert (answer.outcome, named) == (outcome, said)


def test_a_consumer_that_hangs_behind_tls_is_cut_too(certified):
    serving, trusting = certified
    with listening("drips") as sink:
        sink.socket = serving.wrap_socket(sink.socket, server_side=True)
        begun = time.monotonic()
        answer = wire.post(
            Target(is_secure=True, host="hooks.example.org", port=sink.server_address[1], path="/"),
            headers={},
            body=b"{}",
            to_loopback=True,
            resolver=leading_to("127.0.0.1"),
            trust=trusting,
            in_all_s=0.8,
        )

    assert (answer.outcome, time.monotonic() - begun < 3) == (Outcome.TIMED_OUT, True)
