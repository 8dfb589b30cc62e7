"""Which steps open which gate: the alternatives, each of which opens it by itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations, product
from types import MappingProxyType
from typing import Final

from activities.engine.map import actor_fit
from activities.engine.values import ActorMode, HelperTest
from evidence.engine.values import Phase, Subject
from matching.engine.gates import GATES, LINK_BASES, Gate
from matching.engine.ground import Ground, is_open, with_evidence, with_phase
from matching.engine.steps import (
    SURROUNDINGS,
    Doer,
    Setting,
    Step,
    StepKind,
    Steps,
    taken,
)
from matching.engine.values import LinkKind, Route, Window
from prerequisites.engine.changes import Change, Changes, Where, apply
from prerequisites.engine.values import ASCENDING, Findings, Value, Verdict, VerdictClass
from prerequisites.engine.verdict import assessment_of, class_of


def levers(gate: Gate, setting: Setting) -> tuple[Steps, ...]:
    """Return the alternatives that open one shut gate; none where nothing ever will.

    Verdict and phase have their own search, `ground_steps`.
    """
    return tuple(_LEVERS[gate](setting))


def ground_steps(ground: Ground, route: Route) -> tuple[Steps, ...]:
    """Return the smallest steps of evidence and phase that allow one way to help.

    All have the same size, and none asks for more than it must: `emerging` where that is
    enough. Empty where no evidence and no phase would ever allow it, as without a local
    authority.

    Cost: a few milliseconds for findings not seen before; answers are kept.
    """
    if is_open(ground, route):
        return ((),)
    found = [
        (*before, *_as_steps(changes, moved))
        for before, moved in _in_each_phase(ground)
        for changes in _enough(moved, route)
    ]
    smallest = min(map(len, found), default=0)
    return tuple(steps for steps in found if len(steps) == smallest)


def _in_each_phase(ground: Ground) -> Iterator[tuple[Steps, Ground]]:
    yield (), ground
    now = ground.verdict.phase
    for phase in Phase:
        if phase is now:
            continue
        kind = StepKind.RECORD_PHASE if now is None else StepKind.PHASE_CHANGES
        doer = Doer.OFFICER if now is None else Doer.TIME
        yield (Step(kind=kind, doer=doer, to=phase.value),), with_phase(ground, phase)


def _enough(ground: Ground, route: Route) -> list[Changes]:
    """Return the smallest changes of evidence that open a route, the least asking of each."""
    if is_open(ground, route):
        return [()]
    reaching: list[tuple[tuple[Change, ...], ...]] = []
    for _outcome, choices in _outcomes(ground.verdict.findings).items():
        strongest = tuple(choice[-1] for choice in choices[0])
        if is_open(with_evidence(ground, strongest), route):
            reaching.extend(choices)
    smallest = min(map(len, reaching), default=0)
    return [
        next(each for each in product(*choice) if is_open(with_evidence(ground, each), route))
        for choice in reaching
        if len(choice) == smallest
    ]


Outcome = tuple[VerdictClass, bool]
"""All that permits and fits read of findings: the class, and whether it is a zone of peace."""

_Choices = tuple[tuple[Change, ...], ...]


@lru_cache(maxsize=4096)
def _outcomes(findings: Findings) -> Mapping[Outcome, tuple[_Choices, ...]]:
    """Return, for each outcome within reach, the smallest choices of subjects that lead there.

    Each subject is taken at its best: what better evidence allows never shrinks, so a set that
    is not enough at its best is not enough at all.
    """
    best: dict[Outcome, list[_Choices]] = {}
    choices = _choices(findings)
    for size in range(1, len(choices) + 1):
        for chosen in combinations(choices, size):
            after = apply(findings, tuple(choice[-1] for choice in chosen))
            known = best.setdefault((class_of(after), after.zone_of_peace), [])
            if not known or len(known[0]) == size:
                known.append(chosen)
    return MappingProxyType({outcome: tuple(found) for outcome, found in best.items()})


_VALUES: Final[Mapping[Subject, Callable[[Findings], Value]]] = {
    Subject.P1: lambda found: found.p1,
    Subject.P2: lambda found: found.p2,
    Subject.P2F: lambda found: found.p2f,
    Subject.P3: lambda found: found.p3,
    Subject.R: lambda found: found.r,
}
"""What keeps a verdict closed. P4, S and the limits only turn open into conditional, and a
conditional verdict allows whatever an open one does."""


def _choices(findings: Findings) -> list[tuple[Change, ...]]:
    better = [
        tuple(Change(subject=subject, to=to) for to in _above(value_of(findings)))
        for subject, value_of in _VALUES.items()
    ]
    link = () if findings.conflict_link else (Change(subject=Subject.CONFLICT_LINK, to=Value.MET),)
    around = (
        (Change(subject=Subject.P1, to=Value.MET, where=Where.SURROUNDINGS),)
        if findings.surroundings_troubled
        else ()
    )
    return [choice for choice in (*better, link, around) if choice]


def _above(value: Value) -> list[Value]:
    """Return what evidence could still say, from little to much; never an unknown."""
    return [to for to in ASCENDING[ASCENDING.index(value) + 1 :] if to is not Value.UNKNOWN]


def _as_steps(changes: Changes, ground: Ground) -> Steps:
    return tuple(_as_step(change, ground) for change in changes)


def _as_step(change: Change, ground: Ground) -> Step:
    if change.where is Where.SURROUNDINGS:
        return Step(kind=StepKind.EVIDENCE, doer=Doer.TIME, what=SURROUNDINGS, to=change.to.value)
    return Step(
        kind=StepKind.EVIDENCE,
        doer=_who_brings(change.subject, ground.verdict.findings),
        what=change.subject.value,
        to=change.to.value,
        amount=_sources_missing(change, ground),
    )


def _who_brings(subject: Subject, findings: Findings) -> Doer:
    """Return who can bring evidence: what is denied by what happens there, nobody can hurry.

    Officials whom nobody could name can be asked for anew (L253-256), so P3 is the officer's.
    """
    if subject is Subject.R:
        return Doer.APPELLANT
    is_denied = subject in _VALUES and _VALUES[subject](findings) is Value.UNMET
    return Doer.TIME if is_denied and subject is not Subject.P3 else Doer.OFFICER


def _sources_missing(change: Change, ground: Ground) -> int:
    if not _is_assessed(change.subject, ground.verdict):
        return ground.rules.sources_to_open[change.subject]
    assessment = assessment_of(ground.verdict, change.subject)
    have = assessment.independent_met if change.to is Value.MET else assessment.independent
    return max(0, ground.rules.sources_to_open[change.subject] - have)


def _is_assessed(subject: Subject, verdict: Verdict) -> bool:
    return any(each.subject is subject for each in verdict.assessments)


def _step(kind: StepKind, doer: Doer, what: str = "", *, to: str = "", amount: int = 0) -> Step:
    return Step(kind=kind, doer=doer, what=what, to=to, amount=amount)


def _single(*steps: Step) -> list[Steps]:
    return [(step,) for step in steps]


def _never(_setting: Setting) -> list[Steps]:
    """No step: a municipality cannot answer its own appeal."""
    return []


def _ask_towns(_setting: Setting) -> list[Steps]:
    return _single(_step(StepKind.ASK_TOWNS, Doer.APPELLANT))


def _add_activity(setting: Setting) -> list[Steps]:
    activity = setting.case.route.activity
    return _single(_step(StepKind.ADD_ACTIVITY, Doer.HELPER, activity.value))


def _act_as(setting: Setting) -> list[Steps]:
    case = setting.case
    return _single(
        *(
            _step(StepKind.ACT_AS, Doer.HELPER, to=actor.value)
            for actor in ActorMode
            if actor_fit(case.thematic_map, case.route.activity, actor) > 0
        )
    )


def _add_topic(setting: Setting) -> list[Steps]:
    return _single(_step(StepKind.ADD_TOPIC, Doer.HELPER, setting.case.need.topic.value))


def _meet_outside(_setting: Setting) -> list[Steps]:
    return _single(_step(StepKind.HOST_OUTSIDE, Doer.HELPER), _step(StepKind.PLATFORM, Doer.HELPER))


_OPENS: Final = {rule.gate: rule.opens for rule in GATES}


def asks_for_help_itself(setting: Setting) -> bool:
    """Test that a helper is an appellant itself (H7), which is not for it to complete."""
    return any(each.test is HelperTest.H7 for each in setting.case.offer.readiness.missing)


def _get_ready(setting: Setting) -> Iterator[Steps]:
    """Yield the fewest tests, with and without a twinning, which spares the partner's test."""
    for before in ((), (_twinning(),)):
        tests = _tests_to_pass(taken(setting, before))
        if tests is not None:
            yield (*before, *tests)


def _tests_to_pass(setting: Setting) -> Steps | None:
    lacking = sorted({each.test for each in setting.case.offer.readiness.missing} - {HelperTest.H7})
    steps = [_step(StepKind.COMPLETE_TEST, Doer.HELPER, test.value) for test in lacking]
    for size in range(len(steps) + 1):
        for chosen in combinations(steps, size):
            if _OPENS[Gate.HELPER_READY](taken(setting, chosen).case):
                return chosen
    return None


def _twinning() -> Step:
    return _step(StepKind.TIE, Doer.HELPER, LinkKind.TWINNING.value)


def _find_partner(setting: Setting) -> list[Steps]:
    return _which_open(
        Gate.PARTNER_PRESENT,
        setting,
        _step(StepKind.HOST_PARTNER, Doer.HELPER),
        _step(StepKind.PLATFORM, Doer.HELPER),
        _twinning(),
    )


def _which_open(gate: Gate, setting: Setting, *steps: Step) -> list[Steps]:
    return [(step,) for step in steps if _OPENS[gate](taken(setting, (step,)).case)]


_WHO_TIES: Final[Mapping[LinkKind, Doer]] = {
    LinkKind.KNOWN_INTERMEDIARY: Doer.OFFICER,
    LinkKind.NATIONAL_DYNAMIC: Doer.TIME,
}
"""An officer can record who knows both places; towns twin; nobody makes a national dynamic."""


def _tie(_setting: Setting) -> list[Steps]:
    return _single(
        *(
            _step(StepKind.TIE, _WHO_TIES.get(kind, Doer.HELPER), kind.value)
            for kind in LinkKind
            if kind in LINK_BASES
        )
    )


def _lift_own(setting: Setting) -> list[Steps]:
    case = setting.case
    named = sorted(case.need.excluded & (case.offer.places | case.offer.bodies))
    return [tuple(_step(StepKind.LIFT_OWN_EXCLUSION, Doer.APPELLANT, each) for each in named)]


def _lift_helpers(setting: Setting) -> list[Steps]:
    case = setting.case
    named = sorted(case.offer.excluded & case.need.places)
    return [tuple(_step(StepKind.LIFT_HELPERS_EXCLUSION, Doer.HELPER, each) for each in named)]


def _raise_capacity(setting: Setting) -> list[Steps]:
    more = 1 - setting.case.offer.capacity_left
    return _single(_step(StepKind.RAISE_CAPACITY, Doer.HELPER, amount=more))


def _move(setting: Setting) -> list[Steps]:
    """Return who could move which end, by the fewest days that leave one in common."""
    asked, offered = setting.case.need.window, setting.case.offer.window
    if asked.ends <= offered.starts:
        own, helpers = StepKind.MOVE_OWN_END, StepKind.MOVE_HELPERS_START
    else:
        own, helpers = StepKind.MOVE_OWN_START, StepKind.MOVE_HELPERS_END
    days = days_to_meet(asked, offered)
    return _single(
        _step(own, Doer.APPELLANT, amount=days), _step(helpers, Doer.HELPER, amount=days)
    )


def days_to_meet(one: Window, other: Window) -> int:
    """Return by how many days one of two spans has to move to share a day; 0 where they do."""
    apart = max(one.starts, other.starts) - min(one.ends, other.ends)
    return max(0, apart.days + 1)


def _speak(setting: Setting) -> list[Steps]:
    case = setting.case
    return _single(
        _step(StepKind.INTERPRETER, Doer.HELPER),
        *_each(StepKind.SPEAK_HELPERS_LANGUAGE, Doer.APPELLANT, case.offer.languages),
        *_each(StepKind.SPEAK_OWN_LANGUAGE, Doer.HELPER, case.need.languages),
    )


def _each(kind: StepKind, doer: Doer, codes: Iterable[str]) -> list[Step]:
    return [_step(kind, doer, code) for code in sorted(codes)]


def _wait(setting: Setting) -> list[Steps]:
    until = setting.case.link.suppressed_until
    day = "" if until is None else until.isoformat()
    return _single(_step(StepKind.SUPPRESSION_ENDS, Doer.TIME, to=day))


_LEVERS: Final[Mapping[Gate, Callable[[Setting], Iterable[Steps]]]] = {
    Gate.NOT_THE_APPELLANT: _never,
    Gate.ASKS_OTHER_TOWNS: _ask_towns,
    Gate.ACTIVITY_OFFERED: _add_activity,
    Gate.ACTOR_FITS: _act_as,
    Gate.TOPIC_OFFERED: _add_topic,
    Gate.VENUE_OFFERED: _meet_outside,
    Gate.HELPER_READY: _get_ready,
    Gate.PARTNER_PRESENT: _find_partner,
    Gate.LINK_BASIS: _tie,
    Gate.APPELLANT_ACCEPTS: _lift_own,
    Gate.HELPER_ACCEPTS: _lift_helpers,
    Gate.CAPACITY_LEFT: _raise_capacity,
    Gate.WINDOWS_MEET: _move,
    Gate.COMMON_LANGUAGE: _speak,
    Gate.NOT_DECLINED: _wait,
}
