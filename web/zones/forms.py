"""What officers look for, and what they record of a zone."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.engine.values import (
    Confidence,
    DatePrecision,
    Phase,
    Says,
    SourceKind,
    Subject,
)
from evidence.labels import (
    CONFIDENCES,
    DATE_PRECISIONS,
    PHASES,
    SAYINGS,
    SOURCE_KINDS,
    SUBJECTS,
)
from places.labels import choices
from prerequisites.engine.review import ReviewOutcome
from prerequisites.labels import OUTCOME_LABELS
from web.fields import DateField
from web.looks import LookForm
from web.vocabulary import language_choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from evidence.models import Source

EARLIEST: Final = date(1900, 1, 1)
AHEAD: Final = timedelta(days=5 * 366)
ANOTHER: Final = ""


class SearchForm(forms.Form):
    """The name of a zone, or a part of it."""

    words = forms.CharField(
        label=_("Name of the zone"),
        help_text=_("In any script, without accents if you like. A slip of the pen is forgiven."),
        max_length=80,
        required=False,
    )


class DatesForm(forms.Form):
    """The two days of a question: the one it is about, and the one it would be asked on."""

    as_of = DateField(label=_("As of"))
    known_on = DateField(label=_("As known on"))
    asked = forms.BooleanField(label=_("Suppose that the zone has asked for help"), required=False)

    def __init__(self, asked: "QueryDict", *, today: date) -> None:
        """Ask about today where no day is named."""
        super().__init__(_from_today(asked, ("as_of", "known_on"), today))
        self.today = today

    def clean_as_of(self) -> date:
        """Refuse days that nobody can judge."""
        return _within(self.cleaned_data["as_of"], self.today + AHEAD)

    def clean_known_on(self) -> date:
        """Refuse the future: nobody knows what will be recorded tomorrow."""
        return _within(self.cleaned_data["known_on"], self.today)

    def days(self) -> tuple[date, date]:
        """Return both days; today for one that was refused."""
        self.full_clean()
        named = self.cleaned_data
        return named.get("as_of") or self.today, named.get("known_on") or self.today

    def query(self) -> dict[str, str]:
        """Return the question as the address of a page carries it."""
        as_of, known_on = self.days()
        asked = {"asked": "on"} if self.cleaned_data.get("asked") else {}
        return {"as_of": as_of.isoformat(), "known_on": known_on.isoformat()} | asked


class SpanForm(forms.Form):
    """The days that a timeline shows, and the day on which it would have been drawn."""

    starts = DateField(label=_("From"), required=False)
    ends = DateField(label=_("Until"), required=False)
    known_on = DateField(label=_("As known on"))
    asked = forms.BooleanField(label=_("Suppose that the zone has asked for help"), required=False)

    def __init__(self, asked: "QueryDict", *, today: date) -> None:
        """Draw what is known today where no day is named."""
        super().__init__(_from_today(asked, ("known_on",), today))
        self.today = today

    def clean_starts(self) -> date | None:
        """Refuse days that nobody can judge."""
        day: date | None = self.cleaned_data["starts"]
        return day and _within(day, self.today)

    def clean_ends(self) -> date | None:
        """Refuse days that nobody can judge."""
        day: date | None = self.cleaned_data["ends"]
        return day and _within(day, self.today + AHEAD)

    def clean_known_on(self) -> date:
        """Refuse the future: nobody knows what will be recorded tomorrow."""
        return _within(self.cleaned_data["known_on"], self.today)

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Refuse a timeline that ends before it starts."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The last day must come after the first."))
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who says something: a source that is on record, or a body named for the first time."""

    kind: SourceKind
    known: "Source | None" = None
    name: str = ""
    independence_group: str = ""


class SpeakerForm(LookForm):
    """Who says it: one of the sources of this zone, or another body."""

    source = forms.ChoiceField(label=_("Source"), required=False)
    source_kind = forms.ChoiceField(
        label=_("What kind of body is it?"),
        choices=[("", "–"), *choices(SOURCE_KINDS)],
        required=False,
    )
    source_name = forms.CharField(
        label=_("Its name"),
        help_text=_("Only the officer of a case here, and who confirms it, will read the name."),
        max_length=200,
        required=False,
    )
    independence_group = forms.CharField(
        label=_("Which other bodies is it not independent of?"),
        help_text=_("Sources with the same word here count as one. Leave it empty if it is alone."),
        max_length=64,
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        sources: "Sequence[Source]",
        **kwargs: Any,
    ) -> None:
        """Let one of `sources` be chosen; without any, only another body can be named."""
        super().__init__(*args, **kwargs)
        self._sources = {str(source.reference): source for source in sources}
        field = cast("forms.ChoiceField", self.fields["source"])
        field.choices = [
            (ANOTHER, pgettext_lazy("source", "Another body, named below")),
            *((reference, source.name) for reference, source in self._sources.items()),
        ]
        if not sources:
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Ask for kind and name where no source on record is chosen."""
        cleaned = super().clean() or {}
        if not cleaned.get("source"):
            for name in ("source_kind", "source_name"):
                if not cleaned.get(name):
                    self.add_error(name, _("Name the body that says it, and its kind."))
        return cleaned

    def speaker(self) -> Speaker:
        """Return who says it. Call it on a valid form."""
        known = self._sources.get(self.cleaned_data["source"])
        if known is not None:
            return Speaker(kind=SourceKind(known.kind), known=known)
        return Speaker(
            kind=SourceKind(self.cleaned_data["source_kind"]),
            name=self.cleaned_data["source_name"].strip(),
            independence_group=self.cleaned_data["independence_group"].strip(),
        )


_SPEAKER: Final = ("source", "source_kind", "source_name", "independence_group")


class StatementForm(SpeakerForm):
    """A statement about a zone."""

    GROUPS = (
        (_("What is said"), ("subject", "says", "text", "language")),
        (_("Who says it"), _SPEAKER),
        (_("When it was so"), ("observed_on", "precision", "valid_until")),
        (_("How far it is believed"), ("confidence",)),
    )

    subject = forms.TypedChoiceField(
        label=_("What is it about?"), choices=choices(SUBJECTS), coerce=Subject
    )
    says = forms.TypedChoiceField(
        label=_("What does it say?"),
        choices=choices(SAYINGS),
        coerce=Says,
        widget=forms.RadioSelect,
        help_text=_("Of a limit or a risk: “met” says that it is there, “unmet” that it is gone."),
    )
    text = forms.CharField(
        label=_("In its own words"),
        help_text=_("Name nobody who could be harmed by it."),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    language = forms.ChoiceField(label=_("In which language?"), required=False)
    observed_on = DateField(label=_("On which day was it so?"))
    precision = forms.TypedChoiceField(
        label=_("How exactly is the day known?"),
        choices=choices(DATE_PRECISIONS),
        coerce=DatePrecision,
        initial=DatePrecision.DAY.value,
    )
    valid_until = DateField(label=_("Until when does it hold, if it says so?"), required=False)
    confidence = forms.TypedChoiceField(
        label=_("How far do you believe it?"),
        choices=choices(CONFIDENCES),
        coerce=Confidence,
        initial=Confidence.MEDIUM.value,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        subject: Subject | None = None,
        **kwargs: Any,
    ) -> None:
        """Ask about `subject` alone where one is given: a better statement keeps its subject."""
        super().__init__(*args, **kwargs)
        languages = cast("forms.ChoiceField", self.fields["language"])
        languages.choices = [("", "–"), *language_choices()]
        if subject is not None:
            asked = cast("forms.TypedChoiceField", self.fields["subject"])
            asked.choices = [(subject.value, SUBJECTS[subject])]
            asked.initial = subject.value
            asked.widget = forms.HiddenInput()


class PhaseForm(SpeakerForm):
    """A phase of the conflict in a zone."""

    GROUPS = (
        (_("The phase"), ("phase", "starts", "ends")),
        (_("Who says it"), _SPEAKER),
    )

    phase = forms.TypedChoiceField(
        label=_("Which phase?"), choices=choices(PHASES), coerce=Phase, widget=forms.RadioSelect
    )
    starts = DateField(label=_("Since which day?"))
    ends = DateField(label=_("On which day was it over?"), required=False)


class OutcomeForm(forms.Form):
    """What came of a review."""

    outcome = forms.TypedChoiceField(
        label=_("What came of it?"),
        choices=[("", "–"), *choices(OUTCOME_LABELS)],  # nobody closes a review by a default
        coerce=ReviewOutcome,
    )


def _within(day: date, latest: date) -> date:
    if day < EARLIEST or day > latest:
        raise forms.ValidationError(
            _("Name a day between %(first)s and %(last)s."),
            params={"first": EARLIEST.isoformat(), "last": latest.isoformat()},
        )
    return day


def _from_today(asked: "QueryDict", names: "Sequence[str]", today: date) -> dict[str, object]:
    named: dict[str, object] = {name: asked.get(name) or today.isoformat() for name in names}
    return {**asked.dict(), **named}
