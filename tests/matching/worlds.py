"""Generated worlds of needs, offers and links, for holding one engine against another."""

from dataclasses import dataclass, replace
from datetime import date

from hypothesis import strategies as st

from activities.engine.values import Activity, ActorMode
from evidence.engine.values import Phase
from matching.engine.pairing import ALL_ROUTES
from matching.engine.values import (
    AppealKind,
    HelpForm,
    LinkKind,
    Links,
    Need,
    NeedTopic,
    Neighbours,
    Offer,
    Urgency,
    Window,
)
from tests.matching.builders import (
    NOT_READY,
    READY,
    TODAY,
    a_need,
    an_offer,
    fits_in,
    permits_of,
)

WINDOWS = [
    Window(starts=date(2026, 1, 1), ends=date(2027, 1, 1)),
    Window(starts=date(2026, 6, 1), ends=date(2026, 7, 1)),
    Window(starts=date(2027, 1, 1), ends=date(2028, 1, 1)),
]
CODES = ["FR", "FR-67", "UA", "UA-1", "network", "GE"]
LANGUAGES = ["uk", "en", "ka", "fr"]
FITS = [fits_in(phase, zone_of_peace=calm) for phase in Phase for calm in (False, True)]


def subsets(values, **bounds):
    return st.frozensets(st.sampled_from(values), **bounds)


some_needs = st.builds(
    a_need,
    municipality=st.sampled_from(["m1", "m2", "m3"]),
    places=subsets(CODES),
    kinds=subsets(list(AppealKind), min_size=1),
    activity=st.sampled_from(Activity),
    topic=st.sampled_from([NeedTopic.WATER, NeedTopic.WASTE]),
    languages=subsets(LANGUAGES, min_size=1),
    urgency=st.sampled_from(Urgency),
    window=st.sampled_from(WINDOWS),
    excluded=subsets(CODES, max_size=1),
    accepts_other_activities=st.booleans(),
    fits=st.sampled_from(FITS),
    permits=st.builds(permits_of, but=subsets(ALL_ROUTES, max_size=4)),
    knowers=subsets(["agency", "ngo"], max_size=1),
    helpers_wanted=st.integers(1, 2),
    neighbours=st.none()
    | st.integers(1, 6).flatmap(
        lambda others: st.builds(Neighbours, others=st.just(others), helped=st.integers(0, others))
    ),
    present=st.none() | st.dictionaries(st.sampled_from(Activity), st.integers(1, 3), max_size=2),
)
some_offers = st.builds(
    an_offer,
    municipality=st.sampled_from(["m1", "m4", "m5", "m6"]),
    places=subsets(CODES, max_size=2),
    bodies=subsets(["network", "league"], max_size=1),
    activities=subsets(list(Activity), min_size=1),
    topics=subsets([NeedTopic.WATER, NeedTopic.WASTE], max_size=2),
    forms=subsets(list(HelpForm)),
    actor=st.sampled_from(ActorMode),
    languages=subsets(LANGUAGES, min_size=1),
    has_interpreter=st.booleans(),
    window=st.sampled_from(WINDOWS),
    excluded=subsets(CODES, max_size=1),
    capacity_left=st.integers(0, 2),
    has_host_partner=st.booleans(),
    has_platform=st.booleans(),
    can_host=st.booleans(),
    readiness=st.sampled_from([READY, READY, NOT_READY]),
    years_after_conflict=st.none() | st.integers(0, 12),
    projects_done=st.integers(0, 7),
    engaged=st.integers(0, 20),
    knowers=subsets(["agency", "ngo"], max_size=1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    needs: list[Need]
    offers: list[Offer]
    links: Links


@st.composite
def worlds(draw, needs=4, offers=8):
    """Draw a world; references are drawn apart, so that their order is not the offers' order."""
    asked = draw(st.lists(some_needs, max_size=needs))
    given = draw(st.lists(some_offers, max_size=offers))
    names = draw(st.permutations([f"p{number:02}" for number in range(len(given))]))
    asked = [replace(need, reference=f"a{at:02}") for at, need in enumerate(asked)]
    given = [replace(offer, reference=name) for offer, name in zip(given, names, strict=True)]
    return World(needs=asked, offers=given, links=draw(links_between(asked, given)))


@st.composite
def links_between(draw, needs, offers):
    towns = sorted({(n.municipality, o.municipality) for n in needs for o in offers})
    pairs = sorted({(n.reference, o.reference) for n in needs for o in offers})
    if not pairs:
        return Links()
    some = st.sampled_from(pairs)
    ties = st.dictionaries(st.sampled_from(towns), subsets(list(LinkKind), min_size=1), max_size=4)
    until = st.sampled_from([TODAY, date(2026, 3, 3), date(2026, 1, 1)])
    return Links(
        ties=draw(ties),
        suppressed=draw(st.dictionaries(some, until, max_size=3)),
        standing=draw(st.frozensets(some, max_size=3)),
    )
