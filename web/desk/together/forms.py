"""Which cases an officer has ticked, and what is to be done to them."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from matching.engine.together import MOST_TOGETHER, Deed


class ReferencesField(forms.Field):
    """Some references, each of them once."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Sequence[str] | None) -> list[UUID]:
        """Return the references; none at all, too many, and what is none are refused."""
        if not value:
            raise ValidationError(_("Tick one case at least."))
        if len(value) > MOST_TOGETHER:
            raise ValidationError(_("Tick fewer cases: 50 at the most."))
        try:
            return list(dict.fromkeys(map(UUID, value)))
        except ValueError:
            raise ValidationError(_("Tick cases of the queue.")) from None


class TogetherForm(forms.Form):
    """The deed, and the cases."""

    deed = forms.TypedChoiceField(
        choices=[(deed.value, deed.value) for deed in Deed], coerce=Deed, widget=forms.HiddenInput
    )
    case = ReferencesField()
