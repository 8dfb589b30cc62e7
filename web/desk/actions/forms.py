"""What an officer says of an action of the Congress."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congress.engine.lifecycle import ActionState
from congress.services import Said
from web.fields import DateField


class ProposeForm(forms.Form):
    """What the action is called among those who prepare it."""

    title = forms.CharField(
        label=_("What shall it be about?"),
        help_text=_(
            "One line for those who prepare it. Name no person: it may become public one day."
        ),
        max_length=200,
    )


class MoveForm(forms.Form):
    """What is said with a step, and the day where it has one."""

    planned_on = DateField(label=_("For which day is it planned?"), required=False)
    words = forms.CharField(
        label=_("What is to be known of this step?"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    document = forms.URLField(
        label=_("Address of the public document"),
        help_text=_("It begins with https:// and can be opened by everyone."),
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"])],
    )

    def __init__(self, *args: Any, to: ActionState, **kwargs: Any) -> None:  # Any: Django's
        """Ask for what the step `to` needs, and for nothing else."""
        super().__init__(*args, **kwargs)
        self._to = to
        if to is ActionState.SCHEDULED:
            self.fields["planned_on"].required = True
        else:
            del self.fields["planned_on"]
        if to is ActionState.DROPPED:
            self.fields["words"].required = True
            self.fields["words"].label = _("Why is it dropped?")
            del self.fields["document"]

    def clean_planned_on(self) -> date:
        """Refuse a day that has passed."""
        day: date = self.cleaned_data["planned_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Nothing was changed."))
        return day

    def said(self) -> Said:
        """Return what was said, once it is valid."""
        return Said(
            words=self.cleaned_data["words"],
            document=self.cleaned_data.get("document", ""),
            planned_on=self.cleaned_data.get("planned_on"),
        )


class AnswerForm(forms.Form):
    """What the municipality reads beside the kind of the answer."""

    text = forms.CharField(
        label=_("What do you tell the municipality?"),
        help_text=_("Say what the Congress does, on which day, and what will be heard of it."),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
