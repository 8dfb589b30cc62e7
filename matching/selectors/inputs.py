"""Load what the matching engine works on, a constant number of queries however many there are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from django.db.models import Q
from django.utils import timezone

from accounts.models import NetworkMember
from activities.engine.map import fit_of
from activities.engine.values import Activity, ActorMode, ThematicMap
from activities.selectors import current_map
from evidence.engine.values import Confidence, Evidence, Says, SourceKind, Subject
from matching.engine.criteria import Policy
from matching.engine.lifecycle import AppealState
from matching.engine.pairing import ALL_ROUTES
from matching.engine.values import (
    NO_LINK,
    AppealKind,
    HelpForm,
    Link,
    LinkKind,
    Need,
    NeedTopic,
    Offer,
    Route,
    Urgency,
    Window,
)
from matching.models import Appeal, Pledge
from places.engine.values import TieKind
from places.models import Knowledge, Municipality, Tie, Zone
from places.selectors import ZoneRow, ancestors_of
from prerequisites.engine.permits import permitted
from prerequisites.engine.snapshot import sha256
from prerequisites.engine.values import Verdict
from prerequisites.selectors import HelperReadiness, readiness_for, verdicts_for

Above: TypeAlias = Mapping[int, Sequence[ZoneRow]]
"""By zone, what lies above it, nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """One consistent picture: needs and offers as the engine sees them, and what joins them.

    `needs`, `verdicts` go by the appeal's id, `offers` are in the order of their ids.
    """

    needs: Mapping[int, Need]
    verdicts: Mapping[int, Verdict]
    offers: tuple[Offer, ...]
    links: Mapping[tuple[str, str], Link]
    pledge_ids: Mapping[str, int]
    thematic_map: ThematicMap

    def link_of(self, need: Need, offer: Offer) -> Link:
        """Return what is known of the two municipalities together."""
        return self.links.get((need.municipality, offer.municipality), NO_LINK)


def load(
    appeals: Sequence[Appeal], pledges: Sequence[Pledge], *, as_of: date, known_on: date
) -> Inputs:
    """Return the engine's picture of these appeals and pledges.

    Args:
        appeals: with `municipality__zone` loaded.
        pledges: likewise.

    Cost: about 15 queries, whatever the numbers.
    """
    thematic_map = current_map()
    verdicts = _verdicts(appeals, as_of=as_of, known_on=known_on)
    zones = _zones(appeals, pledges)
    above = ancestors_of(zones)
    places = _places(zones, above)
    return Inputs(
        needs={
            appeal.pk: _need(appeal, verdicts[appeal.pk], places, thematic_map)
            for appeal in appeals
        },
        verdicts=verdicts,
        offers=_offers(pledges, places, as_of=as_of, known_on=known_on),
        links=_links(appeals, pledges, above=above, as_of=as_of),
        pledge_ids={str(pledge.reference): pledge.pk for pledge in pledges},
        thematic_map=thematic_map,
    )


def request_evidence(appeal: Appeal) -> Evidence:
    """Return the appeal itself as evidence that the zone asks (prerequisite R, report L653).

    Only a member of the municipality, or of an intermediary with a mandate, can send an appeal;
    so the sending is the proof.
    """
    sent_on = timezone.localdate(appeal.submitted_at or appeal.created_at)
    return Evidence(
        reference=f"appeal:{appeal.reference}",
        subject=Subject.R,
        says=Says.MET,
        source_kind=SourceKind.STAFF,
        origin=f"municipality:{appeal.municipality_id}",
        observed_on=sent_on,
        known_on=sent_on,
        confidence=Confidence.HIGH,
        confirmed=appeal.state != AppealState.DRAFT,
    )


def offers_sha256(inputs: Inputs) -> str:
    """Return a hash of all offers; the same for each appeal that is matched with them."""
    return sha256(inputs.offers)


def inputs_sha256(inputs: Inputs, appeal_id: int, *, offers_hash: str, policy: Policy) -> str:
    """Return a hash of all that the answer for one appeal rests on."""
    need = inputs.needs[appeal_id]
    links = {
        offer.reference: link
        for offer in inputs.offers
        if (link := inputs.link_of(need, offer)) is not NO_LINK
    }
    verdict = inputs.verdicts[appeal_id]
    judged = [verdict.verdict_class, verdict.clauses, verdict.findings, verdict.rule_set_version]
    return sha256([need, judged, links, offers_hash, policy, inputs.thematic_map.version])


def _verdicts(appeals: Sequence[Appeal], *, as_of: date, known_on: date) -> dict[int, Verdict]:
    """Judge each appeal's zone, with the appeal itself as evidence that the zone asks."""
    by_municipality = verdicts_for(
        {appeal.municipality_id for appeal in appeals},
        as_of=as_of,
        known_on=known_on,
        also={appeal.municipality_id: (request_evidence(appeal),) for appeal in appeals},
    )
    return {appeal.pk: by_municipality[appeal.municipality_id] for appeal in appeals}


def _need(
    appeal: Appeal,
    verdict: Verdict,
    places: Mapping[int, frozenset[str]],
    thematic_map: ThematicMap,
) -> Need:
    return Need(
        reference=str(appeal.reference),
        municipality=str(appeal.municipality.reference),
        places=places[appeal.municipality.zone_id],
        kinds=frozenset(map(AppealKind, appeal.kinds)),
        activity=Activity(appeal.activity),
        topic=NeedTopic(appeal.topic),
        languages=frozenset(appeal.languages),
        urgency=Urgency(appeal.urgency),
        window=Window(starts=appeal.starts, ends=appeal.ends),
        excluded=frozenset(appeal.excluded),
        accepts_other_activities=appeal.accepts_other_activities,
        fits={route: _fit(thematic_map, verdict, route) for route in ALL_ROUTES},
        permits={route: permitted(verdict, route.activity, route.venue) for route in ALL_ROUTES},
        helpers_wanted=appeal.helpers_wanted,
    )


def _fit(thematic_map: ThematicMap, verdict: Verdict, route: Route) -> int:
    if verdict.phase is None:
        return 0
    return fit_of(
        thematic_map,
        route.activity,
        verdict.phase,
        zone_of_peace=verdict.zone_of_peace,
        venue=route.venue,
    )


def _offers(
    pledges: Sequence[Pledge],
    places: Mapping[int, frozenset[str]],
    *,
    as_of: date,
    known_on: date,
) -> tuple[Offer, ...]:
    helper_ids = {pledge.municipality_id for pledge in pledges}
    verdicts = verdicts_for(helper_ids, as_of=as_of, known_on=known_on)
    own_p1 = {helper: verdict.findings.p1 for helper, verdict in verdicts.items()}
    readiness = readiness_for(helper_ids, own_p1=own_p1)
    bodies = _bodies(helper_ids)
    return tuple(
        _offer(
            pledge,
            places[pledge.municipality.zone_id],
            bodies[pledge.municipality_id],
            readiness[pledge.municipality_id],
        )
        for pledge in sorted(pledges, key=lambda pledge: pledge.pk)
    )


def _offer(
    pledge: Pledge,
    places: frozenset[str],
    bodies: frozenset[str],
    readiness: HelperReadiness,
) -> Offer:
    return Offer(
        reference=str(pledge.reference),
        municipality=str(pledge.municipality.reference),
        places=places,
        bodies=bodies,
        activities=frozenset(map(Activity, pledge.activities)),
        topics=frozenset(map(NeedTopic, pledge.topics)),
        forms=frozenset(map(HelpForm, pledge.forms)),
        actor=ActorMode(pledge.actor),
        languages=frozenset(pledge.languages),
        has_interpreter=pledge.has_interpreter,
        window=Window(starts=pledge.starts, ends=pledge.ends),
        excluded=frozenset(pledge.excluded),
        capacity_left=pledge.capacity - pledge.engaged,
        has_host_partner=pledge.has_host_partner,
        has_platform=pledge.has_platform,
        can_host=pledge.can_host,
        readiness=readiness.readiness,
        years_after_conflict=readiness.stays_years,
        projects_done=pledge.projects_done,
        engaged=pledge.engaged,
    )


def _zones(appeals: Sequence[Appeal], pledges: Sequence[Pledge]) -> dict[int, Zone]:
    things: list[Appeal | Pledge] = [*appeals, *pledges]
    return {thing.municipality.zone_id: thing.municipality.zone for thing in things}


def _places(zones: Mapping[int, Zone], above: Above) -> dict[int, frozenset[str]]:
    """Return, by zone id, the codes of the zone, its parents and its country."""
    return {
        zone_id: frozenset(
            {zone.code, zone.country_code} | {parent.code for parent in above[zone_id]}
        )
        for zone_id, zone in zones.items()
    }


def _bodies(municipality_ids: Set[int]) -> defaultdict[int, frozenset[str]]:
    bodies: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    members = NetworkMember.objects.filter(municipality__in=municipality_ids)
    for municipality_id, network in members.values_list("municipality_id", "network__reference"):
        bodies[municipality_id] |= {str(network)}
    return bodies


_LINKS: Final = {
    TieKind.TWINNING: LinkKind.TWINNING,
    TieKind.AGENCY: LinkKind.AGENCY,
    TieKind.COOPERATION_AGREEMENT: LinkKind.COOPERATION_AGREEMENT,
}


def _links(
    appeals: Sequence[Appeal], pledges: Sequence[Pledge], *, above: Above, as_of: date
) -> dict[tuple[str, str], Link]:
    """Return what joins askers and helpers: ties that have not ended, and who knows both places."""
    askers = {appeal.municipality_id: appeal.municipality for appeal in appeals}
    helpers = {pledge.municipality_id: pledge.municipality for pledge in pledges}
    found: defaultdict[tuple[str, str], set[LinkKind]] = defaultdict(set)
    for asker, helper, kind in (
        *_tied(askers.keys(), helpers.keys(), as_of=as_of),
        *_known(askers, helpers, above),
    ):
        pair = str(askers[asker].reference), str(helpers[helper].reference)
        found[pair].add(kind)
    return {pair: Link(ties=frozenset(kinds)) for pair, kinds in found.items()}


def _tied(
    askers: Set[int], helpers: Set[int], *, as_of: date
) -> Iterator[tuple[int, int, LinkKind]]:
    ties = Tie.objects.filter(
        Q(first__in=askers, second__in=helpers) | Q(first__in=helpers, second__in=askers),
        Q(ends=None) | Q(ends__gt=as_of),
    )
    for kind, first, second in ties.values_list("kind", "first_id", "second_id"):
        for asker, helper in ((first, second), (second, first)):
            if asker in askers and helper in helpers:
                yield asker, helper, _LINKS[TieKind(kind)]


def _known(
    askers: Mapping[int, Municipality], helpers: Mapping[int, Municipality], above: Above
) -> Iterator[tuple[int, int, LinkKind]]:
    """Return the pairs that one intermediary knows both of: it can vouch for each to the other."""
    zones = {zone.id for chain in above.values() for zone in chain} | above.keys()
    knowers: defaultdict[int, set[int]] = defaultdict(set)
    knowledge = Knowledge.objects.filter(zone__in=zones)
    for zone_id, intermediary_id in knowledge.values_list("zone_id", "intermediary_id"):
        knowers[zone_id].add(intermediary_id)

    know_asker = {pk: _knowers(town, above, knowers) for pk, town in askers.items()}
    know_helper = {pk: _knowers(town, above, knowers) for pk, town in helpers.items()}
    for asker, its_knowers in know_asker.items():
        for helper, other_knowers in know_helper.items():
            if not its_knowers.isdisjoint(other_knowers):
                yield asker, helper, LinkKind.KNOWN_INTERMEDIARY


def _knowers(town: Municipality, above: Above, knowers: Mapping[int, set[int]]) -> frozenset[int]:
    zone_ids = [town.zone_id, *(zone.id for zone in above[town.zone_id])]
    return frozenset().union(*(knowers.get(zone_id, set()) for zone_id in zone_ids))
