from django.urls import path

from web.desk.card import views

urlpatterns = [
    path("cases/<uuid:reference>/card/", views.card, name="card"),
    path(
        "cases/<uuid:reference>/card/<uuid:publication>/take-back/",
        views.take_back,
        name="take_back_card",
    ),
]
