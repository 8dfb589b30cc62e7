"""Pairs that are set aside, in words; and what cannot be done with them, as kind sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.engine.asides import AsideReason
from matching.labels import ASIDE_CONSEQUENCES, ASIDE_REASON_LABELS, SPAN_FAULT_LABELS
from matching.services import asides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import SetAside
    from matching.selectors.asides import AsideOutlook
    from places.models import Municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """One pair that is set aside, as the officer of the case reads it."""

    reference: UUID
    helper: "Municipality"
    reason: str
    consequence: str
    until: date
    note: str


def rests_of(stored: "Iterable[SetAside]") -> list[Rest]:
    """Return pairs set aside in the reader's language, in their order."""
    return [
        Rest(
            reference=each.reference,
            helper=each.pledge.municipality,
            reason=str(ASIDE_REASON_LABELS[AsideReason(each.reason)]),
            consequence=str(ASIDE_CONSEQUENCES[AsideReason(each.reason)]),
            until=each.until,
            note=each.note,
        )
        for each in stored
    ]


def consequences_of(outlook: "AsideOutlook") -> Sequence[str]:
    """Return what setting a pair aside would mean, before anybody does it."""
    told = [_("Until that day no run lists or gives this pledge to this appeal.")]
    if outlook.was_given:
        told.append(_("The last run would give it this pledge: the next one looks for another."))
    if outlook.others:
        told.append(
            ngettext(
                "%(n)s other pledge may still help this appeal.",
                "%(n)s other pledges may still help this appeal.",
                outlook.others,
            )
            % {"n": outlook.others}
        )
    else:
        told.append(
            _("No other pledge may help this appeal: it is then owed another answer from you.")
        )
    return told


_SENTENCES: "Final[Mapping[type[asides.AsideRefused], StrPromise]]" = {
    asides.NothingToSetAside: gettext_lazy(
        "The appeal or the pledge no longer waits for a match. Nothing was set aside."
    ),
    asides.SetAsideAlready: gettext_lazy(
        "This pair is set aside already. Nothing was changed. Lift that first."
    ),
    asides.OverAlready: gettext_lazy(
        "It was lifted before, or its day has come. Nothing was changed."
    ),
}


def sentence_of(refused: asides.AsideRefused) -> str:
    """Return in the reader's language what was refused."""
    if isinstance(refused, asides.WrongSpan):
        return str(SPAN_FAULT_LABELS[refused.fault])
    return str(_SENTENCES[type(refused)])
