from django.urls import path

from web.appeals import still_needed, views
from web.appeals.card import views as card
from web.appeals.objecting import views as objecting
from web.appeals.replying import views as replying
from web.attachments import views as attachments

app_name = "appeals"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.write, name="write"),
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/change/", views.rewrite, name="rewrite"),
    path("<uuid:reference>/send/", views.send, name="send"),
    path("<uuid:reference>/still-needed/", still_needed.reply, name="still_needed"),
    path("<uuid:reference>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:reference>/questions/<uuid:question>/", replying.reply, name="reply"),
    path("<uuid:reference>/card/", card.card, name="card"),
    path("<uuid:reference>/card/forbid/", card.forbid, name="forbid_card"),
    path("<uuid:reference>/card/allow/", card.allow, name="allow_card"),
    path("<uuid:reference>/card/<uuid:publication>/approve/", card.approve, name="approve_card"),
    path("<uuid:reference>/card/<uuid:publication>/refuse/", card.refuse, name="refuse_card"),
    path("<uuid:reference>/object/", objecting.outcome, name="object"),
    path("<uuid:reference>/object/<uuid:answer>/", objecting.answer, name="object_to_answer"),
    path("<uuid:reference>/documents/", attachments.documents, name="documents"),
    path("<uuid:reference>/documents/<uuid:attachment>/", attachments.document, name="document"),
    path(
        "<uuid:reference>/documents/<uuid:attachment>/remove/",
        attachments.remove,
        name="remove_document",
    ),
]
