"""A form that is filled in for one of several networks."""

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Network


class OfNetworkForm(forms.Form):
    """Asks first for which network; the other fields are those of the form that inherits it."""

    def __init__(self, said: QueryDict | None, *, networks: "Iterable[Network]") -> None:
        """Let one of `networks` be chosen."""
        super().__init__(said)
        choices = [(str(network.reference), network.name) for network in networks]
        self.fields["network"] = forms.ChoiceField(label=_("For which network?"), choices=choices)
        self.order_fields(["network"])

    def chosen_network(self) -> UUID:
        """Return the reference of the network."""
        return UUID(self.cleaned_data["network"])
