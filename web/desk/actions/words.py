"""Actions of the Congress in words: what may be proposed for a case, and the steps ahead."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from congress import selectors
from congress.engine.lifecycle import ActionState, is_final
from congress.labels import NEED_LABELS, STATE_LABELS
from matching.labels import ANSWER_LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from congress.models import CongressAction
    from congress.selectors import ToldAction
    from matching.models import Appeal

STEP_WORDS: "Final[Mapping[ActionState, StrPromise]]" = {
    ActionState.UNDER_CONSIDERATION: _("Take it under consideration"),
    ActionState.SCHEDULED: _("Set a day for it"),
    ActionState.ADOPTED_OR_HELD: _("It was adopted, or it took place"),
    ActionState.TRANSMITTED: _("It was transmitted"),
    ActionState.REPLY_RECEIVED: _("A reply came"),
    ActionState.FOLLOWED_UP: _("Record what came of it"),
    ActionState.DROPPED: _("Drop it"),
}

PUT_OFF: Final = _("Put it off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A step that can be taken, as a link says it."""

    code: str
    label: str
    is_grave: bool


def ways_of(told: "ToldAction") -> list[Way]:
    """Return the steps ahead of an action; what goes back or ends it comes last."""
    is_scheduled = told.action.state == ActionState.SCHEDULED
    ways = [
        Way(
            code=way.value,
            label=str(
                PUT_OFF
                if is_scheduled and way is ActionState.UNDER_CONSIDERATION
                else STEP_WORDS[way]
            ),
            is_grave=way is ActionState.DROPPED
            or (is_scheduled and way is ActionState.UNDER_CONSIDERATION),
        )
        for way in told.ways
    ]
    return sorted(ways, key=lambda way: way.is_grave)


def needs_of(told: "ToldAction") -> list[tuple[str, str, bool]]:
    """Return what an action needs: its code, in words, and whether it was seen to."""
    return [(each.need.value, str(NEED_LABELS[each.need]), each.is_recorded) for each in told.needs]


def filters_for(user: "User", chosen: ActionState | None) -> "Sequence[tuple[str, str, int, bool]]":
    """Return each state that has actions: code, words, how many, whether it is chosen."""
    return [
        (state.value, str(STATE_LABELS[state]), count, state is chosen)
        for state, count in selectors.counts_for(user).items()
        if count or state is chosen
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCase:
    """What the Congress does for a case, and what else can be proposed to it."""

    actions: "Sequence[CongressAction]"
    kinds: list[tuple[str, str]]


def of_case(user: "User", appeal: "Appeal") -> OfCase:
    """Return the actions for a case, and the kinds that are not on their way for it."""
    actions = list(selectors.actions_of(user, appeal))
    taken = {action.kind for action in actions if not is_final(ActionState(action.state))}
    return OfCase(
        actions=actions,
        kinds=[
            (kind.value, str(ANSWER_LABELS[kind]))
            for kind in selectors.kinds_within_reach(appeal.municipality.country_code)
            if kind not in taken
        ],
    )
