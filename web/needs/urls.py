from django.urls import path

from web.needs import searches, views

app_name = "needs"

urlpatterns = [
    path("", views.index, name="index"),
    path("searches/", searches.index, name="searches"),
    path("searches/new/", searches.save, name="save_search"),
    path("searches/<uuid:reference>/", searches.detail, name="search"),
    path("searches/<uuid:reference>/delete/", searches.forget, name="forget_search"),
    path("<uuid:reference>/", views.detail, name="detail"),
]
