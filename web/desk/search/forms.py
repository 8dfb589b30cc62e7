"""What an officer looks for."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WordsForm(forms.Form):
    """Some words, in any language of the platform."""

    words = forms.CharField(
        label=_("What are you looking for?"),
        help_text=_(
            "A place, a country, a matter or how urgent it is, in English, French, Ukrainian or "
            "Arabic. Accents may be left out, and a slip of the pen is forgiven."
        ),
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
