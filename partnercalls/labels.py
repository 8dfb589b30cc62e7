"""The words of partner calls in the languages of people."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnercalls.engine.calling import NegativePeace, Obstacle
from partnercalls.engine.lifecycle import CallState, OfferState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

CALL_LABELS: "Final[Mapping[CallState, StrPromise]]" = {
    CallState.PROPOSED: pgettext_lazy("partner call", "The secretariat reads it"),
    CallState.LISTED: pgettext_lazy("partner call", "Cities can read it"),
    CallState.REFUSED: pgettext_lazy("partner call", "Not listed"),
    CallState.WITHDRAWN: pgettext_lazy("partner call", "Taken back"),
    CallState.CLOSED: pgettext_lazy("partner call", "Closed"),
    CallState.LAPSED: pgettext_lazy("partner call", "Its last day has passed"),
}

OFFER_LABELS: "Final[Mapping[OfferState, StrPromise]]" = {
    OfferState.OFFERED: pgettext_lazy("offer of experts", "Waits for the host"),
    OfferState.TAKEN_UP: pgettext_lazy("offer of experts", "Taken up"),
    OfferState.DECLINED: pgettext_lazy("offer of experts", "Not taken up"),
    OfferState.WITHDRAWN: pgettext_lazy("offer of experts", "Taken back"),
}

PEACE_LABELS: "Final[Mapping[NegativePeace, StrPromise]]" = {
    NegativePeace.HOLDS: pgettext_lazy("the fighting has ended there", "Yes"),
    NegativePeace.MISSING: pgettext_lazy("the fighting has ended there", "No"),
    NegativePeace.UNKNOWN: pgettext_lazy("the fighting has ended there", "Nobody knows"),
}

OBSTACLE_SENTENCES: "Final[Mapping[Obstacle, StrPromise]]" = {
    Obstacle.NO_SECONDMENT: _("The pledge offers no specialists on loan."),
    Obstacle.OTHER_TOPICS: _("The pledge names other fields of work."),
    Obstacle.NO_LANGUAGE: _("No language in common, and the pledge brings no interpreter."),
    Obstacle.OTHER_DAYS: _("The pledge and the call have no day in common."),
    Obstacle.COUNTRY_EXCLUDED: _("The pledge leaves this country out."),
}
