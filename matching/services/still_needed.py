"""Ask whether help is still needed, keep what was said; silence is noted and ends nothing."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.permissions import may
from matching.engine.receipts import Holder
from matching.engine.still_needed import SAID, TIME_TO_REPLY, Reply, Standing
from matching.models import Appeal, StillNeeded
from matching.selectors.speaking import Speaker, account_of, actor_id_of, appeals_of
from matching.selectors.still_needed import standings_of, to_be_asked
from matching.services import steps


class NothingAsked(Exception):
    """No question is open: it was answered, or the appeal is over. Nothing was changed."""


def ask_due(*, at: datetime) -> int:
    """Ask where it is time, note silence where its day has passed; return how many were touched.

    Each appeal has a transaction of its own, looks again under its lock, and so is asked once
    however many do this at a time.
    """
    return sum(_ask_or_note(pk, at=at) for pk in to_be_asked(at=at))


@transaction.atomic
def keep_reply(*, reference: UUID, reply: Reply, by: Speaker, at: datetime) -> Appeal:
    """Keep what the author says, or what the officer of the case has heard from the author.

    It changes no state: an appeal ends by its author's withdrawal, or by an officer with an
    answer. "No" from an officer is a note, so that the officer then decides.

    Raises:
        Appeal.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` neither writes for the municipality nor has the case.
        NothingAsked: no question is open.
        ValueError: silence is not said by anybody.
    """
    if reply not in SAID:
        raise ValueError(reply)
    appeal = (
        appeals_of(by)
        .select_for_update(of=("self",), no_key=True)
        .select_related("municipality")
        .get(reference=reference)
    )
    if not _may_speak(appeal, by):
        raise PermissionDenied
    question = appeal.questions.filter(reply="", appeal__in=Appeal.objects.open()).first()
    if question is None:
        raise NothingAsked

    _say(question, reply, by=by, at=at)
    steps.record_appeal(
        appeal,
        "appeal.asked_again_replied",
        actor_id=actor_id_of(by),
        at=at,
        facts={"reply": reply.value},
    )
    return appeal


def take_as_no(appeal: Appeal, *, by: Speaker, at: datetime) -> None:
    """Let a withdrawal answer the open question, where there is one.

    The caller has locked the appeal and records the withdrawal.
    """
    question = appeal.questions.filter(reply="").first()
    if question is not None:
        _say(question, Reply.NO, by=by, at=at)


@transaction.atomic
def _ask_or_note(pk: int, *, at: datetime) -> bool:
    appeal = (
        Appeal.objects.open()
        .select_for_update(of=("self",), no_key=True)
        .select_related("municipality")
        .filter(pk=pk)
        .first()
    )
    if appeal is None:
        return False
    today = timezone.localdate(at)
    standing = standings_of([appeal], on=today)[pk]
    if standing is Standing.NOTE_SILENCE:
        appeal.questions.filter(reply="").update(reply=Reply.SILENCE.value)
        steps.record_appeal(appeal, "appeal.asked_again_silence", actor_id=None, at=at)
        return True
    if standing not in {Standing.ASK, Standing.ASK_THROUGH_OFFICER}:
        return False
    through_officer = standing is Standing.ASK_THROUGH_OFFICER
    StillNeeded.objects.create(
        appeal=appeal,
        asked_at=at,
        due=today + TIME_TO_REPLY,
        through_officer=through_officer,
    )
    verb = "appeal.to_be_asked_again" if through_officer else "appeal.asked_again"
    steps.record_appeal(appeal, verb, actor_id=None, at=at)
    return True


def _say(question: StillNeeded, reply: Reply, *, by: Speaker, at: datetime) -> None:
    question.reply, question.replied_at, question.replied_by = reply.value, at, account_of(by)
    question.save(update_fields=["reply", "replied_at", "replied_by"])


def _may_speak(appeal: Appeal, by: Speaker) -> bool:
    if isinstance(by, Holder):
        return True  # its receipt found this appeal and no other
    if appeal.officer_id == by.pk and may(by, Permission.READ_CASE):
        return True
    return may(by, Permission.WRITE_APPEAL, municipality=appeal.municipality)
