"""What a municipality writes when it asks for help."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from matching.engine.values import AppealKind, NeedTopic, Urgency
from matching.labels import APPEAL_KIND_LABELS, TOPIC_LABELS, URGENCY_LABELS
from matching.services.appeals import AppealContent
from places.labels import choices
from places.models import Municipality
from web.fields import DateField, day_after, day_before
from web.vocabulary import country_choices, language_choices

if TYPE_CHECKING:
    from accounts.models import User
    from matching.models import Appeal


class AppealForm(forms.Form):
    """One appeal. Its last day is named inclusively; the service's end is exclusive."""

    municipality = forms.ModelChoiceField(
        label=_("Which municipality asks?"),
        queryset=Municipality.objects.none(),
        to_field_name="reference",
        empty_label=None,
    )
    kinds = forms.MultipleChoiceField(
        label=_("What do you ask for?"),
        help_text=_("You may tick more than one."),
        choices=choices(APPEAL_KIND_LABELS),
        widget=forms.CheckboxSelectMultiple,
    )
    activity = forms.ChoiceField(
        label=_("Which kind of help would fit best?"),
        choices=choices(ACTIVITY_LABELS),
        widget=forms.RadioSelect,
    )
    topic = forms.ChoiceField(
        label=_("What is it about?"),
        help_text=_("Name the dialogue or the municipal service."),
        choices=choices(TOPIC_LABELS),
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
    languages = forms.MultipleChoiceField(
        label=_("In which languages can you work?"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )
    starts = DateField(label=_("From which day?"))
    last_day = DateField(label=_("Until which day?"))
    accepts_other_activities = forms.BooleanField(
        label=_("Other help is welcome too, when this one is not possible yet"),
        required=False,
        initial=True,
    )
    excluded = forms.MultipleChoiceField(
        label=_("Countries whose municipalities must not learn of this"),
        help_text=_("Nobody from a country chosen here is ever proposed to you."),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, *args: Any, user: "User", **kwargs: Any) -> None:  # Any: Django's signature
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = user.municipalities.filter(may_appeal=True)  # type: ignore[attr-defined]
        self.fields["languages"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["excluded"].choices = country_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Refuse a window that ends before it starts."""
        cleaned = super().clean() or {}
        starts, last_day = cleaned.get("starts"), cleaned.get("last_day")
        if starts and last_day and last_day < starts:
            self.add_error("last_day", _("The last day must not come before the first."))
        return cleaned

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
        )


def initial_of(appeal: "Appeal") -> dict[str, object]:
    """Return what the form shows when an appeal is changed."""
    return {
        "municipality": appeal.municipality.reference,
        "kinds": appeal.kinds,
        "activity": appeal.activity,
        "topic": appeal.topic,
        "summary": appeal.summary,
        "urgency": appeal.urgency,
        "languages": appeal.languages,
        "starts": appeal.starts,
        "last_day": day_before(appeal.ends),
        "accepts_other_activities": appeal.accepts_other_activities,
        "excluded": appeal.excluded,
    }
