"""The lives of an appeal, a pledge and a run, as tables. Whatever is not in a table is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class AppealState(StrEnum):
    """Where an appeal stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"


class AppealAction(StrEnum):
    """What someone may do to an appeal."""

    SUBMIT = "submit"
    ACKNOWLEDGE = "acknowledge"
    WITHDRAW = "withdraw"


class PledgeState(StrEnum):
    """Where a pledge stands."""

    DRAFT = "draft"
    OFFERED = "offered"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class PledgeAction(StrEnum):
    """What someone may do to a pledge."""

    OFFER = "offer"
    PAUSE = "pause"
    RESUME = "resume"
    WITHDRAW = "withdraw"


class RunState(StrEnum):
    """Where a matching run stands."""

    RUNNING = "running"
    COMPLETE = "complete"
    CANCELLED = "cancelled"


class RunAction(StrEnum):
    """What may happen to a run."""

    COMPLETE = "complete"
    CANCEL = "cancel"


class IllegalTransition(ValueError):
    """The thing has moved on, so this step no longer exists. Nothing was changed."""


_A, _P, _R = AppealState, PledgeState, RunState

APPEAL: Final[Mapping[AppealState, Mapping[AppealAction, AppealState]]] = {
    _A.DRAFT: {AppealAction.SUBMIT: _A.SUBMITTED, AppealAction.WITHDRAW: _A.WITHDRAWN},
    _A.SUBMITTED: {
        AppealAction.ACKNOWLEDGE: _A.ACKNOWLEDGED,
        AppealAction.WITHDRAW: _A.WITHDRAWN,
    },
    _A.ACKNOWLEDGED: {AppealAction.WITHDRAW: _A.WITHDRAWN},
    _A.WITHDRAWN: {},
}

PLEDGE: Final[Mapping[PledgeState, Mapping[PledgeAction, PledgeState]]] = {
    _P.DRAFT: {PledgeAction.OFFER: _P.OFFERED, PledgeAction.WITHDRAW: _P.WITHDRAWN},
    _P.OFFERED: {PledgeAction.PAUSE: _P.PAUSED, PledgeAction.WITHDRAW: _P.WITHDRAWN},
    _P.PAUSED: {PledgeAction.RESUME: _P.OFFERED, PledgeAction.WITHDRAW: _P.WITHDRAWN},
    _P.WITHDRAWN: {},
}

RUN: Final[Mapping[RunState, Mapping[RunAction, RunState]]] = {
    _R.RUNNING: {RunAction.COMPLETE: _R.COMPLETE, RunAction.CANCEL: _R.CANCELLED},
    _R.COMPLETE: {},
    _R.CANCELLED: {},
}

LIVE_APPEALS: Final = frozenset({_A.SUBMITTED, _A.ACKNOWLEDGED})  # these are matched
LIVE_PLEDGES: Final = frozenset({_P.OFFERED})


def next_state(table: Mapping[S, Mapping[A, S]], state: S, action: A) -> S:
    """Return where `action` leads from `state`.

    Raises:
        IllegalTransition: the table has no such step.
    """
    try:
        return table[state][action]
    except KeyError:
        raise IllegalTransition(f"{action} is not a step from {state}.") from None
