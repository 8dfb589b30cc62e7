"""Count answers, and keep what is wrong with any."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Tally:
    """How many calls had which answer, and what was wrong with which."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    doors: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """How many calls were made."""
        return sum(counted.total() for counted in self.statuses.values())

    def add(self, role: str, door: str, status: int, found: Sequence[str], told: str) -> None:
        """Count an answer, and keep what is wrong with it."""
        self.statuses.setdefault(role, Counter())[status] += 1
        self.doors[door] += 1
        for complaint in found:
            self.complain(f"{role}: {told}: {complaint}")

    def complain(self, sentence: str) -> None:
        """Keep what is wrong, and say it at once: a long run may be stopped."""
        self.wrong.append(sentence)
        print(f"- {sentence}", flush=True)
