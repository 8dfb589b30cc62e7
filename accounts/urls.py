"""The pages of the sign-in library that are open here; what is not listed does not exist.

Left out on purpose: adding addresses, codes by mail, and every step of a password reset by mail
(docs/safety.md). Whoever lost access asks the secretariat, which knows the person by other ways.
"""

from allauth.account import views
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path(
        "password/reset/",
        require_safe(TemplateView.as_view(template_name="account/password_reset.html")),
        name="account_reset_password",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]
