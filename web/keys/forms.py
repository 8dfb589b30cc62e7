"""What people say about keys of their network's programs."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from api.engine.scopes import Scope
from api.labels import SCOPE_LABELS
from web.networks import OfNetworkForm

LIVES_DAYS: Final = ((30, _("30 days")), (90, _("90 days")), (365, _("One year")))


class KeyForm(OfNetworkForm):
    """A new key: for which network, by what name, for what, for how long."""

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

    def chosen_scopes(self) -> frozenset[Scope]:
        """Return what the key may do."""
        return frozenset(map(Scope, self.cleaned_data["scopes"]))
