"""Form fields that several pages share."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class DateField(forms.DateField):
    """A day, typed or picked with the device's own calendar; always as year-month-day."""

    def __init__(self, *, label: "StrPromise", required: bool = True) -> None:
        super().__init__(
            label=label,
            required=required,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d"],
        )


def day_after(day: date) -> date:
    """Return the exclusive end of a window whose last day people name."""
    return day + timedelta(days=1)


def day_before(day: date) -> date:
    """Return the last day of a window from its exclusive end."""
    return day - timedelta(days=1)
