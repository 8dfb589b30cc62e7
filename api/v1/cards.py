"""Needs: the public cards, as the page of needs shows them. No key is needed."""

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import Filter, FilterSet
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.permissions import AllowAny

from activities.engine.values import Activity
from api.v1.filters import by_one_of
from api.v1.following import Followed, Follows, Left, SinceFilter
from api.v1.serializers import one_of
from evidence.engine.values import Phase
from places.engine.values import ZoneKind
from publication.engine.values import ActivityGroup, SizeClass
from publication.selectors import cards
from publication.selectors.cards import Sought

if TYPE_CHECKING:
    from publication.models import Card, CardQuerySet

_A_MONTH: Final = re.compile(r"2[0-9]{3}-(0[1-9]|1[0-2])")
_A_CODE: Final = r"\A[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}\Z"


class _CodeField(forms.CharField):
    """The code of a zone."""

    default_validators = [
        RegexValidator(
            _A_CODE, _("This is not the code of a country or of a zone."), code="not_a_code"
        )
    ]


class _MonthField(forms.Field):
    """A month, as cards tell it."""

    def to_python(self, value: object) -> date | None:
        """Return the first day of the month.

        Raises:
            ValidationError: it is no such month.
        """
        if value in self.empty_values:
            return None
        if not _A_MONTH.fullmatch(str(value)):
            raise forms.ValidationError(_("Write it like 2026-11."), code="not_a_month")
        return date.fromisoformat(f"{value}-01")


class _Place(Filter):
    """A region, or a country with its regions, by the code of the zone."""

    field_class = _CodeField
    described = {"type": "string", "pattern": _A_CODE.replace(r"\A", "^").replace(r"\Z", "$")}


class _Month(Filter):
    """The month that a card tells."""

    field_class = _MonthField
    described = {"type": "string", "pattern": f"^{_A_MONTH.pattern}$"}


class CardFilters(FilterSet):
    """By place, activity or its group, phase, size and month: as coarse as the cards."""

    place = _Place(method="in_place")
    activity = by_one_of(Activity, method="about")
    group = by_one_of(ActivityGroup)
    phase = by_one_of(Phase)
    size = by_one_of(SizeClass)
    month = _Month()
    updated_since = SinceFilter(method="since")

    def in_place(self, queryset: "CardQuerySet", _name: str, code: str) -> "CardQuerySet":
        return queryset.within(code)

    def about(self, queryset: "CardQuerySet", _name: str, code: str) -> "CardQuerySet":
        return queryset.about(Activity(code))

    def since(self, queryset: "CardQuerySet", _name: str, since: datetime) -> "CardQuerySet":
        return queryset.since(timezone.localdate(since))


class PlaceSerializer(serializers.Serializer[object]):
    """A region or a country: nothing finer is ever told."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=[ZoneKind.REGION.value, ZoneKind.COUNTRY.value])
    name = serializers.CharField()
    name_latin = serializers.CharField()
    country_code = serializers.CharField()


class CardSerializer(serializers.Serializer["Card"]):
    """A card in the list. What is not told is an empty text."""

    reference = serializers.UUIDField()
    place = PlaceSerializer()
    phase = one_of(Phase, or_nothing=True)
    group = one_of(ActivityGroup)
    activity = one_of(Activity, or_nothing=True)
    size = one_of(SizeClass, or_nothing=True)
    month = serializers.SerializerMethodField(help_text="In which it was published.")

    @extend_schema_field({"type": "string", "pattern": f"^{_A_MONTH.pattern}$"})
    def get_month(self, card: "Card") -> str:
        return f"{card.month:%Y-%m}"


class CardDetailSerializer(CardSerializer):
    """A card, whole."""

    summary = serializers.CharField(
        help_text="An officer's words, approved by the municipality that asks."
    )


class CardViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    Follows["Card"],
):
    """Where help is asked for, of ten municipalities or more each. Public.

    Please do not try to find out which municipality it is: being recognised can cost lives.
    """

    permission_classes = (AllowAny,)
    filterset_class = CardFilters
    pagination_class = Followed

    def get_queryset(self) -> "CardQuerySet":
        return cards.cards_found(Sought())

    def get_serializer_class(self) -> type[CardSerializer]:
        return CardSerializer if self.action == "list" else CardDetailSerializer

    def left_since(self, since: datetime) -> Left:
        return Left(rows=cards.tombstones_since(timezone.localdate(since)), column="card")

    def get_object(self) -> "Card":
        return cards.card_to_read(self.kwargs["reference"])
