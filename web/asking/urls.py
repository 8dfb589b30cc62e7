from django.urls import path

from web.asking import views

app_name = "asking"

urlpatterns = [
    path("what/", views.what, name="what"),
    path("who/", views.who, name="who"),
    path("review/", views.review, name="review"),
    path("send/", views.send, name="send"),
]
