"""The addresses of the pages about people."""

from django.urls import include, path

from web.people import views

app_name = "people"

urlpatterns = [
    path("", views.index, name="index"),
    path("invite/", views.invite, name="invite"),
    path("networks/", include("web.people.networks.urls")),
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/grant/", views.grant, name="grant"),
    path("<uuid:reference>/code/", views.renew, name="renew"),
    path("<uuid:reference>/memberships/<uuid:membership>/end/", views.end, name="end"),
]
