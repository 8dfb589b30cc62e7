"""Every page for people. Each room of `web` brings its own addresses."""

from django.urls import include, path

app_name = "web"

urlpatterns = [
    path("", include("web.public.urls")),
    path("ask/", include("web.asking.urls")),
    path("follow/", include("web.following.urls")),
    path("", include("web.opendata.urls")),
    path("needs/", include("web.needs.urls")),
    path("appeals/", include("web.appeals.urls")),
    path("pledges/", include("web.pledges.urls")),
    path("proposals/", include("web.proposals.urls")),
    path("partnerships/", include("web.partnerships.urls")),
    path("calls/", include("web.calls.urls")),
    path("results/", include("web.results.urls")),
    path("keys/", include("web.keys.urls")),
    path("webhooks/", include("web.webhooks.urls")),
    path("tables/", include("web.tables.urls")),
    path("programs/", include("web.reference.urls")),
    path("inbox/", include("web.inbox.urls")),
    path("desk/", include("web.desk.urls")),
    path("desk/mails/", include("web.mails.urls")),
    path("desk/people/", include("web.people.urls")),
    path("desk/policies/", include("web.policies.urls")),
    path("desk/zones/", include("web.zones.urls")),
    path("desk/zones/overrides/", include("web.overrides.urls")),
    path("desk/zones/rules/", include("web.rules.urls")),
    path("map/versions/", include("web.map.urls")),
]
