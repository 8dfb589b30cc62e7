"""Signatures by Standard Webhooks: HMAC-SHA256 over id, moment and body.

Source: the Standard Webhooks specification, "Signature scheme", version 1.0.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

SECRET_BYTES: Final = 32
_PREFIX: Final = "whsec_"


def secret_of(random: bytes) -> str:
    """Return the secret as it is shown and kept.

    Args:
        random: 32 bytes that nobody knows.

    Raises:
        ValueError: another number of bytes.
    """
    if len(random) != SECRET_BYTES:
        raise ValueError(f"A secret has {SECRET_BYTES} bytes.")
    return _PREFIX + base64.b64encode(random).decode("ascii")


def headers(
    *, message_id: str, timestamp: int, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """Return the three headers of a message.

    Args:
        message_id: the same whenever the message is sent again.
        timestamp: of this attempt, in seconds since 1970.
        body: the bytes that are sent.
        secrets: the present one first; while it is rotated the former one after it.
    """
    signed = f"{message_id}.{timestamp}.".encode("ascii") + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")
