"""Load who could sit at a table of three: appeals and pledges with the sides of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matching.engine.criteria import Policy
from matching.engine.trinning import OUTSIDERS_KEPT, Guest, Seat
from matching.engine.values import Link, Need, Offer
from matching.models import Appeal, Pledge
from matching.selectors import inputs as inputs_of
from matching.selectors.inputs import Inputs
from matching.selectors.sides import sides_of
from prerequisites.engine.snapshot import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Seats for appeals whose side is known, guests for every pledge, and what joins them."""

    seats: Sequence[Seat]
    guests: Sequence[Guest]
    inputs: Inputs
    appeal_ids: Mapping[str, int]
    inputs_sha256: str

    @property
    def pledge_ids(self) -> Mapping[str, int]:
        """Return the ids of the pledges by their references."""
        return self.inputs.pledge_ids

    def link_of(self, need: Need, offer: Offer) -> Link:
        """Return what is known of the two municipalities together."""
        return self.inputs.link_of(need, offer)


def load_table(
    appeals: Sequence[Appeal], pledges: Sequence[Pledge], *, today: date, policy: Policy
) -> Table:
    """Return the engine's picture of those who could meet today.

    Args:
        appeals: with `municipality__zone` loaded; those whose side is unknown are left aside.
        pledges: likewise.
        policy: the order of the criteria.

    Cost: about 16 queries, whatever the numbers.
    """
    towns = {appeal.municipality_id for appeal in appeals}
    towns |= {pledge.municipality_id for pledge in pledges}
    sides = sides_of(towns, day=today)
    seated = [appeal for appeal in appeals if sides[appeal.municipality_id]]
    inputs = inputs_of.load(seated, pledges, as_of=today, known_on=today)
    seats = [
        Seat(need=inputs.needs[appeal.pk], sides=sides[appeal.municipality_id]) for appeal in seated
    ]
    town_of = {str(pledge.reference): pledge.municipality_id for pledge in pledges}
    guests = [
        Guest(offer=offer, conflicts=frozenset(sides[town_of[offer.reference]]))
        for offer in inputs.offers
    ]
    return Table(
        seats=seats,
        guests=guests,
        inputs=inputs,
        appeal_ids={str(appeal.reference): appeal.pk for appeal in seated},
        inputs_sha256=_sha256(seats, guests, inputs, today, policy),
    )


def _sha256(
    seats: Sequence[Seat], guests: Sequence[Guest], inputs: Inputs, today: date, policy: Policy
) -> str:
    version = inputs.thematic_map.version
    return sha256([seats, guests, inputs.links, policy, OUTSIDERS_KEPT, version, today])
