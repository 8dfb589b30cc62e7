"""The same list by django-ninja, where it is installed; it is none of our dependencies."""

from importlib import import_module
from importlib.util import find_spec
from types import GenericAlias
from typing import Any, Final

from django.http import HttpRequest
from django.urls import URLPattern, path

from benchmarks.rivals.stock import FIELDS
from matching.models import Pledge
from places.models import Municipality

IS_THERE: Final = find_spec("ninja") is not None
PAGE: Final = 20


def _pledges(request: HttpRequest, before: int = 2**62) -> list[Pledge]:
    del request  # it is found by its name, and wanted by nobody
    rows = Pledge.objects.filter(pk__lt=before).select_related("municipality")
    return list(rows.order_by("-pk")[:PAGE])


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

    api.get("/pledges/", response=GenericAlias(list, (row,)))(_pledges)
    return [path("rivals/ninja/", api.urls)]


urlpatterns: Final = _urlpatterns()
