"""The demonstration's own door."""

from django.urls import path

from demo import views

app_name = "demo"

urlpatterns = [path("sign-in", views.sign_in, name="sign_in")]
