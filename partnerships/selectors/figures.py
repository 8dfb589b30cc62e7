"""Reads of all partnerships together, for figures that are made coarse before anyone sees them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final

from django.utils import timezone

from partnerships.engine.editions import year_of
from partnerships.engine.figures import Counted, Measure, RegionClass
from partnerships.engine.lifecycle import ActivityState
from partnerships.engine.needs import counts_for_the_helper
from partnerships.engine.values import Contribution, Direction, PeaceIndicator, Reach
from partnerships.models import (
    HarmEntry,
    Indicator,
    Partnership,
    PartnershipActivity,
    Result,
    ResultsEdition,
)
from places.engine.europe import MEMBER_STATES

_REACHED: Final[Mapping[Reach, Measure]] = {
    Reach.REACHED: Measure.REACHED,
    Reach.PARTLY: Measure.PARTLY,
    Reach.NOT_REACHED: Measure.NOT_REACHED,
}


def latest_edition() -> ResultsEdition | None:
    """Return the figures published last, or None where none were. Anyone may read them."""
    return ResultsEdition.objects.order_by("-as_of").first()


def counted_until(as_of: date) -> list[Counted]:
    """Return what each partnership is counted for, as far as it happened before `as_of`.

    What is counted once stays counted, so that no figure of a later quarter is smaller.

    Cost: four queries.
    """
    before = _midnight(as_of)
    measures = _measures(as_of, before)
    rows = Partnership.objects.filter(opened_at__lt=before).values_list(
        "pk", "opened_at", "appeal__activity", "appeal__municipality__country_code"
    )
    return [
        Counted(
            year=year_of(timezone.localdate(opened_at)),
            activity=activity,
            region=_region(country_code).value,
            measures=frozenset(measures[key]),
        )
        for key, opened_at, activity, country_code in rows
    ]


def signs_until(as_of: date) -> list[frozenset[tuple[PeaceIndicator, Direction]]]:
    """Return, for each partnership that both sides appraised, which sign of peace moved where."""
    appraised = Result.objects.exclude(asking_appraisal="").exclude(helping_appraisal="")
    rows = Indicator.objects.filter(
        recorded_at__lt=_midnight(as_of),
        partnership__in=appraised.values("objective__partnership"),
    )
    moved: dict[int, set[tuple[PeaceIndicator, Direction]]] = defaultdict(set)
    for key, sign, direction in rows.values_list("partnership_id", "sign", "direction"):
        moved[key].add((PeaceIndicator(sign), Direction(direction)))
    return [frozenset(signs) for signs in moved.values()]


def _measures(as_of: date, before: datetime) -> dict[int, set[Measure]]:
    measures: dict[int, set[Measure]] = defaultdict(set)
    held = PartnershipActivity.objects.filter(state=ActivityState.HELD.value, starts__lt=as_of)
    for key in held.values_list("partnership_id", flat=True):
        measures[key].add(Measure.HELD)
    harms = HarmEntry.objects.filter(recorded_at__lt=before)
    for key in harms.values_list("partnership_id", flat=True):
        measures[key].add(Measure.HARM)
    results = Result.objects.filter(recorded_at__lt=before)
    for key, reach, contribution in results.values_list(
        "objective__partnership_id", "reach", "contribution"
    ):
        measures[key] |= _of_result(Reach(reach), Contribution(contribution))
    return measures


def _of_result(reach: Reach, contribution: Contribution) -> set[Measure]:
    """Return what a result counts for: what a town reached alone is never its helper's (L686)."""
    if counts_for_the_helper(contribution):
        return {_REACHED[reach]}
    return set() if reach is Reach.NOT_REACHED else {Measure.LOCAL}


def _region(country_code: str) -> RegionClass:
    return RegionClass.MEMBER_STATES if country_code in MEMBER_STATES else RegionClass.ELSEWHERE


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
