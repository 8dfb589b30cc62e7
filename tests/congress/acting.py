"""Actions of the Congress on their way, for the tests of what rests on them."""

from datetime import timedelta

from accounts.models import User
from congress import services
from congress.engine.actions import needs_of
from congress.engine.lifecycle import ActionState
from congress.models import CongressAction
from congress.services import Said
from matching.engine.answers import AnswerKind
from matching.models import Appeal
from tests.clock import NOON

SOON = NOON.date() + timedelta(days=30)
LINE = "About the town hall"


def an_action(
    appeal: Appeal, by: User, *, kind: AnswerKind = AnswerKind.DECLARATION, at=NOON
) -> CongressAction:
    """An action that was proposed for a case of `by`."""
    return services.propose_action(kind=kind, appeal=appeal.reference, title=LINE, by=by, at=at)


def led_to(action: CongressAction, by: User, *ways: ActionState, at=NOON, day=SOON):
    """Lead an action along `ways`; what it needs is recorded first."""
    for need in needs_of(AnswerKind(action.kind)):
        services.record_need(reference=action.reference, need=need, by=by, at=at)
    for way in ways:
        said = Said(words="A reason", planned_on=day if way is ActionState.SCHEDULED else None)
        action = services.move_action(reference=action.reference, to=way, said=said, by=by, at=at)
    return action


def a_scheduled_action(appeal: Appeal, by: User, *, kind=AnswerKind.DECLARATION, at=NOON, day=SOON):
    """An action with its day."""
    proposed = an_action(appeal, by, kind=kind, at=at)
    return led_to(
        proposed, by, ActionState.UNDER_CONSIDERATION, ActionState.SCHEDULED, at=at, day=day
    )


def answered_with(action: CongressAction, appeal: Appeal, by: User, *, at=NOON):
    return services.answer_with(
        reference=action.reference, appeal=appeal.reference, text="On that day", by=by, at=at
    )
