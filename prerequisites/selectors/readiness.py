"""How ready helpers are: one query for many."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from places.models import Municipality
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

    Cost: 1 query.
    """
    profiles = {
        profile.municipality_id: profile
        for profile in ReadinessProfile.objects.filter(municipality__in=municipality_ids)
    }
    return {
        municipality_id: _readiness(profiles.get(municipality_id), own_p1.get(municipality_id))
        for municipality_id in municipality_ids
    }


def profile_of(user: User, municipality: Municipality) -> ReadinessProfile | None:
    """Return what a helper answered so far, or None while it has answered nothing.

    Raises:
        PermissionDenied: `user` does not write for this municipality.
    """
    require(user, Permission.WRITE_PLEDGE, municipality=municipality)
    return ReadinessProfile.objects.filter(municipality=municipality).first()


def _readiness(profile: ReadinessProfile | None, own_p1: Value | None) -> HelperReadiness:
    if profile is None:
        return HelperReadiness(
            readiness=assess_helper(HelperFacts(own_p1=own_p1)), stays_years=None
        )
    return HelperReadiness(
        readiness=assess_helper(_facts(profile, own_p1)), stays_years=profile.stays_years
    )


def _facts(profile: ReadinessProfile, own_p1: Value | None) -> HelperFacts:
    return HelperFacts(
        motives=Answer(profile.motives),
        objectives=Answer(profile.objectives),
        communication=Answer(profile.communication),
        endurance=Answer(profile.endurance),
        policy=Answer(profile.policy),
        policy_dated_on=profile.policy_dated_on,
        first_contact_on=profile.first_contact_on,
        context_sources=profile.context_sources,
        partners=Answer(profile.partners),
        calm_at_home=Answer(profile.calm_at_home),
        own_p1=own_p1,
        national_position=NationalPosition(profile.national_position),
    )
