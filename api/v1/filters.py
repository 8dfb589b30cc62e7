"""What a list may be narrowed by: declared words, nothing open, nothing unknown."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django_filters import ChoiceFilter, Filter, FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError

from accounts.selectors import members_changed_since
from activities.engine.values import Activity
from api.pagination import CURSOR, LIMIT
from api.v1.words import COUNTRIES
from audit.selectors import changed_since
from matching.engine.lifecycle import AppealState, PledgeState, RunState
from matching.engine.values import AppealKind, NeedTopic, Urgency
from places.selectors import named_like

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request
    from rest_framework.views import APIView

    from places.models import Municipality

_FIRST_YEAR, _LAST_YEAR = 2000, 2999
FIELDS: Final = "fields"
_OF_EACH_LIST: Final = frozenset({CURSOR, LIMIT, FIELDS})


class DeclaredFilters(DjangoFilterBackend):
    """Filters of lists only. A misspelt one is refused: it would give out the whole list."""

    def filter_queryset(
        self, request: "Request", queryset: QuerySet[Model], view: "APIView"
    ) -> QuerySet[Model]:
        """Return the rows that the parameters leave.

        Raises:
            ValidationError: a parameter is unknown, comes twice, or has no such value.
        """
        if getattr(view, "detail", False):
            return queryset
        declared = _names_of(getattr(view, "filterset_class", None))
        refuse_undeclared(request, view)
        if declared.isdisjoint(request.query_params):
            return queryset  # nothing narrows it: no form has to be made for each call
        narrowed: QuerySet[Model] = super().filter_queryset(request, queryset, view)
        return narrowed


def refuse_undeclared(request: "Request", view: "APIView") -> None:
    """Refuse what a list neither is narrowed by nor takes for its pages.

    Raises:
        ValidationError: a parameter is unknown or comes twice.
    """
    of_the_page = _OF_EACH_LIST if getattr(view, "pagination_class", None) else frozenset()
    refuse_unknown(request, of_the_page | _names_of(getattr(view, "filterset_class", None)))


def refuse_unknown(request: "Request", known: frozenset[str] = frozenset()) -> None:
    """Refuse what an address does not take: it would give out more than was asked for.

    Raises:
        ValidationError: a parameter is unknown or comes twice.
    """
    wrong = {
        name: [_("There is no such parameter, or it comes twice.")]
        for name, values in request.query_params.lists()
        if name not in known or len(values) > 1
    }
    if wrong:
        raise ValidationError(wrong, code="unknown_parameter")


def _names_of(filterset: type[FilterSet] | None) -> frozenset[str]:
    return frozenset(filterset.base_filters) if filterset else frozenset()


def by_one_of(words: type[StrEnum], **options: str) -> ChoiceFilter:
    """Return a filter that takes one code of an enumeration."""
    return ChoiceFilter(choices=[(word.value, word.value) for word in words], **options)


class _OneOfSeveral(ChoiceFilter):
    """One word that must be among those of an array column."""

    def __init__(self, words: type[StrEnum], field_name: str) -> None:
        super().__init__(
            field_name=field_name, choices=[(word.value, word.value) for word in words]
        )

    def filter(self, queryset: QuerySet[Model], value: str) -> QuerySet[Model]:
        """Return the rows whose array holds `value`; all rows when none is asked for."""
        lookup: Mapping[str, list[str]] = {f"{self.field_name}__contains": [value]}
        return queryset.filter(**lookup) if value else queryset


class MomentField(forms.DateTimeField):
    """A moment with its offset from UTC, in this century and within what a column holds."""

    def to_python(self, value: object) -> datetime | None:
        """Return the moment.

        Raises:
            ValidationError: it is no such moment.
        """
        if value in self.empty_values:
            return None
        moment = _moment(str(value))
        if moment is None:
            raise forms.ValidationError(
                _("Write it like 2026-11-26T10:00:00Z."), code="not_a_moment"
            )
        return moment


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    is_bounded = moment.tzinfo is not None and _FIRST_YEAR <= moment.year <= _LAST_YEAR
    # In UTC: PostgreSQL takes no offset of 16 hours and more, and Python takes 23.
    return moment.astimezone(UTC) if is_bounded else None


class _UpdatedSince(Filter):
    """Rows of which the trail tells something at or after a moment."""

    field_class = MomentField

    def __init__(self, subject_kind: str) -> None:
        super().__init__()
        self.subject_kind = subject_kind

    def filter(self, queryset: QuerySet[Model], value: datetime | None) -> QuerySet[Model]:
        """Return the rows that changed since `value`; all rows when none is asked for.

        Cost: the history of each row is looked up in the index audit_event_subject.
        """
        return queryset.filter(changed_since(self.subject_kind, value)) if value else queryset


class _Search(Filter):
    """Words that a name is like; accents, case and slips of the pen are forgiven."""

    field_class = forms.CharField
    described = {"type": "string", "minLength": 2, "maxLength": 80}

    def __init__(self, method: str) -> None:
        super().__init__(method=method, min_length=2, max_length=80)


class _ChangedSince(Filter):
    """What was written anew, or came, at a moment or later."""

    field_class = MomentField


class AppealFilters(FilterSet):
    """By state, kind, activity, topic and urgency."""

    state = by_one_of(AppealState)
    kind = _OneOfSeveral(AppealKind, "kinds")
    activity = by_one_of(Activity)
    topic = by_one_of(NeedTopic)
    urgency = by_one_of(Urgency)


class PledgeFilters(FilterSet):
    """By state, activity, topic, and what changed since a moment."""

    state = by_one_of(PledgeState)
    activity = _OneOfSeveral(Activity, "activities")
    topic = _OneOfSeveral(NeedTopic, "topics")
    updated_since = _UpdatedSince("pledge")


class MunicipalityFilters(FilterSet):
    """By country, and by a name that is like some words."""

    search = _Search(method="named_like")
    updated_since = _ChangedSince(method="changed_since")
    country_code = ChoiceFilter(choices=[(code, code) for code in sorted(COUNTRIES)])

    def named_like(
        self, queryset: "QuerySet[Municipality]", _name: str, words: str
    ) -> "QuerySet[Municipality]":
        return named_like(queryset, words)

    def changed_since(
        self, queryset: "QuerySet[Municipality]", _name: str, since: datetime
    ) -> "QuerySet[Municipality]":
        return members_changed_since(self.request.user, queryset, since)


class RunFilters(FilterSet):
    """By state."""

    state = by_one_of(RunState)
