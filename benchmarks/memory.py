"""How much memory a deed adds at its height. Linux tells; elsewhere nobody does."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Answer = TypeVar("Answer")

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


def added_mb(deed: Callable[[], Answer]) -> tuple[Answer, float]:
    """Return what the deed returns, and by how many megabytes the process grew meanwhile."""
    _CLEAR.write_text("5")  # the kernel begins its highest mark again
    before = _megabytes("VmRSS")
    answer = deed()
    return answer, _megabytes("VmHWM") - before


def peak_mb() -> float:
    """Return the highest mark since it was last begun."""
    return _megabytes("VmHWM")


def _megabytes(name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", _STATUS.read_text())
    if found is None:
        raise LookupError(f"The kernel does not tell {name}.")
    return int(found[1]) * 1024 / 1e6
