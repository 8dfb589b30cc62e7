"""Why something is not kept in a partnership, as kind sentences."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from matching.engine.lifecycle import IllegalTransition
from matching.services.introductions import NotIntroduced
from partnerships.labels import SAFEGUARD_LABELS
from partnerships.services import activities, partnerships, results, reviews
from sealing import services as sealing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[Exception], StrPromise]]" = {
    activities.NoVerdictHolds: _(
        "No verdict on the zone holds today. Nothing was changed. The secretariat must look first."
    ),
    activities.NotByTheMap: _(
        "The thematic map does not allow this in the present phase. Nothing was changed."
    ),
    activities.NotPermitted: _(
        "The verdict on the zone does not permit this there. Nothing was changed. Choose another."
    ),
    activities.ConditionsOpen: _(
        "The verdict asks for safeguards that are not recorded. Nothing was changed. Record first:"
    ),
    results.AlreadyRecorded: _("This objective has its result already. Nothing was changed."),
    reviews.AlreadyClosed: _("Somebody has looked at it before. Nothing was changed."),
    partnerships.WordsMissing: _("It is kept only in words. Nothing was changed. Write some."),
    results.ObjectiveDropped: _("This objective was given up. Nothing was changed."),
    partnerships.AlreadyDropped: _("This objective was given up before. Nothing was changed."),
    partnerships.HasResult: _("This objective has its result, so it stays. Nothing was changed."),
    NotIntroduced: _("You are not introduced to each other. Nothing was opened."),
    partnerships.NotAMember: _("The municipality does not belong to it. Nothing was changed."),
    IllegalTransition: _(
        "The partnership has moved on meanwhile. Nothing was changed. Look at where it stands."
    ),
    sealing.Erased: _("What was written for this appeal was deleted. Nothing more is kept for it."),
}

REFUSALS: Final = tuple(SENTENCES)


def sentence_of(refused: Exception) -> str:
    """Return in the reader's language why nothing was kept."""
    sentence = str(SENTENCES[type(refused)])
    if isinstance(refused, activities.ConditionsOpen):
        named = (str(SAFEGUARD_LABELS[each]) for each in sorted(refused.conditions))
        return f"{sentence} {'; '.join(named)}."
    return sentence
