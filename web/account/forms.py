"""What someone types who was invited."""

from django import forms
from django.utils.translation import gettext_lazy as _


class InvitationForm(forms.Form):
    """The address, the code from the secretariat, and a password of one's own."""

    email = forms.EmailField(label=_("Your e-mail address"))
    code = forms.CharField(
        label=_("Code"),
        max_length=64,
        help_text=_("The secretariat gave it to you. It works once, for three days."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "dir": "ltr"}),
    )
    password = forms.CharField(
        label=_("New password"),
        max_length=256,
        help_text=_("At least 12 characters. Three or four words that belong together to nobody."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
