from django.urls import path

from web.pledges import views

app_name = "pledges"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.write, name="write"),
    path("readiness/<uuid:municipality>/", views.readiness, name="readiness"),
    path("ledger/<uuid:municipality>/", views.ledger, name="ledger"),
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/prospects/", views.prospects, name="prospects"),
    path("<uuid:reference>/summary/", views.summary, name="summary"),
    path("<uuid:reference>/change/", views.rewrite, name="rewrite"),
    path("<uuid:reference>/move/", views.move, name="move"),
]
