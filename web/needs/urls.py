from django.urls import path

from web.needs import views

app_name = "needs"

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:reference>/", views.detail, name="detail"),
]
