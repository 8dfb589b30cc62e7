from itertools import product

import pytest

from congress.engine.lifecycle import (
    LIFECYCLE,
    ActionState,
    IllegalTransition,
    ReasonMissing,
    is_final,
    next_state,
)

S = ActionState
LEGAL = {
    (S.PROPOSED, S.UNDER_CONSIDERATION),
    (S.PROPOSED, S.DROPPED),
    (S.UNDER_CONSIDERATION, S.SCHEDULED),
    (S.UNDER_CONSIDERATION, S.DROPPED),
    (S.SCHEDULED, S.ADOPTED_OR_HELD),
    (S.SCHEDULED, S.UNDER_CONSIDERATION),
    (S.SCHEDULED, S.DROPPED),
    (S.ADOPTED_OR_HELD, S.TRANSMITTED),
    (S.ADOPTED_OR_HELD, S.FOLLOWED_UP),
    (S.TRANSMITTED, S.REPLY_RECEIVED),
    (S.TRANSMITTED, S.FOLLOWED_UP),
    (S.REPLY_RECEIVED, S.FOLLOWED_UP),
}
ILLEGAL = sorted(set(product(S, S)) - LEGAL)


@pytest.mark.parametrize(("state", "to"), sorted(LEGAL))
def test_every_legal_step_leads_where_it_says(state, to):
    assert next_state(state, to, reason="The session was full.") is to


@pytest.mark.parametrize(("state", "to"), ILLEGAL)
def test_every_other_step_is_refused(state, to):
    with pytest.raises(IllegalTransition):
        next_state(state, to, reason="The session was full.")


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_dropped_without_a_reason(reason):
    with pytest.raises(ReasonMissing):
        next_state(S.PROPOSED, S.DROPPED, reason=reason)


def test_an_action_ends_followed_up_or_dropped():
    assert [state for state in LIFECYCLE if is_final(state)] == [S.FOLLOWED_UP, S.DROPPED]
