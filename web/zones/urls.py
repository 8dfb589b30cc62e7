from django.urls import path

from web.zones import views
from web.zones.presences import views as presences

app_name = "zones"

urlpatterns = [
    path("", views.index, name="index"),
    path("evidence/", views.waiting, name="waiting"),
    path("evidence/<uuid:reference>/", views.statement, name="statement"),
    path("evidence/<uuid:reference>/open/", views.open_statement, name="open"),
    path("evidence/<uuid:reference>/confirm/", views.confirm, name="confirm"),
    path("evidence/<uuid:reference>/supersede/", views.supersede, name="supersede"),
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/<uuid:reference>/close/", views.close_review, name="close_review"),
    path("phases/<uuid:reference>/retract/", views.retract, name="retract"),
    path("<uuid:reference>/", views.zone, name="zone"),
    path("<uuid:reference>/timeline/", views.timeline, name="timeline"),
    path("<uuid:reference>/sheet/", views.sheet, name="sheet"),
    path("<uuid:reference>/statements/new/", views.record, name="record"),
    path("<uuid:reference>/presences/", presences.presences, name="presences"),
    path(
        "<uuid:reference>/presences/<uuid:presence>/end/",
        presences.end_presence,
        name="end_presence",
    ),
    path("<uuid:reference>/phases/new/", views.record_phase, name="record_phase"),
]
