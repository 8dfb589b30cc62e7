"""Form fields that several pages share."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from partnercalls.engine.words import UnseenSigns, as_read
from web.vocabulary import country_choices, language_choices

if TYPE_CHECKING:
    from django.forms.renderers import BaseRenderer
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict
    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import Network
    from places.models import Intermediary, Municipality


class DateField(forms.DateField):
    """A day, typed or picked with the device's own calendar; always as year-month-day."""

    def __init__(self, *, label: "StrPromise", required: bool = True) -> None:
        super().__init__(
            label=label,
            required=required,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d"],
        )


class OpenWordsField(forms.CharField):
    """Words that strangers read: some lines of text, without signs that deceive the eye."""

    def __init__(
        self, *, label: "StrPromise", help_text: "StrPromise", max_length: int, rows: int
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=max_length,
            widget=forms.Textarea(attrs={"rows": rows}),
        )

    def clean(self, value: object) -> str:
        """Return the words in normal form.

        Raises:
            ValidationError: they are missing, too long, or hold signs that cannot be seen.
        """
        try:
            return as_read(str(super().clean(value)))
        except UnseenSigns:
            raise forms.ValidationError(
                gettext("This holds signs that cannot be seen. Type it by hand.")
            ) from None


class BodyField(forms.TypedChoiceField):
    """One of the bodies that someone writes for; not asked where there is only one."""

    def offer(self, bodies: "Sequence[Intermediary | Municipality | Network]") -> None:
        """Let one of `bodies` be chosen."""
        by_reference = {str(body.reference): body for body in bodies}
        self.choices = [(reference, body.name) for reference, body in by_reference.items()]
        self.coerce = by_reference.__getitem__
        if len(bodies) == 1:
            self.widget = forms.HiddenInput()
            self.initial = next(iter(by_reference))


class LanguagesField(forms.MultipleChoiceField):
    """Languages to tick: the likely ones in sight, the others behind a disclosure."""

    def __init__(self, *, label: "StrPromise") -> None:
        super().__init__(label=label, widget=forms.CheckboxSelectMultiple)
        self.near: frozenset[str] = frozenset()

    def offer(self, near: Iterable[str]) -> None:
        """Name every language in the reader's own, and keep `near` in sight."""
        self.choices = language_choices()
        self.near = frozenset(near)


class CountryLists(forms.SelectMultiple):
    """Some drop-down lists with one country each.

    A list in which several are chosen loses them all at one careless click, and what is lost
    here could show an appeal to those who must not learn of it.
    """

    SPARE: Final = 3
    use_fieldset = True

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return no id: the legend names the group, each list names itself."""
        return "" if index is None else f"{id_}_{index}"

    def value_from_datadict(
        self,
        data: "Mapping[str, Any] | QueryDict",  # Any: Django's signature
        files: "MultiValueDict[str, Any]",
        name: str,
    ) -> list[str]:
        """Return the countries that were chosen, without the lists that were left empty."""
        chosen = super().value_from_datadict(data, files, name) or []
        return [code for code in chosen if code]

    def render(
        self,
        name: str,
        value: Sequence[str] | None,
        attrs: dict[str, Any] | None = None,  # Any: Django's signature
        renderer: "BaseRenderer | None" = None,  # noqa: ARG002 - Django passes it
    ) -> SafeString:
        """Return a list for each chosen country and some for others."""
        slots = [*(value or []), *[""] * self.SPARE]
        id_ = (attrs or {}).get("id", name)
        return format_html_join(
            "\n",
            '<select class="country" name="{}" id="{}_{}" aria-label="{}">{}</select>',
            (
                (name, id_, at, _country_number(at + 1), self._options(chosen))
                for at, chosen in enumerate(slots)
            ),
        )

    def _options(self, chosen: str) -> SafeString:
        named = [("", "–"), *((str(code), str(label)) for code, label in self.choices)]
        return format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (code, SafeString(" selected") if code == chosen else "", label)
                for code, label in named
            ),
        )


class CountriesField(forms.MultipleChoiceField):
    """Countries that are left out."""

    def __init__(self, *, label: "StrPromise", help_text: "StrPromise | str" = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False, widget=CountryLists)

    def offer(self) -> None:
        """Name every country in the reader's language."""
        self.choices = country_choices()


def day_after(day: date) -> date:
    """Return the exclusive end of a window whose last day people name."""
    return day + timedelta(days=1)


def day_before(day: date) -> date:
    """Return the last day of a window from its exclusive end."""
    return day - timedelta(days=1)


def _country_number(number: int) -> str:
    return pgettext("one of several", "Country %(number)s") % {"number": number}
