"""The network that would answer an appeal, for the officer of the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from matching.engine.criteria import Criterion
from matching.engine.lifecycle import INTRODUCIBLE, AppealState
from matching.engine.networks import (
    CITATION,
    Ally,
    Body,
    LeadKind,
    Network,
    agencies_in_order,
    network_for,
)
from matching.engine.values import AppealKind
from matching.labels import LACKING_LABELS
from matching.models import AgencyRequest, Appeal, Match, MatchResult
from places.engine.europe import MEMBER_STATES
from places.engine.values import IntermediaryKind, KnowledgeDepth
from places.models import Intermediary, Knowledge
from places.selectors import ancestors_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldNetwork:
    """Whom to ask first, who leads, and how many helpers there are of how many."""

    agency: str
    asked: AgencyRequest | None  # what waits for its reply, or was accepted
    may_ask: bool
    lead: str
    joined: int
    wanted: int
    stays_open: bool
    civil_society: Sequence[str]
    lacking: Sequence[str]
    basis: str
    lines: Sequence[int]


def network_of(user: User, appeal: Appeal, result: MatchResult) -> ToldNetwork | None:
    """Return the network for `appeal`, or None where one helper is asked and no agency is there.

    Args:
        user: the officer of the case.
        appeal: with `municipality` loaded.
        result: its current answer, with `matches` and their helpers loaded, best first.

    Raises:
        PermissionDenied: `user` does not read cases.

    Cost: 4 queries.
    """
    require(user, Permission.READ_CASE)
    if appeal.officer_id != user.pk:
        return None
    bodies, names = _who_knows(appeal)
    matches = list(result.matches.all())
    network = network_for(appeal.helpers_wanted, [_ally(match) for match in matches], bodies)
    if network.wanted == 1 and not network.agency:
        return None
    helpers = {str(match.pledge.reference): match.pledge.municipality.name for match in matches}
    asked = appeal.agency_requests.standing().select_related("agency").first()
    return _told(appeal, network, names, helpers, asked=asked)


def next_agency(appeal: Appeal) -> Intermediary | None:
    """Return the agency that is asked next: it knows the zone best of those that never declined.

    The caller has made sure that the reader may ask.

    Cost: 4 queries.
    """
    bodies, _names = _who_knows(appeal)
    order = agencies_in_order(bodies)
    return Intermediary.objects.get(reference=order[0]) if order else None


def _told(
    appeal: Appeal,
    network: Network,
    names: Mapping[str, str],
    helpers: Mapping[str, str],
    *,
    asked: AgencyRequest | None,
) -> ToldNetwork:
    leads = names if network.lead_kind is LeadKind.AGENCY else helpers
    return ToldNetwork(
        agency=names.get(network.agency, ""),
        asked=asked,
        may_ask=bool(network.agency)
        and asked is None
        and AppealKind.SUPPORT in appeal.kinds
        and AppealState(appeal.state) in INTRODUCIBLE,
        lead=leads.get(network.lead, ""),
        joined=network.joined,
        wanted=network.wanted,
        stays_open=network.stays_open,
        civil_society=[names[reference] for reference in network.civil_society],
        lacking=[str(LACKING_LABELS[lack]) for lack in network.lacking],
        basis=CITATION.mark.value,
        lines=CITATION.lines,
    )


def _ally(match: Match) -> Ally:
    return Ally(
        pledge=str(match.pledge.reference),
        link_points=sum(
            value["points"] for value in match.values if value["criterion"] == Criterion.LINK
        ),
        is_european=match.pledge.municipality.country_code in MEMBER_STATES,
    )


def _who_knows(appeal: Appeal) -> tuple[list[Body], dict[str, str]]:
    """Return who knows the zone or one above it and did not decline, and their names."""
    leaf = appeal.municipality.zone_id
    chain = [leaf, *(zone.id for zone in ancestors_of([leaf])[leaf])]
    bodies, names = [], {}
    declined = appeal.agency_requests.filter(accepted=False).values("agency")
    knowing = Knowledge.objects.filter(zone__in=chain).exclude(intermediary__in=declined)
    for known in knowing.select_related("intermediary"):
        reference = str(known.intermediary.reference)
        names[reference] = known.intermediary.name
        bodies.append(
            Body(
                reference=reference,
                kind=IntermediaryKind(known.intermediary.kind),
                depth=KnowledgeDepth(known.depth),
                distance=chain.index(known.zone_id),
            )
        )
    return bodies, names
