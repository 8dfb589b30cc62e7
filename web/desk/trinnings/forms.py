"""What an officer writes of the sides of a conflict."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from web.fields import DateField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from places.models import Side


class SearchForm(forms.Form):
    """The name of a municipality, or a part of it."""

    words = forms.CharField(
        label=_("Name of the municipality"),
        help_text=_("In any script, without accents if you like. A slip of the pen is forgiven."),
        max_length=80,
        required=False,
    )


class SideForm(forms.Form):
    """On which side it stands, since when, and who says so."""

    conflict = forms.CharField(label=_("Another conflict"), max_length=200, required=False)
    new_side = forms.CharField(label=_("Another side"), max_length=200, required=False)
    starts = DateField(label=_("Since"))
    source = forms.CharField(label=_("Who says so"), max_length=200)

    def __init__(self, *args: Any, sides: "Sequence[Side]") -> None:  # Any: Django's signature
        """Let one of `sides` be chosen, so that no slip of the pen makes another side."""
        super().__init__(*args)
        self.known = {str(side.reference): (side.conflict.name, side.name) for side in sides}
        self.fields["side"] = forms.ChoiceField(
            label=pgettext_lazy("of a conflict", "Side"),
            choices=[
                ("", pgettext_lazy("side of a conflict", "Another, named below")),
                *((key, " · ".join(names)) for key, names in self.known.items()),
            ],
            required=False,
        )
        self.order_fields(["side"])

    def clean_starts(self) -> date:
        """Refuse the future: nobody knows where anyone will stand."""
        return _not_ahead(self.cleaned_data["starts"])

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Refuse a side that is neither chosen nor named."""
        cleaned = super().clean() or {}
        if not cleaned.get("side") and not (cleaned.get("conflict") and cleaned.get("new_side")):
            self.add_error("side", _("Choose a side, or name another conflict and side."))
        return cleaned

    def named(self) -> tuple[str, str]:
        """Return the names of the conflict and of the side."""
        told = self.cleaned_data
        return self.known.get(told["side"], (told["conflict"], told["new_side"]))


class EndForm(forms.Form):
    """From which day on a municipality no longer stands there."""

    ends = DateField(label=_("First day on which it no longer stands there"))

    def clean_ends(self) -> date:
        """Refuse the future."""
        return _not_ahead(self.cleaned_data["ends"])


def _not_ahead(day: date) -> date:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day has not come yet."))
    return day
