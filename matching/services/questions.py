"""The officer of a case asks its author what only they can tell, and they reply. [ours]"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from matching.engine.lifecycle import ASKABLE
from matching.engine.receipts import Holder
from matching.models import Appeal, AppealQuerySet, CaseQuestion
from matching.selectors.speaking import Speaker, account_of, actor_id_of, appeals_of
from matching.services import clocks
from matching.services.keys import key_of
from matching.services.narratives import reason_of
from sealing import services as sealing
from sealing.engine.envelope import Place
from sealing.engine.reasons import OpenReason


class QuestionRefused(Exception):
    """A question or a reply is not kept, for the reason that its class names."""


class NothingSaid(QuestionRefused):
    """There are no words. Nothing was changed."""


class AskedAlready(QuestionRefused):
    """Another question to this author waits for its reply. Nothing was changed."""


class IsOver(QuestionRefused):
    """The appeal is over, or goes on under another one. Nothing was changed."""


class RepliedAlready(QuestionRefused):
    """It was replied to before. Nothing was changed."""


class TakenBack(QuestionRefused):
    """The officer took it back, so nobody waits for a reply. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldQuestion:
    """A question with its words and its reply, for somebody who may read them."""

    question: CaseQuestion
    text: str
    reply: str

    @property
    def waits(self) -> bool:
        """Test that a reply is waited for."""
        return self.question.replied_at is None and self.question.taken_back_at is None


@transaction.atomic
def ask(
    *, appeal: UUID, text: str, rests_until: date | None = None, by: User, at: datetime
) -> CaseQuestion:
    """Ask the author of a case of the officer `by`; what is owed may rest until the reply.

    One that waits to be confirmed can be asked about too: then a receipt alone replies.

    Args:
        appeal: by reference.
        text: what is asked.
        rests_until: the first day that counts again without a reply; None lets the clocks run.
        by: the officer.
        at: now.

    Raises:
        PermissionDenied: `by` is no officer.
        Appeal.DoesNotExist: not there, or not a case of `by`.
        NothingSaid, IsOver, AskedAlready: see there; nothing was changed.
        clocks.WrongDay: the clocks cannot rest until that day; nothing was changed.
        sealing.Erased: what people wrote for the appeal was destroyed.
    """
    require(by, Permission.READ_CASE)
    asked = _locked(Appeal.objects.filter(officer=by), appeal)
    if not text.strip():
        raise NothingSaid
    if asked.state not in ASKABLE:
        raise IsOver
    if asked.case_questions.open().exists():
        raise AskedAlready

    question = CaseQuestion(appeal=asked, asked_by=by, asked_at=at)
    question.sealed_text = _sealed(question, "sealed_text", text, at=at)
    question.save(force_insert=True)
    _record(question, "question.asked", actor_id=by.pk, at=at)
    if rests_until is not None:
        clocks.wait_for_reply(question, until=rests_until, by=by, at=at)
    return question


@transaction.atomic
def take_back(*, question: UUID, by: User, at: datetime) -> CaseQuestion:
    """Take back a question that waits, so that another one can be asked; its words stay.

    Raises:
        PermissionDenied: `by` is no officer.
        CaseQuestion.DoesNotExist: not there, or not in a case of `by`.
        RepliedAlready, TakenBack: see there; nothing was changed.
    """
    require(by, Permission.READ_CASE)
    found = _waiting(question, Appeal.objects.filter(officer=by))
    found.taken_back_at = at
    found.save(update_fields=["taken_back_at"])
    _record(found, "question.taken_back", actor_id=by.pk, at=at)
    clocks.wait_no_longer(found, by=by, at=at)
    return found


@transaction.atomic
def reply(*, question: UUID, text: str, by: Speaker, at: datetime) -> CaseQuestion:
    """Keep what the author of an appeal replies; what rested for it runs again.

    Raises:
        CaseQuestion.DoesNotExist: not there, or not to an appeal that `by` may read.
        PermissionDenied: `by` does not write for the municipality.
        NothingSaid, IsOver, RepliedAlready, TakenBack: see there; nothing was changed.
        sealing.Erased: what people wrote for the appeal was destroyed.
    """
    found = _waiting(question, appeals_of(by))
    if not isinstance(by, Holder):
        require(by, Permission.WRITE_APPEAL, municipality=found.appeal.municipality)
    if not text.strip():
        raise NothingSaid
    if found.appeal.state not in ASKABLE:
        raise IsOver

    found.sealed_reply = _sealed(found, "sealed_reply", text, at=at)
    found.replied_by, found.replied_at = account_of(by), at
    found.save(update_fields=["sealed_reply", "replied_by", "replied_at"])
    _record(found, "question.replied", actor_id=actor_id_of(by), at=at)
    clocks.wait_no_longer(found, by=account_of(by), at=at)
    return found


@transaction.atomic
def read_questions(appeal: Appeal, *, by: Speaker, at: datetime) -> list[ToldQuestion]:
    """Return all questions to an author with their replies, the newest first; openings are kept.

    Words whose key was destroyed are empty.

    Raises:
        PermissionDenied: they are not `by`'s to read.
    """
    to_us = reason_of(appeal, by, as_appellant=OpenReason.ADDRESSED)
    own = reason_of(appeal, by)
    asked = appeal.case_questions.order_by("-asked_at", "-pk")
    return [
        ToldQuestion(
            question=each,
            text=_opened(each, appeal, "sealed_text", by=by, reason=to_us, at=at),
            reply=_opened(each, appeal, "sealed_reply", by=by, reason=own, at=at),
        )
        for each in asked
    ]


def _locked(appeals: AppealQuerySet, reference: UUID) -> Appeal:
    return (
        appeals.select_for_update(of=("self",), no_key=True)
        .select_related("municipality", "data_key")
        .get(reference=reference)
    )


def _waiting(reference: UUID, appeals: AppealQuerySet) -> CaseQuestion:
    """Return a question that waits, locked after its appeal, which is one of `appeals`."""
    found = CaseQuestion.objects.select_related("appeal").get(
        reference=reference, appeal__in=appeals
    )
    appeal = _locked(Appeal.objects.all(), found.appeal.reference)
    question = CaseQuestion.objects.select_for_update().get(pk=found.pk)
    question.appeal = appeal
    if question.taken_back_at is not None:
        raise TakenBack
    if question.replied_at is not None:
        raise RepliedAlready
    return question


def _place(question: CaseQuestion, column: str) -> Place:
    return Place(table="case_question", column=column, row=question.reference)


def _sealed(question: CaseQuestion, column: str, text: str, *, at: datetime) -> bytes:
    return sealing.sealed(key_of(question.appeal, at=at), _place(question, column), text.strip())


def _opened(
    question: CaseQuestion,
    appeal: Appeal,
    column: str,
    *,
    by: Speaker,
    reason: OpenReason,
    at: datetime,
) -> str:
    return sealing.opened_if_left(
        appeal.data_key,
        _place(question, column),
        getattr(question, column) or b"",
        actor_id=actor_id_of(by),
        reason=reason,
        at=at,
    )


def _record(question: CaseQuestion, verb: str, *, actor_id: int | None, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="case_question",
        subject=str(question.reference),
        actor_id=actor_id,
        at=at,
        data={"appeal": str(question.appeal.reference), "state": question.appeal.state},
    )
