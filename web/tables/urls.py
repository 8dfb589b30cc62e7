"""The addresses of pledges by table."""

from django.urls import path

from web.tables import views

app_name = "tables"

urlpatterns = [
    path("", views.index, name="index"),
    path("pledges.csv", views.table, name="table"),
    path("aside/", views.aside, name="aside"),
    path("aside/<uuid:reference>/let-go/", views.let_go, name="let_go"),
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/not-taken.csv", views.not_taken, name="not_taken"),
    path("<uuid:reference>/carry-out/", views.carry_out, name="carry_out"),
]
