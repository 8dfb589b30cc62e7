from django.urls import path

from web.partnerships import views

app_name = "partnerships"

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/pause/", views.pause, name="pause"),
    path("<uuid:reference>/end/", views.end, name="end"),
    path("<uuid:reference>/move/", views.move, name="move"),
]
