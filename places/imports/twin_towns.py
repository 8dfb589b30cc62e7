"""Twin towns from Wikidata: municipalities as helpers, and the twinnings between them.

A town that another source has brought is recognised by country, name and distance
(engine/recognise.py); the others are added as helpers, which may not appeal before staff say so.
Attribution: Wikidata (CC0), property P190.
"""

from collections.abc import Sequence
from typing import Final

from places.engine.values import CodeScheme, QuarantineReason, TieKind
from places.imports.countries import country_code_of
from places.imports.gazetteer import Gazetteer, Town
from places.imports.runner import Result, SeenKeys, sort_out
from places.imports.table import Row, Table
from places.imports.ties import NamedTie, save_ties
from places.imports.values import BadRow, coordinates, optional_text, text, whole
from places.models import ImportRun, Tie

TOWNS: Final = Table(columns=("qid", "name", "country", "lat", "lon", "population"))
LINKS: Final = Table(columns=("qid_a", "qid_b"))
_SOURCE: Final = "Wikidata P190"


class TwinTowns:
    """The towns."""

    source = "twin_towns"

    def __init__(self) -> None:
        self._seen = SeenKeys()
        self._gazetteer = Gazetteer(CodeScheme.WIKIDATA, may_appeal=False)

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch of towns."""
        return sort_out(rows, read=self._read, save=lambda towns: self._gazetteer.save(towns, run))

    def _read(self, row: Row) -> Town:
        latitude, longitude = coordinates(row, "lat", "lon")
        country = text(row, "country")
        code = country_code_of(country, latitude=latitude, longitude=longitude)
        if not code:
            raise BadRow(
                QuarantineReason.UNKNOWN_COUNTRY, f"No country of today is called {country!r}."
            )
        name = text(row, "name")
        return Town(
            key=self._seen.first(text(row, "qid", longest=16)),
            name=name,
            name_latin=name,
            latitude=latitude,
            longitude=longitude,
            country_code=code,
            population=whole(row, "population") if optional_text(row, "population") else None,
        )


class TwinLinks:
    """The links between towns that were brought before."""

    source = "twin_links"

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch of twinnings."""
        return sort_out(
            rows,
            read=_read_link,
            save=lambda ties: save_ties(ties, scheme=CodeScheme.WIKIDATA, run=run),
        )


def _read_link(row: Row) -> NamedTie:
    one, other = text(row, "qid_a", longest=16), text(row, "qid_b", longest=16)
    return (
        one,
        other,
        Tie(
            kind=TieKind.TWINNING.value,
            source=_SOURCE,
            source_key="-".join(sorted((one, other))),
        ),
    )
