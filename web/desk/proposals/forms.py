"""What an officer confirms before a pair is put to its parties."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PutForm(forms.Form):
    """That the conditions hold."""

    conditions_hold = forms.BooleanField(
        label=_("I have made sure that these conditions hold"), required=False
    )
