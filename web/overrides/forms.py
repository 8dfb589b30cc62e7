"""What an officer proposes beside the evidence."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.template.defaultfilters import date as date_format
from django.utils.translation import gettext_lazy as _

from evidence.engine.values import Subject
from places.labels import choices
from prerequisites.engine.overrides import OVERRIDABLE
from prerequisites.engine.values import Override, Value
from prerequisites.labels import SUBJECT_LABELS, VALUE_LABELS
from prerequisites.services.overrides import LONGEST_DAYS, Decision
from web.fields import DateField, day_after
from web.looks import LookForm


class OverrideForm(LookForm):
    """Another value for one prerequisite, why, and until when."""

    GROUPS = (
        (_("What is decided"), ("subject", "value", "last_day")),
        (_("Why"), ("reason",)),
    )

    subject = forms.TypedChoiceField(
        label=_("Of which prerequisite?"),
        choices=choices({subject: SUBJECT_LABELS[subject] for subject in OVERRIDABLE}),
        coerce=Subject,
    )
    value = forms.TypedChoiceField(
        label=_("What shall hold in the place of the evidence?"),
        choices=choices(VALUE_LABELS),
        coerce=Value,
        widget=forms.RadioSelect,
    )
    last_day = DateField(label=_("Until which day?"))
    reason = forms.CharField(
        label=_("Why do you decide otherwise than the evidence?"),
        help_text=_(
            "The whole secretariat reads it, and it stands on the printed sheet. "
            "Name no source and nobody who could be harmed by it."
        ),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        today: date,
        **kwargs: Any,
    ) -> None:
        """Let it hold from `today` on."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.longest = today + timedelta(days=LONGEST_DAYS - 1)
        self.fields["last_day"].help_text = _(
            "At the latest until %(day)s: it stands in for evidence, and evidence grows old."
        ) % {"day": date_format(self.longest, "DATE_FORMAT")}

    def clean_last_day(self) -> date:
        """Refuse what would be over already, or hold for longer than evidence."""
        day: date = self.cleaned_data["last_day"]
        if not self.today <= day <= self.longest:
            raise forms.ValidationError(
                _("Name a day between %(first)s and %(last)s."),
                params={"first": self.today.isoformat(), "last": self.longest.isoformat()},
            )
        return day

    def decision(self) -> Decision:
        """Return what is proposed. Call it on a valid form."""
        said = self.cleaned_data
        return Decision(
            subject=said["subject"],
            value=said["value"],
            reason=said["reason"],
            since=self.today,
            until=day_after(said["last_day"]),
        )

    def supposed(self) -> Override:
        """Return the override as if it were confirmed today. Call it on a valid form."""
        decision = self.decision()
        return Override(
            reference="draft",
            subject=decision.subject,
            value=decision.value,
            since=decision.since,
            until=decision.until,
            confirmed_on=self.today,
        )
