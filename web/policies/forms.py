"""Another order of the criteria, as an officer proposes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.engine.criteria import Criterion, Policy
from matching.engine.policies import (
    LARGEST_STEP,
    LONGEST_NAME,
    MOST_STEPS,
    PolicyFault,
    as_document,
    faults_of,
)
from matching.engine.priority import Steps
from matching.labels import CRITERION_LABELS, POLICY_FAULT_LABELS
from web.looks import LookForm

MOVABLE: Final = tuple(each for each in Criterion if each is not Criterion.FIT_OF_NEED)
"""The criteria that officers may order; the fit of the need always comes first."""

_WAITING: Final = tuple(f"waiting_{number}" for number in range(1, MOST_STEPS + 1))
_OPTIONS: Final = tuple(f"options_{number}" for number in range(1, MOST_STEPS + 1))

_FIELD_OF: Final[Mapping[PolicyFault, str]] = {
    PolicyFault.WAITING_STEPS: _WAITING[0],
    PolicyFault.OPTION_STEPS: _OPTIONS[0],
}
"""Where a fault is shown; the fields themselves refuse the others."""


class PolicyForm(LookForm):
    """The place of each criterion, beginning with those in force, and why they should change."""

    GROUPS = (
        (_("Name and reason"), ("name", "reason")),
        (
            _("What decides where several pledges could help"),
            tuple(f"place_{each}" for each in MOVABLE),
        ),
        (_("After how many days waiting counts more"), _WAITING),
        (_("From how many pledges an appeal is easier to help"), _OPTIONS),
    )

    name = forms.CharField(label=_("What should this version be called?"), max_length=LONGEST_NAME)
    reason = forms.CharField(
        label=_("Why should the order change?"),
        help_text=_("Every officer reads it, also in years to come."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        policy: Policy,
        order: Sequence[Criterion] | None = None,
        **kwargs: Any,
    ) -> None:
        """Begin with the policy in force, or with another order of the criteria."""
        super().__init__(*args, **kwargs)
        self._policy = policy
        self.fields |= dict(_questions(policy, policy.order if order is None else order))
        self.fields["base"].initial = policy.version

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Refuse what must not be adopted, what changes nothing, and what is overtaken."""
        cleaned = super().clean() or {}
        self._refuse_shared_places(cleaned)
        if self.errors:
            return cleaned
        if cleaned["base"] != self._policy.version:
            raise forms.ValidationError(
                _(
                    "Another version came into force while you wrote. Nothing was saved. "
                    "Please begin again with the order that holds now."
                )
            )
        policy = self.proposed()
        if as_document(policy) == as_document(self._policy):
            raise forms.ValidationError(_("This is the order that holds now. Change something."))
        for fault in faults_of(policy):
            self.add_error(_FIELD_OF.get(fault.code), str(POLICY_FAULT_LABELS[fault.code]))
        return cleaned

    def proposed(self) -> Policy:
        """Return the policy that was typed. Call it once it is clean."""
        places = {each: self.cleaned_data[f"place_{each}"] for each in MOVABLE}
        used = [each for each in MOVABLE if places[each]]
        return replace(
            self._policy,
            name=self.cleaned_data["name"],
            order=(Criterion.FIT_OF_NEED, *sorted(used, key=lambda each: int(places[each]))),
            steps=Steps(waiting_days=self._typed(_WAITING), options=self._typed(_OPTIONS)),
        )

    def _typed(self, names: Sequence[str]) -> tuple[int, ...]:
        typed = [self.cleaned_data[name] for name in names]
        return tuple(number for number in typed if number is not None)

    def _refuse_shared_places(self, cleaned: Mapping[str, Any]) -> None:
        """Tell at the later of two criteria with one place which other one has it."""
        holder: dict[str, Criterion] = {}
        for criterion in MOVABLE:
            place = cleaned.get(f"place_{criterion}")
            if not place:
                continue
            first = holder.setdefault(place, criterion)
            if first is not criterion:
                self.add_error(
                    f"place_{criterion}",
                    _(
                        "“%(other)s” has place %(place)s already. "
                        "Give each criterion a place of its own."
                    )
                    % {"other": CRITERION_LABELS[first], "place": place},
                )


def _questions(policy: Policy, order: Sequence[Criterion]) -> Iterator[tuple[str, forms.Field]]:
    """Yield a field for each criterion, beginning with `order`, and for each step of today."""
    places = [(str(at), str(at)) for at in range(2, len(Criterion) + 1)]
    for criterion in MOVABLE:
        yield (
            f"place_{criterion}",
            forms.ChoiceField(
                label=CRITERION_LABELS[criterion],
                choices=[*places, ("", _("decides nothing"))],
                required=False,
                initial=str(order.index(criterion) + 1) if criterion in order else "",
            ),
        )
    yield from _steps(_WAITING, policy.steps.waiting_days)
    yield from _steps(_OPTIONS, policy.steps.options)


def _steps(names: Sequence[str], steps: Sequence[int]) -> Iterator[tuple[str, forms.Field]]:
    for at, name in enumerate(names):
        yield (
            name,
            forms.IntegerField(
                label=_STEP_LABELS[at],
                min_value=1,
                max_value=LARGEST_STEP,
                required=at == 0,
                initial=steps[at] if at < len(steps) else None,
            ),
        )


_STEP_LABELS: Final = (_("First step"), _("Second step"), _("Third step"), _("Fourth step"))
