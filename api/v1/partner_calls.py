"""Partner calls: host organisations ask cities for experts. Offers are made on pages alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import ChoiceFilter, Filter, FilterSet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.engine.roles import Permission
from accounts.permissions import require
from api.engine.scopes import Scope
from api.types import SignedInRequest
from api.v1 import safe
from api.v1.bodies import CallBody, StrictBody
from api.v1.filters import by_one_of
from api.v1.following import DayField, Followed, Follows, Left, SinceFilter
from api.v1.lean import LeanSerializer
from api.v1.serializers import one_of
from api.v1.words import COUNTRIES, LANGUAGES
from evidence.engine.values import Phase
from matching.engine.values import NeedTopic
from partnercalls import selectors
from partnercalls.engine.lifecycle import CallState
from partnercalls.services import calls
from places.engine.values import IntermediaryKind

if TYPE_CHECKING:
    from partnercalls.models import PartnerCall, PartnerCallQuerySet


class _LanguageField(forms.CharField):
    """The code of a language of the list."""

    def clean(self, value: object) -> str:
        """Return the code.

        Raises:
            ValidationError: no such language is in the list.
        """
        code = str(super().clean(value))
        if code and code not in LANGUAGES:
            raise forms.ValidationError(
                _("Use the codes of the list of languages."), code="unknown_language"
            )
        return code


class _Language(Filter):
    """A language in which the experts can work."""

    field_class = _LanguageField
    described = {"type": "string", "pattern": "^[a-z]{2,3}$"}


class CallFilters(FilterSet):
    """By state, topic, country, language, and what came or changed since a moment."""

    state = by_one_of(CallState)
    topic = by_one_of(NeedTopic)
    country_code = ChoiceFilter(choices=[(code, code) for code in sorted(COUNTRIES)])
    language = _Language(method="in_language")
    updated_since = SinceFilter(method="since")

    def in_language(
        self, queryset: "PartnerCallQuerySet", _name: str, code: str
    ) -> "PartnerCallQuerySet":
        return queryset.filter(languages__contains=[code])

    def since(
        self, queryset: "PartnerCallQuerySet", _name: str, since: datetime
    ) -> "PartnerCallQuerySet":
        return selectors.listed_since(queryset, since)


class CallSerializer(LeanSerializer["PartnerCall"]):
    """A call. How the organisation is reached, and who wrote it, is told nobody here."""

    reference = serializers.UUIDField()
    state = one_of(CallState)
    topic = one_of(NeedTopic)
    summary = serializers.CharField()
    experts = serializers.IntegerField(help_text="How many are asked for.")
    experts_left = serializers.IntegerField(
        source="left", help_text="How many are still looked for."
    )
    languages = serializers.ListField(child=serializers.CharField())
    country_code = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField(help_text="Exclusive.")
    phase = serializers.SerializerMethodField(
        help_text="Of the place, as the officer knew it who listed the call."
    )
    outside_strict_definition = serializers.SerializerMethodField(
        help_text="Recorded, and not counted as city diplomacy (footnote 16 of the report)."
    )
    organisation_kind = serializers.SerializerMethodField()
    organisation = serializers.SerializerMethodField(
        help_text="Its name, where it wants to be named, or where you act for it."
    )
    is_own = serializers.SerializerMethodField(help_text="Whether you act for the organisation.")
    listed_on = DayField(source="listed_at", allow_null=True)
    refused_because = serializers.SerializerMethodField(
        help_text="Why it was not listed; told to the organisation itself alone."
    )

    @extend_schema_field(
        serializers.ChoiceField(choices=[phase.value for phase in Phase], allow_null=True)
    )
    def get_phase(self, call: "PartnerCall") -> str | None:
        return call.phase or None

    @extend_schema_field(serializers.BooleanField(allow_null=True))
    def get_outside_strict_definition(self, call: "PartnerCall") -> bool | None:
        return call.is_outside_strict_definition if call.listed_at else None

    @extend_schema_field(one_of(IntermediaryKind))
    def get_organisation_kind(self, call: "PartnerCall") -> str:
        return call.host_kind.value

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_organisation(self, call: "PartnerCall") -> str | None:
        return call.host.name if call.shows_name or self.get_is_own(call) else None

    @extend_schema_field(serializers.BooleanField())
    def get_is_own(self, call: "PartnerCall") -> bool:
        return selectors.is_of_host(self.context["request"].user, call)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_refused_because(self, call: "PartnerCall") -> str | None:
        return (call.refused_because or None) if self.get_is_own(call) else None


class CallViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    Follows["PartnerCall"],
):
    """Where host organisations ask cities for experts on loan: the listed calls, and your own.

    A call opens no way to a municipality of the place. Cities offer experts on the pages.
    """

    request: SignedInRequest
    filterset_class = CallFilters
    pagination_class = Followed
    serializer_class = CallSerializer
    scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.READ_CALLS,
        "retrieve": Scope.READ_CALLS,
        "create": Scope.WRITE_CALLS,
        "end": Scope.WRITE_CALLS,
    }

    def get_queryset(self) -> "PartnerCallQuerySet":
        if self.action == "list" and not selectors.may_read_calls(self.request.user):
            raise PermissionDenied
        return selectors.calls_for(self.request.user)

    def left_since(self, since: datetime) -> Left:
        left = selectors.left_since(self.request.user, since=since)
        return Left(rows=left, column="reference")

    @extend_schema(
        request=CallBody, responses={201: CallSerializer}, parameters=[safe.KEY_PARAMETER]
    )
    def create(self, request: SignedInRequest) -> Response:
        """Ask cities for experts. They read the call once the secretariat has listed it."""
        return safe.once(request, lambda: self._create(request))

    @extend_schema(request=StrictBody, responses=CallSerializer, parameters=[safe.KEY_PARAMETER])
    @action(detail=True, methods=["post"])
    def end(self, request: SignedInRequest, reference: UUID) -> Response:
        """Take an own call back before it is listed, or close it after."""
        return safe.once(request, lambda: self._end(request, reference))

    def _create(self, request: SignedInRequest) -> Response:
        require(request.user, Permission.WRITE_CALL)
        body = CallBody(data=request.data)
        body.is_valid(raise_exception=True)
        call = calls.write_call(
            host=body.host(request.user),
            content=body.content(),
            by=request.user,
            at=timezone.now(),
        )
        return Response(self.get_serializer(call).data, status=status.HTTP_201_CREATED)

    def _end(self, request: SignedInRequest, reference: UUID) -> Response:
        StrictBody(data=request.data).is_valid(raise_exception=True)
        call = get_object_or_404(self.get_queryset(), reference=reference)
        if not selectors.is_of_host(request.user, call):
            raise PermissionDenied
        ended = calls.end_call(reference=reference, by=request.user, at=timezone.now())
        return Response(self.get_serializer(ended).data)
