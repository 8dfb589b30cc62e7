"""Where the services of this checkout keep their data, their sockets and their secrets."""

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Final

from devtools.owner import Owner

ROOT: Final = Path(__file__).resolve().parent.parent
DEV: Final = ROOT / ".dev"

LONGEST_SOCKET: Final = 103  # bytes; Linux takes 107, macOS 103
LONGEST_NAME: Final = ".s.PGSQL.5432.lock"  # the longest file that lies beside a socket


class ForeignFolder(Exception):
    """Someone else made the folder that our sockets would lie in."""


def home(name: str, owner: Owner) -> Path:
    """Return the folder for the data of `name`, made and private to `owner`.

    It lies in the checkout, or, where `owner` cannot get there (root's own home is closed to
    others), under the system's temporary folder.
    """
    DEV.mkdir(exist_ok=True)
    if owner.can_reach(DEV):
        return private(DEV / name, owner)
    return private(Path("/var/tmp") / f"citydiplomacy-{digest(DEV / name)}", owner)


def sockets(folder: Path, owner: Owner) -> Path:
    """Return the folder for the sockets of the data in `folder`, made and private to `owner`."""
    return private(socket_folder(folder), owner)


def socket_folder(folder: Path) -> Path:
    """Return `folder`/run, or a short path where a socket's name would be too long for that."""
    wanted = folder / "run"
    if len(os.fsencode(wanted / LONGEST_NAME)) <= LONGEST_SOCKET:
        return wanted
    return Path(tempfile.gettempdir()) / f"citydiplomacy-{digest(wanted)}"


def digest(path: Path) -> str:
    """Return twelve letters that stand for `path`."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def private(folder: Path, owner: Owner) -> Path:
    """Make `folder` with mode 0700 for `owner`.

    Raises:
        ForeignFolder: it is there already and is a link, or belongs to someone else.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_foreign(folder, {os.geteuid(), owner.uid})
    folder.chmod(0o700)
    os.chown(folder, owner.uid, owner.gid)
    return folder


def shared_copy(*originals: Path) -> Path:
    """Copy files and folders side by side to a place that everyone may enter; return the first.

    The environment of root often lies in root's home, closed to the user that runs the services.

    Raises:
        ForeignFolder: someone else made that place, so what lies in it could be anything.
    """
    first = originals[0]
    target = Path("/var/tmp") / f"citydiplomacy-{digest(first)}"
    if target.exists():
        _refuse_foreign(target, {os.geteuid()})
    else:
        fresh = target.with_suffix(f".{os.getpid()}")
        fresh.mkdir(mode=0o755)
        for original in originals:
            copy = shutil.copytree if original.is_dir() else shutil.copy2
            copy(original, fresh / original.name)
        fresh.rename(target)
    return target / first.name


def secret(name: str) -> str:
    """Return the secret `name` of this checkout, made up at the first call."""
    DEV.mkdir(exist_ok=True)
    path = DEV / name
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
        fresh.rename(path)
    return path.read_text(encoding="utf-8")


def _refuse_foreign(folder: Path, ours: Collection[int]) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        raise ForeignFolder(
            f"{folder} belongs to someone else. Nothing was started. Remove it and start again."
        )
