"""The addresses of exchange: their names say the form."""

from django.urls import URLPattern, path

from api.v1.exchange.forms import CsvForm, JsonLinesForm
from api.v1.exchange.views import IatiFile, NeedsFile, PledgesFile, RegionsFile, ThreeWFile

urlpatterns: list[URLPattern] = [
    *(
        path(
            f"exchange/needs.{form.format}",
            NeedsFile.as_view(renderer_classes=[form]),
            name=f"needs-{form.format}",
        )
        for form in (CsvForm, JsonLinesForm)
    ),
    path("exchange/iati.xml", IatiFile.as_view(), name="iati"),
    path("exchange/regions.geojson", RegionsFile.as_view(), name="regions"),
    path("exchange/3w.csv", ThreeWFile.as_view(), name="3w"),
    *(
        path(
            f"exchange/pledges.{form.format}",
            PledgesFile.as_view({"get": "export"}, renderer_classes=[form]),
            name=f"pledges-{form.format}",
        )
        for form in (CsvForm, JsonLinesForm)
    ),
]
