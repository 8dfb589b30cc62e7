"""The few tags that the components need."""

from collections.abc import Sequence
from typing import Final

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from web import vocabulary

register = template.Library()

# These hold codes and numbers, which run from left to right in every language.
_LEFT_TO_RIGHT: Final = (
    forms.EmailInput,
    forms.NumberInput,
    forms.PasswordInput,
    forms.URLInput,
    forms.DateInput,
    forms.TimeInput,
)


# Which shape stands beside the word of a standing; those that are not here have their own.
_SHAPES: Final = {
    "draft": "pencil",
    "submitted": "sent",
    "acknowledged": "for",
    "withdrawn": "out_of_scope",
    "offered": "for",
    "paused": "pause",
    "ready": "for",
    "ready_with_reservation": "direct_conditional",
    "not_yet": "unknown",
    "running": "clock",
    "complete": "for",
    "cancelled": "out_of_scope",
    "ordinary": "clock",
    "urgent": "clock",
    "critical": "warning",
    "late": "warning",
    "met": "for",
    "emerging": "direct_conditional",
    "unmet": "against",
    "waiting": "clock",
    "ahead": "clock",
    "holds": "for",
    "overtaken": "out_of_scope",
    "over": "out_of_scope",
    "ended": "out_of_scope",
    "rejected": "against",
    "lapsed": "out_of_scope",
    "put": "clock",
    "waits": "clock",
    "introduced": "for",
    "retracted": "out_of_scope",
    "did_not_come_about": "out_of_scope",
    "given": "for",
    "refused": "against",
    "revoked": "out_of_scope",
    "quarantined": "unknown",
    "answered": "for",
    "closed": "out_of_scope",
    "merged": "out_of_scope",
    "agreed": "for",
    "active": "for",
    "resumed": "for",
    "planned": "clock",
    "under_way": "clock",
    "held": "for",
    "held_for_review": "pause",
    "reached": "for",
    "partly": "direct_conditional",
    "not_reached": "against",
    "proposed": "clock",
    "under_consideration": "clock",
    "scheduled": "clock",
    "adopted_or_held": "for",
    "transmitted": "sent",
    "reply_received": "for",
    "followed_up": "for",
    "dropped": "out_of_scope",
    "listed": "for",
    "taken_up": "for",
    "declined": "out_of_scope",
}


@register.inclusion_tag("components/icon.html")
def icon(name: str, *, turns: bool = False) -> dict[str, object]:
    """Show a shape of static/img/icons.svg; one that `turns` points the other way in Arabic."""
    return {"name": name, "turns": turns}


@register.filter
def shape(code: str) -> str:
    """Return the name of the icon that stands beside the word for `code`."""
    return _SHAPES.get(code, code)


@register.filter
def country(code: str) -> str:
    """Return the name of a country in the reader's language; empty where none is known."""
    return vocabulary.country_name(code) if code else ""


@register.inclusion_tag("components/table.html")
def table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> dict[str, object]:
    """Show a table that becomes cards on a phone; the first cell of a row names the row.

    Raises:
        ValueError: a row has another length than `columns`.
    """
    return {
        "caption": caption,
        "columns": columns,
        "rows": [list(zip(columns, row, strict=True)) for row in rows],
    }


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Show the control of `field` so that each text runs in the direction it is written in."""
    return field.as_widget(attrs=_direction(field.field.widget))


@register.simple_tag
def anchor(field: BoundField) -> str:
    """Return the id that a link to `field` jumps to: the first choice where there are several."""
    return field.id_for_label or f"{field.auto_id}_0"


def _direction(widget: forms.Widget) -> dict[str, str | bool]:
    if isinstance(widget, _LEFT_TO_RIGHT):
        return {"dir": "ltr"}
    if isinstance(widget, forms.TextInput | forms.Textarea):
        return {"dir": "auto"}
    return {}
