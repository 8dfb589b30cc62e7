"""What members decide about their partnership."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.engine.values import PauseReason
from partnerships.labels import PAUSE_LABELS, SAFEGUARD_LABELS
from places.labels import choices
from prerequisites.engine.permits import Condition
from web.fields import BodyField, DateField
from web.forms import OfTownForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.utils.functional import _StrPromise as StrPromise

    from places.models import Intermediary


class WordsField(forms.CharField):
    """Some sentences, sealed where they are kept."""

    def __init__(self, *, label: "StrPromise") -> None:
        super().__init__(
            label=label, max_length=2_000, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"})
        )


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


class ObjectiveForm(forms.Form):
    """What the members want to reach together."""

    text = WordsField(label=_("What do you want to reach together?"))


class DropForm(forms.Form):
    """Why an objective is given up."""

    reason = WordsField(label=_("Why is this objective given up?"))


class BodyForm(forms.Form):
    """Which body of civil society joins, once the members agree."""

    body = forms.TypedChoiceField(label=_("Which body joins?"), widget=forms.RadioSelect)
    agreed = forms.BooleanField(
        label=_("The members were asked, and agree that it reads what is written here.")
    )

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        bodies: "Sequence[Intermediary]",
        **kwargs: Any,
    ) -> None:
        """Let one of `bodies` be chosen."""
        super().__init__(*args, **kwargs)
        by_reference = {str(body.reference): body for body in bodies}
        # Cast: a form knows its fields only as fields.
        field = cast("forms.TypedChoiceField", self.fields["body"])
        field.choices = [(reference, body.name) for reference, body in by_reference.items()]
        field.coerce = by_reference.__getitem__


class DecisionForm(OfTownForm):
    """Whose council decided to take part, and when."""

    municipality = BodyField(label=_("Whose council decided?"))
    decided_on = DateField(label=_("On which day did the council decide?"))

    def clean_decided_on(self) -> date:
        """Refuse a decision of tomorrow."""
        day: date = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("The day of the decision lies ahead. Nothing was changed.")
            )
        return day


class SafeguardForm(forms.Form):
    """How one condition was fulfilled."""

    condition = forms.TypedChoiceField(
        label=_("Which condition is fulfilled?"), coerce=Condition, widget=forms.RadioSelect
    )
    text = WordsField(label=_("How is it fulfilled? Say who does what."))

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        conditions: "Iterable[Condition]",
        **kwargs: Any,
    ) -> None:
        """Let one of `conditions` be chosen."""
        super().__init__(*args, **kwargs)
        # Cast: a form knows its fields only as fields.
        cast("forms.TypedChoiceField", self.fields["condition"]).choices = choices(
            {condition: SAFEGUARD_LABELS[condition] for condition in conditions}
        )


class EndForm(OfTownForm):
    """Whose council ended it, and when."""

    municipality = BodyField(label=_("Whose council decided?"))
    act_dated_on = DateField(label=_("On which day did the council decide?"))

    def clean_act_dated_on(self) -> date:
        """Refuse an act of tomorrow."""
        day: date = self.cleaned_data["act_dated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day of the act lies ahead. Nothing was changed."))
        return day
