"""The master keys of an installation, read from a file that is not in the database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KEY_BYTES: Final = 32
_ENTRY: Final = re.compile(r"([a-z0-9_-]{1,16}):([0-9a-fA-F]{64})")


class BadKeyring(ValueError):
    """The master keys are not written as they must be. Nothing was started."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Keyring:
    """Master keys by name. New keys of cases are wrapped by the current one."""

    current: str
    keys: Mapping[str, bytes]


def read_keyring(text: str) -> Keyring:
    """Return the keys of lines `name:` and 64 hexadecimal digits; the first is the current one.

    Raises:
        BadKeyring: there is none, one is written otherwise, or two have the same name. The
            message tells the number of the entry and never what it holds.
    """
    keys: dict[str, bytes] = {}
    for number, entry in enumerate(text.split(), start=1):
        found = _ENTRY.fullmatch(entry)
        if found is None or found[1] in keys:
            raise BadKeyring(
                f"Entry {number} of SEALING_KEYS is not a new name, a colon and 64 hexadecimal "
                "digits. Nothing was started."
            )
        keys[found[1]] = bytes.fromhex(found[2])
    if not keys:
        raise BadKeyring("SEALING_KEYS holds no key. Nothing was started.")
    return Keyring(current=next(iter(keys)), keys=keys)
