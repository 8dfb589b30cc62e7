"""What an officer writes of who else is at work in a zone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from places.engine.values import IntermediaryKind
from places.labels import INTERMEDIARY_KINDS, choices
from web.fields import DateField


class PresenceForm(forms.Form):
    """Who does what here, since when, and who says so."""

    organisation = forms.CharField(label=_("Name of the body"), max_length=200)
    kind = forms.TypedChoiceField(
        label=_("What kind of body is it?"),
        choices=choices(INTERMEDIARY_KINDS),
        coerce=IntermediaryKind,
    )
    activity = forms.TypedChoiceField(
        label=_("What does it do here?"), choices=choices(ACTIVITY_LABELS), coerce=Activity
    )
    starts = DateField(label=_("Since"))
    source = forms.CharField(label=_("Who says so"), max_length=200)


class EndForm(forms.Form):
    """From which day on the body no longer does this."""

    ends = DateField(label=_("First day on which it no longer does this here"))
