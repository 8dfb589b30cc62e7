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
        rules: the numbers.
    """
    scene = _scene(subject, evidence, as_of=as_of, known_on=known_on, phase=phase, rules=rules)
    return _standing_peace(scene) or _in_favour(scene) or _against(scene)


def assess_flag(
    subject: Subject,
    evidence: Iterable[Evidence],
    *,
    as_of: date,
    known_on: date,
    rules: RuleSet = RULES_1,
) -> Assessment:
    """Return whether a limit of the local authority is present: met present, unmet lifted.

    A flag closes, so one confirmed source raises it and lifting it needs several; it never goes
    stale, for silence does not lift a limit. Source: L185-189.
    """
    mirrored = [
        replace(item, says=_MIRROR[item.says], valid_until=None)
        for item in evidence
        if item.subject is subject
    ]
    found = assess(subject, mirrored, as_of=as_of, known_on=known_on, phase=None, rules=rules)
    return replace(found, value=_MIRRORED_VALUE[found.value])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """One subject with its counted items, newest last, and the days that matter to them."""

    subject: Subject
    items: tuple[Evidence, ...]
    refused: tuple[Refused, ...]
    as_of: date
    phase: PhaseAt | None
    office_changed_on: date | None
    rules: RuleSet


def _scene(
    subject: Subject,
    evidence: Iterable[Evidence],
    *,
    as_of: date,
    known_on: date,
    phase: PhaseAt | None,
    rules: RuleSet,
) -> _Scene:
    counted: dict[Subject, list[Evidence]] = {subject: [], Subject.OFFICE_CHANGE: []}
    refused: list[Refused] = []
    for item in known(evidence, known_on=known_on):
        if item.subject not in counted:
            continue
        dated_wrong = refusal_of(item, as_of=as_of, known_on=known_on)
        reason = dated_wrong or _uncounted(item, rules)
        if reason is None:
            counted[item.subject].append(item)
        elif item.subject is subject:
            refused.append(Refused(reference=item.reference, reason=reason))
    changes = [first_day(each) for each in counted[Subject.OFFICE_CHANGE] if each.confirmed]
    return _Scene(
        subject=subject,
        items=tuple(counted[subject]),
        refused=tuple(refused),
        as_of=as_of,
        phase=phase,
        office_changed_on=max(changes, default=None),
        rules=rules,
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

    Not a parent's calm: a parent gives context, never a verdict. A denial that went stale still
    stands here, for silence after it is not peace.
    """
    phase = scene.phase
    if scene.subject is not Subject.P1 or phase is None or not phase.own:
        return None
    denied_on = _closed_on(scene, Says.EMERGING)
    if phase.phase is not Phase.LOW_BEFORE or (denied_on is not None and denied_on >= phase.since):
        return None
    return Assessment(
        subject=scene.subject,
        value=Value.MET,
        reasons=(Reason.STANDING_PEACE,),
        independent=len(_independent(_supporters(scene, Says.EMERGING), scene)),
        refused=scene.refused,
    )


def _in_favour(scene: _Scene) -> Assessment | None:
    for says, value in ((Says.MET, Value.MET), (Says.EMERGING, Value.EMERGING)):
        supporters = _supporters(scene, says)
        sources = _sufficient(supporters, scene)
        if sources:
            return Assessment(
                subject=scene.subject,
                value=value,
                reasons=(Reason.ENOUGH_SOURCES, *_doubts(scene)),
                used=_references(sources),
                independent=len(_independent(supporters, scene)),
                stale=_references(_stale(scene)),
                refused=scene.refused,
                expires_on=_latest_enough(
                    supporters,
                    lambda item: _expiry(item, scene),
                    lambda items: bool(_sufficient(items, scene)),
                ),
            )
    return None


def _against(scene: _Scene) -> Assessment:
    hostile = [item for item in _challengers(scene, Says.EMERGING) if _is_fresh(item, scene)]
    closing = independent_sources(hostile[::-1], enough=scene.rules.sources_to_close)
    closed = len(closing) == scene.rules.sources_to_close
    supporters = _supporters(scene, Says.EMERGING)
    return Assessment(
        subject=scene.subject,
        value=Value.UNMET if closed else Value.UNKNOWN,
        reasons=(Reason.HOSTILE_CONFIRMED,) if closed else _why_unknown(scene),
        used=_references(closing) if closed else (),
        independent=len(_independent(supporters, scene)),
        stale=_references(_stale(scene)),
        refused=scene.refused,
        expires_on=max((e for e in (_expiry(item, scene) for item in hostile) if e), default=None)
        if closed
        else None,
    )


def _why_unknown(scene: _Scene) -> tuple[Reason, ...]:
    supporters = _supporters(scene, Says.EMERGING)
    found = {
        Reason.NO_EVIDENCE: not scene.items,
        Reason.GONE_STALE: bool(_stale(scene)),
        Reason.TOO_FEW_SOURCES: 0 < len(_independent(supporters, scene)) < _needed(scene),
        Reason.NO_CHANNELLING_SOURCE: len(_independent(supporters, scene)) >= _needed(scene),
    }
    return (*(reason for reason, holds in found.items() if holds), *_doubts(scene))


def _doubts(scene: _Scene) -> tuple[Reason, ...]:
    """Tell of a fresh hostile statement that staff have not confirmed: it is theirs to look at."""
    doubted = any(
        item.says is Says.UNMET and not item.confirmed and _is_fresh(item, scene)
        for item in scene.items
    )
    return (Reason.HOSTILE_UNCONFIRMED,) if doubted else ()


def _supporters(scene: _Scene, says: Says) -> list[Evidence]:
    """Return the fresh items that say at least this and that no lesser one overtook."""
    closed_on = _closed_on(scene, says)
    return [
        item
        for item in reversed(scene.items)
        if _WEIGHT[item.says] >= _WEIGHT[says]
        and (closed_on is None or first_day(item) > closed_on)
        and _is_fresh(item, scene)
    ]


def _challengers(scene: _Scene, says: Says) -> list[Evidence]:
    """Return the confirmed items that say less than this. Growing stale does not silence them."""
    return [item for item in scene.items if item.confirmed and _WEIGHT[item.says] < _WEIGHT[says]]


def _closed_on(scene: _Scene, says: Says) -> date | None:
    """Return the newest day for which enough confirmed sources say less than this."""
    needed = scene.rules.sources_to_close
    return _latest_enough(
        _challengers(scene, says),
        lambda item: min(last_day(item), scene.as_of),
        lambda items: len(independent_sources(items, enough=needed)) == needed,
    )


def _latest_enough(
    items: Sequence[Evidence],
    day_of: Callable[[Evidence], date | None],
    is_enough: Callable[[Sequence[Evidence]], bool],
) -> date | None:
    """Return the latest day such that the items of that day and later are enough.

    An item without a day never ends; None where no items, or the endless alone, are enough.
    """
    dated = [(item, day_of(item)) for item in items]
    if is_enough([item for item, its_day in dated if its_day is None]):
        return None
    for day in sorted({day for _, day in dated if day is not None}, reverse=True):
        if is_enough([item for item, its_day in dated if its_day is None or its_day >= day]):
            return day
    return None


def _independent(items: Sequence[Evidence], scene: _Scene) -> tuple[Evidence, ...]:
    return independent_sources(items, enough=_needed(scene))


def _sufficient(items: Sequence[Evidence], scene: _Scene) -> tuple[Evidence, ...]:
    """Return sources that carry a value in favour, or nothing where there are too few."""
    named_by = scene.rules.named_by.get(scene.subject)
    sources = independent_sources(items, enough=_needed(scene), among=named_by)
    return sources if len(sources) == _needed(scene) else ()


def _needed(scene: _Scene) -> int:
    return scene.rules.sources_to_open[scene.subject]


def _stale(scene: _Scene) -> list[Evidence]:
    return [item for item in scene.items if not _is_fresh(item, scene)]


def _is_fresh(item: Evidence, scene: _Scene) -> bool:
    expiry = _expiry(item, scene)
    in_time = expiry is None or scene.as_of < expiry
    return in_time and not _ended(item, scene)


def _ended(item: Evidence, scene: _Scene) -> bool:
    """Test that the world an item speaks of is gone: another office-holder, or new violence."""
    changed_on = scene.office_changed_on
    if scene.subject in scene.rules.ended_by_office_change and changed_on is not None:
        return first_day(item) < changed_on
    phase = scene.phase
    if phase is None or not phase.own or phase.phase is not Phase.HIGH:
        return False
    in_favour = scene.subject in scene.rules.ended_by_violence and item.says is not Says.UNMET
    return in_favour and first_day(item) < phase.since


def _expiry(item: Evidence, scene: _Scene) -> date | None:
    """Return the first day on which an item no longer speaks; None where it never stops."""
    if scene.subject is Subject.P4 and item.valid_until is not None:
        return item.valid_until  # the next scheduled election, however far away
    days = _validity_days(scene)
    said_on = last_day(item) if item.says is Says.UNMET else first_day(item)
    ends = [item.valid_until, None if days is None else said_on + timedelta(days=days)]
    return min((end for end in ends if end is not None), default=None)


def _validity_days(scene: _Scene) -> int | None:
    usual = scene.rules.validity_days.get(scene.subject)
    if scene.phase is None or scene.phase.phase is not Phase.HIGH:
        return usual
    return scene.rules.validity_days_when_high.get(scene.subject, usual)


def _references(items: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(sorted(item.reference for item in items))
