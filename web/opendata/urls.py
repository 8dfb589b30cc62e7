from django.urls import path

from web.opendata import views

app_name = "open_data"

urlpatterns = [
    path("open-data/", views.index, name="index"),
    path("needs.csv", views.needs_csv, name="needs_csv"),
    path("needs.json", views.needs_json, name="needs_json"),
    path("results.csv", views.results_csv, name="results_csv"),
    path("results.json", views.results_json, name="results_json"),
]
