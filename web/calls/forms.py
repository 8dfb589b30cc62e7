"""What is written around partner calls: the call, what the officer knows, and an offer."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from evidence.engine.values import Phase
from evidence.labels import PHASES
from matching.engine.values import NeedTopic
from matching.labels import TOPIC_LABELS
from partnercalls.engine.calling import MOST_EXPERTS, NegativePeace
from partnercalls.labels import PEACE_LABELS
from partnercalls.services.calls import CallContent
from places.labels import choices
from web.fields import BodyField, LanguagesField, OpenWordsField, day_after
from web.forms import WORKING_LANGUAGES, OfTownForm, SpanForm
from web.vocabulary import country_choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import Network
    from places.models import Intermediary

_CHOOSE = ("", _("Please choose"))


class CallForm(SpanForm):
    """One call for experts. What a host must give is asked, not assumed (report L486-491)."""

    GROUPS = (
        (_("Whom you look for"), ("host", "topic", "experts", "summary", "languages")),
        (_("Where, and when"), ("country", "starts", "last_day")),
        (_("What you give them"), ("gives_access", "gives_security", "gives_logistics")),
        (_("Who learns that it is you"), ("shows_name", "contact")),
    )

    host = BodyField(label=_("For which organisation do you write?"))
    topic = forms.ChoiceField(
        label=_("In which field shall they work?"), choices=[_CHOOSE, *choices(TOPIC_LABELS)]
    )
    experts = forms.IntegerField(
        label=_("How many experts do you look for?"), min_value=1, max_value=MOST_EXPERTS
    )
    summary = OpenWordsField(
        label=_("What shall they do?"),
        help_text=_(
            "Cities read these words. Name no town, no base and no person: being recognised can "
            "put people at risk."
        ),
        max_length=600,
        rows=5,
    )
    languages = LanguagesField(label=_("In which of these languages can they work with you?"))
    country = forms.ChoiceField(
        label=_("In which country?"), help_text=_("Cities learn no more of the place than this.")
    )
    gives_access = forms.BooleanField(label=_("We give them access to the place of work"))
    gives_security = forms.BooleanField(label=_("We see to their security there"))
    gives_logistics = forms.BooleanField(label=_("We see to travel, lodging and equipment"))
    shows_name = forms.BooleanField(
        label=_("Cities may read our name in the list"),
        help_text=_("Otherwise they read only what kind of organisation you are."),
        required=False,
    )
    contact = OpenWordsField(
        label=_("How do we reach you?"),
        help_text=_(
            "A person and a telephone number or an address. It lies sealed. The secretariat can "
            "open it, and the cities whose experts you take up."
        ),
        max_length=500,
        rows=2,
    )

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        hosts: "Sequence[Intermediary | Network]",
        **kwargs: Any,
    ) -> None:
        """Let the form be written for one of `hosts`."""
        super().__init__(*args, **kwargs)
        # Casts: a form knows its fields only as fields.
        cast("BodyField", self.fields["host"]).offer(hosts)
        cast("forms.ChoiceField", self.fields["country"]).choices = [_CHOOSE, *country_choices()]
        cast("LanguagesField", self.fields["languages"]).offer(
            {get_language() or "", *WORKING_LANGUAGES, *(self["languages"].value() or ())}
        )
        for name in ("gives_access", "gives_security", "gives_logistics"):
            self.fields[name].error_messages["required"] = _(
                "Without this nobody can be lent to you. If another organisation gives it, let "
                "that one write the call."
            )

    def content(self) -> CallContent:
        """Return what is asked for, for the service."""
        data = self.cleaned_data
        return CallContent(
            topic=NeedTopic(data["topic"]),
            summary=data["summary"],
            experts=data["experts"],
            languages=frozenset(data["languages"]),
            country_code=data["country"],
            starts=data["starts"],
            ends=day_after(data["last_day"]),
            shows_name=data["shows_name"],
            contact=data["contact"],
        )


class ListForm(forms.Form):
    """What the officer knows of the place, before cities read the call."""

    phase = forms.ChoiceField(
        label=_("In which phase is the place where they would work?"),
        help_text=_("The thematic map opens specialists on loan in some phases only."),
        choices=choices(PHASES),
        widget=forms.RadioSelect,
    )
    peace = forms.ChoiceField(
        label=_("Has the fighting ended there?"),
        help_text=_(
            "Where it has not, or nobody knows, the help is recorded and not counted as city "
            "diplomacy (footnote 16 of the report)."
        ),
        choices=choices(PEACE_LABELS),
        widget=forms.RadioSelect,
    )

    def said(self) -> tuple[Phase, NegativePeace]:
        """Return both answers."""
        return Phase(self.cleaned_data["phase"]), NegativePeace(self.cleaned_data["peace"])


class RefuseForm(forms.Form):
    """Why a call is not listed."""

    reason = OpenWordsField(
        label=_("Why is it not listed?"),
        help_text=_("The organisation reads this. Say what it could do instead."),
        max_length=1_000,
        rows=4,
    )


class OfferForm(OfTownForm):
    """How many experts a city would lend, and how the host reaches it."""

    municipality = BodyField(label=_("Which municipality do you write for?"))
    experts = forms.IntegerField(label=_("How many experts can you lend?"), min_value=1)
    contact = OpenWordsField(
        label=pgettext_lazy("offer of experts", "How does the organisation reach you?"),
        help_text=_(
            "A person and a telephone number or an address. The organisation reads it at once, "
            "with the name of your municipality. If it does not take you up, it is erased."
        ),
        max_length=500,
        rows=2,
    )

    def __init__(self, *args: Any, left: int, **kwargs: Any) -> None:  # Any: Django's signature
        """Let no more be lent than are still looked for."""
        super().__init__(*args, **kwargs)
        experts = self.fields["experts"]
        experts.widget.attrs["max"] = left
        experts.initial = 1
