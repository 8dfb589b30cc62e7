"""Open the sealed words of a partnership for its members; each opening leaves a trace."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from matching.services.introductions import NotIntroduced, Opened, open_released
from partnerships.models import Objective, Partnership, PartnershipActivity, Result
from partnerships.selectors import introductions_of
from partnerships.services.partnerships import place_of
from prerequisites.engine.permits import Condition
from sealing import services as sealing
from sealing.engine.reasons import OpenReason


@transaction.atomic
def objectives_read_by(
    user: User, partnership: Partnership, *, at: datetime
) -> list[tuple[UUID, str]]:
    """Return the objectives with their words, in the order in which they were set.

    Nothing is returned once the key of the appeal was destroyed.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `user`.
    """
    seen = Partnership.objects.visible_to(user).get(pk=partnership.pk)
    kept = seen.objectives.filter(dropped_at=None).order_by("set_at", "pk")
    return _told(seen, "objective", kept, user, at=at)


@transaction.atomic
def dropped_read_by(user: User, partnership: Partnership, *, at: datetime) -> list[tuple[str, str]]:
    """Return the objectives that were given up, each with the reason, in the order of dropping.

    Nothing is returned once the key of the appeal was destroyed.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `user`.
    """
    seen = Partnership.objects.visible_to(user).get(pk=partnership.pk)
    gone = list(seen.objectives.exclude(dropped_at=None).order_by("dropped_at", "pk"))
    texts = [(each.reference, bytes(each.sealed_text)) for each in gone]
    reasons = [(each.reference, bytes(each.sealed_reason or b"")) for each in gone]
    return list(
        zip(
            _opened(seen, "objective", texts, user, at=at),
            _opened(seen, "objective", reasons, user, at=at, column="sealed_reason"),
            strict=True,
        )
    )


def contacts_read_by(user: User, partnership: Partnership, *, at: datetime) -> list[Opened]:
    """Open what the others released to the party that `user` speaks for, and keep that it was.

    Each introduction opens to its own parties alone: a second helper of a network, a body of
    civil society and another officer read nothing of it. Source: docs/safety.md, section 2.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `user`.
        NotIntroduced: no introduction of `user`'s holds here; nothing was opened.
        sealing.Erased: what people wrote for the appeal was destroyed.
    """
    seen = Partnership.objects.visible_to(user).get(pk=partnership.pk)
    own = introductions_of(user, seen)
    if not own:
        raise NotIntroduced
    return [
        opened
        for proposal in own
        for opened in open_released(reference=proposal.reference, by=user, at=at)
    ]


@transaction.atomic
def activities_read_by(user: User, partnership: Partnership, *, at: datetime) -> dict[UUID, str]:
    """Return what was said of each activity when it was planned, by its reference.

    Nothing is returned once the key of the appeal was destroyed.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `user`.
    """
    seen = Partnership.objects.visible_to(user).get(pk=partnership.pk)
    kept = seen.activities.order_by("pk")
    return dict(_told(seen, "activity", kept, user, at=at))


@transaction.atomic
def results_read_by(user: User, partnership: Partnership, *, at: datetime) -> dict[UUID, str]:
    """Return what was said of each result, by its reference.

    Nothing is returned once the key of the appeal was destroyed.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `user`.
    """
    seen = Partnership.objects.visible_to(user).get(pk=partnership.pk)
    kept = Result.objects.filter(objective__partnership=seen).order_by("pk")
    return dict(_told(seen, "result", kept, user, at=at))


@transaction.atomic
def safeguards_read_by(
    user: User, partnership: Partnership, *, at: datetime
) -> list[tuple[Condition, str]]:
    """Return how each recorded condition was fulfilled, in the order of recording.

    Nothing is returned once the key of the appeal was destroyed.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `user`.
    """
    seen = Partnership.objects.visible_to(user).get(pk=partnership.pk)
    kept = list(seen.safeguards.filter(withdrawn_at=None).order_by("recorded_at", "pk"))
    rows = [(safeguard.reference, bytes(safeguard.sealed_text)) for safeguard in kept]
    texts = _opened(seen, "safeguard", rows, user, at=at)
    return [
        (Condition(safeguard.condition), text) for safeguard, text in zip(kept, texts, strict=False)
    ]


def _told(
    partnership: Partnership,
    table: str,
    kept: Iterable[Objective | PartnershipActivity | Result],
    user: User,
    *,
    at: datetime,
) -> list[tuple[UUID, str]]:
    """Return the words of each row, in the order of the rows; no row once they are erased."""
    rows = [(each.reference, bytes(each.sealed_text)) for each in kept]
    texts = _opened(partnership, table, rows, user, at=at)
    return [(reference, text) for (reference, _sealed), text in zip(rows, texts, strict=False)]


def _opened(
    partnership: Partnership,
    table: str,
    rows: list[tuple[UUID, bytes]],
    user: User,
    *,
    at: datetime,
    column: str = "sealed_text",
) -> list[str]:
    key = partnership.appeal.data_key
    if key is None or key.destroyed_at is not None:
        return []
    return [
        sealing.opened(
            key,
            place_of(table, column, row),
            sealed,
            actor_id=user.pk,
            reason=OpenReason.PARTNERSHIP,
            at=at,
        )
        for row, sealed in rows
    ]
