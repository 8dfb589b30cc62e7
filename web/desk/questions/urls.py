from django.urls import path

from web.desk.questions import views

urlpatterns = [
    path("cases/<uuid:reference>/questions/ask/", views.ask, name="ask_question"),
    path(
        "cases/<uuid:reference>/questions/<uuid:question>/take-back/",
        views.take_back,
        name="take_back_question",
    ),
]
