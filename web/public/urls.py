from django.urls import path

from web.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.start, name="start"),
    path("ask/", views.ask, name="ask"),
    path("offer/", views.offer, name="offer"),
    path("networks/", views.networks, name="networks"),
    path("decision/", views.decision, name="decision"),
    path("map/", views.thematic_map, name="thematic_map"),
    path("map/<int:number>/", views.thematic_map_version, name="thematic_map_version"),
    path("privacy/", views.privacy, name="privacy"),
    path("security/", views.security, name="security"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("source/", views.source, name="source"),
    path("style/", views.style, name="style"),
]
