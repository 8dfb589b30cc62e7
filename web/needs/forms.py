"""What somebody who could help looks for among the needs."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.template.defaultfilters import date as date_format
from django.utils.translation import gettext_lazy as _

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from evidence.engine.values import Phase
from evidence.labels import PHASES
from places.labels import choices
from publication.engine.values import ActivityGroup
from publication.labels import GROUP_LABELS
from publication.selectors.cards import Sought
from web.fields import BodyField
from web.forms import OfTownForm
from web.needs.words import place_words

if TYPE_CHECKING:
    from places.models import Zone

_ALL = [("", _("All"))]


class NeedsForm(forms.Form):
    """Every question may stay open, and each is as coarse as the list itself."""

    activity = forms.ChoiceField(
        label=_("What could you do?"),
        required=False,
        choices=[
            *_ALL,
            (_("One activity"), choices(ACTIVITY_LABELS)),
            (_("Activities together"), choices(GROUP_LABELS)),
        ],
    )
    place = forms.ChoiceField(label=_("Where?"), required=False)
    phase = forms.ChoiceField(
        label=_("In which phase of a conflict?"),
        required=False,
        choices=[*_ALL, *choices(PHASES)],
    )
    month = forms.ChoiceField(label=_("On the list since"), required=False)

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        places: "Iterable[Zone]",
        months: Sequence[date],
        **kwargs: Any,
    ) -> None:
        """Offer the places and the months that the list tells."""
        super().__init__(*args, **kwargs)
        told = sorted(
            ((place.code, place_words(place)) for place in places), key=lambda one: one[1]
        )
        self._place_words = dict(told)
        self._offer("place", told)
        self._offer(
            "month",
            [(day.isoformat(), date_format(day, "YEAR_MONTH_FORMAT")) for day in months],
        )

    def sought(self) -> Sought:
        """Return what is looked for; an answer that is not offered leaves its question open."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        activity = said["activity"]
        return Sought(
            activity=Activity(activity) if activity in set(Activity) else None,
            group=ActivityGroup(activity) if activity in set(ActivityGroup) else None,
            place=said["place"],
            phase=Phase(said["phase"]) if said["phase"] else None,
            month=date.fromisoformat(said["month"]) if said["month"] else None,
        )

    def place_words(self) -> str:
        """Return the name of the place that is looked for, or nothing where any will do."""
        return self._place_words.get(self.sought().place, "")

    def _offer(self, name: str, offered: Sequence[tuple[str, str]]) -> None:
        # Cast: a form knows its fields only as fields.
        cast("forms.ChoiceField", self.fields[name]).choices = [*_ALL, *offered]


class NameForm(forms.Form):
    """By which name a search is known."""

    name = forms.CharField(
        label=_("Its name"),
        max_length=80,
        help_text=_("Only your municipality reads it. No name of a person."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class SaveForm(OfTownForm, NameForm):
    """For which municipality a search is kept, and by which name."""

    municipality = BodyField(label=_("For which municipality?"))
