"""A municipality objects to the outcome or to an answer, and its officer replies. [ours]"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from matching.engine.lifecycle import LIVE_APPEALS, IllegalTransition
from matching.engine.receipts import Holder
from matching.models import Appeal, Objection
from matching.selectors.speaking import Speaker, account_of, actor_id_of, appeals_of
from matching.services.narratives import reason_of
from sealing import services as sealing
from sealing.engine.envelope import Place
from sealing.engine.reasons import OpenReason


class ObjectionRefused(Exception):
    """An objection or a reply is not kept, for the reason that its class names."""


class NothingSaid(ObjectionRefused):
    """There are no words. Nothing was changed."""


class ObjectsAlready(ObjectionRefused):
    """Another objection to this appeal waits for its reply. Nothing was changed."""


class NotThere(ObjectionRefused):
    """The appeal is over, or the answer does not stand. Nothing was changed."""


class RepliedAlready(ObjectionRefused):
    """It was replied to before. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldObjection:
    """An objection with its words and its reply, for somebody who may read them."""

    objection: Objection
    text: str
    reply: str


@transaction.atomic
def object_to(
    *, appeal: UUID, text: str, by: Speaker, at: datetime, answer: UUID | None = None
) -> Objection:
    """Keep that whoever asks does not agree: with the outcome, or with one standing answer.

    Raises:
        Appeal.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` does not write for the municipality.
        NothingSaid: without words nobody can look at it again.
        NotThere: the appeal is over, or no such answer stands.
        ObjectsAlready: one waits for its reply.
    """
    asking = (
        appeals_of(by)
        .select_for_update(of=("self",), no_key=True)
        .select_related("municipality", "data_key")
        .get(reference=appeal)
    )
    if not isinstance(by, Holder):
        require(by, Permission.WRITE_APPEAL, municipality=asking.municipality)
    if not text.strip():
        raise NothingSaid
    against = asking.answers.standing().filter(reference=answer).first() if answer else None
    if asking.state not in LIVE_APPEALS or (answer and against is None):
        raise NotThere
    if asking.objections.open().exists():
        raise ObjectsAlready

    made = Objection(appeal=asking, answer=against, made_by=account_of(by), made_at=at)
    made.sealed_text = _sealed(asking, _place(made, "sealed_text"), text)
    made.save(force_insert=True)
    _record(made, "objection.made", by=by, at=at)
    return made


@transaction.atomic
def reply(*, objection: UUID, text: str, by: User, at: datetime) -> Objection:
    """Reply to an objection in a case of the officer `by`.

    Raises:
        Objection.DoesNotExist: not there, or not in a case of `by`.
        PermissionDenied: `by` is no officer.
        NothingSaid: a reply is its words.
        RepliedAlready: it has its reply.
        IllegalTransition: the appeal was withdrawn meanwhile; nothing is owed.
    """
    require(by, Permission.READ_CASE)
    found = Objection.objects.get(reference=objection, appeal__officer=by)
    appeal = (
        Appeal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("municipality", "data_key")
        .get(pk=found.appeal_id)
    )
    made = Objection.objects.select_for_update().get(pk=found.pk)
    if not text.strip():
        raise NothingSaid
    if made.replied_at is not None:
        raise RepliedAlready
    if appeal.state not in LIVE_APPEALS:
        raise IllegalTransition("Who has withdrawn is owed no reply.")

    made.appeal = appeal
    made.sealed_reply = _sealed(appeal, _place(made, "sealed_reply"), text)
    made.replied_by, made.replied_at = by, at
    made.save(update_fields=["sealed_reply", "replied_by", "replied_at"])
    _record(made, "objection.replied", by=by, at=at)
    return made


@transaction.atomic
def read_objections(appeal: Appeal, *, by: Speaker, at: datetime) -> list[ToldObjection]:
    """Return all objections to an appeal with their words, the newest first; openings are kept.

    Raises:
        PermissionDenied: they are not `by`'s to read.
    """
    own = reason_of(appeal, by)
    to_us = reason_of(appeal, by, as_appellant=OpenReason.ADDRESSED)
    made = appeal.objections.select_related("answer", "replied_by").order_by("-made_at", "-pk")
    return [
        ToldObjection(
            objection=each,
            text=_opened(each, appeal, "sealed_text", by=by, reason=own, at=at),
            reply=_opened(each, appeal, "sealed_reply", by=by, reason=to_us, at=at),
        )
        for each in made
    ]


def _place(made: Objection, column: str) -> Place:
    return Place(table="objection", column=column, row=made.reference)


def _sealed(appeal: Appeal, place: Place, text: str) -> bytes:
    if appeal.data_key is None:
        raise sealing.Erased
    return sealing.sealed(appeal.data_key, place, text.strip())


def _opened(
    made: Objection, appeal: Appeal, column: str, *, by: Speaker, reason: OpenReason, at: datetime
) -> str:
    return sealing.opened_if_left(
        appeal.data_key,
        _place(made, column),
        getattr(made, column) or b"",
        actor_id=actor_id_of(by),
        reason=reason,
        at=at,
    )


def _record(made: Objection, verb: str, *, by: Speaker, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="objection",
        subject=str(made.reference),
        actor_id=actor_id_of(by),
        at=at,
        data={"appeal": str(made.appeal.reference)},
    )
