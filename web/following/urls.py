from django.urls import path

from web.following import views

app_name = "following"

urlpatterns = [
    path("", views.enter, name="enter"),
    path("case/", views.case, name="case"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("leave/", views.leave, name="leave"),
]
