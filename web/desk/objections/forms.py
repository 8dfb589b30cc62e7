"""What an officer replies to an objection."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    """The reply, in words."""

    text = forms.CharField(
        label=_("Your reply"),
        help_text=_(
            "Say what you looked at again, what changed or did not, and why. "
            "Name no source, and nobody else who asks or helps."
        ),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
