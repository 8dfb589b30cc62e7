"""The addresses of partner calls."""

from django.urls import path

from web.calls import views

app_name = "calls"

urlpatterns = [
    path("", views.index, name="index"),
    path("write/", views.write, name="write"),
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/list/", views.list_it, name="list"),
    path("<uuid:reference>/refuse/", views.refuse, name="refuse"),
    path("<uuid:reference>/end/", views.end, name="end"),
    path("<uuid:reference>/contact/", views.host_contact, name="host_contact"),
    path("<uuid:reference>/offer/", views.offer, name="offer"),
    path("offers/<uuid:offer>/move/", views.move_offer, name="move_offer"),
    path("offers/<uuid:offer>/contact/", views.city_contact, name="city_contact"),
]
