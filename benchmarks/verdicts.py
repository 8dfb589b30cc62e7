"""How long it takes to judge ten thousand municipalities with half a million statements.

Measured against reading the same rows and doing nothing with them, and against judging one
municipality after the other. Worlds are drawn from a fixed seed.
"""

import argparse
import cProfile
import pstats
import resource
import uuid
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from random import Random
from time import perf_counter
from typing import Final

from django.db import connection

from evidence.engine.values import FLAGS, Phase, Says, SourceKind, Subject
from evidence.models import EvidenceItem, Source
from places.models import Municipality
from prerequisites.engine.kept import as_kept
from prerequisites.models import Judgement
from prerequisites.selectors import verdicts_for
from prerequisites.services import judge_all

NOW: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY: Final = NOW.date()
SAMPLE: Final = 200
REGIONS: Final = 25
DISTRICTS: Final = 500

_SUBJECTS: Final = (*[each for each in Subject if each not in FLAGS], *FLAGS[:1])
_SAYINGS: Final = (Says.MET, Says.MET, Says.MET, Says.EMERGING, Says.UNMET)


def main(arguments: list[str]) -> int:
    """Fill the scratch database, measure, and print a table."""
    options = _options(arguments)
    drawn = _timed(lambda: fill(leaves=options.leaves, items=options.items))
    reading = min(_timed(read_rows) for _ in range(3))
    with cProfile.Profile() if options.profile else nullcontext() as profile:
        first = _timed(_judge_everything)
    if profile is not None:
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    written = Judgement.objects.count()
    again = _timed(_judge_everything)
    _deny_peace_in(options.leaves // 100)
    some = _timed(_judge_everything)
    naive = _timed(judge_one_by_one) * options.leaves / SAMPLE

    print(
        f"{options.leaves:,} municipalities, {options.items:,} statements; drawn in {drawn:.1f} s"
    )
    print(f"{written:,} judgements written first, {Judgement.objects.count() - written:,} later")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB\n")
    print(f"{'':<44}{'seconds':>9}{'ms each':>9}{'x reading':>11}{'x naive':>9}")
    for name, seconds in (
        ("reading the rows alone", reading),
        ("judging everything the first time", first),
        ("judging everything again, nothing new", again),
        ("judging everything again, 1 % new", some),
        (f"one by one ({SAMPLE} measured, scaled)", naive),
    ):
        each = 1000 * seconds / options.leaves
        print(
            f"{name:<44}{seconds:>9.2f}{each:>9.3f}{seconds / reading:>11.2f}"
            f"{naive / seconds:>9.1f}"
        )
    return 0


def fill(*, leaves: int, items: int) -> None:
    """Draw a country with its towns, half of them in the conflict, and what is said of them."""
    draw = Random(2008)
    _copy("places_zone", _ZONE, _zones(leaves))
    first = DISTRICTS + REGIONS + 2
    _copy(
        "places_municipality",
        ("id", "reference", "zone_id", "name", "name_latin", "country_code", *_MAY, "source_key"),
        (
            (n, _id(draw), first + n - 1, f"Town {n}", "", "XX", True, True, "")
            for n in range(1, leaves + 1)
        ),
    )
    kinds = [kind for kind in SourceKind if kind is not SourceKind.COUNTRY_INDEX]
    _copy(
        "evidence_source",
        ("id", "reference", "name", "kind", "independence_group"),
        ((n, _id(draw), f"Source {n}", kinds[n % len(kinds)].value, "") for n in range(1, 41)),
    )
    _copy("evidence_evidenceitem", _ITEM, _items(draw, leaves, items, first))
    _copy("evidence_phasespell", _SPELL, _spells(draw, leaves, first))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def read_rows() -> None:
    """Read what verdicts need, and do nothing with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT item.zone_id, item.reference, subject, says, source.kind, source.reference,
                   independence_group, fingerprint, observed_on, known_on, date_precision,
                   confidence, confirmed_at, superseded_on, valid_until
            FROM evidence_evidenceitem item JOIN evidence_source source
                 ON source.id = item.source_id
            WHERE known_on <= %s ORDER BY item.id
            """,
            [TODAY],
        )
        cursor.fetchall()
        cursor.execute(
            "SELECT zone_id, phase, starts, ends, known_on, retracted_on FROM evidence_phasespell"
        )
        cursor.fetchall()


def judge_one_by_one() -> None:
    """Judge and keep a sample the way a loop over municipalities would."""
    for pk in Municipality.objects.order_by("pk").values_list("pk", flat=True)[:SAMPLE]:
        verdict = verdicts_for([pk], as_of=TODAY, known_on=TODAY)[pk]
        Judgement.objects.filter(municipality_id=pk, is_current=True).update(is_current=False)
        Judgement.objects.create(
            municipality_id=pk,
            as_of=TODAY,
            known_on=TODAY,
            rule_set_version=verdict.rule_set_version,
            verdict_class=verdict.verdict_class.value,
            class_if_asked=verdict.verdict_class.value,
            verdict=as_kept(verdict),
            made_at=NOW,
        )


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench verdicts")
    parser.add_argument("--leaves", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=500_000)
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    return parser.parse_args(arguments)


def _timed(deed: Callable[[], object]) -> float:
    began = perf_counter()
    deed()
    return perf_counter() - began


def _judge_everything() -> None:
    judge_all(at=NOW)


def _deny_peace_in(count: int) -> None:
    towns = Municipality.objects.order_by("pk").values_list("zone_id", flat=True)[:count]
    source = Source.objects.order_by("pk")[0]
    EvidenceItem.objects.bulk_create(
        EvidenceItem(
            zone_id=zone_id,
            subject=Subject.P3.value,
            says=Says.MET.value,
            source=source,
            observed_on=TODAY,
            known_on=TODAY,
            recorded_at=NOW,
        )
        for zone_id in towns
    )


_MAY: Final = ("may_appeal", "may_help")
_ZONE: Final = (
    "id",
    "reference",
    "code",
    "parent_id",
    "kind",
    "name",
    "name_latin",
    "country_code",
    "source_key",
)
_ITEM: Final = (
    "reference",
    "zone_id",
    "subject",
    "says",
    "source_id",
    "statement",
    "fingerprint",
    "language",
    "observed_on",
    "known_on",
    "date_precision",
    "confidence",
    "recorded_at",
    "source_key",
    "confirmed_at",
    "confirmed_by_id",
)
_SPELL: Final = (
    "reference",
    "zone_id",
    "phase",
    "status_code",
    "starts",
    "known_on",
    "source_id",
    "source_key",
)

Row = tuple[object, ...]


def _zones(leaves: int) -> Iterator[Row]:
    draw = Random(1)

    def zone(pk: int, kind: str, parent: int | None) -> Row:
        return (pk, _id(draw), f"bench-{pk}", parent, kind, f"Zone {pk}", "", "XX", "")

    yield zone(1, "country", None)
    for n in range(REGIONS):
        yield zone(2 + n, "region", 1)
    for n in range(DISTRICTS):
        yield zone(2 + REGIONS + n, "district", 2 + n % REGIONS)
    for n in range(leaves):
        parent = 2 + REGIONS + n % DISTRICTS
        yield zone(2 + REGIONS + DISTRICTS + n, "municipality", parent)


def _items(draw: Random, leaves: int, items: int, first: int) -> Iterator[Row]:
    each = items // leaves
    for n in range(leaves):
        for _ in range(each):
            said_on = TODAY - timedelta(days=int(400 * draw.random() ** 2))
            yield (
                *(_id(draw), first + n, draw.choice(_SUBJECTS).value, draw.choice(_SAYINGS).value),
                *(draw.randint(1, 40), "", "", "", said_on),
                *(min(TODAY, said_on + timedelta(days=draw.randint(0, 9))), "day"),
                *(draw.choice(("medium", "high", "high", "low")), NOW, "", None, None),
            )


def _spells(draw: Random, leaves: int, first: int) -> Iterator[Row]:
    began = date(2022, 2, 24)
    for zone_id in range(2, 2 + REGIONS):
        yield (_id(draw), zone_id, Phase.LOW_AFTER.value, "", began, began, 1, "")
    for n in range(leaves):
        phase = draw.choice(tuple(Phase)).value
        starts = began + timedelta(days=draw.randint(0, 1_000))
        yield (_id(draw), first + n, phase, "", starts, starts, 1, "")


def _id(draw: Random) -> uuid.UUID:
    return uuid.UUID(int=draw.getrandbits(128), version=4)


def _copy(table: str, columns: tuple[str, ...], rows: Iterator[Row]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
