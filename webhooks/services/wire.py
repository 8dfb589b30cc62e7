"""One POST to an address that was checked, within ten seconds in all, and nothing else.

The name is resolved once. Each address of the answer is checked, and the connection goes to
exactly one of these: a name that leads elsewhere a moment later changes nothing. No redirect is
followed and no proxy of the environment is asked, because nothing here knows of either.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from typing import Final, TypeAlias

from webhooks.engine.addresses import Target, may_reach
from webhooks.engine.sending import Outcome, outcome_of

IN_ALL_S: Final = 10.0
_READ_AT_MOST: Final = 1_024  # read so that the other side can end in peace; never kept
_FOR_THE_BODY_S: Final = 0.5
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]


class Forbidden(Exception):
    """A name leads to an address that messages may not go to. Nothing was connected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one POST; of its content nothing."""

    outcome: Outcome
    status: int | None = None
    asked_s: int | None = None  # Retry-After, in seconds


def resolve(host: str, port: int) -> list[str]:
    """Return every address of a name, in the order of the resolver.

    Raises:
        OSError: there is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_kind, address in found]


def post(
    target: Target,
    *,
    headers: Mapping[str, str],
    body: bytes,
    to_loopback: bool,
    resolver: Resolve = resolve,
    trust: ssl.SSLContext | None = None,
    in_all_s: float = IN_ALL_S,
) -> Answer:
    """Send `body` and return what came of it; whatever the other side does is an answer too.

    Args:
        target: where to.
        headers: besides Host and the length.
        body: what is sent.
        to_loopback: loopback is open and nothing else.
        resolver: looks names up.
        trust: whose certificates hold; those of the system unless given.
        in_all_s: seconds for all of it, looking up included.
    """
    deadline = time.monotonic() + in_all_s
    try:
        addresses = _looked_up(resolver, target, deadline)
        _check(addresses, to_loopback=to_loopback)
        wire = _connected(addresses, target.port, deadline)
    except Forbidden:
        return Answer(outcome=Outcome.FORBIDDEN)
    except TimeoutError:
        return Answer(outcome=Outcome.TIMED_OUT)
    except (OSError, UnicodeError):
        return Answer(outcome=Outcome.UNREACHABLE)
    with wire:
        return _exchange(wire, target, headers, body, deadline=deadline, trust=trust)


def _exchange(
    wire: socket.socket,
    target: Target,
    headers: Mapping[str, str],
    body: bytes,
    *,
    deadline: float,
    trust: ssl.SSLContext | None,
) -> Answer:
    """Speak over a connection that the end of the time cuts, whatever it is doing."""
    twin = wire.dup()  # TLS takes the socket over; a twin can still cut the connection
    cut = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [twin])
    cut.daemon = True
    cut.start()
    try:
        return _spoken(wire, target, headers, body, trust=trust)
    except ssl.SSLCertVerificationError:
        return Answer(outcome=Outcome.UNTRUSTED)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(outcome=_named(error, deadline))
    finally:
        cut.cancel()
        cut.join()  # never cut a connection of someone else that got the same number
        twin.close()


def _spoken(
    wire: socket.socket,
    target: Target,
    headers: Mapping[str, str],
    body: bytes,
    *,
    trust: ssl.SSLContext | None,
) -> Answer:
    spoken = wire
    if target.is_secure:
        context = trust or ssl.create_default_context()
        spoken = context.wrap_socket(wire, server_hostname=target.host)
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = spoken  # ours, already connected: http.client looks nothing up
    try:
        connection.request(
            "POST", target.path, body=body, headers={"Host": target.authority, **headers}
        )
        response = connection.getresponse()
        _drop(response, spoken)
        return Answer(
            outcome=outcome_of(response.status),
            status=response.status if response.status < 1_000 else None,
            asked_s=_seconds(response.headers.get("Retry-After", "")),
        )
    finally:
        connection.close()
        spoken.close()


def _drop(response: http.client.HTTPResponse, spoken: socket.socket) -> None:
    """Read a little of the content and forget it; what it lies about plays no part."""
    try:
        with response:
            spoken.settimeout(_FOR_THE_BODY_S)
            response.read(_READ_AT_MOST)
    except (OSError, http.client.HTTPException, ValueError):
        return


def _looked_up(resolver: Resolve, target: Target, deadline: float) -> Sequence[str]:
    """Return the addresses of a name; the system's resolver knows no end, so it has a thread."""
    came: SimpleQueue[Sequence[str] | OSError | UnicodeError] = SimpleQueue()

    def look_up() -> None:
        try:
            came.put(resolver(target.host, target.port))
        except (OSError, UnicodeError) as error:
            came.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = came.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise TimeoutError from None
    if isinstance(found, OSError | UnicodeError):
        raise found
    return found


def _check(addresses: Sequence[str], *, to_loopback: bool) -> None:
    """Stop where one address of a name is closed: a name that mixes them is a trick."""
    if not all(may_reach(address, to_loopback=to_loopback) for address in addresses):
        raise Forbidden


def _connected(addresses: Sequence[str], port: int, deadline: float) -> socket.socket:
    """Connect to the first address that answers, within the time that is left.

    Raises:
        OSError: none does.
    """
    failure: OSError = ConnectionError()
    for address in addresses:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        wire = socket.socket(family, socket.SOCK_STREAM)
        try:
            wire.settimeout(left_s)
            wire.connect((address, port))
        except OSError as error:
            wire.close()
            failure = error
        else:
            wire.settimeout(left_s)
            return wire
    raise failure


def _cut(wire: socket.socket) -> None:
    try:
        wire.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself


def _named(error: Exception, deadline: float) -> Outcome:
    if isinstance(error, TimeoutError) or time.monotonic() >= deadline - 0.05:
        return Outcome.TIMED_OUT
    if isinstance(error, OSError):  # also RemoteDisconnected
        return Outcome.UNREACHABLE
    return Outcome.UNREADABLE


def _seconds(said: str) -> int | None:
    """Return what Retry-After asks for, in seconds or as a date; None where it makes no sense."""
    said = said.strip()
    if said.isascii() and said.isdigit():
        return int(said[:9])
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0, int((until - datetime.now(UTC)).total_seconds()))
