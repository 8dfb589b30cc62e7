"""The addresses of version 1 of the partner API."""

from typing import Final

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from api.v1 import (
    bulk,
    cards,
    decisions,
    oauth,
    partner_calls,
    partnerships,
    proposals,
    views,
)
from api.v1.exchange import urls as exchange
from api.v1.words import LISTS

app_name = "v1"

_router: Final = SimpleRouter(use_regex_path=False)
_router.register("appeals", views.AppealViewSet, basename="appeal")
_router.register("pledges/bulk", bulk.BulkViewSet, basename="bulk")
_router.register("pledges", views.PledgeViewSet, basename="pledge")
_router.register("municipalities", views.MunicipalityViewSet, basename="municipality")
_router.register("needs", cards.CardViewSet, basename="need")
_router.register("partner-calls", partner_calls.CallViewSet, basename="partner-call")
_router.register("partnerships", partnerships.PartnershipViewSet, basename="partnership")
_router.register("proposals", proposals.ProposalViewSet, basename="proposal")
_router.register("quarantine", bulk.QuarantineViewSet, basename="quarantine")
_router.register("runs", views.RunViewSet, basename="run")

urlpatterns: list[URLPattern | URLResolver] = [
    *_router.urls,
    path("oauth/token/", oauth.TokenView.as_view(), name="token"),
    path("oauth/revoke/", oauth.RevokeView.as_view(), name="revoke"),
    path("answers/", decisions.AnswersView.as_view(), name="answers"),
    path("rules/", decisions.RulesView.as_view(), name="rules"),
    path("thematic-map/", views.ThematicMapView.as_view(), name="thematic-map"),
    *(
        path(f"reference/{words}/", views.WordsView.as_view(words=words), name=f"words-{words}")
        for words in LISTS
    ),
    *exchange.urlpatterns,
    path("schema/", views.SchemaView.as_view(), name="schema"),
]
