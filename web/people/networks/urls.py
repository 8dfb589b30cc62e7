"""The addresses of the pages about networks and their members."""

from django.urls import path

from web.people.networks import views

app_name = "networks"

urlpatterns = [
    path("", views.index, name="index"),
    path("make/", views.make, name="make"),
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/add/", views.add, name="add"),
    path("<uuid:reference>/members/<uuid:municipality>/end/", views.end, name="end"),
]
