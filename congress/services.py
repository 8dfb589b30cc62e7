"""What the Congress does for appeals: propose, prepare, move on, drop, and answer with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record, sign
from congress.engine.actions import OF_THE_CONGRESS, PROMISED, needs_of, open_needs
from congress.engine.answers import AnswerNeed, is_within_reach
from congress.engine.lifecycle import ActionState, IllegalTransition, next_state
from congress.engine.reach import place_of
from congress.models import ActionAnswer, ActionAppeal, ActionNeed, ActionStep, CongressAction
from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import AppealState
from matching.models import Answer, Appeal
from matching.services import answers, steps


class NotOfTheCongress(Exception):
    """The Congress does no such thing for an appeal, or not there. Nothing was changed."""


class ProposedAlready(Exception):
    """The same is on its way for this appeal. Nothing was changed."""


class OtherCountry(Exception):
    """The action is about another country. Nothing was changed."""


class NeedsOpen(Exception):
    """Something must be seen to before it is scheduled. Nothing was changed."""

    def __init__(self, needs: frozenset[AnswerNeed]) -> None:
        """Keep what is missing."""
        super().__init__(", ".join(sorted(needs)))
        self.needs = needs


class DayMissing(Exception):
    """It is scheduled only with its day. Nothing was changed."""


class NotPromised(Exception):
    """There is no day for the action yet, so it is no answer. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said with a step: words, the public document, the day it is planned for."""

    words: str = ""
    document: str = ""
    planned_on: date | None = None


@transaction.atomic
def propose_action(
    *, kind: AnswerKind, appeal: UUID, title: str, by: User, at: datetime
) -> CongressAction:
    """Propose that the Congress do something for a case of the officer `by`.

    Raises:
        Appeal.DoesNotExist: not there, or not a case of `by`.
        PermissionDenied: `by` reads no cases.
        NotOfTheCongress, ProposedAlready: see there.
        IllegalTransition: the appeal is over, or was not read yet.
    """
    asking = _case(appeal, by)
    country = asking.municipality.country_code
    if kind not in OF_THE_CONGRESS or not is_within_reach(kind, place_of(country)):
        raise NotOfTheCongress
    if CongressAction.objects.live().filter(kind=kind.value, named__appeal=asking).exists():
        raise ProposedAlready
    sign(actor_id=by.pk)
    action = CongressAction.objects.create(
        kind=kind.value, country_code=country, title=title, proposed_by=by, proposed_at=at
    )
    ActionStep.objects.create(action=action, becomes=action.state, taken_by=by, taken_at=at)
    ActionAppeal.objects.create(action=action, appeal=asking, named_by=by, named_at=at)
    _record(action, "proposed", by=by, at=at, data={"kind": action.kind})
    return action


@transaction.atomic
def name_appeal(*, reference: UUID, appeal: UUID, by: User, at: datetime) -> ActionAppeal:
    """Let an action be for one more case of the officer `by`; once is enough.

    Raises:
        CongressAction.DoesNotExist: not there, or not visible to `by`.
        Appeal.DoesNotExist, PermissionDenied: as in `propose_action`.
        OtherCountry: see there.
        IllegalTransition: the action or the appeal is over.
    """
    asking = _case(appeal, by)
    action = _locked(reference, by)
    if action.country_code != asking.municipality.country_code:
        raise OtherCountry
    named, is_new = ActionAppeal.objects.get_or_create(
        action=action, appeal=asking, defaults={"named_by": by, "named_at": at}
    )
    if is_new:
        _record(action, "named", by=by, at=at, data={"appeal": str(asking.reference)})
    return named


@transaction.atomic
def record_need(*, reference: UUID, need: AnswerNeed, by: User, at: datetime) -> ActionNeed:
    """Keep that something the action needs was seen to; once is enough.

    Raises:
        CongressAction.DoesNotExist: not there, or not visible to `by`.
        NotOfTheCongress: the action needs no such thing.
        IllegalTransition: the action is over.
    """
    action = _locked(reference, by)
    if need not in needs_of(AnswerKind(action.kind)):
        raise NotOfTheCongress
    kept, is_new = ActionNeed.objects.get_or_create(
        action=action, need=need.value, defaults={"recorded_by": by, "recorded_at": at}
    )
    if is_new:
        _record(action, "need_recorded", by=by, at=at, data={"need": need.value})
    return kept


@transaction.atomic
def move_action(
    *, reference: UUID, to: ActionState, said: Said, by: User, at: datetime
) -> CongressAction:
    """Take a step of an action.

    Where it is dropped or put off, the answers that rest on it are taken back in the same
    transaction, and appeals without another answer wait again: nobody is left with a promise
    that does not hold. What a closed appeal was answered with stays.

    Raises:
        CongressAction.DoesNotExist: not there, or not visible to `by`.
        IllegalTransition: there is no way from here to there, or someone answered meanwhile.
        ReasonMissing: it would be dropped without words.
        NeedsOpen, DayMissing: see there.
    """
    seen = CongressAction.objects.visible_to(by).get(reference=reference)
    asking = _hold_answered(seen) if to not in PROMISED else frozenset[int]()
    action = _locked(reference, by)
    state = next_state(ActionState(action.state), to, reason=said.words)
    if to is ActionState.SCHEDULED:
        _refuse_unready(action, said)
    if to not in PROMISED:
        _take_answers_back(action, asking, by=by, at=at)

    action.state = state.value
    action.planned_on = said.planned_on or action.planned_on
    action.dropped_because = said.words.strip() if to is ActionState.DROPPED else ""
    sign(actor_id=by.pk)
    action.save(update_fields=["state", "planned_on", "dropped_because"])
    ActionStep.objects.create(
        action=action,
        becomes=state.value,
        words=said.words.strip(),
        document=said.document,
        taken_by=by,
        taken_at=at,
    )
    _record(action, state.value, by=by, at=at)
    return action


@transaction.atomic
def answer_with(*, reference: UUID, appeal: UUID, text: str, by: User, at: datetime) -> Answer:
    """Answer a case of the officer `by` with an action that has its day.

    Raises:
        CongressAction.DoesNotExist: not there, not visible to `by`, or not for this appeal.
        Appeal.DoesNotExist, PermissionDenied: as in `propose_action`.
        NotPromised: see there.
        ProposedAlready: the appeal has this answer.
        IllegalTransition: the appeal is over, or was not read yet; of `matching`.
    """
    asking = _case(appeal, by)
    action = (
        CongressAction.objects.visible_to(by)
        .select_for_update(of=("self",))
        .get(reference=reference, named__appeal=asking)
    )
    if action.state not in PROMISED:
        raise NotPromised
    if action.answers.filter(answer__appeal=asking, answer__retracted_at=None).exists():
        raise ProposedAlready
    answer = answers.give_answer(
        appeal=asking.reference, kind=AnswerKind(action.kind), text=text, by=by, at=at
    )
    ActionAnswer.objects.create(answer=answer, action=action)
    return answer


def _case(appeal: UUID, by: User) -> Appeal:
    require(by, Permission.READ_CASE)
    return (
        Appeal.objects.live()
        .filter(officer=by)
        .select_for_update(of=("self",), no_key=True)
        .select_related("municipality")
        .get(reference=appeal)
    )


def _locked(reference: UUID, by: User) -> CongressAction:
    action = (
        CongressAction.objects.visible_to(by)
        .select_for_update(of=("self",))
        .get(reference=reference)
    )
    if action.state in {ActionState.DROPPED, ActionState.FOLLOWED_UP}:
        raise IllegalTransition("The action is over.")
    return action


def _hold_answered(action: CongressAction) -> frozenset[int]:
    """Lock the appeals that an action is for, before the action itself, as everyone does."""
    named = ActionAppeal.objects.filter(action=action).values_list("appeal", flat=True)
    appeals, _pledges = steps.lock_parties(list(named), [])
    return frozenset(appeals)


def _refuse_unready(action: CongressAction, said: Said) -> None:
    if said.planned_on is None:
        raise DayMissing
    recorded = {AnswerNeed(need) for need in action.needs.values_list("need", flat=True)}
    missing = open_needs(AnswerKind(action.kind), recorded)
    if missing:
        raise NeedsOpen(missing)


def _take_answers_back(
    action: CongressAction, held: frozenset[int], *, by: User, at: datetime
) -> None:
    resting = Answer.objects.standing().filter(
        action__action=action, appeal__state=AppealState.ANSWERED.value
    )
    for answer in resting.select_related("appeal__municipality").order_by("appeal", "pk"):
        if answer.appeal_id not in held:
            raise IllegalTransition("An appeal was answered with it meanwhile.")
        steps.take_back(answer, by=by, actor_id=by.pk, at=at)


def _record(
    action: CongressAction,
    verb: str,
    *,
    by: User,
    at: datetime,
    data: Mapping[str, str] | None = None,
) -> None:
    record(
        verb=f"congress_action.{verb}",
        subject_kind="congress_action",
        subject=str(action.reference),
        actor_id=by.pk,
        at=at,
        data=data or {},
    )
