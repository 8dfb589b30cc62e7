"""Add a document to an appeal, remove it, open it. Every opening leaves a trace. [ours]"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.permissions import require
from attachments.engine.kinds import MEDIA_TYPES, Kind
from attachments.engine.limits import LONGEST_LABEL, MOST_OF_AN_APPEAL
from attachments.engine.refusals import IsOver, NoLabel, TooMany
from attachments.models import Attachment
from attachments.services.cleaning import Cleaned, cleaned
from audit.services import record
from matching.engine.lifecycle import ASKABLE, AppealState
from matching.engine.receipts import Holder
from matching.models import Appeal
from matching.selectors.speaking import Speaker, account_of, actor_id_of, appeals_of
from matching.services.keys import key_of
from matching.services.narratives import reason_of
from sealing import services as sealing
from sealing.engine.envelope import Place

ADDABLE: Final = ASKABLE | {AppealState.DRAFT}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAttachment:
    """A document with its label, for somebody who may open it; no label once that is erased."""

    attachment: Attachment
    label: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpenedAttachment:
    """The bytes of a document, for somebody who may have them."""

    content: bytes
    kind: Kind

    @property
    def media_type(self) -> str:
        """Return what a browser is told of it."""
        return MEDIA_TYPES[self.kind]

    @property
    def file_name(self) -> str:
        """Return a name that tells nothing, for the reader's folder of downloads."""
        return f"document.{self.kind.value}"


def add(*, appeal: UUID, content: bytes, label: str, by: Speaker, at: datetime) -> Attachment:
    """Clean a file, and keep what was made of it with its appeal, sealed.

    1. Look whether `by` may, before anything of the file is read.
    2. Make the file anew; no lock is held while that takes its time.
    3. In one transaction: lock the appeal, look again, seal, keep, record.

    Args:
        appeal: by reference.
        content: the file as it came.
        label: what it is, in the author's words.
        by: who writes for the municipality, or holds the receipt.
        at: now.

    Raises:
        Appeal.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: visible, but not `by`'s to write.
        Refused: for the reason that its class names; nothing was changed.
        sealing.Erased: what people wrote for the appeal was destroyed.
    """
    _need_room(_own(appeal, by))
    if not 0 < len(label.strip()) <= LONGEST_LABEL:
        raise NoLabel
    return _kept(cleaned(content), appeal=appeal, label=label.strip(), by=by, at=at)


@transaction.atomic
def remove(*, attachment: UUID, by: Speaker, at: datetime) -> Attachment:
    """Erase a document and its label; that there was one stays known. It cannot be undone.

    Raises:
        Attachment.DoesNotExist: not there, removed before, or not `by`'s to read.
        PermissionDenied: `by` does not write for the municipality.
    """
    there = Attachment.objects.there().readable_by(by)
    found = there.select_related("appeal__municipality").get(reference=attachment)
    _require_author(found.appeal, by)
    locked = Attachment.objects.there().select_for_update().get(pk=found.pk)

    locked.sealed_label = locked.sealed_content = b""
    locked.removed_by, locked.removed_at = account_of(by), at
    locked.save(update_fields=["sealed_label", "sealed_content", "removed_by", "removed_at"])
    _record(locked, "attachment.removed", by=by, at=at)
    return locked


@transaction.atomic
def read_attachments(appeal: Appeal, *, by: Speaker, at: datetime) -> list[ToldAttachment]:
    """Return the documents of an appeal that `by` may open, the first first; openings are kept.

    Cost: one query, and one trace for each label.
    """
    readable = appeal.attachments.there().readable_by(by).select_related("appeal", "data_key")
    return [
        ToldAttachment(
            attachment=each,
            label=_opened(each, "sealed_label", bytes(each.sealed_label), by=by, at=at).decode(),
        )
        for each in readable.defer("sealed_content").order_by("added_at", "pk")
    ]


@transaction.atomic
def open_attachment(*, attachment: UUID, by: Speaker, at: datetime) -> OpenedAttachment:
    """Return the bytes of a document, and keep who opened it and why.

    Raises:
        Attachment.DoesNotExist: not there, removed, or not `by`'s to open: all alike.
        sealing.Erased: what people wrote for the appeal was destroyed.
    """
    readable = Attachment.objects.there().readable_by(by)
    found = readable.select_related("appeal", "data_key").get(reference=attachment)
    if found.data_key.destroyed_at is not None:
        raise sealing.Erased
    content = _opened(found, "sealed_content", bytes(found.sealed_content), by=by, at=at)
    return OpenedAttachment(content=content, kind=Kind(found.kind))


@transaction.atomic
def _kept(made: Cleaned, *, appeal: UUID, label: str, by: Speaker, at: datetime) -> Attachment:
    own = _own(appeal, by, is_locked=True)
    kept = Attachment(
        appeal=own,
        data_key=key_of(own, at=at),
        place=_need_room(own),
        kind=made.kind.value,
        size_bytes=len(made.content),
        added_by=account_of(by),
        added_at=at,
    )
    kept.sealed_label = sealing.sealed(kept.data_key, _place(kept, "sealed_label"), label)
    kept.sealed_content = sealing.sealed_bytes(
        kept.data_key, _place(kept, "sealed_content"), made.content
    )
    kept.save(force_insert=True)
    _record(kept, "attachment.added", by=by, at=at)
    return kept


def _own(reference: UUID, by: Speaker, *, is_locked: bool = False) -> Appeal:
    """Return an appeal for which `by` writes."""
    appeals = appeals_of(by).select_related("municipality", "data_key")
    if is_locked:
        appeals = appeals.select_for_update(of=("self",), no_key=True)
    appeal = appeals.get(reference=reference)
    _require_author(appeal, by)
    return appeal


def _require_author(appeal: Appeal, by: Speaker) -> None:
    if not isinstance(by, Holder):
        require(by, Permission.WRITE_APPEAL, municipality=appeal.municipality)


def _need_room(appeal: Appeal) -> int:
    """Return the first place that is free."""
    if appeal.state not in ADDABLE:
        raise IsOver
    taken = set(appeal.attachments.there().values_list("place", flat=True))
    free = [place for place in range(1, MOST_OF_AN_APPEAL + 1) if place not in taken]
    if not free:
        raise TooMany
    return free[0]


def _place(attachment: Attachment, column: str) -> Place:
    return Place(table="attachment", column=column, row=attachment.reference)


def _opened(
    attachment: Attachment, column: str, content: bytes, *, by: Speaker, at: datetime
) -> bytes:
    if attachment.data_key.destroyed_at is not None:
        return b""
    return sealing.opened_bytes(
        attachment.data_key,
        _place(attachment, column),
        content,
        actor_id=actor_id_of(by),
        reason=reason_of(attachment.appeal, by),
        at=at,
    )


def _record(attachment: Attachment, verb: str, *, by: Speaker, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="attachment",
        subject=str(attachment.reference),
        actor_id=actor_id_of(by),
        at=at,
        data={"appeal": str(attachment.appeal.reference), "state": attachment.appeal.state},
    )
