"""What an officer asks, and whether what is owed rests meanwhile."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.fields import DateField


class AskForm(forms.Form):
    """The question, and until which day its clocks may rest."""

    text = forms.CharField(
        label=_("Your question"),
        help_text=_(
            "Ask what the municipality alone can tell. "
            "Name no source, and nobody else who asks or helps."
        ),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    rests_until = DateField(
        label=_("Let verdict and answer rest until the reply, until this day at the latest"),
        required=False,
    )
