"""Answer appeals, take an answer back, close what is answered. Source: L712."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from matching.engine.answers import BY_MATCH, TO_APPEALS, WRITTEN, AnswerKind
from matching.engine.lifecycle import AppealAction, AppealState, IllegalTransition
from matching.models import Answer, Appeal
from matching.services import steps
from matching.services.narratives import reason_of
from sealing import services as sealing
from sealing.engine.envelope import Place
from sealing.engine.reasons import OpenReason


class NoAnswer(Exception):
    """This kind says something to a helper, or is a step that is owed: no appeal is answered so.

    Nothing was changed.
    """


class WordsMissing(Exception):
    """A redirect or a refusal is an answer only with its reasons in words. Nothing was changed."""


class RestsOnIntroduction(Exception):
    """The answer is an introduction: it goes when that is ended. Nothing was changed."""


class AlreadyRetracted(Exception):
    """The answer was taken back before. Nothing was changed."""


class ObjectionOpen(Exception):
    """The municipality does not agree and waits for a reply. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAnswer:
    """An answer with its words, for somebody who may read them."""

    answer: Answer
    text: str


@transaction.atomic
def give_answer(
    *, appeal: UUID, kind: AnswerKind, text: str = "", by: User, at: datetime
) -> Answer:
    """Keep an answer to a case of the officer `by`; its first one makes the appeal answered.

    An answer by a match comes from an introduction alone (`services.proposals`).

    Raises:
        Appeal.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` is not the officer of the case.
        NoAnswer: the kind answers no appeal.
        WordsMissing: the kind needs its reasons in words.
        IllegalTransition: the appeal is not acknowledged yet, or is over; nothing was changed.
    """
    if kind not in TO_APPEALS - BY_MATCH:
        raise NoAnswer
    if kind in WRITTEN and not text.strip():
        raise WordsMissing
    return keep_answer(_case(appeal, by), kind=kind, text=text.strip(), by=by, at=at)


def keep_answer(
    appeal: Appeal,
    *,
    kind: AnswerKind,
    by: User,
    at: datetime,
    text: str = "",
    proposal_id: int | None = None,
) -> Answer:
    """Keep an answer to an appeal that the caller has locked and may answer.

    Raises:
        IllegalTransition: the appeal is not acknowledged yet, or is over; nothing was changed.
    """
    if appeal.state not in {AppealState.ACKNOWLEDGED, AppealState.ANSWERED}:
        raise IllegalTransition("An appeal is answered once a person has read it.")
    answer = Answer(
        appeal=appeal, kind=kind.value, proposal_id=proposal_id, given_by=by, given_at=at
    )
    if text:
        if appeal.data_key is None:
            raise sealing.Erased
        answer.sealed_text = sealing.sealed(appeal.data_key, place_of_text(answer), text)
    answer.save(force_insert=True)
    steps.record_answer(answer, "answer.given", actor_id=by.pk, at=at)
    if appeal.state == AppealState.ACKNOWLEDGED:
        steps.step_appeal(appeal, AppealAction.ANSWER, actor_id=by.pk, at=at)
    return answer


@transaction.atomic
def retract_answer(*, reference: UUID, by: User, at: datetime) -> Answer:
    """Take an answer back; when none is left, the appeal waits for an answer again.

    Raises:
        Answer.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` is not the officer of the case.
        RestsOnIntroduction: it goes with its introduction alone.
        AlreadyRetracted: it was taken back before.
        IllegalTransition: the appeal is closed, so its last answer stays; nothing was changed.
    """
    found = Answer.objects.visible_to(by).get(reference=reference)
    appeal = _case(found.appeal.reference, by)
    answer = Answer.objects.select_for_update().get(pk=found.pk)
    if answer.proposal_id is not None:
        raise RestsOnIntroduction
    if answer.retracted_at is not None:
        raise AlreadyRetracted
    others = appeal.answers.standing().exclude(pk=answer.pk)
    if appeal.state == AppealState.CLOSED and not others.exists():
        raise IllegalTransition("The last answer of a closed appeal stays.")

    answer.appeal = appeal
    steps.take_back(answer, by=by, actor_id=by.pk, at=at)
    return answer


@transaction.atomic
def close_appeal(*, reference: UUID, by: User, at: datetime) -> Appeal:
    """Close a case that has an answer; PostgreSQL refuses to close one that has none.

    Raises:
        Appeal.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` is not the officer of the case.
        ObjectionOpen: an objection waits for its reply.
        IllegalTransition: no answer stands, or it is over; nothing was changed.
    """
    steps.hold_with_partners(appeal=reference)
    appeal = _case(reference, by)
    if appeal.objections.open().exists():
        raise ObjectionOpen
    steps.step_appeal(appeal, AppealAction.CLOSE, actor_id=by.pk, at=at)
    return appeal


@transaction.atomic
def read_answers(appeal: Appeal, *, by: User, at: datetime) -> list[ToldAnswer]:
    """Return all answers to an appeal with their words, the newest first; each opening is kept.

    What was taken back is among them. Words whose key was destroyed are empty.

    Raises:
        PermissionDenied: the answers are not `by`'s to read.
    """
    reason = reason_of(appeal, by, as_appellant=OpenReason.ADDRESSED)
    given = appeal.answers.select_related("given_by", "proposal").order_by("-given_at", "-pk")
    return [
        ToldAnswer(answer=answer, text=_text_of(answer, appeal, by=by, reason=reason, at=at))
        for answer in given
    ]


def _text_of(answer: Answer, appeal: Appeal, *, by: User, reason: OpenReason, at: datetime) -> str:
    return sealing.opened_if_left(
        appeal.data_key,
        place_of_text(answer),
        answer.sealed_text,
        actor_id=by.pk,
        reason=reason,
        at=at,
    )


def place_of_text(answer: Answer) -> Place:
    """Return where the words of an answer lie."""
    return Place(table="answer", column="sealed_text", row=answer.reference)


def _case(reference: UUID, by: User) -> Appeal:
    require(by, Permission.READ_CASE)
    return (
        Appeal.objects.filter(officer=by)
        .select_for_update(of=("self",))
        .select_related("municipality", "data_key")
        .get(reference=reference)
    )
