"""The words of webhooks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from webhooks.engine.events import EventType
from webhooks.engine.sending import EndpointState, MessageState, Outcome

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

EVENT_LABELS: Final[Mapping[EventType, "StrPromise"]] = {
    EventType.PLEDGE_CHANGED: _("A pledge of a member changed"),
    EventType.PROPOSAL_PUT: _("A proposal was put to a member that helps"),
    EventType.PROPOSAL_INTRODUCED: _("A member that helps was introduced"),
    EventType.PROPOSAL_ENDED: _("An introduction of a member that helps ended"),
    EventType.PARTNERSHIP_STATE_CHANGED: _("A partnership of a member that helps moved on"),
    EventType.CARD_PUBLISHED: _("A need came on the public list"),
    EventType.CARD_WITHDRAWN: _("A need left the public list"),
    EventType.CALL_LISTED: _("An organisation asks cities for experts"),
    EventType.CALL_CLOSED: _("A call for experts has ended"),
    EventType.ENDPOINT_TEST: _("A test, sent on request"),
}
ENDPOINT_STATE_LABELS: Final[Mapping[EndpointState, "StrPromise"]] = {
    EndpointState.ACTIVE: pgettext_lazy("endpoint", "Active"),
    EndpointState.DISABLED: pgettext_lazy("endpoint", "Disabled"),
    EndpointState.DELETED: pgettext_lazy("endpoint", "Deleted"),
}
MESSAGE_STATE_LABELS: Final[Mapping[MessageState, "StrPromise"]] = {
    MessageState.WAITING: pgettext_lazy("webhook message", "Waiting"),
    MessageState.SENT: pgettext_lazy("webhook message", "Delivered"),
    MessageState.DEAD: pgettext_lazy("webhook message", "Given up"),
    MessageState.DROPPED: pgettext_lazy("webhook message", "Not sent"),
}
OUTCOME_LABELS: Final[Mapping[Outcome, "StrPromise"]] = {
    Outcome.DELIVERED: _("It was accepted."),
    Outcome.GONE: _("The endpoint said that it is gone (410)."),
    Outcome.BUSY: _("The endpoint asked to come later."),
    Outcome.REDIRECTED: _("The endpoint sent it elsewhere. Redirects are not followed."),
    Outcome.REFUSED: _("The endpoint did not accept it."),
    Outcome.TIMED_OUT: _("There was no whole answer within ten seconds."),
    Outcome.UNREACHABLE: _("The endpoint could not be reached."),
    Outcome.UNTRUSTED: _("The certificate does not hold for this name."),
    Outcome.FORBIDDEN: _("The name leads to an address that is not open to messages."),
    Outcome.UNREADABLE: _("The answer was no HTTP."),
    Outcome.LOST: _("It is not known what came: the sender was stopped."),
}
