"""Which address leads where."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from citydiplomacy import errors, health

# The admin's own form knows no second factor: its door is ours.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("language/", set_language, name="set_language"),
    path("accounts/", include("web.account.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("api.v1.urls")),
    *([path("demo/", include("demo.urls"))] if settings.DEMO else []),
    path("", include("web.urls")),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
