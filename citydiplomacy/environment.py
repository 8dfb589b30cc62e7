"""Read the process environment: the only way a setting comes in."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})


def env(name: str, default: str | None = None) -> str:
    """Return the variable `name`, or stop with its name.

    Raises:
        ImproperlyConfigured: it is not set and has no default.
    """
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(
            f"The environment variable {name} is not set. Nothing was started. "
            f"Set {name} (docs/operations.md lists every variable) and start again."
        )
    return value


def env_flag(name: str, *, default: bool) -> bool:
    """Return the variable `name` as yes or no.

    Raises:
        ImproperlyConfigured: the value is neither yes nor no.
    """
    raw = os.environ.get(name, "1" if default else "0").strip().lower()
    if raw in _TRUE:
        return True
    if raw in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}. Nothing was started.")


def env_list(name: str, default: str = "") -> list[str]:
    """Return the comma-separated variable `name` without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret(name: str) -> str:
    """Return the secret `name`, or the content of the file that `name`_FILE names.

    Raises:
        ImproperlyConfigured: neither is set, or the file is empty.
    """
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        return env(name)
    value = Path(path).read_text(encoding="utf-8").strip()
    if not value:
        raise ImproperlyConfigured(f"The file that {name}_FILE names is empty.")
    return value


def optional_secret(name: str) -> str:
    """Return the secret `name`, or an empty text where neither it nor its file is named."""
    return secret(name) if {name, f"{name}_FILE"} & set(os.environ) else ""


def database(url: str) -> dict[str, object]:
    """Return Django's settings for `postgresql://user:password@host:port/name?host=/socket`.

    Raises:
        ImproperlyConfigured: another database than PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://.")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [unquote(parts.hostname or "")])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "citydiplomacy", "connect_timeout": 5},
    }


def broker(url: str) -> str:
    """Return `url` as Celery wants it: redis-py's `unix://` has another name there."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"
