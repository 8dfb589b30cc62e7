"""A drawn world as rows of the real tables: towns, what is said of them, appeals and pledges."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Model, QuerySet

from accounts.engine.roles import Role
from accounts.models import Membership, Network, NetworkMember, User
from activities.engine.values import HelperTest
from audit.services import sign
from benchmarks.worlds import TODAY, VERDICTS, World, one_of
from evidence.engine.values import Phase, Says, SourceKind, Subject
from evidence.models import EvidenceItem, PhaseSpell, Source
from matching.engine.lifecycle import AppealState, PledgeState
from matching.engine.values import LinkKind, Need, Offer
from matching.models import Appeal, Pledge
from places.engine.values import IntermediaryKind, KnowledgeDepth, TieKind, ZoneKind
from places.models import Intermediary, Knowledge, Municipality, Tie, Zone
from prerequisites.engine.readiness import Answer, Readiness
from prerequisites.engine.values import VerdictClass
from prerequisites.models import ReadinessProfile

Row = TypeVar("Row", bound=Model)

NOW: Final = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=12)
REGIONS: Final = 20
"""Regions of each country that asks; what is known of one lies around its towns."""

_BATCH: Final = 2_000
_SAID_ON: Final = TODAY - timedelta(days=20)
_SOURCES: Final = (SourceKind.NGO, SourceKind.UN_BODY, SourceKind.NETWORK)


def store(world: World, *, seed: int = 2008) -> User:
    """Write a world into empty tables and return an officer.

    Each town that asks has one verdict of those that the world draws, with six to nine
    statements to found it; nobody has said anything of the towns that help. Nobody is introduced
    yet: a proposal alone moves that counter, so a pledge has the places that are left to it.
    """
    draw = Random(seed)
    officer = _officer()
    zones = _zones(draw, world)
    askers = _towns(world.needs, zones)
    helpers = _towns(world.offers, zones)
    verdicts = [VerdictClass(str(one_of(draw, VERDICTS))) for _ in world.needs]
    towns = [askers[need.municipality] for need in world.needs]
    sources = [
        Source.objects.create(name=f"Source {kind}", kind=kind.value, independence_group="")
        for kind in _SOURCES
    ]
    for rows in (
        _spells(draw, towns, verdicts, sources[0]),
        _statements(towns, verdicts, sources, officer),
        _appeals(world, askers),
        _pledges(world.offers, helpers),
        _profiles(world.offers, helpers),
        _ties(world, askers, helpers),
    ):
        _write(rows)
    _join_networks(world.offers, helpers)
    _know_places(world, askers, helpers)
    _send(officer)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return officer


@transaction.atomic
def _send(officer: User) -> None:
    """Let every draft go: a life begins as a draft, and each step is signed."""
    sign(actor_id=officer.pk)
    Appeal.objects.update(state=AppealState.SUBMITTED.value, submitted_at=F("created_at"))
    Pledge.objects.update(state=PledgeState.OFFERED.value)


def _officer() -> User:
    officer = User.objects.create(email="officer@example.org", display_name="Officer")
    long_ago = NOW - timedelta(days=1_000)
    Membership.objects.create(user=officer, role=Role.OFFICER.value, since=long_ago)
    return officer


def _write(rows: Iterable[Row]) -> None:
    things = list(rows)
    if not things:
        return
    with transaction.atomic():
        sign(actor_id=None)
        QuerySet[Row](type(things[0])).bulk_create(things, batch_size=_BATCH)


def _country(thing: Need | Offer) -> str:
    return next(place for place in thing.places if len(place) == len("UA"))


def _zones(draw: Random, world: World) -> dict[str, Zone]:
    """Return the zone of each town, in a region of its country where it asks."""
    things: list[Need | Offer] = [*world.needs, *world.offers]
    countries = {
        code: Zone.objects.create(
            code=code, name=code, kind=ZoneKind.COUNTRY.value, country_code=code
        )
        for code in sorted({_country(thing) for thing in things})
    }
    regions = {
        code: Zone.objects.bulk_create(
            Zone(
                code=f"{code}-{number}",
                name=f"Region {number}",
                kind=ZoneKind.REGION.value,
                country_code=code,
                parent=countries[code],
            )
            for number in range(REGIONS)
        )
        for code in sorted({_country(need) for need in world.needs})
    }
    asking = {need.municipality for need in world.needs}
    found = {
        thing.municipality: Zone(
            code=thing.municipality,
            name=thing.municipality,
            kind=ZoneKind.MUNICIPALITY.value,
            country_code=_country(thing),
            parent=draw.choice(regions[_country(thing)])
            if thing.municipality in asking
            else countries[_country(thing)],
        )
        for thing in things
    }
    _write(found.values())
    return found


def _towns(
    things: Sequence[Need] | Sequence[Offer], zones: Mapping[str, Zone]
) -> dict[str, Municipality]:
    found = {
        thing.municipality: Municipality(
            zone=zones[thing.municipality],
            name=thing.municipality,
            country_code=zones[thing.municipality].country_code,
        )
        for thing in things
    }
    _write(found.values())
    return found


_CALM: Final = (VerdictClass.DIRECT_CONDITIONAL, VerdictClass.DIRECT_OPEN)


def _spells(
    draw: Random,
    towns: Sequence[Municipality],
    verdicts: Sequence[VerdictClass],
    source: Source,
) -> Iterator[PhaseSpell]:
    for town, verdict in zip(towns, verdicts, strict=True):
        yield PhaseSpell(
            zone_id=town.zone_id,
            phase=Phase.LOW_AFTER.value if verdict in _CALM else Phase.HIGH.value,
            starts=TODAY - timedelta(days=draw.randint(300, 1_500)),
            known_on=_SAID_ON,
            source=source,
        )


_DENIED: Final = {
    VerdictClass.INDIRECT_ONLY: Subject.P1,
    VerdictClass.REASSESS: Subject.P3,
    VerdictClass.DIRECT_CONDITIONAL: Subject.P4,
}
_NOT_SAID: Final = {VerdictClass.INSUFFICIENT_EVIDENCE: Subject.P2}


def _statements(
    towns: Sequence[Municipality],
    verdicts: Sequence[VerdictClass],
    sources: Sequence[Source],
    officer: User,
) -> Iterator[EvidenceItem]:
    """Yield what two bodies of two kinds say of each prerequisite."""
    subjects = (Subject.P1, Subject.P2, Subject.P3, Subject.P4, Subject.S)
    for number, (town, verdict) in enumerate(zip(towns, verdicts, strict=True)):
        for subject in subjects:
            if subject is _NOT_SAID.get(verdict):
                continue
            says = Says.UNMET if subject is _DENIED.get(verdict) else Says.MET
            for source in (sources[0], sources[1 + number % 2]):
                yield EvidenceItem(
                    zone_id=town.zone_id,
                    subject=subject.value,
                    says=says.value,
                    source=source,
                    observed_on=_SAID_ON,
                    known_on=_SAID_ON,
                    confirmed_by=officer,
                    confirmed_at=NOW - timedelta(days=10),
                    recorded_at=NOW - timedelta(days=20),
                )


def _appeals(world: World, towns: Mapping[str, Municipality]) -> Iterator[Appeal]:
    for need, (urgency, days) in zip(world.needs, world.urgencies, strict=True):
        sent_at = NOW - timedelta(days=days)
        yield Appeal(
            reference=UUID(need.reference),
            municipality=towns[need.municipality],
            kinds=sorted(need.kinds),
            activity=need.activity.value,
            topic=need.topic.value,
            languages=sorted(need.languages),
            urgency=urgency.value,
            starts=need.window.starts,
            ends=need.window.ends,
            excluded=sorted(need.excluded),
            accepts_other_activities=need.accepts_other_activities,
            helpers_wanted=need.helpers_wanted,
            created_at=sent_at,
        )


def _pledges(offers: Sequence[Offer], towns: Mapping[str, Municipality]) -> Iterator[Pledge]:
    for offer in offers:
        yield Pledge(
            reference=UUID(offer.reference),
            municipality=towns[offer.municipality],
            activities=sorted(offer.activities),
            topics=sorted(offer.topics),
            forms=sorted(offer.forms),
            actor=offer.actor.value,
            capacity=max(1, offer.capacity_left),
            languages=sorted(offer.languages),
            has_interpreter=offer.has_interpreter,
            has_host_partner=offer.has_host_partner,
            has_platform=offer.has_platform,
            can_host=offer.can_host,
            projects_done=offer.projects_done,
            starts=offer.window.starts,
            ends=offer.window.ends,
            excluded=sorted(offer.excluded),
            created_at=NOW,
        )


def _profiles(
    offers: Sequence[Offer], towns: Mapping[str, Municipality]
) -> Iterator[ReadinessProfile]:
    """Yield answers as the drawn readiness has them: all, all but endurance and policy, or none."""
    for offer in offers:
        answers = _answers(offer.readiness)
        yield ReadinessProfile(
            municipality=towns[offer.municipality],
            stays_years=offer.years_after_conflict,
            answered_at=NOW,
            **answers,
        )


def _answers(readiness: Readiness) -> dict[str, object]:
    missing = {each.test.value for each in readiness.missing}
    if HelperTest.H1.value in missing:
        return {}
    yes = Answer.YES.value
    some: dict[str, object] = dict.fromkeys(
        ("motives", "objectives", "communication", "partners"), yes
    )
    some["context_sources"] = 3
    if missing:
        return some
    full = dict.fromkeys(("endurance", "policy", "calm_at_home"), yes)
    return some | full | {"policy_dated_on": TODAY - timedelta(days=2_000)}


_TIES: Final = {
    LinkKind.TWINNING: TieKind.TWINNING,
    LinkKind.COOPERATION_AGREEMENT: TieKind.COOPERATION_AGREEMENT,
}


def _ties(
    world: World, askers: Mapping[str, Municipality], helpers: Mapping[str, Municipality]
) -> Iterator[Tie]:
    for (asker, helper), kinds in world.links.ties.items():
        pair = sorted((askers[asker].pk, helpers[helper].pk))
        for kind in sorted(kinds):
            yield Tie(kind=_TIES[kind].value, first_id=pair[0], second_id=pair[1])


def _join_networks(offers: Sequence[Offer], towns: Mapping[str, Municipality]) -> None:
    networks = {
        name: Network.objects.create(name=name)
        for name in sorted({body for offer in offers for body in offer.bodies})
    }
    _write(
        NetworkMember(network=networks[body], municipality=towns[offer.municipality])
        for offer in offers
        for body in sorted(offer.bodies)
    )


def _know_places(
    world: World, askers: Mapping[str, Municipality], helpers: Mapping[str, Municipality]
) -> None:
    things: list[Need | Offer] = [*world.needs, *world.offers]
    towns = {**askers, **helpers}
    agencies = {
        name: Intermediary.objects.create(
            name=name, kind=IntermediaryKind.LOCAL_DEMOCRACY_AGENCY.value
        )
        for name in sorted({name for thing in things for name in thing.knowers})
    }
    _write(
        Knowledge(
            intermediary=agencies[name],
            zone_id=towns[thing.municipality].zone_id,
            depth=KnowledgeDepth.DAILY.value,
        )
        for thing in things
        for name in sorted(thing.knowers)
    )
