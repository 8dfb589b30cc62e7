"""Run one measurement in a scratch database that is thrown away: `python -m benchmarks NAME`."""

import sys
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def main(arguments: list[str]) -> int:
    """Run the measurement that the first argument names and hand the others on."""
    django.setup()
    # Only now: they import models.
    from django.db import connection

    from benchmarks import ukraine, verdicts

    known: Mapping[str, Callable[[list[str]], int]] = {
        "verdicts": verdicts.main,
        "ukraine": ukraine.main,
    }
    if not arguments or arguments[0] not in known:
        print(f"There is no such measurement. There are: {', '.join(known)}.", file=sys.stderr)
        return 2

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return known[arguments[0]](arguments[1:])
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
