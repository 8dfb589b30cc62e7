"""Load what the matching engine works on, a constant number of queries however many there are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import product
from typing import Final

from django.db.models import Q
from django.utils import timezone

from activities.engine.values import Activity, ThematicMap
from activities.selectors import map_in_force
from evidence.engine.values import Confidence, Evidence, Says, SourceKind, Subject
from matching.engine.columns import Columns, columns_with
from matching.engine.criteria import Criterion, Policy
from matching.engine.ground import Ground, Ways
from matching.engine.lifecycle import AppealState
from matching.engine.values import (
    AppealKind,
    Link,
    LinkKind,
    Links,
    Need,
    NeedTopic,
    Offer,
    Route,
    Urgency,
    Window,
)
from matching.models import Allotment, Appeal, Pledge
from matching.selectors.asides import suppressed_pairs
from matching.selectors.neighbours import neighbours_of
from matching.selectors.offered import (
    Offered,
    Spot,
    Surroundings,
    offered_by,
    offered_now,
    rows_of,
    surroundings_of,
)
from matching.selectors.presences import present_in
from places.engine.values import TieKind
from places.models import Tie
from places.selectors import one_array
from prerequisites.engine.permits import Permit
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.snapshot import Hashing
from prerequisites.engine.values import Verdict
from prerequisites.selectors import rules_in_force, verdicts_for


@dataclass(frozen=True, kw_only=True)  # no slots: `links_by_need` is kept once it was asked
class Inputs:
    """One consistent picture: needs and offers as the engine sees them, and what joins them.

    `needs`, `verdicts` go by the appeal's id, `offers` are in the order of their ids.
    """

    needs: Mapping[int, Need]
    verdicts: Mapping[int, Verdict]
    links: Links
    offered: Offered
    thematic_map: ThematicMap

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Return the pledges as the engine sees them."""
        return self.offered.offers

    @property
    def pledge_ids(self) -> Mapping[str, int]:
        """Return the ids of the pledges by their references."""
        return self.offered.pledge_ids

    def ground_of(self, appeal_id: int, rules: RuleSet) -> Ground:
        """Return what the answer for one appeal stands on."""
        return Ground(verdict=self.verdicts[appeal_id], thematic_map=self.thematic_map, rules=rules)

    def link_of(self, need: Need, offer: Offer) -> Link:
        """Return what is on record of the two together."""
        return self.links.of(need, offer)

    @cached_property
    def links_by_need(self) -> Mapping[str, Mapping[str, Link]]:
        """Return what is on record of each need, by the offer's reference."""
        offers, helpers = self.offered.by_reference, self.offered.by_helper
        needs = {need.reference: need for need in self.needs.values()}
        askers: defaultdict[str, list[Need]] = defaultdict(list)
        for need in needs.values():
            askers[need.municipality].append(need)

        found: defaultdict[str, dict[str, Link]] = defaultdict(dict)
        for asker, helper in self.links.ties:
            for need, offer in product(askers[asker], helpers.get(helper, ())):
                found[need.reference][offer.reference] = self.links.of(need, offer)
        for pair in (*self.links.suppressed, *self.links.standing):
            need_of, offer_of = needs[pair[0]], offers[pair[1]]
            found[pair[0]][pair[1]] = self.links.of(need_of, offer_of)
        return found

    def columns(self, policy: Policy, *, today: date) -> Columns:
        """Return the picture as columns, for the fast engine; needs in the order of `needs`."""
        offered = self.offered.columns(policy, today=today, thematic_map=self.thematic_map)
        return columns_with(list(self.needs.values()), offered, self.links)


def load(
    appeals: Sequence[Appeal], pledges: Sequence[Pledge], *, as_of: date, known_on: date
) -> Inputs:
    """Return the engine's picture of these appeals and pledges.

    Args:
        appeals: with `municipality__zone` loaded.
        pledges: likewise.

    Cost: about 26 queries, whatever the numbers.
    """
    rules = rules_in_force(known_on)
    offered = offered_by(rows_of(pledges), as_of=as_of, known_on=known_on, rules=rules)
    return _inputs(appeals, offered, as_of=as_of, known_on=known_on, rules=rules)


def load_with_live(appeals: Sequence[Appeal], *, as_of: date, known_on: date) -> Inputs:
    """Return the engine's picture of these appeals and all live pledges.

    Args:
        appeals: with `municipality__zone` loaded.

    Cost: as `load`; about 10 queries where no pledge changed since this process last asked.
    """
    rules = rules_in_force(known_on)
    offered = offered_now(as_of=as_of, known_on=known_on, rules=rules)
    return _inputs(appeals, offered, as_of=as_of, known_on=known_on, rules=rules)


def _inputs(
    appeals: Sequence[Appeal], offered: Offered, *, as_of: date, known_on: date, rules: RuleSet
) -> Inputs:
    thematic_map = map_in_force(known_on)
    verdicts = _verdicts(appeals, as_of=as_of, known_on=known_on, rules=rules)
    zones = {appeal.municipality.zone for appeal in appeals}
    around = surroundings_of({Spot(zone.pk, zone.code, zone.country_code) for zone in zones})
    neighbours = neighbours_of(appeals, on=as_of)
    present = present_in([appeal.municipality.zone_id for appeal in appeals], on=as_of)
    ways = Ways(thematic_map)
    return Inputs(
        needs={
            appeal.pk: replace(
                _need(appeal, ways.under(verdicts[appeal.pk]), around),
                neighbours=neighbours[appeal.pk],
                present=present.get(appeal.municipality.zone_id),
            )
            for appeal in appeals
        },
        verdicts=verdicts,
        links=_links(appeals, offered, as_of=as_of),
        offered=offered,
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
        confirmed=appeal.state not in {AppealState.DRAFT, AppealState.QUARANTINED},
    )


def hashes_of(inputs: Inputs, *, policy: Policy) -> dict[int, str]:
    """Return, by appeal, a hash of all that its answer rests on."""
    hashing = Hashing()
    return {appeal: _hash(hashing, inputs, appeal, policy) for appeal in inputs.needs}


def _hash(hashing: Hashing, inputs: Inputs, appeal_id: int, policy: Policy) -> str:
    need = inputs.needs[appeal_id]
    if Criterion.EVENNESS not in policy.order:
        need = replace(need, neighbours=None)  # each run changes it, and nobody looks at it
    links = inputs.links_by_need[need.reference]
    verdict = inputs.verdicts[appeal_id]
    judged = [verdict.verdict_class, verdict.clauses, verdict.findings, verdict.rule_set_version]
    rests_on = (need, judged, links, inputs.offered.sha256, policy, inputs.thematic_map.version)
    return hashing.sha256(rests_on)


def _verdicts(
    appeals: Sequence[Appeal], *, as_of: date, known_on: date, rules: RuleSet
) -> dict[int, Verdict]:
    """Judge each appeal's zone, with the appeal itself as evidence that the zone asks."""
    by_municipality = verdicts_for(
        {appeal.municipality_id for appeal in appeals},
        as_of=as_of,
        known_on=known_on,
        also={appeal.municipality_id: (request_evidence(appeal),) for appeal in appeals},
        rules=rules,
    )
    return {appeal.pk: by_municipality[appeal.municipality_id] for appeal in appeals}


def _need(
    appeal: Appeal,
    ways: tuple[Mapping[Route, int], Mapping[Route, Permit]],
    around: Surroundings,
) -> Need:
    fits, permits = ways
    return Need(
        reference=str(appeal.reference),
        municipality=str(appeal.municipality.reference),
        places=around.places[appeal.municipality.zone_id],
        kinds=frozenset(map(AppealKind, appeal.kinds)),
        activity=Activity(appeal.activity),
        topic=NeedTopic(appeal.topic),
        languages=frozenset(appeal.languages),
        urgency=Urgency(appeal.urgency),
        window=Window(starts=appeal.starts, ends=appeal.ends),
        excluded=frozenset(appeal.excluded),
        accepts_other_activities=appeal.accepts_other_activities,
        fits=fits,
        permits=permits,
        knowers=around.knowers[appeal.municipality.zone_id],
        helpers_wanted=max(1, appeal.helpers_wanted - appeal.helpers_found),
    )


_LINKS: Final = {
    TieKind.TWINNING: LinkKind.TWINNING,
    TieKind.AGENCY: LinkKind.AGENCY,
    TieKind.COOPERATION_AGREEMENT: LinkKind.COOPERATION_AGREEMENT,
}


def _links(appeals: Sequence[Appeal], offered: Offered, *, as_of: date) -> Links:
    """Return what is on record: ties that have not ended, and pairs that are set aside."""
    askers = {appeal.municipality_id: str(appeal.municipality.reference) for appeal in appeals}
    found: defaultdict[tuple[str, str], set[LinkKind]] = defaultdict(set)
    for asker, helper, kind in _tied(askers.keys(), offered.helpers.keys(), as_of=as_of):
        found[askers[asker], offered.helpers[helper]].add(kind)
    return Links(
        ties={pair: frozenset(kinds) for pair, kinds in found.items()},
        suppressed=suppressed_pairs(appeals, offered.pledge_ids, on=as_of),
    )


def _tied(
    askers: Set[int], helpers: Set[int], *, as_of: date
) -> Iterator[tuple[int, int, LinkKind]]:
    ties = Tie.objects.filter(
        Q(first__in=one_array(askers)) | Q(second__in=one_array(askers)),
        Q(ends=None) | Q(ends__gt=as_of),
    )
    for kind, first, second in ties.values_list("kind", "first_id", "second_id"):
        for asker, helper in ((first, second), (second, first)):
            if asker in askers and helper in helpers:
                yield asker, helper, _LINKS[TieKind(kind)]
