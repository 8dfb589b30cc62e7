"""Make the secrets of one installation, once: `python3 deploy/make_secrets.py`.

Needs only Python. What is there is never overwritten. The folder is closed to everyone else on
this machine; the files in it can be read by the containers, which run under another number.
"""

import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "secrets"


def main(folder: Path = FOLDER) -> None:
    """Write each secret that is not there yet into `folder`."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    database = _once(folder / "database_password", secrets.token_urlsafe(32))
    broker = _once(folder / "broker_password", secrets.token_urlsafe(32))
    _once(folder / "secret_key", secrets.token_urlsafe(64))
    _once(folder / "sealing_keys", f"first:{secrets.token_hex(32)}")
    _once(folder / "lookup_key", secrets.token_urlsafe(64))
    _once(
        folder / "database_url",
        f"postgresql://citydiplomacy:{database}@database:5432/citydiplomacy",
    )
    _once(folder / "redis_url", f"redis://:{broker}@broker:6379/0")


def _once(file: Path, value: str) -> str:
    """Keep what `file` holds, or write `value`; return what it holds now."""
    try:
        with file.open("x", encoding="utf-8") as fresh:
            file.chmod(0o444)
            fresh.write(value + "\n")
    except FileExistsError:
        sys.stdout.write(f"{file.name} is there already and stays.\n")
    return file.read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    main()
