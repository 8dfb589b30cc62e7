"""Let two people put another value in the place of an assessment, and hold it to the same rules.

An override needs a reason and a second person. It replaces one value and nothing else: the
request cannot be overridden, for nobody asks in another's name (L653), and no override opens P1
while a confirmed hostile statement stands (ours), so that one hostile item closes as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from evidence.engine.time import PhaseAt
from evidence.engine.values import Evidence, Subject
from prerequisites.engine.assess import is_denied
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.values import ASCENDING, Assessment, Override, Reason

OVERRIDABLE: Final = (
    *(Subject.P1, Subject.P2, Subject.P2F),
    *(Subject.P3, Subject.P4, Subject.S),
)
"""The request and the link to a conflict need proof, and a limit is a fact (ours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What an override is held against: the evidence on one zone, and the two days."""

    evidence: Sequence[Evidence]
    as_of: date
    known_on: date
    phase: PhaseAt | None
    calm_around: bool
    rules: RuleSet


def holding(
    overrides: Iterable[Override], *, as_of: date, known_on: date
) -> Mapping[Subject, Override]:
    """Return the override that holds for each subject on a day, as was known on another.

    Of several the one confirmed last; of those of one day the more cautious.
    """
    found = sorted(
        (each for each in overrides if _holds(each, as_of=as_of, known_on=known_on)),
        key=lambda each: (each.confirmed_on, -ASCENDING.index(each.value), each.reference),
    )
    return {each.subject: each for each in found}


def overridden(assessment: Assessment, override: Override, scene: Scene) -> Assessment:
    """Return an assessment with the value two people gave it, and the reason that says so."""
    held_back = assessment.subject is Subject.P1 and is_denied(
        Subject.P1,
        scene.evidence,
        as_of=scene.as_of,
        known_on=scene.known_on,
        phase=scene.phase,
        calm_around=scene.calm_around,
        rules=scene.rules,
    )
    if held_back and _is_better(override, assessment):
        return replace(assessment, reasons=(*assessment.reasons, Reason.OVERRIDE_HELD_BACK))
    return replace(
        assessment,
        value=override.value,
        reasons=(Reason.OVERRIDDEN,),
        used=(override.reference,),
        expires_on=override.until,
    )


def _holds(override: Override, *, as_of: date, known_on: date) -> bool:
    is_known = override.confirmed_on <= known_on
    has_ended = override.ended_on is not None and override.ended_on <= known_on
    return is_known and not has_ended and override.since <= as_of < override.until


def _is_better(override: Override, assessment: Assessment) -> bool:
    return ASCENDING.index(override.value) > ASCENDING.index(assessment.value)
