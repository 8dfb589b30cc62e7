from django.urls import path

from web.desk.trinnings import views

urlpatterns = [
    path("", views.finder, name="trinnings"),
    path("sides/", views.sides, name="sides"),
    path("sides/of/<uuid:reference>/", views.record_side, name="record_side"),
    path("sides/<uuid:reference>/end/", views.end_side, name="end_side"),
]
