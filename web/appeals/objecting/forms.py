"""What a municipality writes when it does not agree."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ObjectionForm(forms.Form):
    """What is seen differently, in words."""

    text = forms.CharField(
        label=_("What do you see differently, and why?"),
        help_text=_("Any language. Do not name people who could be put at risk."),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
