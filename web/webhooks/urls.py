"""The addresses of the webhooks of networks."""

from django.urls import path

from web.webhooks import views

app_name = "webhooks"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.make, name="make"),
    path("<uuid:reference>/", views.log, name="log"),
    path("<uuid:reference>/rotate/", views.rotate, name="rotate"),
    path("<uuid:reference>/disable/", views.disable, name="disable"),
    path("<uuid:reference>/enable/", views.enable, name="enable"),
    path("<uuid:reference>/delete/", views.delete, name="delete"),
    path("<uuid:reference>/test/", views.test, name="test"),
    path("<uuid:reference>/replay/", views.replay_since, name="replay_since"),
    path("messages/<uuid:reference>/replay/", views.replay, name="replay"),
]
