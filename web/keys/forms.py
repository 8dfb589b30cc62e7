"""What people say about keys of their network's programs."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from api.engine.scopes import Scope
from api.labels import SCOPE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Network

LIVES_DAYS: Final = ((30, _("30 days")), (90, _("90 days")), (365, _("One year")))


class KeyForm(forms.Form):
    """A new key: for which network, by what name, for what, for how long."""

    network = forms.ChoiceField(label=_("For which network?"))
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        help_text=_("A name by which you know the program again. No name of a person."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(scope.value, label) for scope, label in SCOPE_LABELS.items()],
    )
    days = forms.TypedChoiceField(
        label=_("How long shall it work?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=LIVES_DAYS,
        initial=90,
    )

    def __init__(self, data: object, *, networks: "Iterable[Network]") -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request has posted, or None
        choices = [(str(network.reference), network.name) for network in networks]
        field = self.fields["network"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices
        if len(choices) == 1:
            field.widget, field.initial = forms.HiddenInput(), choices[0][0]

    def chosen_network(self) -> "UUID":
        """Return the reference of the network."""
        return UUID(self.cleaned_data["network"])

    def chosen_scopes(self) -> frozenset[Scope]:
        """Return what the key may do."""
        return frozenset(map(Scope, self.cleaned_data["scopes"]))
