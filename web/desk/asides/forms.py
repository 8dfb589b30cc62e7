"""What an officer says when a pair is set aside."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.engine.asides import AsideReason
from matching.labels import ASIDE_CONSEQUENCES, ASIDE_REASON_LABELS
from web.fields import DateField


class SetAsideForm(forms.Form):
    """Why the two are not put together, and until when."""

    reason = forms.TypedChoiceField(
        label=_("Why should the two not be put together now?"),
        choices=[(reason.value, words) for reason, words in ASIDE_REASON_LABELS.items()],
        coerce=AsideReason,
        widget=forms.RadioSelect,
    )
    until = DateField(label=_("From which day on can the pair be proposed again?"))
    note = forms.CharField(
        label=_("Note for the secretariat"),
        help_text=_("Neither of the two municipalities reads it."),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


FOLLOWS = [(ASIDE_REASON_LABELS[reason], ASIDE_CONSEQUENCES[reason]) for reason in AsideReason]
"""Each reason with what follows from it, for the page to tell before anything is saved."""
