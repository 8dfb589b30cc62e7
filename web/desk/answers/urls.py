from django.urls import path

from web.desk.answers import views

urlpatterns = [
    path("cases/<uuid:reference>/answer/", views.choose, name="choose_answer"),
    path("cases/<uuid:reference>/answer/<slug:kind>/", views.give, name="give_answer"),
    path(
        "cases/<uuid:reference>/answers/<uuid:answer>/retract/",
        views.retract,
        name="retract_answer",
    ),
    path("cases/<uuid:reference>/close/", views.close, name="close"),
]
