"""Write ties between municipalities that a source names by its own codes."""

from collections.abc import Sequence
from typing import Final

from places.engine.values import CodeScheme, QuarantineReason, TieKind
from places.imports.runner import Outcome, Result
from places.imports.upsert import upsert
from places.imports.values import BadRow
from places.models import ImportRun, Municipality, Tie, ZoneCode

_OWNED: Final = ("starts", "ends", "source")

NamedTie = tuple[str, str, Tie]


def save_ties(named: Sequence[NamedTie], *, scheme: CodeScheme, run: ImportRun) -> list[Result]:
    """Write ties given as (code, other code, tie without its ends), all of one kind.

    Two rows with one source key are one tie: the second says the same and changes nothing.
    """
    ids = _municipality_ids({code for one, other, _ in named for code in (one, other)}, scheme)
    drafts: dict[str, Tie] = {}
    results: list[Result] = []
    for one, other, tie in named:
        bad = _unfit(one, other, ids)
        if bad is None:
            tie.first_id, tie.second_id = sorted((ids[one], ids[other]))
        results.append(bad or Outcome.UNCHANGED)
        if bad is None and tie.source_key not in drafts:
            drafts[tie.source_key] = tie
    outcomes = dict(zip(drafts, _upsert(list(drafts.values()), run), strict=True))
    return [
        result if isinstance(result, BadRow) else outcomes.pop(tie.source_key, Outcome.UNCHANGED)
        for result, (_, _, tie) in zip(results, named, strict=True)
    ]


def _municipality_ids(codes: set[str], scheme: CodeScheme) -> dict[str, int]:
    zones = dict(
        ZoneCode.objects.filter(scheme=scheme.value, code__in=codes).values_list("code", "zone_id")
    )
    municipalities = dict(
        Municipality.objects.filter(zone__in=zones.values()).values_list("zone_id", "pk")
    )
    return {code: municipalities[zone] for code, zone in zones.items() if zone in municipalities}


def _unfit(one: str, other: str, ids: dict[str, int]) -> BadRow | None:
    for code in (one, other):
        if code not in ids:
            return BadRow(
                QuarantineReason.UNKNOWN_PLACE, f"No municipality with the code {code} is known."
            )
    if ids[one] == ids[other]:
        return BadRow(
            QuarantineReason.SAME_PLACE_TWICE, f"{one} and {other} are the same municipality."
        )
    return None


def _upsert(ties: Sequence[Tie], run: ImportRun) -> list[Outcome]:
    kinds = {TieKind(tie.kind) for tie in ties}
    of_this_kind = Tie.objects.filter(kind__in=[kind.value for kind in kinds])
    return upsert(of_this_kind, ties, key="source_key", owned=_OWNED, run=run)
