"""Version 1 of the partner API: parse, one domain call, answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.engine.roles import Permission
from accounts.permissions import may, require
from accounts.selectors import members_for, members_left_for
from activities.selectors import edition_in_force
from api.engine.scopes import Scope
from api.services import records
from api.types import SignedInRequest
from api.v1 import safe, thematic_map
from api.v1.bodies import AppealBody, PledgeBody, PledgeRewriteBody, StrictBody
from api.v1.filters import AppealFilters, MunicipalityFilters, PledgeFilters, RunFilters
from api.v1.following import Followed, Follows, Left
from api.v1.serializers import (
    AppealDetailSerializer,
    AppealSerializer,
    MemberSerializer,
    OutcomeSerializer,
    PledgeDetailSerializer,
    PledgeFitSerializer,
    PledgeSerializer,
    ResultSerializer,
    RunSerializer,
    WordSerializer,
)
from api.v1.settled import Settled
from api.v1.sparse import Sparse
from api.v1.words import LISTS
from matching.engine.lifecycle import AppealAction, PledgeAction
from matching.selectors import outcomes, reading
from matching.selectors.explained import told
from matching.services import appeals, runs

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from accounts.models import User
    from matching.models import (  # noqa: F401 - some are named in a string only
        Appeal,
        AppealQuerySet,
        MatchRun,
        Pledge,
    )
    from places.models import Municipality


_WITHOUT_WORDS: Final = frozenset({"list", "create", "submit"})


class AppealViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    Sparse["Appeal"],
):
    """The appeals that you may read: your municipality's, those you wrote, or your own cases."""

    request: SignedInRequest
    filterset_class = AppealFilters

    def get_queryset(self) -> "AppealQuerySet":
        return reading.appeals_for(self.request.user)

    def get_serializer_class(self) -> type[AppealSerializer]:
        # What is kept for a repeated call lies open for a day: the words stay out of it.
        return AppealSerializer if self.action in _WITHOUT_WORDS else AppealDetailSerializer

    @extend_schema(
        request=AppealBody, responses={201: AppealSerializer}, parameters=[safe.KEY_PARAMETER]
    )
    def create(self, request: SignedInRequest) -> Response:
        """Write an appeal for a municipality that you act for, or that you know.

        It stays a draft, which its author and its municipality alone read, until it is sent.
        """
        return safe.once(request, lambda: self._create(request))

    @extend_schema(request=StrictBody, responses=AppealSerializer, parameters=[safe.KEY_PARAMETER])
    @action(detail=True, methods=["post"])
    def submit(self, request: SignedInRequest, reference: UUID) -> Response:
        """Send a draft to the secretariat: from now on help is looked for."""
        return safe.once(request, lambda: self._submit(request, reference))

    @extend_schema(responses=ResultSerializer)
    @action(detail=True)
    def matches(self, request: SignedInRequest, reference: UUID) -> Response:
        """The candidates in their order with every reason, for the officer of the case alone."""
        appeal = get_object_or_404(self.get_queryset(), reference=reference)
        result = reading.result_for(request.user, appeal)
        if result is None:
            raise Http404
        return Response(ResultSerializer(told(result)).data)

    @extend_schema(responses=OutcomeSerializer)
    @action(detail=True)
    def outcome(self, request: SignedInRequest, reference: UUID) -> Response:
        """What the municipality that asks learns: the verdict, and whether anyone may help."""
        appeal = get_object_or_404(self.get_queryset(), reference=reference)
        outcome = outcomes.outcome_for(request.user, appeal)
        if outcome is None:
            raise Http404
        return Response(OutcomeSerializer(outcome).data)

    @extend_schema(request=StrictBody, responses=AppealDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: SignedInRequest, reference: UUID) -> Response:
        """Take an appeal back. It is matched no more."""
        StrictBody(data=request.data).is_valid(raise_exception=True)
        appeal = appeals.move_appeal(
            reference=reference,
            action=AppealAction.WITHDRAW,
            by=request.user,
            at=timezone.now(),
        )
        return Response(self.get_serializer(appeal).data)

    def _create(self, request: SignedInRequest) -> Response:
        require(request.user, Permission.WRITE_APPEAL)
        body = AppealBody(data=request.data)
        body.is_valid(raise_exception=True)
        appeal = appeals.write_appeal(
            municipality=body.town(request.user),
            content=body.content(),
            by=request.user,
            at=timezone.now(),
        )
        return Response(self.get_serializer(appeal).data, status=status.HTTP_201_CREATED)

    def _submit(self, request: SignedInRequest, reference: UUID) -> Response:
        StrictBody(data=request.data).is_valid(raise_exception=True)
        appeal = appeals.move_appeal(
            reference=reference, action=AppealAction.SUBMIT, by=request.user, at=timezone.now()
        )
        return Response(self.get_serializer(appeal).data)


class PledgeViewSet(Settled["Pledge"]):
    """The pledges that you may read: your own, your network's, or the desk's."""

    filterset_class = PledgeFilters
    listed = PledgeSerializer
    rows_for = staticmethod(reading.pledges_for)
    scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.READ_PLEDGES,
        "retrieve": Scope.READ_PLEDGES,
        "create": Scope.WRITE_PLEDGES,
        "update": Scope.WRITE_PLEDGES,
        "pause": Scope.WRITE_PLEDGES,
        "resume": Scope.WRITE_PLEDGES,
        "withdraw": Scope.WRITE_PLEDGES,
    }

    def get_serializer_class(self) -> type[PledgeSerializer]:
        return self.listed if self.action == "list" else PledgeDetailSerializer

    def retrieve(self, request: SignedInRequest, reference: UUID) -> Response:
        """A pledge with its version in ETag. With If-None-Match, 304 where nothing has changed."""
        pledge = get_object_or_404(self.get_queryset(), reference=reference)
        version = records.version_of_pledge(pledge)
        return safe.unchanged(version) if safe.is_known(request, version) else self._told(pledge)

    @extend_schema(
        request=PledgeBody, responses={201: PledgeDetailSerializer}, parameters=[safe.KEY_PARAMETER]
    )
    def create(self, request: SignedInRequest) -> Response:
        """Write a pledge.

        A helper's own stays a draft, seen by the municipality alone, until it is offered. A
        network's, for one of its members, is offered at once.
        """
        return safe.once(request, lambda: self._create(request))

    @extend_schema(
        request=PledgeRewriteBody,
        responses=PledgeDetailSerializer,
        parameters=[safe.KEY_PARAMETER, safe.VERSION_PARAMETER],
    )
    def update(self, request: SignedInRequest, reference: UUID) -> Response:
        """Replace what a pledge offers, if it still is the version that If-Match names."""
        return safe.once(request, lambda: self._update(request, reference))

    @extend_schema(responses=PledgeFitSerializer)
    @action(detail=True)
    def fit(self, request: SignedInRequest, reference: UUID) -> Response:
        """How an own pledge fares, in coarse numbers."""
        pledge = get_object_or_404(self.get_queryset(), reference=reference)
        fit = outcomes.fit_for(request.user, pledge)
        return Response(PledgeFitSerializer(fit).data)

    @extend_schema(
        request=StrictBody, responses=PledgeDetailSerializer, parameters=[safe.KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def offer(self, request: SignedInRequest, reference: UUID) -> Response:
        """Offer a draft: from now on it is matched."""
        return self._move(request, reference, PledgeAction.OFFER)

    @extend_schema(
        request=StrictBody, responses=PledgeDetailSerializer, parameters=[safe.KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def pause(self, request: SignedInRequest, reference: UUID) -> Response:
        """Pause an offered pledge: it is not matched until it is resumed."""
        return self._move(request, reference, PledgeAction.PAUSE)

    @extend_schema(
        request=StrictBody, responses=PledgeDetailSerializer, parameters=[safe.KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def resume(self, request: SignedInRequest, reference: UUID) -> Response:
        """Resume a paused pledge."""
        return self._move(request, reference, PledgeAction.RESUME)

    @extend_schema(
        request=StrictBody, responses=PledgeDetailSerializer, parameters=[safe.KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: SignedInRequest, reference: UUID) -> Response:
        """Withdraw a pledge for good."""
        return self._move(request, reference, PledgeAction.WITHDRAW)

    def _create(self, request: SignedInRequest) -> Response:
        if not may(request.user, Permission.WRITE_FOR_MEMBERS):
            require(request.user, Permission.WRITE_PLEDGE)
        body = PledgeBody(data=request.data)
        body.is_valid(raise_exception=True)
        pledge = records.write_pledge(
            municipality=body.helper(request.user),
            content=body.content(),
            by=request.user,
            at=timezone.now(),
        )
        return self._shown(pledge, status.HTTP_201_CREATED)

    def _update(self, request: SignedInRequest, reference: UUID) -> Response:
        get_object_or_404(self.get_queryset(), reference=reference)
        body = PledgeRewriteBody(data=request.data)
        body.is_valid(raise_exception=True)
        pledge = records.rewrite_pledge(
            reference=reference,
            content=body.content(),
            keeps_excluded=body.keeps_excluded,
            expects=safe.version_named(request),
            by=request.user,
            at=timezone.now(),
        )
        return self._shown(pledge)

    def _move(self, request: SignedInRequest, reference: UUID, step: PledgeAction) -> Response:
        return safe.once(request, lambda: self._moved(request, reference, step))

    def _moved(self, request: SignedInRequest, reference: UUID, step: PledgeAction) -> Response:
        StrictBody(data=request.data).is_valid(raise_exception=True)
        pledge = records.move_pledge(
            reference=reference, action=step, by=request.user, at=timezone.now()
        )
        return self._shown(pledge)

    def _shown(self, pledge: "Pledge", code: int = status.HTTP_200_OK) -> Response:
        # A trigger numbers the steps and the columns hold what was sent: read what was kept.
        pledge.refresh_from_db()
        return self._told(pledge, code)

    def _told(self, pledge: "Pledge", code: int = status.HTTP_200_OK) -> Response:
        etag = safe.tag(records.version_of_pledge(pledge))
        shown = self.get_serializer(pledge)
        return Response(shown.data, status=code, headers={"ETag": etag})


class MunicipalityViewSet(
    mixins.RetrieveModelMixin,
    Settled["Municipality"],
    Follows["Municipality"],
):
    """The municipalities that you act for, and the members of your network."""

    filterset_class = MunicipalityFilters
    pagination_class = Followed
    serializer_class = listed = MemberSerializer
    scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.READ_MUNICIPALITIES,
        "retrieve": Scope.READ_MUNICIPALITIES,
    }

    @staticmethod
    def rows_for(user: "User") -> "QuerySet[Municipality]":
        return members_for(user)

    def left_since(self, since: datetime) -> Left:
        left = members_left_for(self.request.user, since=since)
        return Left(rows=left, column="reference")


class RunViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    Sparse["MatchRun"],
):
    """Runs of the matcher over all live appeals, for the desk."""

    request: SignedInRequest
    filterset_class = RunFilters
    serializer_class = RunSerializer

    def get_queryset(self) -> "QuerySet[MatchRun]":
        return reading.runs_for(self.request.user)

    @extend_schema(request=StrictBody, responses={201: RunSerializer})
    def create(self, request: SignedInRequest) -> Response:
        """Start a run; the workers do the rest. One goes on at a time."""
        StrictBody(data=request.data).is_valid(raise_exception=True)
        run = runs.start_run(by=request.user, at=timezone.now())
        return self._answer(request, run.reference, status.HTTP_201_CREATED)

    @extend_schema(request=StrictBody, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: SignedInRequest, reference: UUID) -> Response:
        """Stop a run. What is done stays done."""
        StrictBody(data=request.data).is_valid(raise_exception=True)
        runs.cancel_run(reference=reference, by=request.user, at=timezone.now())
        return self._answer(request, reference, status.HTTP_200_OK)

    def _answer(self, request: SignedInRequest, reference: UUID, code: int) -> Response:
        run = reading.run_for(request.user, reference)
        return Response(RunSerializer(run).data, status=code)


class ThematicMapView(APIView):
    """The thematic map in force: what fits when, and who may lead it. Public.

    It began as table 1 of the 2008 report; each part says whether it still is the report's.
    """

    permission_classes = (AllowAny,)

    @extend_schema(responses=thematic_map.ThematicMapSerializer)
    def get(self, request: "Request") -> Response:  # noqa: ARG002 - DRF calls with it
        shown = thematic_map.shown(edition_in_force(timezone.localdate()))
        return Response(thematic_map.ThematicMapSerializer(shown).data)


class WordsView(APIView):
    """A list of codes with their words in your language. Public."""

    permission_classes = (AllowAny,)
    words = ""  # which list; given in the route

    @extend_schema(responses=WordSerializer(many=True))
    def get(self, request: "Request") -> Response:  # noqa: ARG002 - DRF calls with it
        return Response(WordSerializer(LISTS[self.words](), many=True).data)


class SchemaView(SpectacularAPIView):
    """This description, as OpenAPI 3.1 in JSON. Public."""

    permission_classes = (AllowAny,)
    renderer_classes = [OpenApiJsonRenderer]
