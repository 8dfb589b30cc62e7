"""What the Congress can propose for an appeal, and what it does for appeals."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from accounts.models import User
from congress.engine.actions import OF_THE_CONGRESS, PROMISED, open_needs
from congress.engine.answers import AnswerNeed, is_within_reach, proposed_answers
from congress.engine.lifecycle import LIFECYCLE, ActionState, is_final
from congress.engine.reach import place_of
from congress.models import ActionStep, CongressAction, CongressActionQuerySet
from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import LIVE_APPEALS, AppealState
from matching.engine.values import AppealKind
from matching.models import Appeal
from prerequisites.engine.values import VerdictClass


def answers_for(
    kinds: Collection[AppealKind], verdict_class: VerdictClass, *, country_code: str
) -> list[AnswerKind]:
    """Return the answers to propose for an appeal, never none: no appeal meets silence.

    Raises:
        ValueError: no kind is given.
    """
    return proposed_answers(kinds, verdict_class, place_of(country_code))


def kinds_within_reach(country_code: str) -> list[AnswerKind]:
    """Return what the Congress itself can do for an appeal from a country."""
    place = place_of(country_code)
    return [kind for kind in AnswerKind if kind in OF_THE_CONGRESS and is_within_reach(kind, place)]


def actions_for(user: User, *, state: ActionState | None = None) -> CongressActionQuerySet:
    """Return the actions that `user` may see, those with a day first, the nearest first."""
    found = CongressAction.objects.visible_to(user).order_by("planned_on", "-proposed_at", "pk")
    return found.filter(state=state.value) if state else found


def counts_for(user: User) -> dict[ActionState, int]:
    """Return how many actions that `user` may see stand where."""
    rows = CongressAction.objects.visible_to(user).order_by().values_list("state")
    counted = {ActionState(state): n for state, n in rows.annotate(n=Count("pk"))}
    return {state: counted.get(state, 0) for state in ActionState}


def actions_of(user: User, appeal: Appeal) -> CongressActionQuerySet:
    """Return the actions for one appeal, the newest first."""
    found = CongressAction.objects.visible_to(user).filter(named__appeal=appeal)
    return found.order_by("-proposed_at", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldNeed:
    """Something an action needs, and whether it was seen to."""

    need: AnswerNeed
    is_recorded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAppeal:
    """One of the reader's own cases that an action is for, and whether it answers it."""

    appeal: Appeal
    is_answered_by_it: bool
    can_be_answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAction:
    """An action as its page tells it."""

    action: CongressAction
    steps: Sequence[ActionStep]
    needs: Sequence[ToldNeed]
    appeals: Sequence[ToldAppeal]
    others: int
    ways: Sequence[ActionState]
    is_over: bool


def told_action(user: User, reference: UUID) -> ToldAction:
    """Return an action with its steps, needs, and the reader's own cases; the others as a number.

    Raises:
        CongressAction.DoesNotExist: not there, or not visible to `user`.
    """
    action = CongressAction.objects.visible_to(user).get(reference=reference)
    state, kind = ActionState(action.state), AnswerKind(action.kind)
    recorded = {AnswerNeed(need) for need in action.needs.values_list("need", flat=True)}
    missing = open_needs(kind, recorded)
    answered = set(
        action.answers.filter(answer__retracted_at=None).values_list("answer__appeal", flat=True)
    )
    named = action.named.select_related("appeal__municipality").order_by("named_at", "pk")
    own = [each.appeal for each in named if each.appeal.officer_id == user.pk]
    return ToldAction(
        action=action,
        steps=list(action.steps.order_by("taken_at", "pk")),
        needs=[
            ToldNeed(need=need, is_recorded=need not in missing)
            for need in AnswerNeed
            if need in recorded | missing
        ],
        appeals=[_told_appeal(appeal, state, answered) for appeal in own],
        others=len(named) - len(own),
        ways=[way for way in ActionState if way in LIFECYCLE[state]],
        is_over=is_final(state),
    )


def _told_appeal(appeal: Appeal, state: ActionState, answered: set[int]) -> ToldAppeal:
    is_answered = appeal.pk in answered
    is_open = appeal.state in LIVE_APPEALS - {AppealState.SUBMITTED}
    return ToldAppeal(
        appeal=appeal,
        is_answered_by_it=is_answered,
        can_be_answered=is_open and state in PROMISED and not is_answered,
    )
