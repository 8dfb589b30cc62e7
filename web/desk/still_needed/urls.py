from django.urls import path

from web.desk.still_needed import views

urlpatterns = [
    path("still-needed/", views.index, name="still_needed"),
    path("cases/<uuid:reference>/heard/", views.heard, name="heard"),
]
