"""`dev.py bench`: measurements in a database of their own, thrown away afterwards."""

import sys

from devtools import services, settings_environment
from devtools.processes import follow


def bench(arguments: list[str]) -> int:
    """Run one measurement of `benchmarks/`; without a name, say which there are."""
    with services.for_tests() as addresses:
        environment = settings_environment.for_tests(addresses) | {
            "DEBUG": "0",  # Django keeps every statement in memory otherwise
            "LOG_LEVEL": "WARNING",
        }
        return follow([sys.executable, "-m", "benchmarks", *arguments], environment)
