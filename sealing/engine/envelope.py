"""Envelopes: a text sealed under the key of its case, that key wrapped under a master key.

AES-256-GCM with a fresh nonce of 96 bits. What an envelope belongs to, its table, column and row,
is part of the seal, so that nobody who writes to the database can move a text to another place.
The first byte tells the format: a format that was ever written is read for ever.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sealing.engine.keyring import KEY_BYTES, Keyring

NONCE_BYTES: Final = 12
_FORMAT: Final = b"\x01"
_LENGTH_BYTES: Final = 4
_BLOCK: Final = 64  # texts are filled up to whole blocks, so that their length tells little


class Tampered(Exception):
    """An envelope was changed or moved, or belongs to another key. It was not opened."""


class UnknownFormat(Exception):
    """An envelope has a format that this version does not know. It was not opened."""


class MasterKeyMissing(Exception):
    """The master key under which a key was wrapped is not in the file. Nothing was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a sealed text lies: a column of a row of a table."""

    table: str
    column: str
    row: UUID


def wrap(keyring: Keyring, data_key: bytes, *, reference: UUID, nonce: bytes) -> bytes:
    """Return the key of a case, wrapped under the current master key.

    Args:
        keyring: the master keys.
        data_key: 32 random bytes.
        reference: of the key; it is part of the seal.
        nonce: 12 bytes, never used before.
    """
    _need_lengths(data_key, nonce)
    bound = _bound("wrapped", keyring.current, str(reference))
    sealed = AESGCM(keyring.keys[keyring.current]).encrypt(nonce, data_key, bound)
    return _FORMAT + nonce + sealed


def unwrap(keyring: Keyring, wrapped: bytes, *, master: str, reference: UUID) -> bytes:
    """Return the key of a case.

    Raises:
        MasterKeyMissing: `master` is not among the keys.
        UnknownFormat: it was wrapped by a later version.
        Tampered: it was changed, or it is the key of another case.
    """
    if master not in keyring.keys:
        raise MasterKeyMissing(f"The master key {master} is not in SEALING_KEYS.")
    return _decrypted(keyring.keys[master], wrapped, _bound("wrapped", master, str(reference)))


def seal(data_key: bytes, place: Place, text: str, *, nonce: bytes) -> bytes:
    """Return `text` sealed for `place`; texts of like length give envelopes of one length."""
    return seal_bytes(data_key, place, text.encode(), nonce=nonce)


def seal_bytes(data_key: bytes, place: Place, plain: bytes, *, nonce: bytes) -> bytes:
    """Return bytes sealed for `place`, in the same format as a text."""
    _need_lengths(data_key, nonce)
    content = len(plain).to_bytes(_LENGTH_BYTES, "big") + plain
    filled = content + bytes(-len(content) % _BLOCK)
    return _FORMAT + nonce + AESGCM(data_key).encrypt(nonce, filled, _bound_to(place))


def open_envelope(data_key: bytes, place: Place, sealed: bytes) -> str:
    """Return the text that was sealed for `place`.

    Raises:
        UnknownFormat: it was sealed by a later version.
        Tampered: it was changed, moved from another place, or sealed under another key.
    """
    return open_bytes(data_key, place, sealed).decode()


def open_bytes(data_key: bytes, place: Place, sealed: bytes) -> bytes:
    """Return the bytes that were sealed for `place`.

    Raises:
        UnknownFormat: it was sealed by a later version.
        Tampered: it was changed, moved from another place, or sealed under another key.
    """
    filled = _decrypted(data_key, sealed, _bound_to(place))
    length = int.from_bytes(filled[:_LENGTH_BYTES], "big")
    return filled[_LENGTH_BYTES : _LENGTH_BYTES + length]


def fingerprint(key: bytes, *, purpose: str, text: str) -> bytes:
    """Return what finds the same text again and tells nothing of it without the key.

    Args:
        key: the lookup key of the installation.
        purpose: what is compared; the same text has another fingerprint for another purpose.
        text: made alike by the caller before, for example in lower case.
    """
    return hmac.digest(key, _bound(purpose, text), sha256)


def _decrypted(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    if sealed[:1] != _FORMAT:
        raise UnknownFormat("The envelope has a format that is not known.")
    nonce, content = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, content, bound)
    except (InvalidTag, ValueError):
        raise Tampered("The envelope does not belong here.") from None


def _bound_to(place: Place) -> bytes:
    return _bound("sealed", place.table, place.column, str(place.row))


def _bound(*parts: str) -> bytes:
    """Return parts joined so that no two lists of parts give the same bytes."""
    return b"".join(
        len(part.encode()).to_bytes(_LENGTH_BYTES, "big") + part.encode() for part in parts
    )


def _need_lengths(data_key: bytes, nonce: bytes) -> None:
    if len(data_key) != KEY_BYTES or len(nonce) != NONCE_BYTES:
        raise ValueError("A key has 32 bytes and a nonce 12.")
