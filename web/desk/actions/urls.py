from django.urls import path

from web.desk.actions import views

app_name = "actions"

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/needs/<slug:need>/", views.record_need, name="record_need"),
    path("<uuid:reference>/move/<slug:to>/", views.move, name="move"),
    path("<uuid:reference>/answer/<uuid:appeal>/", views.answer, name="answer"),
    path("for/<uuid:appeal>/<slug:kind>/", views.propose, name="propose"),
]
