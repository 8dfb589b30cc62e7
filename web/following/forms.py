"""What the holder of a receipt enters."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NotShownAgain(forms.TextInput):
    """A field that forgets what was typed when the page is shown once more."""

    def format_value(self, value: object) -> None:
        """Return nothing: what was typed stays out of the page."""
        del value


class ReceiptForm(forms.Form):
    """The receipt, in small or large letters, with or without dashes."""

    receipt = forms.CharField(
        label=_("Your receipt"),
        help_text=_("24 letters and digits. Small or large, with dashes or without."),
        max_length=100,
        widget=NotShownAgain(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
