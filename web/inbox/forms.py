"""What people say on the pages of their inbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.engine.mailing import MailChoice
from notices.labels import CHOICE_LABELS


class UpToForm(forms.Form):
    """The newest notice that the page showed."""

    up_to = forms.UUIDField()


class MailForm(forms.Form):
    """When someone wants to learn by mail that something waits."""

    choice = forms.ChoiceField(
        label=_("When shall we write?"),
        widget=forms.RadioSelect,
        choices=[(choice.value, label) for choice, label in CHOICE_LABELS.items()],
    )

    def chosen(self) -> MailChoice:
        """Return the choice."""
        return MailChoice(self.cleaned_data["choice"])
