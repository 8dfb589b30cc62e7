"""The numbers behind a verdict, versioned: how long evidence lasts and how much is needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from evidence.engine.values import FLAGS, Confidence, SourceKind, Subject
from prerequisites.engine.values import Step

CHANNELLING: Final = frozenset(
    {
        SourceKind.PEACEKEEPERS,
        SourceKind.UN_BODY,
        SourceKind.TRANSITIONAL_ADMINISTRATION,
        SourceKind.HUMANITARIAN_ORGANISATION,
        SourceKind.PEACE_MOVEMENT,
        SourceKind.NGO,
        SourceKind.LOCAL_DEMOCRACY_AGENCY,
        SourceKind.NETWORK,
        SourceKind.CONGRESS,
    }
)
"""The bodies that channel appeals. Source: L102-108."""

_NEVER_ONE_ALONE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One version of the numbers. A change is a new version, never an edit.

    Attributes:
        validity_days: how long an item speaks for; a subject without an entry never goes stale.
        validity_days_when_high: the same while violence is high.
        sources_to_open: independent sources that `met` or `emerging` need.
        sources_to_close: independent confirmed sources that `unmet` needs.
        named_by: kinds of which one source in favour must be.
        context_only: kinds that never set anything for a municipality.
        needs_confirmation: subjects that an item proves only once staff confirmed it.
        too_weak: confidences that never count.
        ended_by_office_change: subjects whose evidence ends when the office-holder changes.
        ended_by_violence: subjects whose evidence in favour ends when violence turns high.
        within_days: the clock of each step owed.
    """

    version: int
    validity_days: Mapping[Subject, int]
    validity_days_when_high: Mapping[Subject, int]
    sources_to_open: Mapping[Subject, int]
    sources_to_close: int
    named_by: Mapping[Subject, frozenset[SourceKind]]
    context_only: frozenset[SourceKind]
    needs_confirmation: frozenset[Subject]
    too_weak: frozenset[Confidence]
    ended_by_office_change: frozenset[Subject]
    ended_by_violence: frozenset[Subject]
    within_days: Mapping[Step, int]

    def sources_needed(self, subject: Subject) -> int:
        """Return how many independent sources a value in favour of a subject needs.

        Two for a subject that is younger than a rule set (L664-669): a stored version keeps the
        numbers it was adopted with.
        """
        return self.sources_to_open.get(subject, _NEVER_ONE_ALONE)


RULES_1: Final = RuleSet(
    version=1,
    # All days are ours. P4 lasts until the next scheduled election; where nobody recorded when
    # that is, four years.
    validity_days=MappingProxyType(
        {
            Subject.P1: 90,
            Subject.P2: 180,
            Subject.P2F: 180,
            Subject.P3: 180,
            Subject.P4: 1461,
        }
    ),
    validity_days_when_high=MappingProxyType({Subject.P1: 30}),
    # Two sources for what the zone must fulfil (L664-669). A request, the council's support and
    # the link to a conflict are proved by one document that staff have verified.
    sources_to_open=MappingProxyType(
        {
            **dict.fromkeys((Subject.P1, Subject.P2, Subject.P2F, Subject.P3, Subject.P4), 2),
            **dict.fromkeys((Subject.S, Subject.R, Subject.CONFLICT_LINK), 1),
            **dict.fromkeys(FLAGS, 2),  # to lift a flag is to open
        }
    ),
    sources_to_close=1,
    named_by=MappingProxyType({Subject.P3: CHANNELLING}),  # L253-256
    context_only=frozenset({SourceKind.COUNTRY_INDEX, SourceKind.DATASET}),
    needs_confirmation=frozenset({Subject.S, Subject.R, Subject.CONFLICT_LINK}),
    too_weak=frozenset({Confidence.LOW}),
    ended_by_office_change=frozenset({Subject.P2, Subject.P2F, Subject.P3}),
    ended_by_violence=frozenset({Subject.P1}),
    within_days=MappingProxyType(
        {
            Step.CONGRESS_ANSWERS: 30,
            Step.REVIEW: 90,
            Step.NAME_OFFICIALS_ANEW: 30,
            Step.FIND_SECOND_SOURCE: 14,
        }
    ),
)
