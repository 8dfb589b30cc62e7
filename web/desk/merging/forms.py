"""What an officer says of two appeals that are one call."""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.engine.merging import MergeReason
from matching.labels import MERGE_REASON_LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence


class MergeForm(forms.Form):
    """Under which of the two the call goes on, and why they are one."""

    kept = forms.TypedChoiceField(
        label=_("Under which appeal does the call go on?"),
        help_text=_("Its answer is the answer to both. The earlier day counts for its wait."),
        coerce=UUID,
        widget=forms.RadioSelect,
    )
    reason = forms.TypedChoiceField(
        label=_("Why are they the same call?"),
        choices=[(reason.value, words) for reason, words in MERGE_REASON_LABELS.items()],
        coerce=MergeReason,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        sides: "Sequence[tuple[str, str]]",
        **kwargs: Any,
    ) -> None:
        """Let the call go on under one of `sides`: references with words."""
        super().__init__(*args, **kwargs)
        # Cast: a form knows its fields only as fields.
        cast("forms.ChoiceField", self.fields["kept"]).choices = sides
