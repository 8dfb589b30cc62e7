"""Show where a rule comes from."""

from collections.abc import Sequence

from django import template

from web import citations

register = template.Library()


@register.filter
def cited(lines: Sequence[int]) -> str:
    """Return lines of the report as spans."""
    return citations.cited(lines)
