"""The steps that could open a pair: who has to take each, and what holds once it is taken."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from activities.engine.values import Activity, ActorMode, HelperTest
from evidence.engine.values import Phase, Subject
from matching.engine.gates import Case
from matching.engine.ground import Ground, standing_on, with_evidence, with_phase
from matching.engine.values import AppealKind, LinkKind, Need, NeedTopic, Offer, Window
from prerequisites.engine.changes import Change, Where
from prerequisites.engine.readiness import (
    Answer,
    HelperFacts,
    HelpMode,
    Readiness,
    assess_helper,
    result_for,
)
from prerequisites.engine.values import Value


class Doer(StrEnum):
    """Who can take a step, from the nearest to the one that nobody can hurry."""

    APPELLANT = "appellant"
    OFFICER = "officer"
    HELPER = "helper"
    TIME = "time"


class StepKind(StrEnum):
    """What changes, in the order in which equal sets are told."""

    ASK_TOWNS = "ask_towns"
    ACCEPT_OTHER = "accept_other"
    LIFT_OWN_EXCLUSION = "lift_own_exclusion"
    MOVE_OWN_START = "move_own_start"
    MOVE_OWN_END = "move_own_end"
    SPEAK_HELPERS_LANGUAGE = "speak_helpers_language"
    EVIDENCE = "evidence"
    RECORD_PHASE = "record_phase"
    TIE = "tie"
    ADD_ACTIVITY = "add_activity"
    ADD_TOPIC = "add_topic"
    ACT_AS = "act_as"
    COMPLETE_TEST = "complete_test"
    HOST_PARTNER = "host_partner"
    PLATFORM = "platform"
    HOST_OUTSIDE = "host_outside"
    RAISE_CAPACITY = "raise_capacity"
    LIFT_HELPERS_EXCLUSION = "lift_helpers_exclusion"
    MOVE_HELPERS_START = "move_helpers_start"
    MOVE_HELPERS_END = "move_helpers_end"
    INTERPRETER = "interpreter"
    SPEAK_OWN_LANGUAGE = "speak_own_language"
    PHASE_CHANGES = "phase_changes"
    SUPPRESSION_ENDS = "suppression_ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One concrete change.

    `what` and `to` are codes: of a subject and its value, an activity, a language, a day.
    `amount` counts days, places or, for evidence, the independent sources still missing.
    """

    kind: StepKind
    doer: Doer
    what: str = ""
    to: str = ""
    amount: int = 0


Steps = tuple[Step, ...]

WEIGHTS: Final[Mapping[Doer, int]] = {doer: weight for weight, doer in enumerate(Doer)}
"""What the asker or the officer can do comes first, what nobody can hurry last [ours]."""

_KINDS: Final = {kind: place for place, kind in enumerate(StepKind)}

SURROUNDINGS: Final = "surroundings"
"""What `what` says in place of a subject where the peace around a zone would have to come."""


def step_order(step: Step) -> tuple[int, int, str, str, int]:
    """Return what steps are ordered by: who, then what; never by where they were found."""
    return WEIGHTS[step.doer], _KINDS[step.kind], step.what, step.to, step.amount


MOVES: Final = frozenset(
    {
        StepKind.MOVE_OWN_START,
        StepKind.MOVE_OWN_END,
        StepKind.MOVE_HELPERS_START,
        StepKind.MOVE_HELPERS_END,
    }
)
"""The steps whose `amount` is a number of days."""


def in_order(steps: Iterable[Step]) -> Steps:
    """Return steps in the order in which they are told."""
    return tuple(sorted(steps, key=step_order))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A case with the ground its appeal stands on."""

    case: Case
    ground: Ground


def taken(setting: Setting, steps: Iterable[Step]) -> Setting:
    """Return how everything stands once these steps are taken, in whatever order."""
    for step in steps:
        setting = _APPLY[step.kind](setting, step)
    return setting


def ground_after(ground: Ground, steps: Iterable[Step]) -> Ground:
    """Return the ground once some steps of evidence and phase are taken."""
    for step in steps:
        if step.kind is StepKind.EVIDENCE:
            ground = with_evidence(ground, (as_change(step),))
        else:
            ground = with_phase(ground, Phase(step.to))
    return ground


def offer_after(offer: Offer, steps: Iterable[Step]) -> Offer:
    """Return a pledge once some steps of its helper are taken.

    Raises:
        KeyError: one of them is not a step of the helper.
    """
    for step in steps:
        offer = _OFFER_AFTER[step.kind](offer, step)
    return offer


def as_change(step: Step) -> Change:
    """Return the change of evidence that a step stands for."""
    if step.what == SURROUNDINGS:
        return Change(subject=Subject.P1, to=Value(step.to), where=Where.SURROUNDINGS)
    return Change(subject=Subject(step.what), to=Value(step.to))


@lru_cache(maxsize=1024)
def completed(readiness: Readiness, tests: frozenset[HelperTest]) -> Readiness:
    """Return what a helper has and lacks once it passes some tests, asked of `assess_helper`."""
    still = frozenset(each.test for each in readiness.missing) - tests
    after = replace(readiness, missing=assess_helper(_lacking(still)).missing)
    result = result_for(after, HelpMode.DIRECT, partner_needed=True, introducing=True)
    return replace(after, result=result)


def _lacking(tests: frozenset[HelperTest]) -> HelperFacts:
    """Return the facts of a helper that fails exactly these tests."""

    def passes(test: HelperTest) -> Answer:
        return Answer.NO if test in tests else Answer.YES

    return HelperFacts(
        motives=passes(HelperTest.H1),
        objectives=passes(HelperTest.H2),
        communication=passes(HelperTest.H2),
        endurance=passes(HelperTest.H3),
        context_sources=0 if HelperTest.H5 in tests else 2,
        partners=passes(HelperTest.H6),
        is_appellant=HelperTest.H7 in tests,
    )


def _moved(window: Window, *, starts: int = 0, ends: int = 0) -> Window:
    return Window(
        starts=window.starts - timedelta(days=starts), ends=window.ends + timedelta(days=ends)
    )


def _on_other_ground(setting: Setting, step: Step) -> Setting:
    case = setting.case
    ground = ground_after(setting.ground, (step,))
    return Setting(case=replace(case, need=standing_on(case.need, ground)), ground=ground)


def _of_need(changed: Callable[[Case, Step], Need]) -> "_Apply":
    def deed(setting: Setting, step: Step) -> Setting:
        case = setting.case
        return replace(setting, case=replace(case, need=changed(case, step)))

    return deed


def _of_offer(changed: Callable[[Offer, Step], Offer]) -> "_Apply":
    def deed(setting: Setting, step: Step) -> Setting:
        case = setting.case
        return replace(setting, case=replace(case, offer=changed(case.offer, step)))

    return deed


def _tie(setting: Setting, step: Step) -> Setting:
    link = setting.case.link
    tied = replace(link, ties=link.ties | {LinkKind(step.what)})
    return replace(setting, case=replace(setting.case, link=tied))


def _suppression_ends(setting: Setting, _step: Step) -> Setting:
    link = replace(setting.case.link, suppressed_until=None)
    return replace(setting, case=replace(setting.case, link=link))


_OFFER_AFTER: Final[Mapping[StepKind, Callable[[Offer, Step], Offer]]] = {
    StepKind.ADD_ACTIVITY: lambda offer, step: replace(
        offer, activities=offer.activities | {Activity(step.what)}
    ),
    StepKind.ADD_TOPIC: lambda offer, step: replace(
        offer, topics=offer.topics | {NeedTopic(step.what)}
    ),
    StepKind.ACT_AS: lambda offer, step: replace(offer, actor=ActorMode(step.to)),
    StepKind.COMPLETE_TEST: lambda offer, step: replace(
        offer, readiness=completed(offer.readiness, frozenset({HelperTest(step.what)}))
    ),
    StepKind.HOST_PARTNER: lambda offer, _: replace(offer, has_host_partner=True),
    StepKind.PLATFORM: lambda offer, _: replace(offer, has_platform=True),
    StepKind.HOST_OUTSIDE: lambda offer, _: replace(offer, can_host=True),
    StepKind.RAISE_CAPACITY: lambda offer, step: replace(
        offer, capacity_left=offer.capacity_left + step.amount
    ),
    StepKind.LIFT_HELPERS_EXCLUSION: lambda offer, step: replace(
        offer, excluded=offer.excluded - {step.what}
    ),
    StepKind.MOVE_HELPERS_START: lambda offer, step: replace(
        offer, window=_moved(offer.window, starts=step.amount)
    ),
    StepKind.MOVE_HELPERS_END: lambda offer, step: replace(
        offer, window=_moved(offer.window, ends=step.amount)
    ),
    StepKind.INTERPRETER: lambda offer, _: replace(offer, has_interpreter=True),
    StepKind.SPEAK_OWN_LANGUAGE: lambda offer, step: replace(
        offer, languages=offer.languages | {step.what}
    ),
}

_Apply = Callable[[Setting, Step], Setting]

_APPLY: Final[Mapping[StepKind, _Apply]] = {
    StepKind.ASK_TOWNS: _of_need(
        lambda case, _: replace(case.need, kinds=case.need.kinds | {AppealKind.SUPPORT})
    ),
    StepKind.ACCEPT_OTHER: _of_need(
        lambda case, _: replace(case.need, accepts_other_activities=True)
    ),
    StepKind.LIFT_OWN_EXCLUSION: _of_need(
        lambda case, step: replace(case.need, excluded=case.need.excluded - {step.what})
    ),
    StepKind.MOVE_OWN_START: _of_need(
        lambda case, step: replace(case.need, window=_moved(case.need.window, starts=step.amount))
    ),
    StepKind.MOVE_OWN_END: _of_need(
        lambda case, step: replace(case.need, window=_moved(case.need.window, ends=step.amount))
    ),
    StepKind.SPEAK_HELPERS_LANGUAGE: _of_need(
        lambda case, step: replace(case.need, languages=case.need.languages | {step.what})
    ),
    StepKind.EVIDENCE: _on_other_ground,
    StepKind.RECORD_PHASE: _on_other_ground,
    StepKind.PHASE_CHANGES: _on_other_ground,
    StepKind.TIE: _tie,
    StepKind.SUPPRESSION_ENDS: _suppression_ends,
    **{kind: _of_offer(changed) for kind, changed in _OFFER_AFTER.items()},
}
