"""What somebody without an account is asked: what is needed, then who and where."""

from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from intake.engine.dossier import Filer
from intake.labels import FILER_LABELS, GIFT_LABELS
from matching.labels import APPEAL_KIND_LABELS, TOPIC_LABELS, URGENCY_LABELS
from places.labels import choices
from web.fields import CountriesField, LanguagesField
from web.forms import WORKING_LANGUAGES, GroupedForm
from web.vocabulary import country_name, languages_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from intake.selectors.towns import Town

MONTHS: Final = (1, 3, 6, 12, 24)


def month_choices() -> list[tuple[int, str]]:
    """Return for how long help can be asked, in words."""
    return [(n, ngettext("%(n)s month", "%(n)s months", n) % {"n": n}) for n in MONTHS]


def town_choices(towns: "Sequence[Town]") -> "list[tuple[str, str | SafeString]]":
    """Return the municipalities that were found, each with what it lies in."""
    return [
        (
            str(town.reference),
            format_html(
                "<bdi>{}</bdi> · <bdi>{}</bdi> · {}",
                town.name,
                town.lies_in,
                country_name(town.country_code),
            ),
        )
        for town in towns
    ]


class WhatForm(GroupedForm):
    """The first page: what is needed, the name of the municipality, and who must not know."""

    GROUPS = (
        (_("What you ask for"), ("kinds", "topic", "summary")),
        (_("Where"), ("sought",)),
        (_("Who must not learn of it"), ("excluded", "untold")),
    )

    kinds = forms.MultipleChoiceField(
        label=_("What do you ask for?"),
        help_text=_("You may tick more than one."),
        choices=choices(APPEAL_KIND_LABELS),
        widget=forms.CheckboxSelectMultiple,
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
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    sought = forms.CharField(
        label=_("Which municipality is it about?"),
        help_text=_("Write its name. On the next page you choose it from a list."),
        max_length=100,
    )
    excluded = CountriesField(
        label=_("Countries whose municipalities must not learn of this"),
        help_text=_("Nobody from a country chosen here is ever proposed to you."),
    )
    untold = forms.CharField(
        label=_("What must not be told to anybody?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's signature
        """Let every country be chosen."""
        super().__init__(*args, **kwargs)
        # Cast: a form knows its fields only as fields.
        cast("CountriesField", self.fields["excluded"]).offer()


class WhoForm(GroupedForm):
    """The second page: which town, for how long, in which languages, and who asks."""

    GROUPS = (
        (_("Where"), ("town", "sought")),
        (_("When and how"), ("urgency", "months", "languages")),
        (_("Who asks"), ("filer", "author", "mandate", "contact")),
        (_("What you could give back"), ("gifts", "gift_words")),
    )

    town = forms.ChoiceField(
        label=_("Which of these is it?"), widget=forms.RadioSelect, required=False
    )
    sought = forms.CharField(
        label=_("Not in the list? Write the name in another way"),
        help_text=_("In its own script or in Latin letters. Leave it as it is if you found it."),
        max_length=100,
        required=False,
    )
    urgency = forms.ChoiceField(
        label=_("How long can it wait?"),
        choices=choices(URGENCY_LABELS),
        widget=forms.RadioSelect,
    )
    months = forms.TypedChoiceField(
        label=_("For how long do you need help?"), choices=month_choices, coerce=int, initial=6
    )
    languages = LanguagesField(label=_("In which languages can you work?"))
    filer = forms.ChoiceField(label=_("Who writes this?"), widget=forms.RadioSelect)
    author = forms.CharField(
        label=_("Your name and your office"),
        help_text=_("You need not say it. It helps us to see that the appeal is genuine."),
        max_length=200,
        required=False,
    )
    mandate = forms.CharField(
        label=_("Who decided that you ask?"),
        help_text=_("For example the council, the mayor, nobody yet. You need not say it."),
        max_length=500,
        required=False,
    )
    contact = forms.CharField(
        label=_("How can an officer reach you or somebody who knows you?"),
        help_text=_(
            "You need not say it. The officer of your case sees it only on giving a reason, "
            "which is kept."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    gifts = forms.MultipleChoiceField(
        label=_("What could you give back one day?"),
        help_text=_("You owe nothing. Nobody only receives."),
        choices=choices(GIFT_LABELS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    gift_words = forms.CharField(label=_("Or in your own words"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        towns: "Sequence[Town]",
        filers: "Sequence[Filer]" = (Filer.MAYOR, Filer.INTERMEDIARY),
        **kwargs: Any,
    ) -> None:
        """Let one of `towns` be chosen, and one of `filers` be named."""
        super().__init__(*args, **kwargs)
        self.towns = towns
        # Casts: a form knows its fields only as fields.
        cast("forms.ChoiceField", self.fields["town"]).choices = town_choices(towns)
        if not towns:
            self.fields["town"].widget = forms.HiddenInput()
        cast("forms.ChoiceField", self.fields["filer"]).choices = [
            (filer.value, FILER_LABELS[filer]) for filer in filers
        ]
        cast("LanguagesField", self.fields["languages"]).offer(
            {
                get_language() or "",
                *WORKING_LANGUAGES,
                *(code for town in towns for code in languages_of(town.country_code)),
                *(self["languages"].value() or ()),
            }
        )

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Ask for the municipality again where none was chosen."""
        cleaned = super().clean() or {}
        if "town" in cleaned and not cleaned["town"]:
            self.add_error("sought" if not self.towns else "town", self._not_chosen())
        return cleaned

    def _not_chosen(self) -> str:
        if self.towns:
            return str(_("Choose your municipality, or write its name in another way."))
        return str(
            _(
                "We found no municipality of this name. Nothing is lost. Write the name in another "
                "way, or the name of the next larger municipality."
            )
        )
