"""Load what the matching engine works on, a constant number of queries however many there are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import product
from typing import Final, TypeAlias

from django.db.models import Q
from django.utils import timezone

from accounts.models import NetworkMember
from activities.engine.values import Activity, ActorMode, ThematicMap
from activities.selectors import map_in_force
from evidence.engine.values import Confidence, Evidence, Says, SourceKind, Subject
from matching.engine.columns import Columns, columns_of
from matching.engine.criteria import Criterion, Policy
from matching.engine.ground import Ground, fits_under, permits_under
from matching.engine.lifecycle import AppealState
from matching.engine.values import (
    AppealKind,
    HelpForm,
    Link,
    LinkKind,
    Links,
    Need,
    NeedTopic,
    Offer,
    Urgency,
    Window,
)
from matching.models import Allotment, Appeal, Pledge
from matching.selectors.asides import suppressed_pairs
from matching.selectors.neighbours import neighbours_of
from matching.selectors.presences import present_in
from places.engine.values import TieKind
from places.models import Knowledge, Tie, Zone
from places.selectors import ZoneRow, ancestors_of
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.snapshot import sha256
from prerequisites.engine.values import Verdict
from prerequisites.selectors import HelperReadiness, readiness_for, verdicts_for

Above: TypeAlias = Mapping[int, Sequence[ZoneRow]]
"""By zone, what lies above it, nearest first."""


@dataclass(frozen=True, kw_only=True)  # no slots: `links_by_need` is kept once it was asked
class Inputs:
    """One consistent picture: needs and offers as the engine sees them, and what joins them.

    `needs`, `verdicts` go by the appeal's id, `offers` are in the order of their ids.
    """

    needs: Mapping[int, Need]
    verdicts: Mapping[int, Verdict]
    offers: tuple[Offer, ...]
    links: Links
    pledge_ids: Mapping[str, int]
    thematic_map: ThematicMap

    def ground_of(self, appeal_id: int, rules: RuleSet) -> Ground:
        """Return what the answer for one appeal stands on."""
        return Ground(verdict=self.verdicts[appeal_id], thematic_map=self.thematic_map, rules=rules)

    def link_of(self, need: Need, offer: Offer) -> Link:
        """Return what is on record of the two together."""
        return self.links.of(need, offer)

    @cached_property
    def links_by_need(self) -> Mapping[str, Mapping[str, Link]]:
        """Return what is on record of each need, by the offer's reference."""
        offers = {offer.reference: offer for offer in self.offers}
        helpers: defaultdict[str, list[Offer]] = defaultdict(list)
        for offer in self.offers:
            helpers[offer.municipality].append(offer)
        needs = {need.reference: need for need in self.needs.values()}
        askers: defaultdict[str, list[Need]] = defaultdict(list)
        for need in needs.values():
            askers[need.municipality].append(need)

        found: defaultdict[str, dict[str, Link]] = defaultdict(dict)
        for asker, helper in self.links.ties:
            for need, offer in product(askers[asker], helpers[helper]):
                found[need.reference][offer.reference] = self.links.of(need, offer)
        for pair in (*self.links.suppressed, *self.links.standing):
            need_of, offer_of = needs[pair[0]], offers[pair[1]]
            found[pair[0]][pair[1]] = self.links.of(need_of, offer_of)
        return found

    def columns(self, policy: Policy, *, today: date) -> Columns:
        """Return the picture as columns, for the fast engine; needs in the order of `needs`."""
        return columns_of(
            list(self.needs.values()),
            self.offers,
            self.links,
            today=today,
            policy=policy,
            thematic_map=self.thematic_map,
        )


def load(
    appeals: Sequence[Appeal], pledges: Sequence[Pledge], *, as_of: date, known_on: date
) -> Inputs:
    """Return the engine's picture of these appeals and pledges.

    Args:
        appeals: with `municipality__zone` loaded.
        pledges: likewise.

    Cost: about 22 queries, whatever the numbers.
    """
    thematic_map = map_in_force(known_on)
    verdicts = _verdicts(appeals, as_of=as_of, known_on=known_on)
    zones = _zones(appeals, pledges)
    above = ancestors_of(zones)
    places = _places(zones, above)
    knowers = _knowers(zones, above)
    neighbours = neighbours_of(appeals, on=as_of)
    present = present_in([appeal.municipality.zone_id for appeal in appeals], on=as_of)
    return Inputs(
        needs={
            appeal.pk: replace(
                _need(appeal, verdicts[appeal.pk], places, knowers, thematic_map),
                neighbours=neighbours[appeal.pk],
                present=present.get(appeal.municipality.zone_id),
            )
            for appeal in appeals
        },
        verdicts=verdicts,
        offers=_offers(pledges, places, knowers, as_of=as_of, known_on=known_on),
        links=_links(appeals, pledges, as_of=as_of),
        pledge_ids={str(pledge.reference): pledge.pk for pledge in pledges},
        thematic_map=thematic_map,
    )


def with_standing(inputs: Inputs) -> Inputs:
    """Return the picture with the pairs of the current allocation: none is swapped for nothing.

    Only an allocation looks at them. What is listed for an appeal rests on facts alone.
    """
    appeals = {need.reference for need in inputs.needs.values()}
    pairs = Allotment.objects.filter(allocation__is_current=True).values_list(
        "appeal__reference", "pledge__reference"
    )
    standing = frozenset(
        (str(appeal), str(pledge))
        for appeal, pledge in pairs
        if str(appeal) in appeals and str(pledge) in inputs.pledge_ids
    )
    return replace(inputs, links=replace(inputs.links, standing=standing))


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
    if Criterion.EVENNESS not in policy.order:
        need = replace(need, neighbours=None)  # each run changes it, and nobody looks at it
    links = inputs.links_by_need[need.reference]
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
    knowers: Mapping[int, frozenset[str]],
    thematic_map: ThematicMap,
) -> Need:
    ground = Ground(verdict=verdict, thematic_map=thematic_map)
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
        fits=fits_under(ground),
        permits=permits_under(ground),
        knowers=knowers[appeal.municipality.zone_id],
        helpers_wanted=max(1, appeal.helpers_wanted - appeal.helpers_found),
    )


def _offers(
    pledges: Sequence[Pledge],
    places: Mapping[int, frozenset[str]],
    knowers: Mapping[int, frozenset[str]],
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
            knowers[pledge.municipality.zone_id],
            bodies[pledge.municipality_id],
            readiness[pledge.municipality_id],
        )
        for pledge in sorted(pledges, key=lambda pledge: pledge.pk)
    )


def _offer(
    pledge: Pledge,
    places: frozenset[str],
    knowers: frozenset[str],
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
        knowers=knowers,
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


def _links(appeals: Sequence[Appeal], pledges: Sequence[Pledge], *, as_of: date) -> Links:
    """Return what is on record: ties that have not ended, and pairs that are set aside."""
    askers = {appeal.municipality_id: appeal.municipality for appeal in appeals}
    helpers = {pledge.municipality_id: pledge.municipality for pledge in pledges}
    found: defaultdict[tuple[str, str], set[LinkKind]] = defaultdict(set)
    for asker, helper, kind in _tied(askers.keys(), helpers.keys(), as_of=as_of):
        found[str(askers[asker].reference), str(helpers[helper].reference)].add(kind)
    return Links(
        ties={pair: frozenset(kinds) for pair, kinds in found.items()},
        suppressed=suppressed_pairs(appeals, pledges, on=as_of),
    )


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


def _knowers(zones: Mapping[int, Zone], above: Above) -> dict[int, frozenset[str]]:
    """Return, by zone, the intermediaries who know it or a zone above it."""
    spoken_of = {zone.id for chain in above.values() for zone in chain} | zones.keys()
    known: defaultdict[int, set[str]] = defaultdict(set)
    knowledge = Knowledge.objects.filter(zone__in=spoken_of)
    for zone_id, intermediary_id in knowledge.values_list("zone_id", "intermediary_id"):
        known[zone_id].add(f"intermediary:{intermediary_id}")
    return {
        zone_id: frozenset().union(
            *(known.get(each, set()) for each in (zone_id, *(zone.id for zone in above[zone_id])))
        )
        for zone_id in zones
    }
