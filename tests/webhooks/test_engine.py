"""Addresses that are refused, signatures computed by hand, and when a message goes again."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks.engine.addresses import UnfitURL, may_reach, target_of
from webhooks.engine.events import EVENTS, SUBSCRIBABLE, EventType, payload
from webhooks.engine.sending import (
    ENDPOINT,
    MAX_ATTEMPTS,
    MESSAGE,
    EndpointState,
    MessageState,
    Outcome,
    outcome_of,
    pause_after,
    rest_after,
)
from webhooks.engine.signing import headers, secret_of

ID = UUID("6f1c7a52-0a3c-4d7e-9d58-0f4f3f1f2a11")
KNOWN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # of the specification's own example


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "ftp://example.org/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://017700000001/",
        "https://0177.0.0.1/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0x/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://localhost/",
        "https://example.org:8443/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://user@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org#@127.0.0.1/",
        "https://example.org\\@127.0.0.1/",
        "https://example.org/\r\nHost: other.example",
        "https://example.org/\x00",
        "https://example.org/ä",
        "https://exämple.org/",
        "https://①②⑦.⓪.⓪.①/",
        "https://example.org./",
        "https://-example.org/",
        "https://EXAMPLE.org/",
        "https:///hook",
        "https:example.org/",
        "//example.org/",
        " https://example.org/",
        "https://example.org/\n",
        "https://example.org/" + "a" * 500,
        "https://" + "a" * 64 + ".org/",
    ],
)
def test_a_url_that_could_lead_elsewhere_is_refused(url):
    with pytest.raises(UnfitURL):
        target_of(url, ports={443}, to_loopback=False)


def test_a_url_is_taken_apart_once():
    target = target_of("https://hooks.example.org/a/b?c=d", ports={443}, to_loopback=False)

    assert (target.is_secure, target.host, target.port) == (True, "hooks.example.org", 443)
    assert (target.path, target.authority) == ("/a/b?c=d", "hooks.example.org")


def test_another_port_is_open_where_the_setting_names_it():
    target = target_of("https://hooks.example.org:8443", ports={443, 8443}, to_loopback=False)

    assert (target.port, target.path, target.authority) == (8443, "/", "hooks.example.org:8443")


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.1", "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1"),
        *("198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1"),
        *("240.0.0.1", "255.255.255.255", "192.88.99.1"),
        *("::", "::1", "::ffff:127.0.0.1", "::ffff:100.64.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1"),
        *("64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b::6440:1", "64:ff9b:1::1"),
        *("64:ff9b:1:7f00:0:100::", "2002:7f00:1::", "2002:808:808::1"),
        *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:db8::1"),
        *("3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0"),
        *("fec0::1", "ff02::1", "ff0e::1", "100::1"),
        *("", "localhost", "127.1", "0x7f000001", "2130706433", "017700000001"),
    ],
)
def test_an_address_that_is_not_open_to_the_world_is_not_reached(address):
    assert not may_reach(address, to_loopback=False)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_an_address_of_the_world_is_reached_unless_only_loopback_is_open(address):
    assert (may_reach(address, to_loopback=False), may_reach(address, to_loopback=True)) == (
        True,
        False,
    )


@given(st.ip_addresses())
def test_python_never_calls_private_what_is_reached(address):
    assert not may_reach(str(address), to_loopback=False) or not address.is_private


def test_loopback_is_open_to_tests():
    reached = [may_reach(each, to_loopback=True) for each in ("127.0.0.1", "::1", "10.0.0.1")]

    assert reached == [True, True, False]


def test_the_example_of_the_specification_has_its_signature():
    said = headers(
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
        secrets=[KNOWN],
    )

    assert said == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(
    random=st.binary(min_size=32, max_size=32),
    former=st.binary(min_size=32, max_size=32),
    body=st.binary(max_size=200),
)
def test_two_secrets_give_two_signatures_the_present_one_first(random, former, body):
    said = headers(
        message_id="msg_1",
        timestamp=7,
        body=body,
        secrets=[secret_of(random), secret_of(former)],
    )

    by_hand = [
        "v1," + base64.b64encode(hmac.digest(key, b"msg_1.7." + body, hashlib.sha256)).decode()
        for key in (random, former)
    ]
    assert said["webhook-signature"] == " ".join(by_hand)


def test_a_short_secret_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        secret_of(b"short")


def test_a_message_holds_what_when_and_which_and_nothing_else():
    moment = datetime(2026, 3, 2, 14, 0, tzinfo=timezone(timedelta(hours=2)))

    body = payload(kind=EventType.PROPOSAL_PUT, subject=ID, happened_at=moment)

    assert json.loads(body) == {
        "type": "proposal.put",
        "timestamp": "2026-03-02T12:00:00Z",
        "data": {"id": str(ID)},
    }
    assert body == payload(
        kind=EventType.PROPOSAL_PUT, subject=ID, happened_at=moment.astimezone(UTC)
    )


def test_every_event_that_can_be_chosen_has_a_verb_and_the_test_has_none():
    assert set(EVENTS.values()) == set(SUBSCRIBABLE) == set(EventType) - {EventType.ENDPOINT_TEST}


def test_what_one_party_says_is_no_event():
    silent = {"consented", "refused", "revoked", "lapsed", "retracted"}

    assert {f"proposal.{end}" for end in silent} & set(EVENTS) == set()


def test_every_state_has_a_row_in_its_life():
    assert set(ENDPOINT) == set(EndpointState)
    assert set(MESSAGE) == set(MessageState)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (199, Outcome.REFUSED),
        (200, Outcome.DELIVERED),
        (299, Outcome.DELIVERED),
        (300, Outcome.REDIRECTED),
        (399, Outcome.REDIRECTED),
        (400, Outcome.REFUSED),
        (410, Outcome.GONE),
        (429, Outcome.BUSY),
        (500, Outcome.REFUSED),
        (503, Outcome.BUSY),
    ],
)
def test_a_status_means_one_thing(status, outcome):
    assert outcome_of(status) is outcome


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_the_attempts_last_for_three_days_and_grow_apart(share):
    pauses = [pause_after(number, share=share, asked_s=None) for number in range(1, MAX_ATTEMPTS)]
    lasting = [pause for pause in pauses if pause is not None]

    assert timedelta(days=2, hours=18) < sum(lasting, timedelta()) < timedelta(days=3, hours=12)
    assert all(first <= second for first, second in pairwise(lasting))
    assert (len(lasting), pause_after(MAX_ATTEMPTS, share=share, asked_s=None)) == (12, None)


def test_jitter_moves_a_pause_by_a_twentieth_each_way():
    assert pause_after(2, share=0.0, asked_s=None) == timedelta(seconds=114)
    assert pause_after(2, share=0.5, asked_s=None) == timedelta(seconds=120)


def test_no_pause_comes_before_an_attempt():
    with pytest.raises(ValueError, match="there was none"):
        pause_after(0, share=0.5, asked_s=None)


@pytest.mark.parametrize(("asked", "honoured"), [(0, 1), (90, 90), (10**8, 86_400)])
def test_what_an_endpoint_asks_for_is_honoured_within_a_day(asked, honoured):
    wanted = timedelta(seconds=honoured)

    assert pause_after(1, share=0.5, asked_s=asked) == wanted
    assert pause_after(MAX_ATTEMPTS, share=0.5, asked_s=asked) is None


@pytest.mark.parametrize(
    ("outcome", "asked", "rest_s"),
    [
        (Outcome.BUSY, None, 60),
        (Outcome.BUSY, 300, 300),
        (Outcome.BUSY, 10**8, 86_400),
        (Outcome.TIMED_OUT, None, 60),
        (Outcome.UNREACHABLE, None, 60),
        (Outcome.REFUSED, None, None),
        (Outcome.DELIVERED, None, None),
    ],
)
def test_an_endpoint_that_holds_up_others_rests(outcome, asked, rest_s):
    expected = None if rest_s is None else timedelta(seconds=rest_s)

    assert rest_after(outcome, asked_s=asked) == expected
