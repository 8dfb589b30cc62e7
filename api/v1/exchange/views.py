"""Files for the systems of others: each address speaks the one form that its name ends in."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from api.counting import Counted
from api.engine.scopes import Scope
from api.engine.tables import lines_of
from api.errors import NotConfigured
from api.selectors import Caller
from api.types import SignedInRequest
from api.v1.exchange import files, geojson, iati, rows, threew
from api.v1.exchange.forms import CsvForm, GeoJsonForm, ListForm, OneForm, XmlForm
from api.v1.filters import PledgeFilters, refuse_unknown
from matching.selectors import reading
from partnerships.selectors.figures import latest_edition
from publication.selectors import cards
from publication.selectors.cards import Sought
from publication.selectors.exchange import regions_told, version_of_list

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from matching.models import Pledge


class NeedsFile(APIView):
    """The public list of needs as one file of any length, in codes. Public.

    It moves when the list moves: once a day at most.
    """

    permission_classes = (AllowAny,)
    content_negotiation_class = OneForm
    renderer_classes: Sequence[type[ListForm]] = (CsvForm,)

    @extend_schema(responses=OpenApiTypes.STR)
    def get(self, request: "Request") -> "HttpResponseBase":
        refuse_unknown(request)
        whole = request.build_absolute_uri
        listed = rows.needs_listed(cards.cards_found(Sought()), whole)
        return files.public_stream(
            request,
            self.renderer_classes[0]().lines(listed),
            name="needs",
            version=files.version_of(version_of_list(), whole()),
        )


class ThreeWFile(APIView):
    """Who does what, where and when: public needs and public figures, with HXL hashtags. Public.

    Headings and words are in the language of Accept-Language; codes and hashtags never change.
    """

    permission_classes = (AllowAny,)
    content_negotiation_class = OneForm
    renderer_classes = (CsvForm,)

    @extend_schema(responses=OpenApiTypes.STR)
    def get(self, request: "Request") -> "HttpResponseBase":
        refuse_unknown(request)
        edition = latest_edition()
        listed = cards.cards_found(Sought()).iterator(chunk_size=rows.AT_ONCE)
        quarter = edition.as_of.isoformat() if edition else ""
        return files.public_stream(
            request,
            lines_of(threew.table_of(listed, edition)),
            name="3w",
            version=files.version_of("3w", version_of_list(), quarter, str(get_language())),
        )


class RegionsFile(APIView):
    """The regions of the public list of needs, with about how many cards each has. Public."""

    permission_classes = (AllowAny,)
    content_negotiation_class = OneForm
    renderer_classes = (GeoJsonForm,)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: "Request") -> "HttpResponseBase":
        refuse_unknown(request)
        return files.public(request, geojson.collection_of(regions_told()), name="regions")


class IatiFile(APIView):
    """The public figures as activities of the IATI standard 2.03. Public.

    Where nobody has said who publishes, there is no file (404, `not_configured`).
    """

    permission_classes = (AllowAny,)
    content_negotiation_class = OneForm
    renderer_classes = (XmlForm,)

    @extend_schema(responses=OpenApiTypes.STR)
    def get(self, request: "Request") -> "HttpResponseBase":
        refuse_unknown(request)
        by = iati.publisher()
        if by is None:
            raise NotConfigured
        return files.public(request, iati.document_of(latest_edition(), by), name="iati")


class PledgesFile(Counted, viewsets.GenericViewSet["Pledge"]):
    """The pledges that a key reads, as one file of any length."""

    request: SignedInRequest
    content_negotiation_class = OneForm
    renderer_classes: Sequence[type[ListForm]] = (CsvForm,)
    filterset_class = PledgeFilters
    pagination_class = None
    scopes: ClassVar[Mapping[str, Scope]] = {"export": Scope.READ_PLEDGES}

    def get_queryset(self) -> "QuerySet[Pledge]":
        return reading.pledges_for(self.request.user)

    @extend_schema(responses=OpenApiTypes.STR, filters=True)
    def export(self, request: SignedInRequest) -> "HttpResponseBase":
        """All that the list of pledges tells, the newest first, as of one moment. For keys."""
        if not isinstance(request.auth, Caller):
            # Who takes whole lists out as a person proves a factor anew first; only pages ask it.
            raise PermissionDenied
        listed = rows.pledges_listed(self.filter_queryset(self.get_queryset()))
        return files.own_stream(request, self.renderer_classes[0]().lines(listed), name="pledges")
