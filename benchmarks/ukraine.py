"""The verdicts on Ukraine's municipalities that public lists alone allow, on four days.

Imports the original files from a folder into a scratch database and prints counts and examples.
What was imported is known from the day of the import on, so the verdicts are asked today about
those days; the verdict "known then" of this platform would be empty.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.utils import timezone

from evidence.engine.values import Subject
from evidence.models import ConflictEvent, EvidenceItem, PhaseSpell
from evidence.selectors import suggestions_for
from places.models import Municipality
from prerequisites.engine.values import Verdict
from prerequisites.engine.verdict import assessment_of, class_if_asked
from prerequisites.selectors import verdicts_for

DAYS: Final = (date(2021, 12, 31), date(2022, 4, 1), date(2023, 6, 1), date(2025, 5, 7))
FILES: Final = (
    ("import_katottg", "ua_katottg_2025-05-16.csv"),
    ("import_ua_municipalities", "ua_hromadas_kse.csv"),
    ("import_ua_hostilities", "ua_hostilities_order376_2025-05-07.csv"),
    ("import_ua_administrations", "ua_local_military_administrations_2025.csv"),
    ("import_ucdp", "ucdp_ged221_ukr_2014_2021.csv"),
)
EXPLAINED: Final = 10


def main(arguments: list[str]) -> int:
    """Import, judge, and print."""
    parser = argparse.ArgumentParser(prog="bench ukraine")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/data"))
    folder = parser.parse_args(arguments).folder
    if not folder.is_dir():
        print(f"There is no folder {folder}. Nothing was imported.", file=sys.stderr)
        return 1

    for command, name in FILES:
        if (folder / name).exists():
            call_command(command, str(folder / name), stdout=StringIO())
    _print_what_came_in()
    towns = dict(
        Municipality.objects.filter(country_code="UA")
        .order_by("zone__code")
        .values_list("pk", "zone_id")
    )
    today = timezone.localdate()
    verdicts = {day: verdicts_for(towns, as_of=day, known_on=today) for day in DAYS}
    _print_counts(verdicts)
    _print_suggestions(towns)
    _print_examples(verdicts)
    return 0


def _print_what_came_in() -> None:
    unconfirmed = EvidenceItem.objects.filter(confirmed_at=None)
    for name, count in (
        ("municipalities", Municipality.objects.count()),
        ("phases", PhaseSpell.objects.count()),
        ("conflict events", ConflictEvent.objects.count()),
        ("statements, none confirmed by staff", unconfirmed.count()),
    ):
        print(f"{count:>7,} {name}")


def _print_counts(verdicts: Mapping[date, Mapping[int, Verdict]]) -> None:
    print("\n| day | phase | class | class if asked | municipalities |\n|---|---|---|---|---|")
    for day, found in verdicts.items():
        counts = Counter(
            (
                "none" if each.phase is None else each.phase.value,
                each.verdict_class.value,
                class_if_asked(each).value,
            )
            for each in found.values()
        )
        for (phase, verdict_class, if_asked), count in sorted(counts.items()):
            print(f"| {day} | {phase} | {verdict_class} | {if_asked} | {count:,} |")


def _print_suggestions(towns: Mapping[int, int]) -> None:
    print("\n| day | suggested | reason | municipalities |\n|---|---|---|---|")
    for day in (date(2014, 8, 31), date(2015, 3, 1), date(2018, 6, 30), date(2021, 12, 31)):
        found = suggestions_for(list(towns.values()), on=day).values()
        counts = Counter((each.phase.value, each.reason.value) for each in found)
        for (phase, reason), count in sorted(counts.items()):
            print(f"| {day} | {phase} | {reason} | {count:,} |")


def _print_examples(verdicts: Mapping[date, Mapping[int, Verdict]]) -> None:
    """Print one municipality of each course of phases over the four days, the commonest first."""
    courses: dict[tuple[str, ...], list[int]] = {}
    for pk in next(iter(verdicts.values())):
        course = tuple(_phase(found[pk]) for found in verdicts.values())
        courses.setdefault(course, []).append(pk)
    commonest = sorted(courses.items(), key=lambda each: (-len(each[1]), each[0]))
    names = Municipality.objects.select_related("zone").in_bulk()
    for course, pks in commonest[:EXPLAINED]:
        town = names[pks[0]]
        print(f"\n{town.name} ({town.zone.code}), one of {len(pks):,} with {' > '.join(course)}")
        for day, found in verdicts.items():
            print(f"  {day}: {_explained(found[pks[0]])}")


def _phase(verdict: Verdict) -> str:
    return "none" if verdict.phase is None else verdict.phase.value


def _explained(verdict: Verdict) -> str:
    since = "" if verdict.own_phase is None else f" since {verdict.own_phase.since}"
    peace = assessment_of(verdict, Subject.P1)
    clauses = ", ".join(clause.code.value for clause in verdict.clauses)
    reasons = ", ".join(reason.value for reason in peace.reasons)
    return f"{_phase(verdict)}{since}; P1 {peace.value.value} ({reasons}); {clauses}"
