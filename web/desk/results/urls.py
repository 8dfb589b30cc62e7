from django.urls import path

from web.desk.results import views

urlpatterns = [
    path(
        "partnerships/<uuid:reference>/results/",
        views.partnership_results,
        name="partnership_results",
    ),
]
