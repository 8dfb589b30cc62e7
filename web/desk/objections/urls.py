from django.urls import path

from web.desk.objections import views

urlpatterns = [
    path(
        "cases/<uuid:reference>/objections/<uuid:objection>/reply/",
        views.reply,
        name="reply_to_objection",
    ),
]
