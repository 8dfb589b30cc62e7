"""Judge many zones and helpers at once: a constant number of queries, the rest is the engine."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from evidence.engine.values import Evidence, Facts
from evidence.selectors import facts_for
from places.models import Municipality
from places.selectors import ancestors_of
from prerequisites.engine.readiness import (
    Answer,
    HelperFacts,
    NationalPosition,
    Readiness,
    assess_helper,
)
from prerequisites.engine.rules import RULES_1, RuleSet
from prerequisites.engine.values import LeafFacts, Value, Verdict
from prerequisites.engine.verdict import judge
from prerequisites.models import ReadinessProfile

_NOTHING: Final[Mapping[int, tuple[Evidence, ...]]] = {}
_EMPTY: Final = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperReadiness:
    """A helper's readiness, and how many years it says that it stays after the conflict."""

    readiness: Readiness
    stays_years: int | None


def current_rules() -> RuleSet:
    """Return the version of the rules that verdicts are made with today."""
    return RULES_1


def verdicts_for(
    municipality_ids: Collection[int],
    *,
    as_of: date,
    known_on: date,
    also: Mapping[int, tuple[Evidence, ...]] = _NOTHING,
    rules: RuleSet = RULES_1,
) -> dict[int, Verdict]:
    """Return the verdict on each municipality as of a day, by what was known on another.

    Args:
        municipality_ids: the municipalities asked about.
        as_of: the day the verdict is about.
        known_on: what came to be known later is left out.
        also: more evidence on a municipality, beside what is recorded on its zone: an appeal is
            the proof that the zone asks.
        rules: the version of the rules.

    Cost: 4 queries, and about half a millisecond of engine a municipality.
    """
    zones = dict(Municipality.objects.filter(pk__in=municipality_ids).values_list("pk", "zone_id"))
    above = ancestors_of(set(zones.values()))
    facts = facts_for(set(zones.values()), as_of=as_of, known_on=known_on)
    return {
        municipality_id: judge(
            LeafFacts(
                leaf=_with(facts.get(zone_id, _EMPTY), also.get(municipality_id, ())),
                surroundings=tuple(facts.get(zone.id, _EMPTY) for zone in above[zone_id]),
            ),
            as_of=as_of,
            known_on=known_on,
            rules=rules,
        )
        for municipality_id, zone_id in zones.items()
    }


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


def _with(facts: Facts, more: tuple[Evidence, ...]) -> Facts:
    return Facts(evidence=facts.evidence + more, spells=facts.spells)


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
