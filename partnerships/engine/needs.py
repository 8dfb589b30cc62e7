"""What a partnership needs before it is agreed, and what counts for whom."""

from dataclasses import dataclass
from typing import Final

from activities.engine.map import partner_need
from activities.engine.values import Activity, PartnerNeed, ThematicMap, Venue
from partnerships.engine.values import Contribution, Lack
from prerequisites.engine.permits import Condition

_HOSTED: Final = frozenset({PartnerNeed.HOST, PartnerNeed.HOST_UNLESS_TWINNED})
HOST_CONDITIONS: Final = frozenset(
    {
        Condition.TWINNING_OR_HOST_PARTNER,
        Condition.LINK_BASIS_AND_HOST_PARTNER,
        Condition.THROUGH_HOST_ONLY,
    }
)
"""Each of these is fulfilled by a host partner; a twinning fulfils the first alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is recorded of a partnership.

    `undecided` counts the member municipalities whose council has not decided.
    """

    activity: Activity
    venue: Venue
    objectives: int
    undecided: int
    recorded: frozenset[Condition]
    conditions: frozenset[Condition] = frozenset()


def lacks_of(standing: Standing, thematic_map: ThematicMap) -> tuple[Lack, ...]:
    """Return what is still missing, in the order in which people usually fill it in.

    A service project always has its safety plan and its institutional aim (L551-554).

    Args:
        standing: what is recorded; its `conditions` are those of the verdict.
        thematic_map: says whether the activity asks for a host.
    """
    missing = {
        Lack.OBJECTIVE: not standing.objectives,
        Lack.COUNCIL_DECISION: bool(standing.undecided),
        Lack.HOST_PARTNER: _needs_a_host(standing, thematic_map)
        and not standing.recorded & HOST_CONDITIONS,
        Lack.SAFETY_PLAN: _asks(standing, Condition.SAFETY_PLAN),
        Lack.INSTITUTIONAL_AIM: _asks(standing, Condition.INSTITUTIONAL_AIM),
    }
    return tuple(lack for lack in Lack if missing[lack])


def counts_for_the_helper(contribution: Contribution) -> bool:
    """Test whether a result is counted for those who helped. Source: L686."""
    return contribution is not Contribution.LOCAL_UNASSISTED


def _needs_a_host(standing: Standing, thematic_map: ThematicMap) -> bool:
    need = partner_need(thematic_map, standing.activity, standing.venue)
    return need in _HOSTED or bool(standing.conditions & HOST_CONDITIONS)


def _asks(standing: Standing, condition: Condition) -> bool:
    is_service = standing.activity is Activity.SERVICE_DEPARTMENTS
    return (is_service or condition in standing.conditions) and condition not in standing.recorded
