"""Ask a health address from inside a container; the exit code is the answer.

`python deploy/healthcheck.py` asks whether the web process of this container lives;
`python deploy/healthcheck.py http://web:8000/readyz worker` asks whether one part works.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any

TIMEOUT_S = 5


def main(address: str = "http://127.0.0.1:8000/healthz", part: str | None = None) -> int:
    """Return 0 when the process, or `part` of the platform, is up."""
    told = _ask(address)
    state = told.get("parts", {}).get(part) if part else told.get("state")
    return 0 if state == "up" else 1


def _ask(address: str) -> dict[str, Any]:
    # The name that visitors use: the platform answers to no other.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request(address, headers={"Host": host})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return dict(json.load(answer))
    except urllib.error.HTTPError as answer:  # 503 has a body that tells which part is down
        return dict(json.load(answer))
    except (OSError, ValueError):
        return {}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
