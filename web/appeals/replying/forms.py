"""What the author of an appeal replies to its officer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    """The reply, in words."""

    text = forms.CharField(
        label=_("Your reply"),
        help_text=_("Any language. Do not name people who could be put at risk."),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
