"""How ready helpers are: one query for many."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from places.models import Municipality
from places.selectors import one_array
from prerequisites.engine.readiness import (
    Answer,
    HelperFacts,
    NationalPosition,
    Readiness,
    assess_helper,
)
from prerequisites.engine.values import Value
from prerequisites.models import ReadinessProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperReadiness:
    """A helper's readiness, and how many years it says that it stays after the conflict."""

    readiness: Readiness
    stays_years: int | None


def readiness_for(
    municipality_ids: Collection[int], *, own_p1: Mapping[int, Value | None]
) -> dict[int, HelperReadiness]:
    """Return the readiness of each helper; one that has answered nothing is not ready.

    Args:
        municipality_ids: the helpers asked about.
        own_p1: the peace in each helper's own zone, as its verdict finds it.

    Cost: 1 query; helpers that answered alike are assessed once.
    """
    rows = ReadinessProfile.objects.filter(municipality__in=one_array(municipality_ids))
    said = {key: _Said(*rest) for key, *rest in rows.values_list("municipality_id", *_SAID)}
    found: dict[tuple[_Said, Value | None], HelperReadiness] = {}
    for key in municipality_ids:
        alike = said.get(key, _NOTHING), own_p1.get(key)
        if alike not in found:
            found[alike] = _readiness(*alike)
    return {key: found[said.get(key, _NOTHING), own_p1.get(key)] for key in municipality_ids}


def profile_of(user: User, municipality: Municipality) -> ReadinessProfile | None:
    """Return what a helper answered so far, or None while it has answered nothing.

    Raises:
        PermissionDenied: `user` does not write for this municipality.
    """
    require(user, Permission.WRITE_PLEDGE, municipality=municipality)
    return ReadinessProfile.objects.filter(municipality=municipality).first()


class _Said(NamedTuple):
    """What a helper answered, as the table has it; at first nothing."""

    motives: str = Answer.UNANSWERED.value
    objectives: str = Answer.UNANSWERED.value
    communication: str = Answer.UNANSWERED.value
    endurance: str = Answer.UNANSWERED.value
    policy: str = Answer.UNANSWERED.value
    policy_dated_on: date | None = None
    first_contact_on: date | None = None
    context_sources: int = 0
    partners: str = Answer.UNANSWERED.value
    calm_at_home: str = Answer.UNANSWERED.value
    national_position: str = NationalPosition.NOT_RECORDED.value
    stays_years: int | None = None


_SAID: Final = _Said._fields
_NOTHING: Final = _Said()


def _readiness(said: _Said, own_p1: Value | None) -> HelperReadiness:
    facts = HelperFacts(
        motives=Answer(said.motives),
        objectives=Answer(said.objectives),
        communication=Answer(said.communication),
        endurance=Answer(said.endurance),
        policy=Answer(said.policy),
        policy_dated_on=said.policy_dated_on,
        first_contact_on=said.first_contact_on,
        context_sources=said.context_sources,
        partners=Answer(said.partners),
        calm_at_home=Answer(said.calm_at_home),
        own_p1=own_p1,
        national_position=NationalPosition(said.national_position),
    )
    return HelperReadiness(readiness=assess_helper(facts), stays_years=said.stays_years)
