"""The audit trail's words in human languages."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from audit.engine.delivery import DeliveryState

DELIVERY_STATE_LABELS: Final[Mapping[DeliveryState, Promise]] = {
    DeliveryState.PENDING: pgettext_lazy("delivery", "pending"),
    DeliveryState.DONE: pgettext_lazy("delivery", "done"),
    DeliveryState.DEAD: pgettext_lazy("delivery", "given up"),
}
