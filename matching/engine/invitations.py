"""What lies in the asker's own hands while too few helpers fit: said as invitation, not as fault.

Read from the appeal and from the smallest steps that were found for it, without their details: a
language, a number of days or a country would describe a pledge, and who asks may be under
pressure. Nobody is ever invited to lift an exclusion, which protects the asker.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from activities.engine.values import Activity
from matching.engine.steps import Doer, StepKind, Steps
from matching.engine.values import AppealKind


class Invitation(StrEnum):
    """What the municipality that asks could do, in the order in which it is told."""

    ASK_TOWNS = "ask_towns"
    ACCEPT_OTHER = "accept_other"
    LANGUAGES = "languages"
    TIME = "time"
    COUNCIL = "council"
    INVITE = "invite"
    FEWER_HELPERS = "fewer_helpers"


class Found(StrEnum):
    """Whether as many helpers may fit as are wanted; never how many."""

    NONE = "none"
    SOME = "some"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """An appeal as it stands.

    `council_supports` is the local support on record (S); `passed` counts the pledges that may
    help; `openings` are the smallest sets of steps after which one more could.
    """

    kinds: frozenset[AppealKind]
    activity: Activity
    accepts_other_activities: bool
    helpers_wanted: int
    council_supports: bool
    passed: int
    openings: Sequence[Steps]


def found_of(asking: Asking) -> Found:
    """Return whether as many helpers may fit as are wanted."""
    if asking.passed >= asking.helpers_wanted:
        return Found.ENOUGH
    return Found.SOME if asking.passed else Found.NONE


def invitations_of(asking: Asking) -> tuple[Invitation, ...]:
    """Return what the asker could do; first what alone would open a match, none where enough fit.

    Languages and days are told only where they are among the smallest steps.

    Source: report L651-L653 (the council, the request); L630 (the invitation); the order is ours.
    """
    if found_of(asking) is Found.ENOUGH:
        return ()
    alone = {
        _OF_STEP[step.kind]
        for steps in asking.openings
        if all(_is_invited(step.kind, step.doer) for step in steps)
        for step in steps
    }
    possible = set(_possible(asking))
    return tuple(sorted(possible, key=lambda each: (each not in alone, _PLACE[each])))


_OF_STEP: Final = {
    StepKind.ASK_TOWNS: Invitation.ASK_TOWNS,
    StepKind.ACCEPT_OTHER: Invitation.ACCEPT_OTHER,
    StepKind.SPEAK_HELPERS_LANGUAGE: Invitation.LANGUAGES,
    StepKind.MOVE_OWN_START: Invitation.TIME,
    StepKind.MOVE_OWN_END: Invitation.TIME,
}
_PLACE: Final = {invitation: place for place, invitation in enumerate(Invitation)}


def _is_invited(kind: StepKind, doer: Doer) -> bool:
    return doer is Doer.APPELLANT and kind in _OF_STEP


def _possible(asking: Asking) -> Iterator[Invitation]:
    for steps in asking.openings:
        yield from (_OF_STEP[step.kind] for step in steps if _is_invited(step.kind, step.doer))
    if AppealKind.SUPPORT not in asking.kinds:
        yield Invitation.ASK_TOWNS
    if not asking.accepts_other_activities:
        yield Invitation.ACCEPT_OTHER
    if not asking.council_supports:
        yield Invitation.COUNCIL
    if asking.activity is Activity.ZONES_OF_PEACE:
        yield Invitation.INVITE
    if found_of(asking) is Found.SOME:
        yield Invitation.FEWER_HELPERS
