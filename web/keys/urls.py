"""The addresses of the keys of networks."""

from django.urls import path

from web.keys import views

app_name = "keys"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.issue, name="issue"),
    path("<uuid:reference>/exchange/", views.exchange, name="exchange"),
    path("<uuid:reference>/revoke/", views.revoke, name="revoke"),
]
