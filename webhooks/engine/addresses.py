"""Where a message may go: which URLs, and which of the addresses that a name leads to.

Python's own `is_global` says yes to NAT64 of loopback, 6to4 and multicast, and its answer moves
with its version: the tables here are written out.

Source: docs/safety.md; the special-purpose registries of IANA (RFC 6890).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_LONGEST: Final = 500
_HTTPS: Final = 443
_HTTP: Final = 80
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_URL: Final = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*)(?::(?P<port>[0-9]{{1,5}}))?"
    r"(?P<target>/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*(?:\?[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*)?)?",
    re.ASCII,
)
_LOOKS_LIKE_A_NUMBER: Final = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.ASCII)

_CLOSED_4: Final = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
_OPEN_6: Final = IPv6Network("2000::/3")  # all of global unicast that was ever given out
_CLOSED_6: Final = tuple(
    map(
        IPv6Network,
        # Teredo and benchmarks lie in the first, 6to4 is the third: nobody serves from these.
        ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")


class UnfitURL(Exception):
    """The URL is not one that messages may go to. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A URL that messages may go to, in its parts."""

    is_secure: bool
    host: str
    port: int
    path: str  # with the query

    @property
    def authority(self) -> str:
        """What stands in the header Host."""
        usual = _HTTPS if self.is_secure else _HTTP
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def target_of(url: str, *, ports: Collection[int], to_loopback: bool) -> Target:
    """Return a URL in its parts.

    A host is a name: in whatever spelling, an address is refused, and so are a user, a fragment
    and everything that two programs might read in two ways.

    Args:
        url: what was entered.
        ports: those that may be named.
        to_loopback: http and any port are fit too; for the demonstration and tests.

    Raises:
        UnfitURL: see there.
    """
    found = _URL.fullmatch(url) if len(url) <= _LONGEST else None
    if found is None or _is_an_address(found["host"]):
        raise UnfitURL
    is_secure = found["scheme"] == "https"
    port = int(found["port"] or (_HTTPS if is_secure else _HTTP))
    if not to_loopback and not (is_secure and port in ports and "." in found["host"]):
        raise UnfitURL
    if not 0 < port < 2**16 or len(found["host"]) > 253:
        raise UnfitURL
    return Target(is_secure=is_secure, host=found["host"], port=port, path=found["target"] or "/")


def may_reach(address: str, *, to_loopback: bool) -> bool:
    """Test whether a connection to this address may be made.

    Args:
        address: as the resolver gives it.
        to_loopback: loopback is open, and nothing else is.
    """
    try:
        found = _unwrapped(ip_address(address))
    except ValueError:
        return False
    if to_loopback:
        return found.is_loopback
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _CLOSED_4)
    return found in _OPEN_6 and not any(found in network for network in _CLOSED_6)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the address of IPv4 that a mapped one or one of NAT64 leads to, else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address


def _is_an_address(host: str) -> bool:
    """Test whether a host is one of the spellings of an address: 127.1, 0x7f.1, 2130706433."""
    return _LOOKS_LIKE_A_NUMBER.fullmatch(host.rpartition(".")[2]) is not None
