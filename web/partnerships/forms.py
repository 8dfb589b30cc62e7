"""What members decide about their partnership."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.engine.values import PauseReason
from partnerships.labels import PAUSE_LABELS
from places.labels import choices
from web.fields import DateField, TownField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from places.models import Municipality


class PauseForm(forms.Form):
    """Why the partnership rests. Consent that ended is for the platform to say."""

    reason = forms.TypedChoiceField(
        label=_("Why shall the partnership rest?"),
        choices=choices(
            {
                reason: label
                for reason, label in PAUSE_LABELS.items()
                if reason is not PauseReason.CONSENT_REVOKED
            }
        ),
        coerce=PauseReason,
        widget=forms.RadioSelect,
    )


class EndForm(forms.Form):
    """Whose council ended it, and when."""

    municipality = TownField(label=_("Whose council decided?"))
    act_dated_on = DateField(label=_("On which day did the council decide?"))

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        towns: "Sequence[Municipality]",
        **kwargs: Any,
    ) -> None:
        """Let the council be that of one of `towns`."""
        super().__init__(*args, **kwargs)
        # Cast: a form knows its fields only as fields.
        cast("TownField", self.fields["municipality"]).offer(towns)

    def clean_act_dated_on(self) -> date:
        """Refuse an act of tomorrow."""
        day: date = self.cleaned_data["act_dated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day of the act lies ahead. Nothing was changed."))
        return day
