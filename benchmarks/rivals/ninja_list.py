"""The same list by django-ninja, where it is installed; it is none of our dependencies."""

from importlib import import_module
from importlib.util import find_spec
from types import GenericAlias
from typing import Any, Final

from django.http import HttpRequest
from django.urls import URLPattern, path

from api.models import Token
from benchmarks.rivals import duties
from benchmarks.rivals.stock import FIELDS
from matching.models import Pledge
from places.models import Municipality

IS_THERE: Final = find_spec("ninja") is not None
PAGE: Final = 20


def _pledges(request: HttpRequest, before: int = 2**62) -> list[Pledge]:
    del request  # it is found by its name, and wanted by nobody
    rows = Pledge.objects.filter(pk__lt=before).select_related("municipality")
    return list(rows.order_by("-pk")[:PAGE])


def _own_pledges(request: HttpRequest, before: int = 2**62) -> list[Pledge]:
    token: Token = vars(request)["auth"]
    rows = duties.pledges_of(token.key.user).filter(pk__lt=before)
    return list(rows.order_by("-pk")[:PAGE])


def _by_token(_auth: object, _request: HttpRequest, secret: str) -> Token | None:
    token = duties.token_named(secret)
    return token if token and duties.may_read_pledges(token) else None


def _urlpatterns() -> list[URLPattern]:
    if not IS_THERE:
        return []
    ninja: Any = import_module("ninja")
    api = ninja.NinjaAPI(urls_namespace="rival", openapi_url=None, docs_url=None)
    town = ninja.orm.create_schema(
        Municipality, fields=["reference", "name", "name_latin", "country_code"]
    )
    plain = [name for name in FIELDS if name != "municipality"]
    row = ninja.orm.create_schema(Pledge, fields=plain, custom_fields=[("municipality", town, ...)])

    by_token = type(
        "ByToken", (import_module("ninja.security").HttpBearer,), {"authenticate": _by_token}
    )
    rate = import_module("ninja.throttling").AuthRateThrottle(duties.RATE)

    rows = GenericAlias(list, (row,))
    api.get("/pledges/", response=rows)(_pledges)
    api.get("/own-pledges/", response=rows, auth=by_token(), throttle=[rate])(_own_pledges)
    return [path("rivals/ninja/", api.urls)]


urlpatterns: Final = _urlpatterns()
