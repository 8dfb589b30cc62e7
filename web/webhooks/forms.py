"""What people of a network say about its webhooks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.networks import OfNetworkForm
from webhooks.engine.events import SUBSCRIBABLE, EventType
from webhooks.labels import EVENT_LABELS


class EndpointForm(OfNetworkForm):
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

    def chosen_events(self) -> frozenset[EventType]:
        """Return what the endpoint hears of."""
        return frozenset(map(EventType, self.cleaned_data["events"]))


class ReplayForm(forms.Form):
    """From which day on messages are sent again."""

    since = forms.DateField(
        label=_("Send again what happened since"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
