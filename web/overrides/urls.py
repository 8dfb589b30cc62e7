from django.urls import path

from web.overrides import views

app_name = "overrides"

urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("new/<uuid:zone>/", views.propose, name="propose"),
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/confirm/", views.confirm, name="confirm"),
    path("<uuid:reference>/reject/", views.reject, name="reject"),
    path("<uuid:reference>/end/", views.end, name="end"),
]
