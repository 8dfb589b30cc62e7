"""What people of a network say about its webhooks."""

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from webhooks.engine.events import SUBSCRIBABLE, EventType
from webhooks.labels import EVENT_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Network


class EndpointForm(forms.Form):
    """A new endpoint: for which network, where, and what it hears of."""

    url = forms.CharField(
        label=_("Where shall messages go?"),
        max_length=500,
        help_text=_("A full address that begins with https:// and has a name, not a number."),
    )
    description = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        required=False,
        help_text=_("A name by which you know the program again. No name of a person."),
    )
    events = forms.MultipleChoiceField(
        label=_("What shall it hear of?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(each.value, EVENT_LABELS[each]) for each in SUBSCRIBABLE],
    )

    def __init__(self, said: QueryDict | None, *, networks: "Iterable[Network]") -> None:
        super().__init__(said)
        choices = [(str(network.reference), network.name) for network in networks]
        self.fields["network"] = forms.ChoiceField(label=_("For which network?"), choices=choices)
        self.order_fields(["network"])

    def chosen_network(self) -> "UUID":
        """Return the reference of the network."""
        return UUID(self.cleaned_data["network"])

    def chosen_events(self) -> frozenset[EventType]:
        """Return what the endpoint hears of."""
        return frozenset(map(EventType, self.cleaned_data["events"]))


class ReplayForm(forms.Form):
    """From which day on messages are sent again."""

    since = forms.DateField(
        label=_("Send again what happened since"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
