"""The words of the Congress's actions in the languages of people."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congress.engine.answers import AnswerNeed
from congress.engine.lifecycle import ActionState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

STATE_LABELS: "Final[Mapping[ActionState, StrPromise]]" = {
    ActionState.PROPOSED: pgettext_lazy("action of the Congress", "Proposed"),
    ActionState.UNDER_CONSIDERATION: pgettext_lazy("action of the Congress", "Under consideration"),
    ActionState.SCHEDULED: pgettext_lazy("action of the Congress", "Scheduled"),
    ActionState.ADOPTED_OR_HELD: pgettext_lazy("action of the Congress", "Adopted or held"),
    ActionState.TRANSMITTED: pgettext_lazy("action of the Congress", "Transmitted"),
    ActionState.REPLY_RECEIVED: pgettext_lazy("action of the Congress", "Reply received"),
    ActionState.FOLLOWED_UP: pgettext_lazy("action of the Congress", "Followed up"),
    ActionState.DROPPED: pgettext_lazy("action of the Congress", "Dropped"),
}

NEED_LABELS: "Final[Mapping[AnswerNeed, StrPromise]]" = {
    AnswerNeed.CONSENT: _("Those it speaks of have agreed to it"),
    AnswerNeed.SAFETY_REVIEW: _("It was looked at whether it puts anyone in danger"),
    AnswerNeed.FIRST_STEPS_HELP: _("Someone helps the speaker with the first steps"),
}
