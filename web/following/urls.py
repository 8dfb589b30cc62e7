from django.urls import include, path

from web.following import documents, views

app_name = "following"

urlpatterns = [
    path("", views.enter, name="enter"),
    path("case/", views.case, name="case"),
    path("still-needed/", views.say_still_needed, name="still_needed"),
    path("questions/<uuid:question>/", views.reply, name="reply"),
    path("answers/<uuid:answer>/object/", views.object_to_answer, name="object_to_answer"),
    path("proposals/", include("web.following.proposals.urls")),
    path("documents/", documents.documents, name="documents"),
    path("documents/<uuid:attachment>/", documents.document, name="document"),
    path("documents/<uuid:attachment>/remove/", documents.remove, name="remove_document"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("leave/", views.leave, name="leave"),
]
