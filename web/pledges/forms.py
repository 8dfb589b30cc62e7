"""What a helping municipality offers, and what it says of itself."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.engine.values import Activity, ActorMode
from activities.labels import ACTOR_LABELS
from matching.engine.values import HelpForm, NeedTopic
from matching.labels import FORM_LABELS, TOPIC_LABELS
from matching.services.pledges import PledgeContent
from places.labels import choices
from prerequisites.engine.readiness import Answer, NationalPosition
from prerequisites.labels import ANSWER_LABELS, NATIONAL_POSITION_LABELS
from prerequisites.services import ReadinessAnswers
from web.fields import CountriesField, DateField, day_after, day_before
from web.forms import GroupedForm, TownForm, activity_choices

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Pledge
    from prerequisites.models import ReadinessProfile


class PledgeForm(TownForm):
    """One pledge."""

    GROUPS = (
        (
            _("What you can do"),
            ("municipality", "activities", "topics", "forms_of_help", "projects_done"),
        ),
        (_("Who does it"), ("actor", "has_host_partner", "has_platform", "can_host")),
        (_("In which languages"), ("languages", "has_interpreter")),
        (_("For how many, and when"), ("capacity", "starts", "last_day")),
        (_("Where not"), ("excluded",)),
    )

    activities = forms.MultipleChoiceField(
        label=_("What can you do?"),
        help_text=_("Tick what you could begin this year. Less is more credible than everything."),
        choices=activity_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.MultipleChoiceField(
        label=_("With which services can you help?"),
        help_text=_("Leave it empty if any service will do."),
        choices=choices(TOPIC_LABELS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    forms_of_help = forms.MultipleChoiceField(
        label=_("In which form?"),
        help_text=_("Only for direct support to municipal services."),
        choices=choices(FORM_LABELS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    actor = forms.ChoiceField(
        label=_("Who leads?"), choices=choices(ACTOR_LABELS), widget=forms.RadioSelect
    )
    capacity = forms.IntegerField(
        label=_("How many municipalities can you help at a time?"), min_value=1, max_value=1_000
    )
    has_interpreter = forms.BooleanField(label=_("We bring an interpreter"), required=False)
    has_host_partner = forms.BooleanField(
        label=_("A partner organisation on the spot gives us access, security and logistics"),
        required=False,
    )
    has_platform = forms.BooleanField(
        label=_("We work through an international platform or network"), required=False
    )
    can_host = forms.BooleanField(
        label=_("We can receive people at home or elsewhere outside the zone"), required=False
    )
    projects_done = forms.IntegerField(
        label=_("How many such projects have you carried out?"),
        min_value=0,
        max_value=1_000,
        initial=0,
    )
    excluded = CountriesField(
        label=_("Countries where you cannot help"),
        help_text=_("No appeal from a country chosen here is ever proposed to you."),
    )

    def content(self) -> PledgeContent:
        """Return what the pledge offers, for the service."""
        data = self.cleaned_data
        return PledgeContent(
            activities=frozenset(map(Activity, data["activities"])),
            topics=frozenset(map(NeedTopic, data["topics"])),
            forms=frozenset(map(HelpForm, data["forms_of_help"])),
            actor=ActorMode(data["actor"]),
            capacity=data["capacity"],
            languages=frozenset(data["languages"]),
            has_interpreter=data["has_interpreter"],
            has_host_partner=data["has_host_partner"],
            has_platform=data["has_platform"],
            can_host=data["can_host"],
            projects_done=data["projects_done"],
            starts=data["starts"],
            ends=day_after(data["last_day"]),
            excluded=frozenset(data["excluded"]),
        )


def initial_of(pledge: "Pledge") -> dict[str, object]:
    """Return what the form shows when a pledge is changed."""
    return {
        "municipality": str(pledge.municipality.reference),
        "activities": pledge.activities,
        "topics": pledge.topics,
        "forms_of_help": pledge.forms,
        "actor": pledge.actor,
        "capacity": pledge.capacity,
        "languages": pledge.languages,
        "has_interpreter": pledge.has_interpreter,
        "has_host_partner": pledge.has_host_partner,
        "has_platform": pledge.has_platform,
        "can_host": pledge.can_host,
        "projects_done": pledge.projects_done,
        "starts": pledge.starts,
        "last_day": day_before(pledge.ends),
        "excluded": pledge.excluded,
    }


def _answer(label: "StrPromise", help_text: "StrPromise | str" = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=choices(ANSWER_LABELS),
        widget=forms.RadioSelect(attrs={"class": "inline"}),
        initial=Answer.UNANSWERED.value,
    )


class ReadinessForm(GroupedForm):
    """The questionnaire H1 to H8. Every answer may wait; nothing is lost by leaving."""

    GROUPS = (
        (
            _("Why, and what for"),
            ("motives", "motives_statement", "objectives", "communication"),
        ),
        (
            _("How long, and by which policy"),
            ("endurance", "stays_years", "policy", "policy_dated_on"),
        ),
        (_("What you know, and with whom you work"), ("context_sources", "partners")),
        (_("Where you stand at home"), ("calm_at_home", "national_position")),
    )

    motives = _answer(
        _("Are your motives clear?"), _("You can state them at home and abroad, as they are.")
    )
    motives_statement = forms.CharField(
        label=_("Your motives, in a few sentences"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    objectives = _answer(
        _("Have you set objectives?"), _("They may be modest, but they must be clear.")
    )
    communication = _answer(_("Do the council and the residents know of them?"))
    endurance = _answer(_("Will you stay after the conflict is over?"))
    stays_years = forms.IntegerField(
        label=_("For how many years?"), min_value=0, max_value=100, required=False
    )
    policy = _answer(
        _("Does your municipality have a city-diplomacy policy?"),
        _("Best written when no appeal was waiting."),
    )
    policy_dated_on = DateField(label=_("On which day was it adopted?"), required=False)
    context_sources = forms.IntegerField(
        label=_("From how many independent sources do you know the context?"),
        help_text=_("Two at least, before anybody is introduced."),
        min_value=0,
        max_value=100,
        initial=0,
    )
    partners = _answer(_("Do you have reliable partners, and realistic aims with them?"))
    calm_at_home = _answer(_("Are things calm at home?"))
    national_position = forms.ChoiceField(
        label=_("What does your government think of it?"),
        help_text=_("This never stops you. Your right to cooperate is in the Charter."),
        choices=choices(NATIONAL_POSITION_LABELS),
        widget=forms.RadioSelect(attrs={"class": "inline"}),
        initial=NationalPosition.NOT_RECORDED.value,
    )

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Refuse the date of a policy that does not exist."""
        cleaned = super().clean() or {}
        if cleaned.get("policy_dated_on") and cleaned.get("policy") != Answer.YES:
            self.add_error("policy_dated_on", _("Only a policy that exists has a date."))
        return cleaned

    def answers(self) -> ReadinessAnswers:
        """Return the answers, for the service."""
        data = self.cleaned_data
        return ReadinessAnswers(
            motives=Answer(data["motives"]),
            motives_statement=data["motives_statement"],
            objectives=Answer(data["objectives"]),
            communication=Answer(data["communication"]),
            endurance=Answer(data["endurance"]),
            stays_years=data["stays_years"],
            policy=Answer(data["policy"]),
            policy_dated_on=data["policy_dated_on"],
            context_sources=data["context_sources"],
            partners=Answer(data["partners"]),
            calm_at_home=Answer(data["calm_at_home"]),
            national_position=NationalPosition(data["national_position"]),
        )


def answered(profile: "ReadinessProfile | None") -> dict[str, object]:
    """Return what the questionnaire shows of earlier answers."""
    if profile is None:
        return {}
    return {name: getattr(profile, name) for name in ReadinessForm.base_fields}
