"""The public words of a case, written by its officer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CardForm(forms.Form):
    """A summary that everybody may read."""

    summary = forms.CharField(
        label=_("What everybody may read"),
        help_text=_(
            "Say what is asked and what for, in your own words. No place, no name, no date, no "
            "number, nothing that only one municipality would say. Do not quote the appeal."
        ),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
