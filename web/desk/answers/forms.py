"""What an officer writes with an answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.engine.answers import WRITTEN, AnswerKind
from web.looks import LookForm


class AnswerForm(LookForm):
    """The words of an answer, which the municipality reads."""

    GROUPS = ((_("What you say with it"), ("text",)),)

    text = forms.CharField(
        label=_("Your words to the municipality"),
        help_text=_(
            "It reads them as you write them. Name no source, and nobody else who asks or helps."
        ),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        kind: AnswerKind,
        **kwargs: Any,
    ) -> None:
        """Ask for words where `kind` is an answer only with them."""
        super().__init__(*args, **kwargs)
        self.fields["text"].required = kind in WRITTEN
