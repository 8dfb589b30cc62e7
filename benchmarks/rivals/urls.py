"""The platform's addresses and those of the rivals, behind the same middlewares."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from benchmarks.rivals import ninja_list, stock
from citydiplomacy.urls import urlpatterns as platform


def hello(_request: HttpRequest) -> HttpResponse:
    """Answer without asking anything."""
    return HttpResponse("hello")


urlpatterns: list[URLPattern | URLResolver] = [
    path("rivals/hello/", hello),
    path("rivals/stock/", stock.Pledges.as_view({"get": "list"})),
    path("rivals/stock-same-duties/", stock.PledgesWithDuties.as_view({"get": "list"})),
    path("rivals/stock-stock-duties/", stock.PledgesWithStockDuties.as_view({"get": "list"})),
    *ninja_list.urlpatterns,
    *platform,
]
