"""What a helper could change about its pledge, in words: never who asks, for what, or when."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.labels import HELPER_TEST_LABELS
from matching.engine.prospects import Area

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Pledge
    from matching.selectors.prospects import Prospect


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One change in words, what it opens, and where to make it; `tests` are still to pass."""

    sentence: str
    opens: str
    tests: "Sequence[str]"
    href: str


CHANGES: "Final[Mapping[Area, StrPromise]]" = {
    Area.READINESS: _("You complete what is missing in the questionnaire."),
    Area.HOST_PARTNER: _(
        "A partner organisation on the spot gives you access, security and logistics."
    ),
    Area.PLATFORM: _("You work through an international platform or network."),
    Area.PLACE_OUTSIDE: _("You can receive people at home or elsewhere outside the zone."),
    Area.CAPACITY: _("You take on one municipality more than now."),
    Area.TIME: _("You are there from today, and half a year longer than you said."),
    Area.LANGUAGES: _("You bring an interpreter."),
    Area.EXCLUSIONS: _("You no longer exclude any country."),
}

OPENS: "Final[Mapping[str, StrPromise]]" = {
    "0-4": _("Opens fewer than five more appeals."),
    "5-9": _("Opens between five and nine more appeals."),
    "10-19": _("Opens between ten and nineteen more appeals."),
    "20+": _("Opens twenty more appeals or more."),
}
"""By the codes of `coarse`: an exact number that moves by one would tell of a single town."""


def told_of(prospects: "Sequence[Prospect]", pledge: "Pledge") -> list[Told]:
    """Return each change in the reader's language, in their order."""
    return [
        Told(
            sentence=str(CHANGES[prospect.area]),
            opens=str(OPENS[prospect.opens]),
            tests=[str(HELPER_TEST_LABELS[test]) for test in prospect.tests],
            href=_where(prospect.area, pledge),
        )
        for prospect in prospects
    ]


def _where(area: Area, pledge: "Pledge") -> str:
    if area is Area.READINESS:
        return reverse("web:pledges:readiness", args=[pledge.municipality.reference])
    return reverse("web:pledges:rewrite", args=[pledge.reference])
