from django.urls import path

from web.desk.clocks import views

urlpatterns = [
    path("overdue/", views.overdue, name="overdue"),
    path("cases/<uuid:reference>/hand-over/", views.hand_over, name="hand_over"),
    path("cases/<uuid:reference>/clocks/<slug:clock>/pause/", views.pause, name="pause_clock"),
    path("cases/<uuid:reference>/clocks/<slug:clock>/resume/", views.resume, name="resume_clock"),
]
