"""The words of published cards in the languages of people."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publication.engine.lifecycle import PublicationState
from publication.engine.values import ActivityGroup, Obstacle, SizeClass, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

GROUP_LABELS: "Final[Mapping[ActivityGroup, StrPromise]]" = {
    ActivityGroup.SERVICES: pgettext_lazy("activities together", "Specialists and services"),
    ActivityGroup.VOICE: pgettext_lazy("activities together", "Attention, forums and visits"),
    ActivityGroup.MEETING: pgettext_lazy("activities together", "Meeting and living in peace"),
}

SIZE_LABELS: "Final[Mapping[SizeClass, StrPromise]]" = {
    SizeClass.SMALL: pgettext_lazy("size of a municipality", "Fewer than 10,000 people"),
    SizeClass.MEDIUM: pgettext_lazy("size of a municipality", "10,000 to 50,000 people"),
    SizeClass.LARGE: pgettext_lazy("size of a municipality", "50,000 people or more"),
}

STATE_LABELS: "Final[Mapping[PublicationState, StrPromise]]" = {
    PublicationState.PROPOSED: pgettext_lazy("public card", "Waits for the municipality"),
    PublicationState.REFUSED: pgettext_lazy("public card", "Not wanted"),
    PublicationState.APPROVED: pgettext_lazy("public card", "Approved, waits for its day"),
    PublicationState.LISTED: pgettext_lazy("public card", "Public"),
    PublicationState.LEAVING: pgettext_lazy("public card", "Its page is closed"),
    PublicationState.GONE: pgettext_lazy("public card", "No longer public"),
    PublicationState.DROPPED: pgettext_lazy("public card", "Never published"),
}

STEP_LABELS: "Final[Mapping[Step, StrPromise]]" = {
    Step.EXACT: _("Region, activity, phase and size"),
    Step.SIZE_DROPPED: _("Region, activity and phase, without the size"),
    Step.ACTIVITY_GROUPED: _("Region, phase and a group of activities"),
    Step.REGION_WIDENED: _("Country, phase and a group of activities"),
}

OBSTACLE_SENTENCES: "Final[Mapping[Obstacle, StrPromise]]" = {
    Obstacle.TOO_FEW: _("Too few municipalities share this: somebody could find out which it is."),
    Obstacle.OTHERS_STAND_OUT: _(
        "Enough share this, but those that cannot be told so would be too few, and stand out."
    ),
    Obstacle.EARLIER_CARD: _(
        "Put together with an earlier card of this appeal, too few municipalities are left."
    ),
}
