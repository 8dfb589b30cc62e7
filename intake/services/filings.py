"""Keep a draft of somebody without an account, send it, and withdraw what was sent."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from intake.engine.dossier import Dossier, Filer, activity_for
from intake.engine.limits import DRAFTS_TOGETHER
from intake.models import Filing
from intake.services import limits
from intake.services.receipts import hashed, mark_of, new_receipt
from matching.engine.receipts import Receipt
from matching.engine.values import AppealKind, NeedTopic, Urgency
from matching.models import Appeal
from matching.services import unconfirmed
from matching.services.appeals import AppealContent
from places.models import Municipality
from sealing import services as sealing
from sealing.engine.envelope import Place
from sealing.engine.reasons import OpenReason

_DRAFTS_LIVE: Final = timedelta(days=30)
_DAYS_OF_A_MONTH: Final = 30


class AlreadySent(Exception):
    """The appeal was sent before, so its words stand. Nothing was changed."""


class Incomplete(Exception):
    """Something that every appeal needs is missing. Nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A new draft, and the receipt that is shown now and never again."""

    filing: UUID
    receipt: Receipt


def begin(dossier: Dossier, *, at: datetime) -> Begun:
    """Keep a new draft, and return its receipt.

    Raises:
        TooFast: too many drafts are begun by all together; nothing was kept.
    """
    limits.spend("drafts", DRAFTS_TOGETHER, at=at)
    return keep_new(dossier, actor_id=None, at=at)


@transaction.atomic
def keep_new(dossier: Dossier, *, actor_id: int | None, at: datetime) -> Begun:
    """Keep a new draft, and return its receipt, for a caller who may."""
    receipt = new_receipt()
    filing = Filing(
        locator_mark=mark_of(receipt),
        slow_hash=hashed(receipt),
        data_key=sealing.new_key(at=at),
        started_at=at,
    )
    _seal(filing, dossier, at=at)
    filing.save(force_insert=True)
    _record(filing, "filing.begun", actor_id=actor_id, at=at)
    return Begun(filing=filing.reference, receipt=receipt)


@transaction.atomic
def keep(*, filing: UUID, dossier: Dossier, by: User | None = None, at: datetime) -> None:
    """Replace what a draft says. To keep the same again changes nothing.

    Raises:
        Filing.DoesNotExist: there is no such draft any more.
        PermissionDenied: only an officer writes for somebody on the telephone.
        AlreadySent: it is an appeal now; nothing was changed.
    """
    if dossier.filer == Filer.BY_PHONE:
        require(by or AnonymousUser(), Permission.TAKE_APPEAL)
    row = _locked(filing)
    if row.appeal_id is not None:
        raise AlreadySent
    _seal(row, dossier, at=at)
    row.save(update_fields=["sealed_dossier", "sealed_contact", "filer", "touched_at"])
    _record(row, "filing.kept", actor_id=by.pk if by else None, at=at)


@transaction.atomic
def read(*, filing: UUID, at: datetime) -> Dossier:
    """Return what the holder of the receipt said; an erased one says nothing.

    Raises:
        Filing.DoesNotExist: there is no such filing any more.
    """
    row = Filing.objects.select_related("data_key").get(reference=filing)
    return opened(row, actor_id=None, reason=OpenReason.OWN_WORDS, at=at)


@transaction.atomic
def send(*, filing: UUID, actor_id: int | None = None, at: datetime) -> UUID:
    """Make an appeal of a draft and return its reference; to send it again makes no second one.

    The row of the draft is locked: whoever sends the same at the same moment waits, and is
    given the appeal of the first.

    Raises:
        Filing.DoesNotExist: there is no such draft any more.
        Incomplete: something that every appeal needs is missing; nothing was sent.
    """
    row = _locked(filing)
    if row.appeal is not None:
        return row.appeal.reference
    dossier = opened(row, actor_id=actor_id, reason=OpenReason.OWN_WORDS, at=at)
    if not dossier.is_complete():
        raise Incomplete
    town = Municipality.objects.filter(reference=dossier.town, may_appeal=True).first()
    if town is None:
        raise Incomplete

    appeal = unconfirmed.send_without_account(
        municipality=town,
        content=_content(dossier, today=timezone.localdate(at)),
        key=row.data_key,
        at=at,
    )
    row.appeal, row.sent_at, row.touched_at = appeal, at, at
    row.save(update_fields=["appeal", "sent_at", "touched_at"])
    _record(row, "filing.sent", actor_id=actor_id, at=at)
    return appeal.reference


@transaction.atomic
def withdraw(*, filing: UUID, at: datetime) -> None:
    """Withdraw at once; a draft is erased, and its words can be read by nobody any more.

    Raises:
        Filing.DoesNotExist: there is no such filing any more.
        IllegalTransition: the appeal is over; nothing was changed.
    """
    sent = Appeal.objects.filter(filing__reference=filing).values_list("reference", flat=True)
    if (appeal := sent.first()) is not None:
        unconfirmed.withdraw_by_receipt(reference=appeal, at=at)
        return
    row = _locked(filing)
    if row.appeal is not None:
        unconfirmed.withdraw_by_receipt(reference=row.appeal.reference, at=at)
        return
    _forget(row, at=at)


@transaction.atomic
def forget_drafts(*, limit: int = 100, at: datetime) -> int:
    """Erase drafts that nobody came back to for thirty days, and return how many."""
    old = (
        Filing.objects.filter(appeal=None, touched_at__lt=at - _DRAFTS_LIVE)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("data_key")
        .order_by("touched_at", "pk")[:limit]
    )
    rows = list(old)
    for row in rows:
        _forget(row, at=at)
    return len(rows)


def opened(row: Filing, *, actor_id: int | None, reason: OpenReason, at: datetime) -> Dossier:
    """Return everything that was said, to somebody of whom the caller has made sure."""
    said = opened_words(row, actor_id=actor_id, reason=reason, at=at)
    return replace(said, contact=opened_contact(row, actor_id=actor_id, reason=reason, at=at))


def opened_words(row: Filing, *, actor_id: int | None, reason: OpenReason, at: datetime) -> Dossier:
    """Return what was said without how to reach people; what was erased says nothing."""
    if row.data_key.destroyed_at is not None:
        return Dossier()
    place = place_of(row, "sealed_dossier")
    return _parsed(
        sealing.opened(
            row.data_key, place, row.sealed_dossier, actor_id=actor_id, reason=reason, at=at
        )
    )


def opened_contact(row: Filing, *, actor_id: int | None, reason: OpenReason, at: datetime) -> str:
    """Return how to reach people, or nothing where it was not said or is erased."""
    if row.data_key.destroyed_at is not None:
        return ""
    place = place_of(row, "sealed_contact")
    return sealing.opened(
        row.data_key, place, row.sealed_contact, actor_id=actor_id, reason=reason, at=at
    )


def place_of(row: Filing, column: str) -> Place:
    """Return where the words of a filing lie."""
    return Place(table="filing", column=column, row=row.reference)


def _parsed(said: str) -> Dossier:
    values = json.loads(said) if said else {}
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Dossier(**{**values, **lists})


def _seal(row: Filing, dossier: Dossier, *, at: datetime) -> None:
    said = json.dumps(asdict(replace(dossier, contact="")), ensure_ascii=False, sort_keys=True)
    row.sealed_dossier = sealing.sealed(row.data_key, place_of(row, "sealed_dossier"), said)
    row.sealed_contact = sealing.sealed(
        row.data_key, place_of(row, "sealed_contact"), dossier.contact
    )
    row.filer = Filer(dossier.filer).value if dossier.filer else ""
    row.touched_at = at


def _content(dossier: Dossier, *, today: date) -> AppealContent:
    topic = NeedTopic(dossier.topic)
    return AppealContent(
        kinds=frozenset(map(AppealKind, dossier.kinds)),
        activity=activity_for(topic),
        topic=topic,
        summary=dossier.summary,
        languages=frozenset(dossier.languages),
        urgency=Urgency(dossier.urgency),
        starts=today,
        ends=today + timedelta(days=_DAYS_OF_A_MONTH * dossier.months),
        excluded=frozenset(dossier.excluded),
    )


def _locked(filing: UUID) -> Filing:
    # Without a join to the appeal: who has waited for the lock would see none where there is one.
    return (
        Filing.objects.select_for_update(of=("self",))
        .select_related("data_key")
        .get(reference=filing)
    )


def _forget(row: Filing, *, at: datetime) -> None:
    key = row.data_key.reference
    _record(row, "filing.forgotten", actor_id=None, at=at)
    row.delete()
    sealing.erase(reference=key, actor_id=None, at=at)


def _record(row: Filing, verb: str, *, actor_id: int | None, at: datetime) -> None:
    record(verb=verb, subject_kind="filing", subject=str(row.reference), actor_id=actor_id, at=at)
