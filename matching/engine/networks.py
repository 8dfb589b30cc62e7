"""A network that answers one appeal: several helpers, a civil-society body, and one lead.

Source: domain.md section 10, case 6; report L375-L385, L672. That the agency is asked first is the
report's; how many make a network, and who leads without an agency, is our reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from evidence.engine.citation import Citation, Mark
from places.engine.values import IntermediaryKind, KnowledgeDepth

AUTHORITIES_WANTED: Final = 2
CITATION: Final = Citation(lines=(375, 385, 672), mark=Mark.READING)

CIVIL_SOCIETY: Final = frozenset({IntermediaryKind.NGO, IntermediaryKind.PEACE_MOVEMENT})


class LeadKind(StrEnum):
    """Who leads a network."""

    AGENCY = "agency"
    PLEDGE = "pledge"


class Lacking(StrEnum):
    """What a network still lacks."""

    EUROPEAN_AUTHORITIES = "european_authorities"
    CIVIL_SOCIETY = "civil_society"
    HELPERS = "helpers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An intermediary that knows the zone of an appeal.

    `distance` counts the steps up the tree from the municipality to the zone that it knows.
    """

    reference: str
    kind: IntermediaryKind
    depth: KnowledgeDepth
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ally:
    """A pledge that passed every gate: how strong its link is, and whether it is European."""

    pledge: str
    link_points: int
    is_european: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Who would answer an appeal together, and what is lacking.

    `agency` is asked first; empty where no Local Democracy Agency knows the zone. The appeal
    stays partly open while `joined` is short of `wanted`, also with one strong pledge in it.
    """

    agency: str
    lead_kind: LeadKind | None
    lead: str
    pledges: tuple[str, ...]
    civil_society: tuple[str, ...]
    wanted: int
    lacking: tuple[Lacking, ...]

    @property
    def joined(self) -> int:
        """Return how many helpers there are of those that are wanted."""
        return len(self.pledges)

    @property
    def stays_open(self) -> bool:
        """Test whether the appeal still looks for helpers."""
        return self.joined < self.wanted


def network_for(wanted: int, allies: Sequence[Ally], bodies: Sequence[Body]) -> Network:
    """Return the network that the best pledges and those who know the zone would make.

    The agency that knows the zone best leads: daily before local before regional, then the nearer
    zone, then the reference. Without one the pledge with the strongest link leads.

    Args:
        wanted: how many helpers the appeal asks for; more than one asks for a network.
        allies: best first.
        bodies: the intermediaries that know the zone or one above it, in any order.
    """
    joined = allies[:wanted]
    known = sorted(bodies, key=_knows_best)
    agencies = agencies_in_order(bodies)
    civil = tuple(dict.fromkeys(b.reference for b in known if b.kind in CIVIL_SOCIETY))
    agency = agencies[0] if agencies else ""
    lead_kind, lead = _lead(agency, joined)
    return Network(
        agency=agency,
        lead_kind=lead_kind,
        lead=lead,
        pledges=tuple(ally.pledge for ally in joined),
        civil_society=civil,
        wanted=wanted,
        lacking=_lacking(joined, civil, wanted=wanted),
    )


def agencies_in_order(bodies: Sequence[Body]) -> list[str]:
    """Return the Local Democracy Agencies in the order in which they are asked, each once."""
    known = sorted(bodies, key=_knows_best)
    agencies = (b.reference for b in known if b.kind is IntermediaryKind.LOCAL_DEMOCRACY_AGENCY)
    return list(dict.fromkeys(agencies))


def _lead(agency: str, joined: Sequence[Ally]) -> tuple[LeadKind | None, str]:
    if agency:
        return LeadKind.AGENCY, agency
    if not joined:
        return None, ""
    return LeadKind.PLEDGE, max(joined, key=lambda ally: ally.link_points).pledge


def _lacking(joined: Sequence[Ally], civil: Sequence[str], *, wanted: int) -> tuple[Lacking, ...]:
    authorities = sum(ally.is_european for ally in joined)
    is_network = wanted > 1
    told = {
        Lacking.HELPERS: len(joined) < wanted,
        Lacking.EUROPEAN_AUTHORITIES: is_network and authorities < AUTHORITIES_WANTED,
        Lacking.CIVIL_SOCIETY: is_network and not civil,
    }
    return tuple(lack for lack, holds in told.items() if holds)


def _knows_best(body: Body) -> tuple[int, int, str]:
    return -body.depth.rank, body.distance, body.reference
