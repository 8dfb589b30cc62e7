"""What is kept instead of a secret, and what tells two versions of a record apart."""

import hashlib
import hmac
import json
from collections.abc import Mapping


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: SHA-256, in hexadecimal.

    A fast hash is enough for 256 random bits, which nobody guesses; it would not be for a
    password (docs/adr/0043-keys-of-networks.md).
    """
    return hashlib.sha256(secret.encode("utf-8", errors="replace")).hexdigest()


def is_same(first: str, second: str) -> bool:
    """Test two digests in a time that does not tell where they part."""
    return hmac.compare_digest(first, second)


def fingerprint_of(*, method: str, path: str, body: Mapping[str, object], expects: str) -> str:
    """Return what tells one call from another: the order of the keys in a body plays no part.

    Args:
        expects: the version that the call names in If-Match; empty where it names none.
    """
    said = json.dumps([method, path, expects, body], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(said.encode("ascii")).hexdigest()


def version_of(columns: Mapping[str, object]) -> str:
    """Return the name of a version: the same columns give the same name, any other another."""
    said = json.dumps({name: str(value) for name, value in columns.items()}, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8")).hexdigest()[:32]
