from django.urls import path

from web.reference import views

app_name = "reference"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:tag>/", views.resource, name="resource"),
]
