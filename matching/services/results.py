"""Keep what the matcher answered: one statement a table, however many appeals there are."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from matching.engine.criteria import Policy, Value
from matching.engine.openings import Opening
from matching.engine.pairing import Pairing
from matching.models import Appeal, MatchResult, MatchRun
from matching.selectors.explained import kept_values
from matching.selectors.inputs import Inputs
from matching.services import clocks
from prerequisites.engine.kept import as_kept
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.snapshot import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the matcher found for one appeal, and the hash of what it rests on."""

    appeal: Appeal
    pairing: Pairing
    openings: Sequence[Opening]
    inputs_hash: str


def keep(
    answers: Sequence[Answer],
    inputs: Inputs,
    *,
    rules: RuleSet,
    policy: Policy,
    run: MatchRun | None,
    at: datetime,
) -> None:
    """Write the answers in place of those of before; part of the caller's transaction.

    The caller holds the locks of the appeals.

    Cost: one UPDATE, one INSERT and two COPY, whatever the number of appeals; and what the
    clocks take that this moves.
    """
    appeals = [answer.appeal.pk for answer in answers]
    MatchResult.objects.filter(appeal__in=appeals, is_current=True).update(is_current=False)
    results = MatchResult.objects.bulk_create(
        MatchResult(
            appeal=answer.appeal,
            run=run,
            made_at=at,
            as_of=timezone.localdate(at),
            policy_version=policy.version,
            map_version=inputs.thematic_map.version,
            rule_set_version=inputs.verdicts[answer.appeal.pk].rule_set_version,
            inputs_sha256=answer.inputs_hash,
            verdict=as_kept(inputs.verdicts[answer.appeal.pk], rules),
            considered=answer.pairing.considered,
            passed=answer.pairing.passed,
            refusals=plain(answer.pairing.refusals),
            openings=plain(answer.openings),
        )
        for answer in answers
    )
    kept = [(result.pk, answer.pairing) for result, answer in zip(results, answers, strict=True)]
    _copy("matching_match", _MATCH, _matches(kept, inputs))
    _copy("matching_nearmiss", _MISS, _misses(kept, inputs))
    clocks.hear_verdicts([(pk, inputs.verdicts[pk]) for pk in appeals], at=at)


_Row = tuple[object, ...]
_MATCH = ("result_id", "pledge_id", "rank", "activity", "venue", "values", "conditions", "cautions")
_MISS = ("result_id", "pledge_id", "rank", "activity", "venue", "gates")


def _matches(kept: Sequence[tuple[int, Pairing]], inputs: Inputs) -> Iterator[_Row]:
    texts = _Texts()
    for result_id, pairing in kept:
        for rank, candidate in enumerate(pairing.candidates, start=1):
            yield (
                *(result_id, inputs.pledge_ids[candidate.pledge], rank),
                *(candidate.route.activity.value, candidate.route.venue.value),
                texts.of(candidate.values),
                _codes(candidate.conditions),
                _codes(candidate.cautions),
            )


def _misses(kept: Sequence[tuple[int, Pairing]], inputs: Inputs) -> Iterator[_Row]:
    for result_id, pairing in kept:
        for rank, miss in enumerate(pairing.misses, start=1):
            yield (
                *(result_id, inputs.pledge_ids[miss.pledge], rank),
                *(miss.route.activity.value, miss.route.venue.value),
                _codes(miss.gates),
            )


def _codes(codes: Sequence[str]) -> str:
    """Return codes as PostgreSQL reads an array: none of ours has a comma, a quote or a space."""
    return "{" + ",".join(map(str, codes)) + "}"


class _Texts:
    """Values as JSON; what a criterion says again is written once."""

    def __init__(self) -> None:
        self._known: dict[_Row, str] = {}

    def of(self, values: Sequence[Value]) -> str:
        return f"[{', '.join(map(self._text, values))}]"

    def _text(self, value: Value) -> str:
        key = (
            *(value.criterion, value.points, value.grade, value.sureness, value.because),
            *value.facts.items(),
        )
        if key not in self._known:
            (kept,) = kept_values([value])
            self._known[key] = json.dumps(kept)
        return self._known[key]


def _copy(table: str, columns: Sequence[str], rows: Iterator[_Row]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
