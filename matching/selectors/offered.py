"""The pledges as the engine sees them: read as bare rows, and kept while nothing has changed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar
from uuid import UUID

from django.db import connection

from accounts.models import NetworkMember
from activities.engine.values import Activity, ActorMode, ThematicMap
from matching.engine.columns import OfferColumns, offer_columns
from matching.engine.criteria import Policy
from matching.engine.lifecycle import LIVE_PLEDGES
from matching.engine.values import HelpForm, NeedTopic, Offer, Window
from matching.models import Pledge, PledgeQuerySet
from places.models import Knowledge
from places.selectors import ancestors_of, one_array
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.snapshot import Hashing
from prerequisites.selectors import HelperReadiness, readiness_for, verdicts_for


class Spot(NamedTuple):
    """What is needed of a zone."""

    id: int
    code: str
    country_code: str


class PledgeRow(NamedTuple):
    """A pledge with its town, as the tables have it: a model for each would take longer."""

    id: int
    reference: UUID
    municipality_id: int
    town: UUID
    zone_id: int
    zone_code: str
    country_code: str
    activities: Sequence[str]
    topics: Sequence[str]
    forms: Sequence[str]
    actor: str
    capacity: int
    engaged: int
    languages: Sequence[str]
    has_interpreter: bool
    has_host_partner: bool
    has_platform: bool
    can_host: bool
    projects_done: int
    starts: date
    ends: date
    excluded: Sequence[str]


_OF_TOWN: Final = {
    "town": "municipality__reference",
    "zone_id": "municipality__zone_id",
    "zone_code": "municipality__zone__code",
    "country_code": "municipality__zone__country_code",
}
_FIELDS: Final = tuple(_OF_TOWN.get(name, name) for name in PledgeRow._fields)

_Asked: TypeAlias = tuple[date, Policy, int]


@dataclass(frozen=True, kw_only=True)  # no slots: the hash is kept once it was asked
class Offered:
    """Pledges in the order of their ids, and who offers them."""

    offers: tuple[Offer, ...]
    pledge_ids: Mapping[str, int]
    helpers: Mapping[int, str]
    _columns: dict[_Asked, OfferColumns]

    @cached_property
    def sha256(self) -> str:
        """Return a hash of all offers; the same for each appeal that is matched with them."""
        return Hashing().sha256(self.offers)

    @cached_property
    def by_reference(self) -> Mapping[str, Offer]:
        """Return each offer by its reference."""
        return {offer.reference: offer for offer in self.offers}

    @cached_property
    def by_helper(self) -> Mapping[str, Sequence[Offer]]:
        """Return the offers of each municipality that helps, by its reference."""
        found: defaultdict[str, list[Offer]] = defaultdict(list)
        for offer in self.offers:
            found[offer.municipality].append(offer)
        return dict(found)

    def columns(self, policy: Policy, *, today: date, thematic_map: ThematicMap) -> OfferColumns:
        """Return the offers as columns; asked again, the same."""
        asked = today, policy, thematic_map.version
        if asked not in self._columns:
            self._columns.clear()
            self._columns[asked] = offer_columns(
                self.offers, today=today, policy=policy, thematic_map=thematic_map
            )
        return self._columns[asked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """By zone: the codes of what it lies in, itself included, and the bodies that know it."""

    places: Mapping[int, frozenset[str]]
    knowers: Mapping[int, frozenset[str]]


def rows_of(pledges: Iterable[Pledge]) -> list[PledgeRow]:
    """Return loaded pledges as rows; load `municipality__zone` with them."""
    return [
        PledgeRow(
            **{name: getattr(pledge, name) for name in PledgeRow._fields if name not in _OF_TOWN},
            town=pledge.municipality.reference,
            zone_id=pledge.municipality.zone_id,
            zone_code=pledge.municipality.zone.code,
            country_code=pledge.municipality.zone.country_code,
        )
        for pledge in pledges
    ]


def offered_by(
    rows: Sequence[PledgeRow], *, as_of: date, known_on: date, rules: RuleSet | None = None
) -> Offered:
    """Return the engine's picture of some pledges.

    Cost: about 10 queries, whatever their number, and 30 microseconds a pledge.
    """
    helpers = {row.municipality_id: str(row.town) for row in rows}
    verdicts = verdicts_for(helpers.keys(), as_of=as_of, known_on=known_on, rules=rules)
    own_p1 = {helper: verdict.findings.p1 for helper, verdict in verdicts.items()}
    readiness = readiness_for(helpers.keys(), own_p1=own_p1)
    around = surroundings_of({Spot(row.zone_id, row.zone_code, row.country_code) for row in rows})
    bodies = _bodies(helpers.keys())
    sets = _Sets()
    in_order = sorted(rows, key=lambda row: row.id)
    return Offered(
        offers=tuple(
            _offer(row, around, bodies[row.municipality_id], readiness[row.municipality_id], sets)
            for row in in_order
        ),
        pledge_ids={str(row.reference): row.id for row in in_order},
        helpers=helpers,
        _columns={},
    )


def offered_now(*, as_of: date, known_on: date, rules: RuleSet) -> Offered:
    """Return the picture of all live pledges; the one of before while nothing has changed.

    What it rests on is asked every time: the versions of all rows that a picture is made of, as
    PostgreSQL numbers them. A row that is written anew has a number that no row had before, so
    that a picture is never shown for rows it was not made of, also after a change was undone.
    Whoever changes a row while a picture is made leaves it under a number that never comes again.

    Cost: one query, some microseconds a pledge; as `offered_by` after a change. A process keeps
    one picture, about 3 kB a pledge.
    """
    asked = as_of, known_on, rules.version, _versions()
    kept = _KEPT.get(asked)
    if kept is None:
        rows = live_rows(Pledge.objects.live())
        kept = offered_by(rows, as_of=as_of, known_on=known_on, rules=rules)
        _KEPT.clear()
        _KEPT[asked] = kept
    return kept


def live_rows(pledges: PledgeQuerySet) -> list[PledgeRow]:
    """Return pledges as rows. Cost: one query."""
    return list(map(PledgeRow._make, pledges.live().values_list(*_FIELDS)))


_KEPT: Final[dict[tuple[date, date, int, str], Offered]] = {}
"""The last picture of this process, by what it was made of."""

_VERSIONS: Final = """
    WITH RECURSIVE offered AS (
        SELECT pledge.id, pledge.municipality_id, pledge.xmin, pledge.ctid
        FROM matching_pledge pledge WHERE pledge.state = ANY(%s)
    ), town AS (
        SELECT town.id, town.zone_id, town.xmin, town.ctid FROM places_municipality town
        WHERE town.id IN (SELECT municipality_id FROM offered)
    ), above (id) AS (
        SELECT zone_id FROM town
        UNION
        SELECT zone.parent_id FROM places_zone zone JOIN above ON zone.id = above.id
        WHERE zone.parent_id IS NOT NULL
    ), versions AS (
        SELECT 1 AS part, id, xmin, ctid FROM offered
        UNION ALL SELECT 2, id, xmin, ctid FROM town
        UNION ALL SELECT 3, id, xmin, ctid FROM places_zone WHERE id IN (SELECT id FROM above)
        UNION ALL SELECT 4, id, xmin, ctid FROM places_knowledge
            WHERE zone_id IN (SELECT id FROM above)
        UNION ALL SELECT 5, id, xmin, ctid FROM accounts_networkmember
        UNION ALL SELECT 6, id, xmin, ctid FROM accounts_network
        UNION ALL SELECT 7, id, xmin, ctid FROM prerequisites_readinessprofile
        UNION ALL SELECT 8, id, xmin, ctid FROM prerequisites_override
        UNION ALL SELECT 9, id, xmin, ctid FROM evidence_source
        UNION ALL SELECT 10, id, xmin, ctid FROM evidence_evidenceitem
            WHERE zone_id IN (SELECT id FROM above)
        UNION ALL SELECT 11, id, xmin, ctid FROM evidence_phasespell
            WHERE zone_id IN (SELECT id FROM above)
    )
    SELECT concat_ws(
        ' ', current_database(), pg_postmaster_start_time(),
        md5(string_agg(concat_ws(' ', part, xmin, ctid), ';' ORDER BY part, id))
    ) FROM versions
"""


def _versions() -> str:
    """Return what tells the present rows from all others.

    The start of the server is part of it: after a recovery to an earlier moment numbers come
    again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, [sorted(state.value for state in LIVE_PLEDGES)])
        (versions,) = cursor.fetchone()
    return str(versions)


Word = TypeVar("Word", bound=str)


class _Sets:
    """Lists of words as sets; equal lists share one set."""

    def __init__(self) -> None:
        self._known: dict[tuple[Callable[[str], str], tuple[str, ...]], frozenset[Any]] = {}

    def of(self, kind: Callable[[str], Word], words: Sequence[str]) -> frozenset[Word]:
        key = kind, tuple(words)
        if key not in self._known:
            self._known[key] = frozenset(map(kind, words))
        return self._known[key]


def _offer(
    row: PledgeRow,
    around: Surroundings,
    bodies: frozenset[str],
    readiness: HelperReadiness,
    sets: _Sets,
) -> Offer:
    return Offer(
        reference=str(row.reference),
        municipality=str(row.town),
        places=around.places[row.zone_id],
        bodies=bodies,
        activities=sets.of(Activity, row.activities),
        topics=sets.of(NeedTopic, row.topics),
        forms=sets.of(HelpForm, row.forms),
        actor=ActorMode(row.actor),
        languages=sets.of(str, row.languages),
        has_interpreter=row.has_interpreter,
        window=Window(starts=row.starts, ends=row.ends),
        excluded=sets.of(str, row.excluded),
        capacity_left=row.capacity - row.engaged,
        has_host_partner=row.has_host_partner,
        has_platform=row.has_platform,
        can_host=row.can_host,
        readiness=readiness.readiness,
        years_after_conflict=readiness.stays_years,
        projects_done=row.projects_done,
        engaged=row.engaged,
        knowers=around.knowers[row.zone_id],
    )


def surroundings_of(spots: Collection[Spot]) -> Surroundings:
    """Return what each zone lies in, and the intermediaries who know it or a zone above it.

    Cost: two queries.
    """
    above = ancestors_of([spot.id for spot in spots])
    known: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    spoken_of = {zone.id for chain in above.values() for zone in chain} | above.keys()
    knowledge = Knowledge.objects.filter(zone__in=one_array(spoken_of))
    for zone_id, intermediary_id in knowledge.values_list("zone_id", "intermediary_id"):
        known[zone_id] |= {f"intermediary:{intermediary_id}"}
    return Surroundings(
        places={
            spot.id: frozenset(
                (spot.code, spot.country_code, *(parent.code for parent in above[spot.id]))
            )
            for spot in spots
        },
        knowers={
            spot.id: known[spot.id].union(*(known[parent.id] for parent in above[spot.id]))
            for spot in spots
        },
    )


def _bodies(municipality_ids: Set[int]) -> defaultdict[int, frozenset[str]]:
    bodies: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    members = NetworkMember.objects.filter(municipality__in=one_array(municipality_ids))
    for municipality_id, network in members.values_list("municipality_id", "network__reference"):
        bodies[municipality_id] |= {str(network)}
    return bodies
