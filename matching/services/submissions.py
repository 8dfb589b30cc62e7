"""Take in a form once, however often a weak line sends it."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime
from hmac import compare_digest
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from matching.models import Appeal, Submission
from matching.services.appeals import AppealContent, write_appeal
from places.models import Municipality
from sealing import services as sealing


class SaidOtherwise(Exception):
    """The same form was sent before and said something else. Nothing was changed."""


@transaction.atomic
def write_appeal_once(
    *, client_key: UUID, municipality: Municipality, content: AppealContent, by: User, at: datetime
) -> Appeal:
    """Keep a draft, or return the one that the same form made before.

    Of two that send the same form at once, the second waits at the key of the first, undoes
    what it began, and returns the appeal of the first.

    Raises:
        PermissionDenied: `by` does not write for this municipality.
        CannotAppeal: the municipality is registered as a helper only.
        SaidOtherwise: the form was sent before, by someone else or with another content.
    """
    require(by, Permission.WRITE_APPEAL, municipality=municipality)
    fingerprint = _fingerprint(municipality, content, by)
    if (known := _known(client_key)) is not None:
        return _same(known, fingerprint)
    try:
        with transaction.atomic():
            appeal = write_appeal(municipality=municipality, content=content, by=by, at=at)
            Submission.objects.create(
                client_key=client_key,
                fingerprint=fingerprint,
                appeal=appeal,
                sent_by=by,
                sent_at=at,
            )
    except IntegrityError as error:
        if _EACH_ONCE not in str(error):
            raise
        return _same(Submission.objects.get(client_key=client_key), fingerprint)
    return appeal


_EACH_ONCE: Final = "matching_submission_each_form_once"


def _known(client_key: UUID) -> Submission | None:
    return Submission.objects.select_related("appeal").filter(client_key=client_key).first()


def _same(known: Submission, fingerprint: bytes) -> Appeal:
    if not compare_digest(bytes(known.fingerprint), fingerprint):
        raise SaidOtherwise
    return known.appeal


def _fingerprint(municipality: Municipality, content: AppealContent, by: User) -> bytes:
    said = [by.pk, str(municipality.reference), asdict(content)]
    return sealing.fingerprint(
        purpose="submission", text=json.dumps(said, sort_keys=True, default=_plain)
    )


def _plain(value: date | Collection[str]) -> str | list[str]:
    return value.isoformat() if isinstance(value, date) else sorted(value)
