"""Judge municipalities anew, keep what changed, and open a review where help closed.

Work goes in blocks: one transaction each, a constant number of statements, one COPY. A block that
dies is done again; what did not change is not written, so running twice writes nothing twice.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.services import finish, finish_alike, record
from evidence.engine.values import Subject
from evidence.models import EvidenceItem, PhaseSpell
from places.models import Municipality
from places.selectors import municipalities_within
from prerequisites.engine.changes import reach_of
from prerequisites.engine.inputs import Digests
from prerequisites.engine.kept import as_kept
from prerequisites.engine.review import Trigger
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.snapshot import Plain
from prerequisites.engine.values import Verdict, VerdictClass
from prerequisites.engine.verdict import class_if_asked, judge_each
from prerequisites.models import Judgement
from prerequisites.selectors.rules import rules_in_force
from prerequisites.selectors.verdicts import leaves_for
from prerequisites.services.reviews import open_reviews, unseen

BLOCK_SIZE: Final = 1_000
"""Municipalities in a block: few statements for many, and no transaction longer than seconds."""

CHANGES_AT_ONCE: Final = 1_000
"""Changes that are taken together: a burst of them costs one load, not one each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many were looked at, judged because something differed, and written anew."""

    looked_at: int = 0
    judged: int = 0
    written: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            looked_at=self.looked_at + other.looked_at,
            judged=self.judged + other.judged,
            written=self.written + other.written,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """What is kept of the current judgement, as far as the next one is held against it."""

    rule_set_version: int
    class_if_asked: VerdictClass
    phase: str
    inputs_sha256: str
    outcome_sha256: str
    expires_on: date | None

    def stands(self, inputs_sha256: str, today: date) -> bool:
        """Test that nothing it rests on has changed or gone stale."""
        is_fresh = self.expires_on is None or today < self.expires_on
        return is_fresh and self.inputs_sha256 == inputs_sha256


def judge_all(*, at: datetime, municipality_ids: Collection[int] | None = None) -> Tally:
    """Judge municipalities as of today and keep each verdict that changed.

    Args:
        at: now; the verdicts are about its day, by what is known on it.
        municipality_ids: whom; left out, all of them.

    Cost: about 12 statements for each block of 1,000, whatever the evidence.
    """
    if municipality_ids is None:
        municipality_ids = list(Municipality.objects.order_by("pk").values_list("pk", flat=True))
    rules = rules_in_force(timezone.localdate(at))
    tally = Tally()
    keys = sorted(set(municipality_ids))
    for start in range(0, len(keys), BLOCK_SIZE):
        tally += _judge_block(keys[start : start + BLOCK_SIZE], rules=rules, at=at)
    return tally


@transaction.atomic
def judge_changes(*, handler: str, at: datetime) -> int:
    """Judge anew what the changes that wait in the outbox touch, and open the reviews they ask for.

    Elections and a change of mayor open one by themselves (L345-355, L431-452), also before
    staff confirm them: a review only looks. A phase that a person recorded or took back opens
    one of the municipality it was recorded for; of those further down, where their phase changed.

    Returns:
        How many changes were taken.
    """
    changes = finish_alike(handler=handler, limit=CHANGES_AT_ONCE, at=at)
    if not changes:
        return 0
    subjects: defaultdict[str, set[str]] = defaultdict(set)
    for change in changes:
        subjects[change.kind].add(change.code)

    items = EvidenceItem.objects.filter(_among(subjects, "evidence"))
    spells = PhaseSpell.objects.filter(_among(subjects, "phase"))
    zone_ids = {*items.values_list("zone_id", flat=True), *spells.values_list("zone_id", flat=True)}
    overridden = Municipality.objects.filter(overrides__reference__in=subjects["override"])

    judge_all(
        at=at,
        municipality_ids=[
            *municipalities_within(zone_ids),
            *overridden.values_list("pk", flat=True),
        ],
    )
    _open_for_office(items, at=at)
    recorded = spells.filter(reference__in=subjects["phase"])
    direct = Municipality.objects.filter(zone__spells__in=recorded)
    open_reviews(trigger=Trigger.PHASE, municipality_ids=direct.values_list("pk", flat=True), at=at)
    return len(changes)


def judge_after_adoption(*, delivery: int, at: datetime) -> Tally:
    """Judge everything with the rules that were just adopted; safe under redelivery.

    The delivery is marked last: a worker that dies on the way is sent again, and what it had
    done already is found unchanged.
    """
    tally = judge_all(at=at)
    with transaction.atomic():
        finish(delivery_id=delivery, at=at)
    return tally


@transaction.atomic
def _judge_block(municipality_ids: Sequence[int], *, rules: RuleSet, at: datetime) -> Tally:
    """Judge one block.

    1. Lock the municipalities in the order of their ids: two workers go one after the other.
    2. Leave out those whose current judgement rests on the same inputs and has not gone stale.
    3. Judge the others; write those whose verdict differs, retire what they replace.
    4. Open the reviews that the differences ask for.
    """
    today = timezone.localdate(at)
    zones = dict(
        Municipality.objects.select_for_update(no_key=True)
        .filter(pk__in=municipality_ids)
        .order_by("pk")
        .values_list("pk", "zone_id")
    )
    stored = _current(municipality_ids)
    leaves = leaves_for(zones, as_of=today, known_on=today)
    digests = Digests(rules_version=rules.version)
    inputs = {
        key: digests.of_leaf(facts.leaf, facts.surroundings, facts.overrides)
        for key, facts in leaves.items()
    }
    changed = {
        key: facts
        for key, facts in leaves.items()
        if key not in stored or not stored[key].stands(inputs[key], today)
    }
    verdicts = judge_each(changed, as_of=today, known_on=today, rules=rules)
    drafts = {
        key: _draft(key, verdict, inputs[key], rules=rules, at=at)
        for key, verdict in verdicts.items()
    }
    fresh = {
        key: draft
        for key, draft in drafts.items()
        if key not in stored or stored[key].outcome_sha256 != draft.outcome_sha256
    }
    if fresh:
        _write(fresh, today=today, at=at)
        _open_for_differences(
            {key: (stored[key], fresh[key]) for key in fresh if key in stored}, at
        )
    return Tally(looked_at=len(zones), judged=len(verdicts), written=len(fresh))


def _current(municipality_ids: Sequence[int]) -> dict[int, _Stored]:
    rows = Judgement.objects.filter(municipality__in=municipality_ids, is_current=True).values_list(
        *("municipality_id", "rule_set_version", "class_if_asked", "phase"),
        *("inputs_sha256", "outcome_sha256", "expires_on"),
    )
    return {
        key: _Stored(
            rule_set_version=version,
            class_if_asked=VerdictClass(if_asked),
            phase=phase,
            inputs_sha256=inputs,
            outcome_sha256=outcome,
            expires_on=expires_on,
        )
        for key, version, if_asked, phase, inputs, outcome, expires_on in rows
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """One row to be written, and what it is compared by."""

    row: tuple[object, ...]
    rule_set_version: int
    class_if_asked: VerdictClass
    phase: str
    outcome_sha256: str


_COLUMNS: Final = (
    *("municipality_id", "as_of", "known_on", "rule_set_version", "verdict_class"),
    *("class_if_asked", "phase", "verdict", "inputs_sha256", "outcome_sha256"),
    *("expires_on", "is_current", "made_at"),
)


def _draft(
    key: int, verdict: Verdict, inputs_sha256: str, *, rules: RuleSet, at: datetime
) -> _Draft:
    kept = as_kept(verdict, rules)
    days = {name: kept.pop(name) for name in ("as_of", "known_on")}
    text = json.dumps(kept, sort_keys=True)
    outcome = hashlib.sha256(text.encode()).hexdigest()
    if_asked = class_if_asked(verdict)
    phase = "" if verdict.phase is None else verdict.phase.value
    row = (
        *(key, verdict.as_of, verdict.known_on, rules.version, verdict.verdict_class.value),
        *(if_asked.value, phase, _joined(days, text), inputs_sha256, outcome),
        *(verdict.expires_on, True, at),
    )
    return _Draft(
        row=row,
        rule_set_version=rules.version,
        class_if_asked=if_asked,
        phase=phase,
        outcome_sha256=outcome,
    )


def _joined(days: Mapping[str, Plain], text: str) -> str:
    """Return the object in `text` with the days in it; writing it twice is what takes time."""
    return f"{json.dumps(days)[:-1]}, {text[1:]}"


def _write(fresh: Mapping[int, _Draft], *, today: date, at: datetime) -> None:
    Judgement.objects.filter(municipality__in=list(fresh), is_current=True).update(is_current=False)
    columns = ", ".join(_COLUMNS)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY prerequisites_judgement ({columns}) FROM STDIN") as copy,
    ):
        for draft in fresh.values():
            copy.write_row(draft.row)
    record(
        verb="judgement.written",
        subject_kind="judgements",
        subject=today.isoformat(),
        actor_id=None,
        at=at,
        data={"written": len(fresh)},
    )


def _open_for_differences(pairs: Mapping[int, tuple[_Stored, _Draft]], at: datetime) -> None:
    asked_for: defaultdict[Trigger, list[int]] = defaultdict(list)
    for key, (before, after) in pairs.items():
        for trigger in _triggers(before, after, timezone.localdate(at)):
            asked_for[trigger].append(key)
    for trigger, municipality_ids in asked_for.items():
        open_reviews(trigger=trigger, municipality_ids=municipality_ids, at=at)


def _triggers(before: _Stored, after: _Draft, today: date) -> Iterator[Trigger]:
    """Yield what the difference between two verdicts asks for; a fall is looked at, not a rise.

    A fall by age alone has its own review: see `watching.look_again`.
    """
    has_aged = before.expires_on is not None and before.expires_on <= today
    if before.phase != after.phase:
        yield Trigger.PHASE
    if before.rule_set_version != after.rule_set_version:
        if before.class_if_asked is not after.class_if_asked:
            yield Trigger.RULES
    elif not has_aged and reach_of(after.class_if_asked) < reach_of(before.class_if_asked):
        yield Trigger.EVIDENCE


_OFFICE: Final = {
    Subject.P4.value: Trigger.ELECTION,
    Subject.OFFICE_CHANGE.value: Trigger.OFFICE_CHANGE,
}


def _open_for_office(items: QuerySet[EvidenceItem], *, at: datetime) -> None:
    rows = items.filter(subject__in=_OFFICE, zone__municipality__isnull=False).values_list(
        "subject", "zone__municipality", "recorded_at"
    )
    news: defaultdict[Trigger, list[tuple[int, datetime]]] = defaultdict(list)
    for subject, municipality_id, recorded_at in rows:
        news[_OFFICE[subject]].append((municipality_id, recorded_at))
    for trigger, found in news.items():
        open_reviews(
            trigger=trigger, municipality_ids=set(unseen(trigger=trigger, news=found)), at=at
        )


def _among(subjects: Mapping[str, set[str]], kind: str) -> Q:
    references = [UUID(code) for code in subjects[kind]]
    runs = [UUID(code) for code in subjects["import_run"]]
    return Q(reference__in=references) | Q(source_run__reference__in=runs)
