from django.urls import path

from web.mails import views

app_name = "mails"

urlpatterns = [
    path("", views.dead, name="dead"),
    path("<uuid:reference>/again/", views.try_again, name="try_again"),
]
