"""Django REST framework as its tutorial has it: ModelSerializer and cursor pages."""

from typing import TYPE_CHECKING

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import permissions, serializers, viewsets
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.throttling import UserRateThrottle

from api.counting import Counted
from api.engine.scopes import Scope
from api.models import Token
from api.types import SignedInRequest
from benchmarks.rivals import duties
from matching.models import Pledge
from matching.selectors import reading
from places.models import Municipality

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.views import APIView

    from accounts.models import User

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


class ByToken(BaseAuthentication):
    """A token in the header Authorization, looked up by the ORM."""

    def authenticate(self, request: "Request") -> "tuple[User, Token]":
        """Return who calls.

        Raises:
            AuthenticationFailed: the token opens nothing.
        """
        token = duties.token_named(request.headers.get("Authorization", "").partition(" ")[2])
        if token is None:
            raise AuthenticationFailed
        return token.key.user, token


class MayReadPledges(permissions.BasePermission):
    """The token is for reading pledges."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        """Test the scopes of the token."""
        del view  # DRF gives it, and nobody wants it
        return isinstance(request.auth, Token) and duties.may_read_pledges(request.auth)


class Rate(UserRateThrottle):
    """DRF's own count, in the cache."""

    rate = duties.RATE


class PledgesWithStockDuties(viewsets.ModelViewSet[Pledge]):
    """The same with sign-in by key, scope, quota, rights and a filter, all of stock parts."""

    request: SignedInRequest
    serializer_class = PledgeSerializer
    pagination_class = Pages
    renderer_classes = [JSONRenderer]
    authentication_classes = [ByToken]
    permission_classes = [permissions.IsAuthenticated, MayReadPledges]
    throttle_classes = [Rate]
    filter_backends = [DjangoFilterBackend]
    filterset_fields = ["state"]

    def get_queryset(self) -> "QuerySet[Pledge]":
        return duties.pledges_of(self.request.user)
