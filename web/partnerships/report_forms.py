"""What members plan and report: activities, results, harm, signs of peace."""

from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.labels import ACTIVITY_LABELS, ACTOR_LABELS, VENUE_LABELS
from partnerships.engine.values import (
    Appraisal,
    Contribution,
    Direction,
    PeaceIndicator,
    Reach,
    Severity,
)
from partnerships.labels import (
    APPRAISAL_LABELS,
    CONTRIBUTION_LABELS,
    DIRECTION_LABELS,
    INDICATOR_LABELS,
    REACH_LABELS,
    SEVERITY_LABELS,
)
from partnerships.services.activities import Plan
from places.labels import choices
from web.fields import DateField
from web.partnerships.forms import WordsField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from enum import StrEnum

    from django.utils.functional import _StrPromise as StrPromise

    from partnerships.selectors import OpenWay
    from places.models import Municipality


class OneOf(forms.TypedChoiceField):
    """One of the engine's words, to be chosen from a few."""

    def __init__(
        self, kind: "type[StrEnum]", labels: "Mapping[Any, StrPromise]", *, label: "StrPromise"
    ) -> None:
        super().__init__(
            label=label, choices=choices(labels), coerce=kind, widget=forms.RadioSelect
        )


class PlanForm(forms.Form):
    """What is done, where, led by whom, from which day. Only what is open can be chosen."""

    way = forms.TypedChoiceField(label=_("What do you plan?"), widget=forms.RadioSelect)
    starts = DateField(label=_("On which day does it begin?"))
    text = WordsField(label=_("What will happen? Say who comes, and who is responsible."))

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        ways: "Sequence[OpenWay]",
        **kwargs: Any,
    ) -> None:
        """Let one of `ways` be chosen."""
        super().__init__(*args, **kwargs)
        self._ways = {str(number): way for number, way in enumerate(ways)}
        several = len({way.town.pk for way in ways}) > 1
        # Cast: a form knows its fields only as fields.
        field = cast("forms.TypedChoiceField", self.fields["way"])
        field.choices = [
            (code, _way_words(way, several=several)) for code, way in self._ways.items()
        ]
        field.coerce = self._ways.__getitem__

    def town(self) -> "Municipality":
        """Return for which town it is, once the form is valid."""
        way: OpenWay = self.cleaned_data["way"]
        return way.town

    def plan(self) -> Plan:
        """Return what is planned, once the form is valid."""
        way: OpenWay = self.cleaned_data["way"]
        return Plan(
            activity=way.activity,
            venue=way.venue,
            actor=way.actor,
            starts=self.cleaned_data["starts"],
            text=self.cleaned_data["text"],
        )


class ResultForm(forms.Form):
    """How far an objective was reached, and who brought it about."""

    reach = OneOf(Reach, REACH_LABELS, label=_("How far was it reached?"))
    contribution = OneOf(Contribution, CONTRIBUTION_LABELS, label=_("Who brought it about?"))
    text = WordsField(label=_("What shows it?"))


class AppraisalForm(forms.Form):
    """What one side thinks of a result."""

    appraisal = OneOf(
        Appraisal, APPRAISAL_LABELS, label=_("What does your municipality think of it?")
    )


class HarmForm(forms.Form):
    """Harm that was done or suffered."""

    severity = OneOf(Severity, SEVERITY_LABELS, label=_("How bad was it?"))
    text = WordsField(label=_("What happened? Name no person who could be in danger."))
    done = WordsField(label=_("What was done about it?"))


class IndicatorForm(forms.Form):
    """Where a sign of positive peace moved."""

    sign = OneOf(PeaceIndicator, INDICATOR_LABELS, label=_("Which sign of peace?"))
    direction = OneOf(Direction, DIRECTION_LABELS, label=_("Which way did it move?"))
    evidence = WordsField(label=_("What shows it?"))


BETWEEN: Final = " · "


def _way_words(way: "OpenWay", *, several: bool) -> str:
    """Return a way in words; the town is named where there are several."""
    words = [ACTIVITY_LABELS[way.activity], VENUE_LABELS[way.venue], ACTOR_LABELS[way.actor]]
    return BETWEEN.join([*([way.town.name] if several else []), *map(str, words)])
