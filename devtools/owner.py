"""Who runs the services: the caller, or `nobody` where the caller is root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The user that owns the services' processes and data; PostgreSQL refuses to be root."""

    uid: int
    gid: int

    @classmethod
    def current(cls) -> Self:
        """Return the owner that fits whoever runs this process."""
        if os.geteuid() != 0:
            return cls(uid=os.geteuid(), gid=os.getegid())
        nobody = pwd.getpwnam("nobody")
        return cls(uid=nobody.pw_uid, gid=nobody.pw_gid)

    def can_reach(self, path: Path) -> bool:
        """Test whether this user may enter the folder, or run the file, `path`."""
        return self.run(["test", "-x", str(path)]).returncode == 0

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run `command` as this user to its end and return what it said."""
        return subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            user=self._other(self.uid),
            group=self._other(self.gid),
            extra_groups=None if self._is_caller() else [],
        )

    def _other(self, number: int) -> int | None:
        return None if self._is_caller() else number

    def _is_caller(self) -> bool:
        return os.geteuid() == self.uid
