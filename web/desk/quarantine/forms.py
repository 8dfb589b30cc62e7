"""What an officer decides about an appeal without account."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.labels import BASIS_LABELS
from places.labels import choices
from sealing.engine.reasons import OpenReason

CONTACT_REASONS: Final = [
    (OpenReason.CALL_BACK.value, _("To find out whether the appeal is genuine")),
    (OpenReason.CASE_WORK.value, _("To work on the case")),
    (OpenReason.WARNING.value, _("To warn somebody of a danger")),
]


class ContactForm(forms.Form):
    """Why the officer looks at how to reach people."""

    reason = forms.ChoiceField(
        label=_("Why do you need it?"), choices=CONTACT_REASONS, widget=forms.RadioSelect
    )


class AcceptForm(forms.Form):
    """How the officer made sure, and who goes on."""

    KEEP: Final = "keep"

    basis = forms.ChoiceField(
        label=_("How did you make sure that it is genuine?"),
        choices=choices(BASIS_LABELS),
        widget=forms.RadioSelect,
    )
    goes_on = forms.ChoiceField(
        label=_("Who goes on with it?"),
        choices=[
            (KEEP, _("I take the case")),
            ("leave", _("Any officer: it waits in the queue")),
        ],
        widget=forms.RadioSelect,
        initial=KEEP,
    )


class RefuseForm(forms.Form):
    """Why the appeal is refused: the sender reads it."""

    text = forms.CharField(
        label=_("Your reasons, and where else help may be found"),
        help_text=_("Whoever has the receipt reads this. Name nobody."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
