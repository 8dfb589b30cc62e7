"""Why and until when a clock rests, and who gets a case."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.engine.clocks import PauseReason
from matching.labels import PAUSE_REASON_LABELS
from web.fields import DateField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from accounts.models import User


class PauseForm(forms.Form):
    """Why the clock rests, and until when."""

    reason = forms.TypedChoiceField(
        label=_("Why should the clock rest?"),
        help_text=_("The municipality reads this."),
        choices=[(reason.value, words) for reason, words in PAUSE_REASON_LABELS.items()],
        coerce=PauseReason,
        widget=forms.RadioSelect,
    )
    until = DateField(label=_("On which day does it run again?"))


class OfficerField(forms.TypedChoiceField):
    """One of those who can be given a case."""

    def offer(self, officers: "Sequence[User]") -> None:
        """Let one of `officers` be chosen."""
        by_reference = {str(officer.reference): officer for officer in officers}
        self.choices = [(key, officer.display_name) for key, officer in by_reference.items()]
        self.coerce = by_reference.__getitem__


class HandOverForm(forms.Form):
    """Who has the case from now on."""

    officer = OfficerField(label=_("Who has the case from now on?"))

    def __init__(self, data: "QueryDict | None", *, officers: "Sequence[User]") -> None:
        super().__init__(data)
        for field in self.fields.values():
            if isinstance(field, OfficerField):
                field.offer(officers)
