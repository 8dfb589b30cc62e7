"""Assess one subject in one zone: what the evidence known on one day allows to say of another.

Opening and closing are not alike. A value in favour needs several independent sources; a value
against needs one credible source that staff confirmed. An item in favour counts only where it
speaks of a day after the last credible item that says less; so a hostile statement closes at
once, and only newer statements open again. Inexact dates are read against opening.

Source: L664-669; the numbers and the asymmetry are ours (RuleSet).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from evidence.engine.independence import independent_sources
from evidence.engine.time import PhaseAt, first_day, known, last_day, refusal_of
from evidence.engine.values import Evidence, Phase, Says, Subject
from prerequisites.engine.rules import RULES_1, RuleSet
from prerequisites.engine.values import Assessment, Reason, Refused, Uncounted, Value

_WEIGHT: Final = {Says.UNMET: 0, Says.EMERGING: 1, Says.MET: 2}
_MIRROR: Final = {Says.MET: Says.UNMET, Says.EMERGING: Says.UNMET, Says.UNMET: Says.MET}
_MIRRORED_VALUE: Final = {
    Value.UNMET: Value.MET,
    Value.MET: Value.UNMET,
    Value.UNKNOWN: Value.UNKNOWN,
}


def assess(
    subject: Subject,
    evidence: Iterable[Evidence],
    *,
    as_of: date,
    known_on: date,
    phase: PhaseAt | None,
    calm_around: bool = True,
    rules: RuleSet = RULES_1,
) -> Assessment:
    """Return what the evidence allows to say of a subject.

    Args:
        subject: a prerequisite, the floor of P2, support, request or the link to a conflict.
        evidence: of one zone; items on other subjects are read only for changes of office.
        as_of: the day asked about.
        known_on: the day on which one would have asked.
        phase: of the zone on `as_of`; P1 goes stale sooner while violence is high, and a zone's
            own standing peace before a conflict satisfies P1 (our reading of L224-227).
        calm_around: whether the surroundings have peace too; where they do not, the conflict has
            come, and a calm in its midst is shown by evidence, not by a phase.
        rules: the numbers.
    """
    scene = _scene(
        subject,
        evidence,
        as_of=as_of,
        known_on=known_on,
        phase=phase,
        calm_around=calm_around,
        rules=rules,
    )
    return _standing_peace(scene) or _in_favour(scene) or _against(scene) or _unknown(scene)


def assess_flag(
    subject: Subject,
    evidence: Iterable[Evidence],
    *,
    as_of: date,
    known_on: date,
    rules: RuleSet = RULES_1,
) -> Assessment:
    """Return whether a limit or a risk is present: met present, unmet lifted.

    Both close or ask for more, so one confirmed source raises them and lifting needs several;
    they never go stale, for silence does not lift them. Source: L185-189, L540-545.
    """
    mirrored = [
        replace(item, says=_MIRROR[item.says], valid_until=None)
        for item in evidence
        if item.subject is subject
    ]
    found = assess(subject, mirrored, as_of=as_of, known_on=known_on, phase=None, rules=rules)
    return replace(found, value=_MIRRORED_VALUE[found.value])


def is_denied(
    subject: Subject,
    evidence: Iterable[Evidence],
    *,
    as_of: date,
    known_on: date,
    phase: PhaseAt | None,
    calm_around: bool = True,
    rules: RuleSet = RULES_1,
) -> bool:
    """Test that enough confirmed sources deny it and nothing newer has overtaken them.

    Also a denial that went stale: silence after it is not peace.
    """
    scene = _scene(
        subject,
        evidence,
        as_of=as_of,
        known_on=known_on,
        phase=phase,
        calm_around=calm_around,
        rules=rules,
    )
    if _standing_peace(scene) or _in_favour(scene):
        return False
    return _closed_on(scene, Says.EMERGING) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """What decides whether an item on a subject still speaks on a day."""

    subject: Subject
    as_of: date
    phase: PhaseAt | None
    calm_around: bool
    office_changed_on: date | None
    rules: RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """One subject with its counted items, oldest first; `fresh` are those that still speak."""

    clock: _Clock
    items: tuple[Evidence, ...]
    fresh: tuple[Evidence, ...]
    refused: tuple[Refused, ...]

    @property
    def needed(self) -> int:
        """How many independent sources a value in favour needs."""
        return self.clock.rules.sources_needed(self.clock.subject)


def _scene(
    subject: Subject,
    evidence: Iterable[Evidence],
    *,
    as_of: date,
    known_on: date,
    phase: PhaseAt | None,
    calm_around: bool,
    rules: RuleSet,
) -> _Scene:
    counted: dict[Subject, list[Evidence]] = {subject: [], Subject.OFFICE_CHANGE: []}
    refused: list[Refused] = []
    about = [item for item in evidence if item.subject in counted]
    for item in known(about, known_on=known_on):
        dated_wrong = refusal_of(item, as_of=as_of, known_on=known_on)
        reason = dated_wrong or _uncounted(item, rules)
        if reason is None:
            counted[item.subject].append(item)
        elif item.subject is subject:
            refused.append(Refused(reference=item.reference, reason=reason))
    changes = [first_day(each) for each in counted[Subject.OFFICE_CHANGE] if each.confirmed]
    clock = _Clock(
        subject=subject,
        as_of=as_of,
        phase=phase,
        calm_around=calm_around,
        office_changed_on=max(changes, default=None),
        rules=rules,
    )
    return _Scene(
        clock=clock,
        items=tuple(counted[subject]),
        fresh=tuple(item for item in counted[subject] if _is_fresh(item, clock)),
        refused=tuple(refused),
    )


def _uncounted(item: Evidence, rules: RuleSet) -> Uncounted | None:
    if item.source_kind in rules.context_only:
        return Uncounted.CONTEXT_ONLY
    if item.confidence in rules.too_weak:
        return Uncounted.LOW_CONFIDENCE
    opens = item.subject in rules.needs_confirmation and item.says is not Says.UNMET
    return Uncounted.NOT_CONFIRMED if opens and not item.confirmed else None


def _standing_peace(scene: _Scene) -> Assessment | None:
    """Read a zone's own calm before a conflict as negative peace, unless someone denied it.

    Not a parent's calm: a parent gives context, never a verdict. Not a calm amid violence either:
    what has come around it is no longer "before a conflict" (our reading). A denial that went
    stale still stands here, for silence after it is not peace.
    """
    phase = scene.clock.phase
    if scene.clock.subject is not Subject.P1 or phase is None or not phase.own:
        return None
    if not scene.clock.calm_around:
        return None
    denied_on = _closed_on(scene, Says.EMERGING)
    if phase.phase is not Phase.LOW_BEFORE or (denied_on is not None and denied_on >= phase.since):
        return None
    return _assessment(scene, Value.MET, (Reason.STANDING_PEACE,))


def _in_favour(scene: _Scene) -> Assessment | None:
    for says, value in ((Says.MET, Value.MET), (Says.EMERGING, Value.EMERGING)):
        supporters = _supporters(scene, says)
        sources = _sufficient(supporters, scene)
        if sources:
            ends_on = _latest_enough(
                supporters,
                lambda item: _expiry(item, scene.clock),
                lambda items: bool(_sufficient(items, scene)),
            )
            reasons = (Reason.ENOUGH_SOURCES, *_doubts(scene))
            return _assessment(scene, value, reasons, used=sources, expires_on=ends_on)
    return None


def _against(scene: _Scene) -> Assessment | None:
    needed = scene.clock.rules.sources_to_close
    hostile = _challengers(scene.fresh, Says.EMERGING)
    closing = independent_sources(hostile[::-1], enough=needed)
    if len(closing) < needed:
        return None
    ends_on = _latest_enough(
        hostile,
        lambda item: _expiry(item, scene.clock),
        lambda items: len(independent_sources(items, enough=needed)) == needed,
    )
    reasons = (Reason.HOSTILE_CONFIRMED,)
    return _assessment(scene, Value.UNMET, reasons, used=closing, expires_on=ends_on)


def _unknown(scene: _Scene) -> Assessment:
    count = _count(scene, Says.EMERGING)
    found = {
        Reason.NO_EVIDENCE: not scene.items,
        Reason.GONE_STALE: len(scene.fresh) < len(scene.items),
        Reason.TOO_FEW_SOURCES: 0 < count < scene.needed,
        Reason.NO_CHANNELLING_SOURCE: count >= scene.needed,
    }
    reasons = (*(reason for reason, holds in found.items() if holds), *_doubts(scene))
    return _assessment(scene, Value.UNKNOWN, reasons)


def _assessment(
    scene: _Scene,
    value: Value,
    reasons: tuple[Reason, ...],
    *,
    used: Sequence[Evidence] = (),
    expires_on: date | None = None,
) -> Assessment:
    return Assessment(
        subject=scene.clock.subject,
        value=value,
        reasons=reasons,
        used=_references(used),
        independent=_count(scene, Says.EMERGING),
        independent_met=_count(scene, Says.MET),
        stale=_references(item for item in scene.items if item not in scene.fresh),
        refused=scene.refused,
        expires_on=expires_on,
    )


def _doubts(scene: _Scene) -> tuple[Reason, ...]:
    """Tell of a fresh hostile statement that staff have not confirmed: it is theirs to look at."""
    doubted = any(item.says is Says.UNMET and not item.confirmed for item in scene.fresh)
    return (Reason.HOSTILE_UNCONFIRMED,) if doubted else ()


def _supporters(scene: _Scene, says: Says) -> list[Evidence]:
    """Return the fresh items that say at least this and that no lesser one overtook."""
    closed_on = _closed_on(scene, says)
    return [
        item
        for item in reversed(scene.fresh)
        if _WEIGHT[item.says] >= _WEIGHT[says]
        and (closed_on is None or first_day(item) > closed_on)
    ]


def _challengers(items: Iterable[Evidence], says: Says) -> list[Evidence]:
    """Return the confirmed items that say less than this."""
    return [item for item in items if item.confirmed and _WEIGHT[item.says] < _WEIGHT[says]]


def _closed_on(scene: _Scene, says: Says) -> date | None:
    """Return the newest day for which enough confirmed sources say less than this.

    Also sources that went stale: age does not turn what was said before them true again.
    """
    needed = scene.clock.rules.sources_to_close
    return _latest_enough(
        _challengers(scene.items, says),
        lambda item: min(last_day(item), scene.clock.as_of),
        lambda items: len(independent_sources(items, enough=needed)) == needed,
    )


def _latest_enough(
    items: Sequence[Evidence],
    day_of: Callable[[Evidence], date | None],
    is_enough: Callable[[Sequence[Evidence]], bool],
) -> date | None:
    """Return the latest day such that the items of that day and later are enough.

    An item without a day never ends. None where the items are too few, and where the endless
    ones are enough.
    """
    dated = [(item, day_of(item)) for item in items]
    days = {day for _, day in dated if day is not None}
    for day in (None, *sorted(days, reverse=True)):
        lasting = [item for item, end in dated if end is None or (day is not None and end >= day)]
        if lasting and is_enough(lasting):
            return day
    return None


def _count(scene: _Scene, says: Says) -> int:
    """Return how many independent sources say at least this, up to the number needed."""
    if not scene.fresh:
        return 0
    return len(independent_sources(_supporters(scene, says), enough=scene.needed))


def _sufficient(items: Sequence[Evidence], scene: _Scene) -> tuple[Evidence, ...]:
    """Return sources that carry a value in favour, or nothing where there are too few."""
    named_by = scene.clock.rules.named_by.get(scene.clock.subject)
    sources = independent_sources(items, enough=scene.needed, among=named_by)
    return sources if len(sources) == scene.needed else ()


def _is_fresh(item: Evidence, clock: _Clock) -> bool:
    expiry = _expiry(item, clock)
    return (expiry is None or clock.as_of < expiry) and not _ended(item, clock)


def _ended(item: Evidence, clock: _Clock) -> bool:
    """Test that the world an item speaks of is gone: another office-holder, or new violence."""
    changed_on = clock.office_changed_on
    if clock.subject in clock.rules.ended_by_office_change and changed_on is not None:
        return first_day(item) < changed_on
    phase = clock.phase
    if phase is None or not phase.own or phase.phase is not Phase.HIGH:
        return False
    in_favour = clock.subject in clock.rules.ended_by_violence and item.says is not Says.UNMET
    return in_favour and first_day(item) < phase.since


def _expiry(item: Evidence, clock: _Clock) -> date | None:
    """Return the first day on which an item no longer speaks; None where it never stops."""
    if clock.subject is Subject.P4 and item.valid_until is not None:
        return item.valid_until  # the next scheduled election, however far away
    days = _validity_days(clock)
    if days is None:
        return item.valid_until
    said_on = last_day(item) if item.says is Says.UNMET else first_day(item)
    return min(said_on + timedelta(days=days), item.valid_until or date.max)


def _validity_days(clock: _Clock) -> int | None:
    usual = clock.rules.validity_days.get(clock.subject)
    if clock.phase is None or clock.phase.phase is not Phase.HIGH:
        return usual
    return clock.rules.validity_days_when_high.get(clock.subject, usual)


def _references(items: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(sorted(item.reference for item in items))
