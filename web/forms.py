"""What the forms of those who ask and of those who help have in common."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS, ACTIVITY_SENTENCES
from web.fields import BodyField, CountriesField, DateField, LanguagesField
from web.vocabulary import languages_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms.boundfield import BoundField
    from django.utils.functional import _StrPromise as StrPromise
    from django.utils.safestring import SafeString

    from places.models import Municipality

WORKING_LANGUAGES = ("en", "fr")  # those of the Council of Europe


def activity_choices() -> "list[tuple[str, SafeString]]":
    """Return every activity with its name and a sentence that explains it."""
    return [
        (
            activity.value,
            format_html(
                '<span><span class="choice">{}</span> <span>{}</span></span>',
                ACTIVITY_LABELS[activity],
                ACTIVITY_SENTENCES[activity],
            ),
        )
        for activity in Activity
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that belong together, under a short heading."""

    title: "StrPromise"
    questions: "Sequence[BoundField]"


class GroupedForm(forms.Form):
    """A form that asks in groups; GROUPS names each of its fields once."""

    GROUPS: "ClassVar[Sequence[tuple[StrPromise, Sequence[str]]]]" = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's signature
        super().__init__(*args, **kwargs)
        self.order_fields([name for _title, names in self.GROUPS for name in names])

    def groups(self) -> list[Group]:
        """Return the visible questions by group, without the groups that ask nothing."""
        asked = {field.name: field for field in self.visible_fields()}
        groups = [
            Group(title=title, questions=[asked[name] for name in names if name in asked])
            for title, names in self.GROUPS
        ]
        return [group for group in groups if group.questions]


class OfTownForm(forms.Form):
    """What is written for one of several towns; a form of this kind has a `municipality`."""

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        towns: "Sequence[Municipality]",
        **kwargs: Any,
    ) -> None:
        """Let the form be written for one of `towns`."""
        super().__init__(*args, **kwargs)
        # Cast: a form knows its fields only as fields.
        cast("BodyField", self.fields["municipality"]).offer(towns)


class SpanForm(GroupedForm):
    """What holds for some days. The last is named inclusively; a service's end is exclusive."""

    starts = DateField(label=_("From which day?"))
    last_day = DateField(label=_("Until which day?"))

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Refuse a window that ends before it starts."""
        cleaned = super().clean() or {}
        starts, last_day = cleaned.get("starts"), cleaned.get("last_day")
        if starts and last_day and last_day < starts:
            self.add_error("last_day", _("The last day must not come before the first."))
        return cleaned


class TownForm(OfTownForm, SpanForm):
    """What a town writes: who, when, in which languages, and without whom."""

    municipality = BodyField(label=_("Which municipality do you write for?"))
    languages = LanguagesField(label=_("In which languages can you work?"))
    excluded = CountriesField(label=_("Which countries must stay out?"))

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        towns: "Sequence[Municipality]",
        **kwargs: Any,
    ) -> None:
        """Let the form be written for one of `towns`."""
        super().__init__(*args, towns=towns, **kwargs)
        # Casts: a form knows its fields only as fields.
        cast("CountriesField", self.fields["excluded"]).offer()
        cast("LanguagesField", self.fields["languages"]).offer(
            {
                get_language() or "",
                *WORKING_LANGUAGES,
                *(code for town in towns for code in languages_of(town.country_code)),
                *(self["languages"].value() or ()),
            }
        )
