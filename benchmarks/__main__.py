"""Run one measurement: `python -m benchmarks NAME`.

Those that need a database get one of their own, which is thrown away afterwards.
"""

import sys
from collections.abc import Callable, Mapping

import django


def main(arguments: list[str]) -> int:
    """Run the measurement that the first argument names and hand the others on."""
    django.setup()
    # Only now: they import models.
    from benchmarks import (
        bulk,
        desk,
        exports,
        iati,
        matcher,
        partnerapi,
        replay,
        slowlink,
        ukraine,
        verdicts,
        weights,
        wholerun,
    )
    from benchmarks.faults import run as faults
    from benchmarks.hostile import run as hostile

    alone: Mapping[str, Callable[[list[str]], int]] = {
        "matcher": matcher.main,
        "replay": replay.main,
        "slowlink": slowlink.main,
        "weights": weights.main,
        "iati": iati.main,
        "faults": faults.main,
    }
    in_database: Mapping[str, Callable[[list[str]], int]] = {
        "verdicts": verdicts.main,
        "ukraine": ukraine.main,
        "run": wholerun.main,
        "desk": desk.main,
        "exports": exports.main,
        "bulk": bulk.main,
        "hostile": hostile.main,
        "api": partnerapi.main,
    }
    name, others = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name in alone:
        return alone[name](others)
    if name in in_database:
        return _in_database(in_database[name], others)
    known = ", ".join((*alone, *in_database))
    print(f"There is no such measurement. There are: {known}.", file=sys.stderr)
    return 2


def _in_database(measure: Callable[[list[str]], int], arguments: list[str]) -> int:
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return measure(arguments)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
