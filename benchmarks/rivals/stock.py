"""Django REST framework as its tutorial has it: ModelSerializer and cursor pages."""

from typing import TYPE_CHECKING

from rest_framework import permissions, serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer

from api.counting import Counted
from api.engine.scopes import Scope
from api.types import SignedInRequest
from matching.models import Pledge
from matching.selectors import reading
from places.models import Municipality

if TYPE_CHECKING:
    from django.db.models import QuerySet

FIELDS = [
    *("reference", "municipality", "activities", "topics", "forms", "actor", "capacity"),
    *("engaged", "languages", "has_interpreter", "has_host_partner", "has_platform", "can_host"),
    *("projects_done", "starts", "ends", "state", "created_at", "is_invented"),
]


class MunicipalitySerializer(serializers.ModelSerializer[Municipality]):
    """Those of its fields that the API gives out."""

    class Meta:
        model = Municipality
        fields = ["reference", "name", "name_latin", "country_code"]


class PledgeSerializer(serializers.ModelSerializer[Pledge]):
    """The same fields as the API's."""

    municipality = MunicipalitySerializer()

    class Meta:
        model = Pledge
        fields = FIELDS


class Pages(CursorPagination):
    """Twenty rows, the newest first."""

    page_size = 20
    ordering = "-id"


class Pledges(viewsets.ModelViewSet[Pledge]):
    """Everything to everybody: no sign-in, no rights, no quota, no filters."""

    queryset = Pledge.objects.select_related("municipality")
    serializer_class = PledgeSerializer
    pagination_class = Pages
    renderer_classes = [JSONRenderer]
    authentication_classes = ()
    permission_classes = [permissions.AllowAny]
    throttle_classes = ()
    filter_backends = ()


class PledgesWithDuties(Counted, viewsets.ModelViewSet[Pledge]):
    """The same with our sign-in by key, our scopes, our quota, our rights and our filters."""

    request: SignedInRequest
    serializer_class = PledgeSerializer
    pagination_class = Pages
    scopes = {"list": Scope.READ_PLEDGES}

    def get_queryset(self) -> "QuerySet[Pledge]":
        return reading.pledges_for(self.request.user)
