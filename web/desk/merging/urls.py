from django.urls import path

from web.desk.merging import views

urlpatterns = [
    path("cases/<uuid:reference>/same-call/<uuid:other>/", views.compare, name="compare"),
    path("cases/<uuid:reference>/two-calls/<uuid:other>/", views.two_calls, name="two_calls"),
    path("cases/<uuid:reference>/separate/", views.separate, name="separate"),
]
