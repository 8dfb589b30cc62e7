from django.urls import path

from web.inbox import views

app_name = "inbox"

urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.mark_all, name="mark_all"),
    path("mail/", views.mail, name="mail"),
    path("feed/", views.feed, name="feed"),
    path("<uuid:reference>/open/", views.open_one, name="open"),
]
