"""What an officer keeps of the queue, and the name under which it is saved."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from matching.engine.clocks import Clock
from matching.engine.lifecycle import LIVE_APPEALS, AppealState
from matching.engine.queue import Pace, QueueFilter
from matching.engine.values import Urgency
from matching.labels import APPEAL_STATE_LABELS, CLOCK_LABELS, PACE_LABELS, URGENCY_WORDS
from places.labels import choices
from web.vocabulary import language_choices

_ALL = [("", pgettext_lazy("queue", "All"))]
_STATES = {state: APPEAL_STATE_LABELS[state] for state in AppealState if state in LIVE_APPEALS}


class NarrowForm(forms.Form):
    """Every question may stay open; what is not offered leaves its question open."""

    state = forms.ChoiceField(
        label=_("In what state is it?"), required=False, choices=[*_ALL, *choices(_STATES)]
    )
    urgency = forms.ChoiceField(
        label=_("How urgent?"), required=False, choices=[*_ALL, *choices(URGENCY_WORDS)]
    )
    activity = forms.ChoiceField(
        label=_("Which activity?"), required=False, choices=[*_ALL, *choices(ACTIVITY_LABELS)]
    )
    owed = forms.ChoiceField(
        label=_("What is owed?"), required=False, choices=[*_ALL, *choices(CLOCK_LABELS)]
    )
    pace = forms.ChoiceField(
        label=_("What is the state of its clock?"),
        required=False,
        choices=[*_ALL, *choices(PACE_LABELS)],
    )
    language = forms.ChoiceField(
        label=_("In which language? Your cases only"),
        required=False,
        choices=lambda: [*_ALL, *language_choices()],
    )
    zone = forms.ChoiceField(label=_("In which zone? Your cases only"), required=False)

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        zones: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """Offer the zones of own cases, by reference and name."""
        super().__init__(*args, **kwargs)
        # Cast: a form knows its fields only as fields.
        cast("forms.ChoiceField", self.fields["zone"]).choices = [*_ALL, *zones]

    def narrowed(self) -> QueueFilter:
        """Return what is kept."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return QueueFilter(
            state=AppealState(said["state"]) if said["state"] else None,
            urgency=Urgency(said["urgency"]) if said["urgency"] else None,
            activity=Activity(said["activity"]) if said["activity"] else None,
            owed=Clock(said["owed"]) if said["owed"] else None,
            pace=Pace(said["pace"]) if said["pace"] else None,
            language=said["language"],
            zone=UUID(said["zone"]) if said["zone"] else None,
        )


def said_by(only: QueueFilter) -> dict[str, str]:
    """Return the answers of a form that keep just this; questions left open are not in it."""
    told = {name: getattr(only, name) for name in NarrowForm.base_fields}
    return {name: str(value) for name, value in told.items() if value}


class NameForm(forms.Form):
    """The name of a view."""

    name = forms.CharField(
        label=_("What do you call this view?"),
        help_text=_("You alone see it. Name no person."),
        max_length=60,
    )
