"""The doors of an account that are open here; what is not listed does not exist.

Left out on purpose: adding addresses, codes by mail, and every step of a password reset by mail
(docs/safety.md). Whoever lost access asks the secretariat, which knows the person by other ways.
The names are those of the sign-in library, so they stand outside the namespace of `web`.
"""

from allauth.account import views as library
from django.urls import include, path

from web.account import views

urlpatterns = [
    path("login/", library.login, name="account_login"),
    path("logout/", library.logout, name="account_logout"),
    path("inactive/", library.account_inactive, name="account_inactive"),
    path("signup/", library.signup, name="account_signup"),
    path("reauthenticate/", library.reauthenticate, name="account_reauthenticate"),
    path("password/change/", library.password_change, name="account_change_password"),
    path("password/set/", library.password_set, name="account_set_password"),
    path("password/reset/", views.lost_password, name="account_reset_password"),
    path("invitation/", views.accept_invitation, name="account_accept_invitation"),
    path("2fa/", include("allauth.mfa.urls")),
]
