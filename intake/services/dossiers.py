"""Open the dossier of an appeal: for the officer in charge, and its answers for its sender."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from intake.engine.dossier import Dossier
from intake.models import Filing
from intake.services import filings
from matching.engine.answers import AnswerKind
from matching.models import Answer
from matching.services.answers import place_of_text
from sealing import services as sealing
from sealing.engine.reasons import OpenReason

CONTACT_REASONS: Final = (OpenReason.CALL_BACK, OpenReason.CASE_WORK, OpenReason.WARNING)
"""Why an officer may look at how to reach people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAnswer:
    """An answer as the sender of an appeal reads it."""

    reference: UUID
    kind: AnswerKind
    text: str
    given_at: datetime


@transaction.atomic
def read_dossier(*, appeal: UUID, by: User, at: datetime) -> Dossier:
    """Return what was said, without how to reach people, to the officer of the appeal.

    Raises:
        PermissionDenied: `by` reads no cases.
        Filing.DoesNotExist: `by` has no such appeal that came without an account.
    """
    row = _of_officer(appeal, by)
    return filings.opened_words(row, actor_id=by.pk, reason=OpenReason.CASE_WORK, at=at)


@transaction.atomic
def read_contact(*, appeal: UUID, reason: OpenReason, by: User, at: datetime) -> str:
    """Return how to reach people, to the officer of the appeal, and keep why.

    Raises:
        PermissionDenied: `by` reads no cases, or this is no reason.
        Filing.DoesNotExist: `by` has no such appeal that came without an account.
    """
    if reason not in CONTACT_REASONS:
        raise PermissionDenied
    row = _of_officer(appeal, by)
    return filings.opened_contact(row, actor_id=by.pk, reason=reason, at=at)


@transaction.atomic
def read_answers(*, filing: UUID, at: datetime) -> list[ReadAnswer]:
    """Return the answers that stand, the oldest first, to the holder of the receipt."""
    answers = (
        Answer.objects.standing()
        .filter(appeal__filing__reference=filing)
        .select_related("appeal__data_key")
        .order_by("given_at", "pk")
    )
    return [
        ReadAnswer(
            reference=each.reference,
            kind=AnswerKind(each.kind),
            text=_text(each, at=at),
            given_at=each.given_at,
        )
        for each in answers
    ]


def _text(answer: Answer, *, at: datetime) -> str:
    return sealing.opened_if_left(
        answer.appeal.data_key,
        place_of_text(answer),
        answer.sealed_text,
        actor_id=None,
        reason=OpenReason.OWN_WORDS,
        at=at,
    )


def _of_officer(appeal: UUID, by: User) -> Filing:
    require(by, Permission.READ_CASE)
    return Filing.objects.select_related("data_key").get(
        appeal__reference=appeal, appeal__officer=by
    )
