from django.urls import path

from web.following.proposals import views

app_name = "proposals"

urlpatterns = [
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/agree/", views.agree, name="agree"),
    path("<uuid:reference>/refuse/", views.refuse, name="refuse"),
    path("<uuid:reference>/revoke/", views.revoke, name="revoke"),
    path("<uuid:reference>/released/", views.released, name="released"),
]
