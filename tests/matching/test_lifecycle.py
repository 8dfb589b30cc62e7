"""Each lifecycle: the whole product of states and actions."""

import pytest

from matching.engine.lifecycle import (
    APPEAL,
    PLEDGE,
    PROPOSAL,
    RUN,
    AppealAction,
    AppealState,
    IllegalTransition,
    PledgeAction,
    PledgeState,
    ProposalAction,
    ProposalState,
    RunAction,
    RunState,
    next_state,
)

_A, _P, _O, _R = AppealState, PledgeState, ProposalState, RunState
STEPS = {
    (_A.DRAFT, AppealAction.SUBMIT): _A.SUBMITTED,
    (_A.DRAFT, AppealAction.WITHDRAW): _A.WITHDRAWN,
    (_A.DRAFT, AppealAction.QUARANTINE): _A.QUARANTINED,
    (_A.QUARANTINED, AppealAction.CONFIRM): _A.SUBMITTED,
    (_A.QUARANTINED, AppealAction.REFUSE): _A.CLOSED,
    (_A.QUARANTINED, AppealAction.WITHDRAW): _A.WITHDRAWN,
    (_A.SUBMITTED, AppealAction.ACKNOWLEDGE): _A.ACKNOWLEDGED,
    (_A.SUBMITTED, AppealAction.WITHDRAW): _A.WITHDRAWN,
    (_A.SUBMITTED, AppealAction.MERGE): _A.MERGED,
    (_A.ACKNOWLEDGED, AppealAction.ANSWER): _A.ANSWERED,
    (_A.ACKNOWLEDGED, AppealAction.WITHDRAW): _A.WITHDRAWN,
    (_A.ACKNOWLEDGED, AppealAction.MERGE): _A.MERGED,
    (_A.ANSWERED, AppealAction.REOPEN): _A.ACKNOWLEDGED,
    (_A.ANSWERED, AppealAction.CLOSE): _A.CLOSED,
    (_A.ANSWERED, AppealAction.WITHDRAW): _A.WITHDRAWN,
    (_A.MERGED, AppealAction.SEPARATE): _A.ACKNOWLEDGED,
    (_A.MERGED, AppealAction.WITHDRAW): _A.WITHDRAWN,
    (_P.DRAFT, PledgeAction.OFFER): _P.OFFERED,
    (_P.DRAFT, PledgeAction.WITHDRAW): _P.WITHDRAWN,
    (_P.OFFERED, PledgeAction.PAUSE): _P.PAUSED,
    (_P.OFFERED, PledgeAction.WITHDRAW): _P.WITHDRAWN,
    (_P.PAUSED, PledgeAction.RESUME): _P.OFFERED,
    (_P.PAUSED, PledgeAction.WITHDRAW): _P.WITHDRAWN,
    (_O.PUT, ProposalAction.INTRODUCE): _O.INTRODUCED,
    (_O.PUT, ProposalAction.LAPSE): _O.LAPSED,
    (_O.PUT, ProposalAction.RETRACT): _O.RETRACTED,
    (_O.INTRODUCED, ProposalAction.END): _O.ENDED,
    (_R.RUNNING, RunAction.COMPLETE): _R.COMPLETE,
    (_R.RUNNING, RunAction.CANCEL): _R.CANCELLED,
}
PRODUCT = [
    *((APPEAL, state, action) for state in AppealState for action in AppealAction),
    *((PLEDGE, state, action) for state in PledgeState for action in PledgeAction),
    *((PROPOSAL, state, action) for state in ProposalState for action in ProposalAction),
    *((RUN, state, action) for state in RunState for action in RunAction),
]
LEGAL = [step for step in PRODUCT if step[1:] in STEPS]
ILLEGAL = [step for step in PRODUCT if step[1:] not in STEPS]


@pytest.mark.parametrize(("table", "state", "action"), LEGAL)
def test_a_step_of_the_table_leads_where_it_says(table, state, action):
    assert next_state(table, state, action) == STEPS[state, action]


@pytest.mark.parametrize(("table", "state", "action"), ILLEGAL)
def test_any_other_step_is_refused(table, state, action):
    with pytest.raises(IllegalTransition):
        next_state(table, state, action)


@pytest.mark.parametrize(
    ("table", "states"),
    [(APPEAL, AppealState), (PLEDGE, PledgeState), (PROPOSAL, ProposalState), (RUN, RunState)],
)
def test_every_state_stands_in_its_table(table, states):
    assert list(table) == list(states)
