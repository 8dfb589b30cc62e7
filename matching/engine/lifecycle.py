"""The lives of an appeal, a pledge, a proposal and a run, as tables.

Whatever is not in a table is refused: by the services, and by PostgreSQL for the first three.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class AppealState(StrEnum):
    """Where an appeal stands."""

    DRAFT = "draft"
    QUARANTINED = "quarantined"  # sent without an account, and nobody has confirmed it yet
    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"  # at least one answer stands
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"  # the same call under another appeal, which goes on


class AppealAction(StrEnum):
    """What someone may do to an appeal."""

    SUBMIT = "submit"
    QUARANTINE = "quarantine"  # sent without an account
    CONFIRM = "confirm"
    REFUSE = "refuse"
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    REOPEN = "reopen"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    SEPARATE = "separate"  # two calls after all


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


class ProposalState(StrEnum):
    """Where a proposal stands. A refusal is no state: to the others it looks like silence."""

    PUT = "put"
    INTRODUCED = "introduced"
    LAPSED = "lapsed"
    RETRACTED = "retracted"
    ENDED = "ended"


class ProposalAction(StrEnum):
    """What may happen to a proposal."""

    INTRODUCE = "introduce"  # every party has consented
    LAPSE = "lapse"  # its last day has passed
    RETRACT = "retract"
    END = "end"


class Consent(StrEnum):
    """What a party to a proposal has said."""

    GIVEN = "given"
    REFUSED = "refused"
    REVOKED = "revoked"


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


_A, _P, _R, _O = AppealState, PledgeState, RunState, ProposalState

APPEAL: Final[Mapping[AppealState, Mapping[AppealAction, AppealState]]] = {
    _A.DRAFT: {
        AppealAction.SUBMIT: _A.SUBMITTED,
        AppealAction.QUARANTINE: _A.QUARANTINED,
        AppealAction.WITHDRAW: _A.WITHDRAWN,
    },
    _A.QUARANTINED: {
        AppealAction.CONFIRM: _A.SUBMITTED,
        AppealAction.REFUSE: _A.CLOSED,
        AppealAction.WITHDRAW: _A.WITHDRAWN,
    },
    _A.SUBMITTED: {
        AppealAction.ACKNOWLEDGE: _A.ACKNOWLEDGED,
        AppealAction.WITHDRAW: _A.WITHDRAWN,
        AppealAction.MERGE: _A.MERGED,
    },
    _A.ACKNOWLEDGED: {
        AppealAction.ANSWER: _A.ANSWERED,
        AppealAction.WITHDRAW: _A.WITHDRAWN,
        AppealAction.MERGE: _A.MERGED,
    },
    _A.ANSWERED: {
        AppealAction.REOPEN: _A.ACKNOWLEDGED,
        AppealAction.CLOSE: _A.CLOSED,
        AppealAction.WITHDRAW: _A.WITHDRAWN,
    },
    _A.CLOSED: {},
    _A.WITHDRAWN: {},
    _A.MERGED: {
        AppealAction.SEPARATE: _A.ACKNOWLEDGED,
        AppealAction.WITHDRAW: _A.WITHDRAWN,
    },
}

PLEDGE: Final[Mapping[PledgeState, Mapping[PledgeAction, PledgeState]]] = {
    _P.DRAFT: {PledgeAction.OFFER: _P.OFFERED, PledgeAction.WITHDRAW: _P.WITHDRAWN},
    _P.OFFERED: {PledgeAction.PAUSE: _P.PAUSED, PledgeAction.WITHDRAW: _P.WITHDRAWN},
    _P.PAUSED: {PledgeAction.RESUME: _P.OFFERED, PledgeAction.WITHDRAW: _P.WITHDRAWN},
    _P.WITHDRAWN: {},
}

PROPOSAL: Final[Mapping[ProposalState, Mapping[ProposalAction, ProposalState]]] = {
    _O.PUT: {
        ProposalAction.INTRODUCE: _O.INTRODUCED,
        ProposalAction.LAPSE: _O.LAPSED,
        ProposalAction.RETRACT: _O.RETRACTED,
    },
    _O.INTRODUCED: {ProposalAction.END: _O.ENDED},
    _O.LAPSED: {},
    _O.RETRACTED: {},
    _O.ENDED: {},
}

RUN: Final[Mapping[RunState, Mapping[RunAction, RunState]]] = {
    _R.RUNNING: {RunAction.COMPLETE: _R.COMPLETE, RunAction.CANCEL: _R.CANCELLED},
    _R.COMPLETE: {},
    _R.CANCELLED: {},
}

WAITING_APPEALS: Final = frozenset({_A.SUBMITTED, _A.ACKNOWLEDGED})  # no answer stands
LIVE_APPEALS: Final = WAITING_APPEALS | {_A.ANSWERED}
OVER_APPEALS: Final = frozenset(_A) - LIVE_APPEALS - {_A.DRAFT}
LIVE_PLEDGES: Final = frozenset({_P.OFFERED})
LIVE_PROPOSALS: Final = frozenset({_O.PUT, _O.INTRODUCED})
ASKABLE: Final = LIVE_APPEALS | {_A.QUARANTINED}  # an officer may ask its author
INTRODUCIBLE: Final = frozenset({_A.ACKNOWLEDGED, _A.ANSWERED})  # a person has read them


def next_state(table: Mapping[S, Mapping[A, S]], state: S, action: A) -> S:
    """Return where `action` leads from `state`.

    Raises:
        IllegalTransition: the table has no such step.
    """
    try:
        return table[state][action]
    except KeyError:
        raise IllegalTransition(f"{action} is not a step from {state}.") from None
