"""Compare what people were told with what the database holds, by plain SQL."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from benchmarks.faults.people import Outcome
from tests.invariants import MUST_BE_EMPTY

_FOUND: Final = """
    SELECT 'written:' || client_key, count(*) FROM matching_submission GROUP BY 1
    UNION ALL
    SELECT 'put:' || appeal.reference || ':' || pledge.reference, count(*)
    FROM matching_proposal proposal
    JOIN matching_appeal appeal ON appeal.id = proposal.appeal_id
    JOIN matching_pledge pledge ON pledge.id = proposal.pledge_id GROUP BY 1
    UNION ALL
    SELECT verb || ':' || subject, count(*) FROM audit_event
    WHERE subject_kind = 'appeal' GROUP BY 1
    UNION ALL
    SELECT verb || ':' || subject || ':' || actor_id, count(*) FROM audit_event
    WHERE verb IN ('proposal.consented', 'proposal.refused') GROUP BY 1
"""
_DELIVERIES: Final = "SELECT state, count(*) FROM audit_delivery GROUP BY state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrongs:
    """Deeds that are not as people were told."""

    doubled: list[str]
    lost: list[str]
    kept_though_refused: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of all that was sent."""

    sent: int
    told: Mapping[Outcome, int]
    present: int
    wrongs: Wrongs
    deliveries: Mapping[str, int]
    broken: list[str]

    def is_clean(self) -> bool:
        """Test that nothing is otherwise than told, undelivered or broken."""
        nothing = Wrongs(doubled=[], lost=[], kept_though_refused=[])
        return self.wrongs == nothing and set(self.deliveries) <= {"done"} and not self.broken


def told_in(folder: Path) -> dict[str, list[Outcome]]:
    """Read what all clients wrote down: each deed with every try of it."""
    told: defaultdict[str, list[Outcome]] = defaultdict(list)
    for journal in sorted(folder.glob("client-*.jsonl")):
        for line in journal.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            told[entry["key"]].append(Outcome(entry["outcome"]))
    return dict(told)


def known(tries: Iterable[Outcome]) -> Outcome:
    """Return what a person knows after several tries of the same deed."""
    seen = set(tries)
    return next(each for each in (Outcome.OK, Outcome.UNKNOWN, Outcome.FAIL) if each in seen)


def compare(knows: Mapping[str, Outcome], found: Mapping[str, int]) -> Wrongs:
    """Compare: ok is there once, a failure is not, the unknown is there once or not at all."""
    return Wrongs(
        doubled=[key for key in knows if found.get(key, 0) > 1],
        lost=[key for key, each in knows.items() if each is Outcome.OK and key not in found],
        kept_though_refused=[
            key for key, each in knows.items() if each is Outcome.FAIL and key in found
        ],
    )


def judge(told: Mapping[str, list[Outcome]], database: psycopg.Connection) -> Verdict:
    """Compare what people were told with the rows, and look for what must never be."""
    found = {str(key): int(count) for key, count in database.execute(_FOUND).fetchall()}
    knows = {key: known(tries) for key, tries in told.items()}
    return Verdict(
        sent=sum(map(len, told.values())),
        told=Counter(knows.values()),
        present=sum(key in found for key in knows),
        wrongs=compare(knows, found),
        deliveries=dict(database.execute(_DELIVERIES).fetchall()),
        broken=[name for name, query in MUST_BE_EMPTY.items() if _finds(database, query)],
    )


def _finds(database: psycopg.Connection, query: str) -> bool:
    return database.execute(query).fetchone() is not None
