"""Registered agreements of inter-municipal cooperation in Ukraine.

The file has each pair twice, once in each direction; both rows are one tie. An agreement's last
day counts as part of it.
Attribution: KSE Institute, Local Data Hub (2025), doi:10.5281/zenodo.15267573.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from places.engine.values import CodeScheme, QuarantineReason, TieKind
from places.imports.runner import Result, sort_out
from places.imports.table import Row, Table
from places.imports.ties import save_ties
from places.imports.values import BadRow, day, optional_day, text, whole
from places.models import ImportRun, Tie

TABLE: Final = Table(
    columns=("register_number", "start", "end", "hromada_code_a", "hromada_code_b")
)
_SOURCE: Final = "Register of inter-municipal cooperation agreements"


@dataclass(frozen=True, slots=True)
class _Agreement:
    number: int
    starts: date
    ends: date | None
    one: str
    other: str


class UaAgreements:
    """One tie per pair of municipalities and registered agreement."""

    source = "ua_agreements"

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch of agreements."""
        return sort_out(
            rows,
            read=_read,
            save=lambda agreements: save_ties(
                [(agreement.one, agreement.other, _tie(agreement)) for agreement in agreements],
                scheme=CodeScheme.KATOTTG,
                run=run,
            ),
        )


def _read(row: Row) -> _Agreement:
    starts, last = day(row, "start"), optional_day(row, "end")
    if last is not None and last < starts:
        raise BadRow(QuarantineReason.ENDS_BEFORE_IT_STARTS, f"It ends on {last}, before {starts}.")
    return _Agreement(
        number=whole(row, "register_number"),
        starts=starts,
        ends=None if last is None else last + timedelta(days=1),
        one=text(row, "hromada_code_a", longest=40),
        other=text(row, "hromada_code_b", longest=40),
    )


def _tie(agreement: _Agreement) -> Tie:
    pair = "-".join(sorted((agreement.one, agreement.other)))
    return Tie(
        kind=TieKind.COOPERATION_AGREEMENT.value,
        starts=agreement.starts,
        ends=agreement.ends,
        source=_SOURCE,
        source_key=f"{agreement.number}:{pair}",
    )
