from django.urls import path

from web.results import views

app_name = "results"

urlpatterns = [path("", views.index, name="index")]
