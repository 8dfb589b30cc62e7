from django.urls import path

from web.desk.quarantine import views

urlpatterns = [
    path("quarantine/", views.quarantine, name="quarantine"),
    path("quarantine/<uuid:reference>/", views.dossier, name="dossier"),
    path("quarantine/<uuid:reference>/check/", views.check, name="check"),
    path("quarantine/<uuid:reference>/contact/", views.contact, name="contact"),
    path("quarantine/<uuid:reference>/accept/", views.accept, name="accept"),
    path("quarantine/<uuid:reference>/refuse/", views.refuse, name="refuse_unconfirmed"),
    path("by-phone/", views.by_phone, name="by_phone"),
]
