"""A process that matches blocks, for the measurement of several at once.

Its functions import what they need: a new process reads this file before Django is set up.
"""

from uuid import UUID

import django


def be_ready() -> None:
    """Set Django up and let numba read what it compiled."""
    django.setup()
    from benchmarks.wholerun import warm_up

    warm_up()


def wait(_number: int) -> None:
    """Do nothing, once the process that does it is ready."""


def match(block: tuple[int, str]) -> float:
    """Match one block, by its delivery and its reference; return the highest memory in MB."""
    from benchmarks.memory import peak_mb
    from benchmarks.stored import NOW
    from matching.services.runs import match_block

    delivery, reference = block
    match_block(delivery=delivery, reference=UUID(reference), at=NOW)
    return peak_mb()
