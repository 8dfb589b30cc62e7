"""Other numbers for the rules, as an officer proposes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from prerequisites.engine.documents import (
    CLOCKED,
    LONGEST_DAYS,
    MOST_SOURCES,
    Fault,
    FaultCode,
    as_document,
    faults_of,
)
from prerequisites.engine.rules import RuleSet
from prerequisites.labels import RULE_FAULT_LABELS, STEP_NAMES, SUBJECT_LABELS
from web.looks import LookForm
from web.rules.words import AGING, THRESHOLDS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_Word = TypeVar("_Word", bound=StrEnum)

_FIELD_OF: Final[Mapping[FaultCode, str]] = {
    FaultCode.LASTS_LONGER_IN_VIOLENCE: "high_{about}",
    FaultCode.TOO_FEW_TO_OPEN: "open_{about}",
    FaultCode.CLOSING_HARDER_THAN_OPENING: "close",
}
"""Where a fault is shown; the fields themselves refuse what is out of range."""


class RulesForm(LookForm):
    """Every number of the rules, beginning with those in force, and why they should change."""

    GROUPS = (
        (_("Why"), ("reason",)),
        (_("How long evidence speaks, in days"), tuple(f"days_{each}" for each in AGING)),
        (_("The same while violence is high"), tuple(f"high_{each}" for each in AGING)),
        (
            _("How many independent sources are needed"),
            (*(f"open_{each}" for each in THRESHOLDS), "close"),
        ),
        (_("Within how many days a step is owed"), tuple(f"within_{each}" for each in CLOCKED)),
    )

    reason = forms.CharField(
        label=_("Why should the rules change?"),
        help_text=_("Every officer reads it, also in years to come."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        rules: RuleSet,
        **kwargs: Any,
    ) -> None:
        """Begin with the numbers of the rules in force."""
        super().__init__(*args, **kwargs)
        self._rules = rules
        self.fields |= dict(_numbers(rules))
        self.fields["base"].initial = rules.version

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Refuse numbers that must not be adopted, that change nothing, or that are overtaken."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["base"] != self._rules.version:
            raise forms.ValidationError(
                _(
                    "Another version came into force while you wrote. Nothing was saved. "
                    "Please begin again with the numbers that hold now."
                )
            )
        rules = self.proposed()
        if as_document(rules) == as_document(self._rules):
            raise forms.ValidationError(_("These are the numbers that hold now. Change one."))
        for fault in faults_of(rules):
            self.add_error(_field_of(fault), str(RULE_FAULT_LABELS[fault.code]))
        return cleaned

    def proposed(self) -> RuleSet:
        """Return the rules with the numbers that were typed. Call it once they are clean."""
        return replace(
            self._rules,
            validity_days=self._typed("days", AGING),
            validity_days_when_high=self._typed("high", AGING),
            sources_to_open=self._typed("open", THRESHOLDS),
            sources_to_close=self.cleaned_data["close"],
            within_days=self._typed("within", CLOCKED),
        )

    def _typed(self, prefix: str, words: Sequence[_Word]) -> dict[_Word, int]:
        """Return the numbers of one kind, without those that were left empty."""
        typed = {word: self.cleaned_data[f"{prefix}_{word}"] for word in words}
        return {word: number for word, number in typed.items() if number is not None}


def _numbers(rules: RuleSet) -> Iterator[tuple[str, forms.IntegerField]]:
    """Yield a field for each number, beginning with what the rules say today."""
    for subject in AGING:
        yield f"days_{subject}", _days(SUBJECT_LABELS[subject], rules.validity_days[subject])
    for subject in AGING:
        field = _days(SUBJECT_LABELS[subject], rules.validity_days_when_high.get(subject))
        field.required = False
        field.help_text = _("Left empty: as long as otherwise.")
        yield f"high_{subject}", field
    for subject in THRESHOLDS:
        yield f"open_{subject}", _sources(SUBJECT_LABELS[subject], rules.sources_to_open[subject])
    yield "close", _sources(_("To close any of them"), rules.sources_to_close)
    for step in CLOCKED:
        yield f"within_{step}", _days(STEP_NAMES[step], rules.within_days[step])


def _days(label: "StrPromise", initial: int | None) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=1, max_value=LONGEST_DAYS)


def _sources(label: "StrPromise", initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=1, max_value=MOST_SOURCES)


def _field_of(fault: Fault) -> str | None:
    return _FIELD_OF[fault.code].format(about=fault.about) if fault.code in _FIELD_OF else None
