"""End one part after another at moments that a seed draws, and see how soon all works again."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

import psycopg

from benchmarks.faults.rig import Rig

PATIENCE_SECONDS: Final = 180
WAYS: Final[Mapping[str, Callable[[Rig], None]]] = {
    "web process": Rig.kill_web,
    "worker": lambda rig: rig.kill_program("worker"),
    "beat": lambda rig: rig.kill_program("beat"),
    "broker": Rig.kill_broker,
    "database": Rig.kill_database,
}
_WORKS_AGAIN: Final = """
    SELECT EXISTS (
        SELECT FROM audit_delivery delivery JOIN audit_event event ON event.id = delivery.event_id
        WHERE event.at > to_timestamp(%(killed)s)
            AND delivery.finished_at > to_timestamp(%(killed)s)
    )
"""


@dataclass(slots=True, kw_only=True)
class Killer:
    """Kills, and keeps what it saw."""

    rig: Rig
    draw: Random
    longest_pause: float
    kills: Counter[str] = field(default_factory=Counter)
    recoveries: list[tuple[float, str]] = field(default_factory=list)
    watchers: list[threading.Thread] = field(default_factory=list)

    def kill_until(self, deadline: float) -> None:
        """Kill each part once, in an order that is drawn, then any until `deadline` (monotonic)."""
        once = self.draw.sample(list(WAYS), len(WAYS))
        while once or time.monotonic() < deadline:
            time.sleep(self.draw.uniform(0.3, 1) * self.longest_pause)
            self._kill(once.pop() if once else self.draw.choice(list(WAYS)))

    def wait(self) -> None:
        """Wait until everything was seen working again after each kill."""
        for watcher in self.watchers:
            watcher.join()

    def never_recovered(self) -> int:
        """Return after how many kills nothing was seen working again."""
        return sum(self.kills.values()) - len(self.recoveries)

    def _kill(self, part: str) -> None:
        killed = time.time()
        WAYS[part](self.rig)
        self.kills[part] += 1
        watcher = threading.Thread(target=self._watch, args=(part, killed))
        watcher.start()
        self.watchers.append(watcher)

    def _watch(self, part: str, killed: float) -> None:
        """Wait for a change that was made after the kill and has reached its handler."""
        while time.time() - killed < PATIENCE_SECONDS:
            time.sleep(0.2)
            try:
                with self.rig.database() as database:
                    row = database.execute(_WORKS_AGAIN, {"killed": killed}).fetchone()
            except psycopg.OperationalError:
                continue
            if row == (True,):
                self.recoveries.append((time.time() - killed, part))
                return
