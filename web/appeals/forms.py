"""What a municipality writes when it asks for help."""

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.engine.values import Activity
from matching.engine.values import AppealKind, NeedTopic, Urgency
from matching.labels import APPEAL_KIND_LABELS, TOPIC_LABELS, URGENCY_LABELS
from matching.services.appeals import AppealContent
from places.labels import choices
from web.fields import CountriesField, day_after, day_before
from web.forms import TownForm, activity_choices

if TYPE_CHECKING:
    from matching.models import Appeal


class AppealForm(TownForm):
    """One appeal."""

    GROUPS = (
        (_("What you ask for"), ("municipality", "kinds", "activity", "topic", "summary")),
        (
            _("When and how"),
            (
                *("urgency", "starts", "last_day", "languages"),
                *("accepts_other_activities", "helpers_wanted"),
            ),
        ),
        (_("Who must not learn of it"), ("excluded",)),
    )

    kinds = forms.MultipleChoiceField(
        label=_("What do you ask for?"),
        help_text=_("You may tick more than one."),
        choices=choices(APPEAL_KIND_LABELS),
        widget=forms.CheckboxSelectMultiple,
    )
    activity = forms.ChoiceField(
        label=_("Which kind of help would fit best?"),
        choices=activity_choices,
        widget=forms.RadioSelect,
    )
    topic = forms.ChoiceField(
        label=_("What is it about?"),
        help_text=_("Name the dialogue or the municipal service."),
        choices=[("", _("Please choose")), *choices(TOPIC_LABELS)],
    )
    summary = forms.CharField(
        label=_("Say it in your own words"),
        help_text=_(
            "Write in any language. Do not name people who could be put at risk. "
            "Only the officer of your case reads this."
        ),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )
    urgency = forms.ChoiceField(
        label=_("How long can it wait?"),
        choices=choices(URGENCY_LABELS),
        widget=forms.RadioSelect,
    )
    accepts_other_activities = forms.BooleanField(
        label=_("Other help is welcome too, when this one is not possible yet"),
        required=False,
        initial=True,
    )
    helpers_wanted = forms.IntegerField(
        label=_("How many helpers would be best?"),
        help_text=_("One is enough for most things. More than one asks for a network."),
        min_value=1,
        max_value=20,
        initial=1,
        required=False,
    )
    excluded = CountriesField(
        label=_("Countries whose municipalities must not learn of this"),
        help_text=_("Nobody from a country chosen here is ever proposed to you."),
    )

    def content(self) -> AppealContent:
        """Return what the appeal says, for the service."""
        data = self.cleaned_data
        return AppealContent(
            kinds=frozenset(map(AppealKind, data["kinds"])),
            activity=Activity(data["activity"]),
            topic=NeedTopic(data["topic"]),
            summary=data["summary"],
            languages=frozenset(data["languages"]),
            urgency=Urgency(data["urgency"]),
            starts=data["starts"],
            ends=day_after(data["last_day"]),
            excluded=frozenset(data["excluded"]),
            accepts_other_activities=data["accepts_other_activities"],
            helpers_wanted=data["helpers_wanted"] or 1,
        )


class NewAppealForm(AppealForm):
    """A first draft. Its key goes with the form, so that sending it twice makes one appeal."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def clean_client_key(self) -> UUID:
        """Return the key, or a fresh one for a form that was opened before forms had keys."""
        key: UUID | None = self.cleaned_data["client_key"]
        return key or uuid4()


def initial_of(appeal: "Appeal", *, summary: str) -> dict[str, object]:
    """Return what the form shows when an appeal is changed; `summary` is its opened text."""
    return {
        "municipality": str(appeal.municipality.reference),
        "kinds": appeal.kinds,
        "activity": appeal.activity,
        "topic": appeal.topic,
        "summary": summary,
        "urgency": appeal.urgency,
        "languages": appeal.languages,
        "starts": appeal.starts,
        "last_day": day_before(appeal.ends),
        "accepts_other_activities": appeal.accepts_other_activities,
        "helpers_wanted": appeal.helpers_wanted,
        "excluded": appeal.excluded,
    }
