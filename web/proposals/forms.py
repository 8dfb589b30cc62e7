"""What a party says to a proposal."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matching.engine.consents import (
    APART_FOR_DAYS,
    RELEASABLE,
    Party,
    RefusalReason,
    Release,
)
from matching.labels import REFUSAL_LABELS, RELEASE_LABELS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class AgreeForm(forms.Form):
    """What the others may see besides the name, once everyone has agreed."""

    releases = forms.MultipleChoiceField(
        label=_("Once everyone has agreed, let the others also see"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    contact = forms.CharField(
        label=_("Whom to speak to, and how"),
        help_text=_("It lies sealed. It is never in a mail; the others read it here alone."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, party: Party) -> None:  # Any: Django's signature
        """Ask what `party` may release."""
        super().__init__(*args)
        self.fields["releases"] = forms.MultipleChoiceField(
            label=self.fields["releases"].label,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            choices=[
                (release.value, RELEASE_LABELS[release])
                for release in Release
                if release in RELEASABLE[party]
            ],
        )

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Refuse a contact that is ticked and not written, or written and not ticked."""
        cleaned = super().clean() or {}
        is_ticked = Release.CONTACT in cleaned.get("releases", ())
        is_written = bool(cleaned.get("contact", "").strip())
        if is_ticked and not is_written:
            self.add_error("contact", _("Write whom to speak to, or take the tick away."))
        if is_written and not is_ticked:
            self.add_error("releases", _("Tick it, or nobody will see whom to speak to."))
        return cleaned

    def released(self) -> list[Release]:
        """Return what was ticked."""
        return [Release(code) for code in self.cleaned_data["releases"]]


class RefuseForm(forms.Form):
    """Why a party refuses, with what each reason leads to."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        help_text=_("Only the officer of the case reads it."),
        widget=forms.RadioSelect,
        choices=lambda: [(reason.value, _consequence(reason)) for reason in RefusalReason],
    )

    def said(self) -> RefusalReason:
        """Return the reason."""
        return RefusalReason(self.cleaned_data["reason"])


def _consequence(reason: RefusalReason) -> str:
    days = APART_FOR_DAYS[reason]
    told = ngettext(
        "%(reason)s (not proposed again for %(days)s day)",
        "%(reason)s (not proposed again for %(days)s days)",
        days,
    )
    label: StrPromise = REFUSAL_LABELS[reason]
    return told % {"reason": label, "days": days}
