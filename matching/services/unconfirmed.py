"""Appeals that came without an account: kept apart until an officer has confirmed them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import sign
from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import AppealAction, AppealState, IllegalTransition
from matching.engine.receipts import Holder
from matching.models import Answer, Appeal
from matching.services import merging, steps, still_needed
from matching.services.answers import WordsMissing, place_of_text
from matching.services.appeals import (
    AlreadyTaken,
    AppealContent,
    CannotAppeal,
    NotWaiting,
    fill,
)
from matching.services.narratives import seal_summary
from places.models import Municipality
from sealing import services as sealing
from sealing.models import DataKey


@transaction.atomic
def send_without_account(
    *, municipality: Municipality, content: AppealContent, key: DataKey, at: datetime
) -> Appeal:
    """Keep an appeal of somebody who has a receipt and no account, in quarantine.

    Whether the municipality has another appeal is not looked at before it is confirmed: the
    sender must not learn of it.

    Args:
        municipality: for which it is sent.
        content: what it says.
        key: under which the sender's words lie already; the appeal goes on with it.
        at: now; the clock of the acknowledgement runs from here.

    Raises:
        CannotAppeal: the municipality is registered as a helper only.
    """
    if not municipality.may_appeal:
        raise CannotAppeal
    sign(actor_id=None)
    appeal = Appeal(municipality=municipality, created_at=at, by_receipt=True, data_key=key)
    fill(appeal, content)
    seal_summary(appeal, content.summary, at=at)
    appeal.save(force_insert=True)
    steps.step_appeal(appeal, AppealAction.QUARANTINE, actor_id=None, at=at)
    return appeal


@transaction.atomic
def take_for_checking(*, reference: UUID, by: User, at: datetime) -> Appeal:
    """Give an unconfirmed appeal to the officer `by`, who may then read it to check it.

    Raises:
        PermissionDenied: `by` takes no cases.
        NotWaiting: no appeal in quarantine has this reference.
        AlreadyTaken: another officer checks it.
    """
    require(by, Permission.TAKE_APPEAL)
    appeal = Appeal.objects.quarantined().select_for_update().filter(reference=reference).first()
    if appeal is None:
        raise NotWaiting
    if appeal.officer_id not in {None, by.pk}:
        raise AlreadyTaken
    appeal.officer = by
    appeal.save(update_fields=["officer"])
    steps.record_appeal(appeal, "appeal.taken", actor_id=by.pk, at=at)
    return appeal


@transaction.atomic
def confirm_and_keep(*, reference: UUID, by: User, at: datetime) -> Appeal:
    """Let a genuine appeal into the queue as a case of `by`, who checked it.

    Raises:
        PermissionDenied: `by` judges no appeals.
        Appeal.DoesNotExist: `by` does not check this appeal.
        IllegalTransition: it was withdrawn or decided meanwhile; nothing was changed.
        AlreadyAsked: the municipality has a live appeal for the same; nothing was changed.
    """
    return _confirmed(_checked(reference, by), by=by, at=at)


@transaction.atomic
def confirm_and_leave(*, reference: UUID, by: User, at: datetime) -> Appeal:
    """Let a genuine appeal into the queue for any officer to take.

    Raises:
        PermissionDenied: `by` judges no appeals.
        Appeal.DoesNotExist: `by` does not check this appeal.
        IllegalTransition: it was withdrawn or decided meanwhile; nothing was changed.
        AlreadyAsked: the municipality has a live appeal for the same; nothing was changed.
    """
    appeal = _confirmed(_checked(reference, by), by=by, at=at)
    appeal.officer = None
    appeal.save(update_fields=["officer"])
    return appeal


@transaction.atomic
def refuse_unconfirmed(*, reference: UUID, text: str, by: User, at: datetime) -> Answer:
    """Close an appeal that could not be confirmed, with reasons that its sender reads.

    Raises:
        PermissionDenied: `by` judges no appeals.
        WordsMissing: there are no reasons.
        Appeal.DoesNotExist: `by` does not check this appeal.
        IllegalTransition: it was withdrawn or decided meanwhile; nothing was changed.
    """
    if not text.strip():
        raise WordsMissing
    appeal = _checked(reference, by)
    if appeal.data_key is None:
        raise sealing.Erased
    kind = AnswerKind.REASONED_REFUSAL.value
    answer = Answer(appeal=appeal, kind=kind, given_by=by, given_at=at)
    answer.sealed_text = sealing.sealed(appeal.data_key, place_of_text(answer), text.strip())
    answer.save(force_insert=True)
    steps.record_answer(answer, "answer.given", actor_id=by.pk, at=at)
    steps.step_appeal(appeal, AppealAction.REFUSE, actor_id=by.pk, at=at)
    return answer


@transaction.atomic
def withdraw_by_receipt(*, reference: UUID, at: datetime) -> Appeal:
    """Withdraw at once what somebody sent whose receipt the caller has seen.

    What was merged into it is another call, and goes on by itself again.

    Whoever holds a proposal of it waits for this, or this for them: of a withdrawal and an
    introduction, the first to lock the appeal is the one that counts.

    Raises:
        Appeal.DoesNotExist: no appeal without account has this reference.
        IllegalTransition: it is over; nothing was changed.
    """
    steps.hold_with_partners(appeal=reference)
    appeal = Appeal.objects.select_for_update(no_key=True).get(reference=reference, by_receipt=True)
    kept_id, holder = appeal.merged_into_id, Holder(appeal=reference)
    steps.step_appeal(appeal, AppealAction.WITHDRAW, actor_id=None, at=at)
    still_needed.take_as_no(appeal, by=holder, at=at)
    merging.go_on_alone(appeal, by=holder, at=at)
    merging.count_the_wait(kept_id, at=at)
    return appeal


def _checked(reference: UUID, by: User) -> Appeal:
    require(by, Permission.JUDGE)
    appeal = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("data_key")
        .get(reference=reference, by_receipt=True, officer=by)
    )
    if appeal.state != AppealState.QUARANTINED:
        raise IllegalTransition("It was withdrawn or decided meanwhile.")
    return appeal


def _confirmed(appeal: Appeal, *, by: User, at: datetime) -> Appeal:
    appeal.confirmed_by, appeal.confirmed_at = by, at
    appeal.save(update_fields=["confirmed_by", "confirmed_at"])
    steps.step_appeal(appeal, AppealAction.CONFIRM, actor_id=by.pk, at=at)
    return appeal
