"""What the holder of a receipt is told. Whoever calls has seen the receipt."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from intake.models import Filing
from matching.engine.lifecycle import APPEAL, AppealState
from matching.engine.receipts import Holder
from matching.models import Answer, Appeal
from matching.selectors.clocks import acknowledge_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Where a filing stands. Without an appeal it is a draft."""

    appeal: Appeal | None
    state: AppealState
    sent_at: datetime | None
    acknowledge_by: date | None
    is_over: bool
    answers: list[Answer]


def holder_of(filing: UUID) -> Holder | None:
    """Return who speaks for the appeal of a filing whose receipt the caller has seen.

    None where nothing was sent, or where the filing is there no more.
    """
    sent = Filing.objects.filter(reference=filing, appeal__isnull=False)
    reference = sent.values_list("appeal__reference", flat=True).first()
    return None if reference is None else Holder(appeal=reference)


_WAITING: Final = frozenset({AppealState.QUARANTINED, AppealState.SUBMITTED})


def followed(filing: UUID) -> Followed | None:
    """Return where a filing stands, or None where it is there no more."""
    row = (
        Filing.objects.filter(reference=filing)
        .select_related("appeal__municipality", "appeal__data_key")
        .first()
    )
    if row is None:
        return None
    if row.appeal is None:
        return Followed(
            appeal=None,
            state=AppealState.DRAFT,
            sent_at=None,
            acknowledge_by=None,
            is_over=False,
            answers=[],
        )
    state = AppealState(row.appeal.state)
    return Followed(
        appeal=row.appeal,
        state=state,
        sent_at=row.sent_at,
        acknowledge_by=acknowledge_by([row.appeal.pk]).get(row.appeal.pk)
        if state in _WAITING
        else None,
        is_over=not APPEAL[state],
        answers=list(row.appeal.answers.standing().order_by("given_at", "pk")),
    )
