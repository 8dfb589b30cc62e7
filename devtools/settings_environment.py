"""The environment variables that settings.py reads, for each kind of work."""

import os
import sys
from hashlib import sha256
from pathlib import Path

from devtools import places
from devtools.services import Addresses


def for_demo(addresses: Addresses) -> dict[str, str]:
    """Return the environment of the demo: the real settings, over plain HTTP."""
    return {
        **_common(addresses),
        "SECRET_KEY": places.secret("secret_key"),
        "SEALING_KEYS": f"demo:{sha256(places.secret('sealing_key').encode()).hexdigest()}",
        "LOOKUP_KEY": places.secret("lookup_key"),
        "DEMO": "1",
        "STATIC_ROOT": str(places.DEV / "static"),
        "BEAT_SCHEDULE_FILE": str(places.DEV / "beat-schedule"),
    }


def for_tests(addresses: Addresses) -> dict[str, str]:
    """Return the environment of the tests: static files as they lie, nothing collected."""
    empty = places.DEV / "empty"
    empty.mkdir(parents=True, exist_ok=True)
    return {
        **_common(addresses),
        "SECRET_KEY": "only-for-tests-" + "0123456789" * 4,
        "SEALING_KEYS": "test:" + "5ea1" * 16,
        "LOOKUP_KEY": "only-for-tests-" + "9876543210" * 4,
        "IATI_REPORTING_ORG": "XX-EXAMPLE-CITIES",
        "IATI_REPORTING_ORG_NAME": "Example of cities",
        "IATI_REPORTING_ORG_TYPE": "90",
        "IATI_PROGRAMME_START": "2026-01-01",
        "DEBUG": "1",  # pytest-django turns it off again; only the static files differ
        "STATIC_ROOT": str(empty),
    }


def _common(addresses: Addresses) -> dict[str, str]:
    binaries = Path(sys.executable).parent
    return {
        "DJANGO_SETTINGS_MODULE": "citydiplomacy.settings",
        **os.environ,
        "PATH": os.pathsep.join([str(binaries), os.environ.get("PATH", os.defpath)]),
        "VIRTUAL_ENV": str(binaries.parent),
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
        "SECURE": "0",
    }
