"""What a verdict and the thematic map say of every way to help, read in one place.

The inputs of a run and the search for openings both read it here, so that a change that is only
supposed gives what the same change would give once it is recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from activities.engine.map import fit_of
from activities.engine.values import Risk, ThematicMap
from evidence.engine.values import Phase, Subject
from matching.engine.pairing import ALL_ROUTES
from matching.engine.values import Need, Route
from prerequisites.engine.changes import Change, apply
from prerequisites.engine.permits import Permit, permitted
from prerequisites.engine.rules import RULES_1, RuleSet
from prerequisites.engine.values import Findings, Value, Verdict
from prerequisites.engine.verdict import class_of, failing_clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the answer for one appeal stands on: the verdict on its zone, its rules, the map."""

    verdict: Verdict
    thematic_map: ThematicMap
    rules: RuleSet = RULES_1


class Ways:
    """What a map and many verdicts say of every way to help; verdicts alike share one answer.

    What is permitted follows from the findings and the risks alone, and the fit from the phase
    and from whether the place is a zone of peace.
    """

    def __init__(self, thematic_map: ThematicMap) -> None:
        self._map = thematic_map
        self._fits: dict[tuple[Phase | None, bool], dict[Route, int]] = {}
        self._permits: dict[tuple[Findings, frozenset[Risk]], dict[Route, Permit]] = {}

    def under(self, verdict: Verdict) -> tuple[Mapping[Route, int], Mapping[Route, Permit]]:
        """Return how well every way to help fits, and what is permitted."""
        ground = Ground(verdict=verdict, thematic_map=self._map)
        fitting = verdict.phase, verdict.zone_of_peace
        if fitting not in self._fits:
            self._fits[fitting] = fits_under(ground)
        permitting = verdict.findings, verdict.risks
        if permitting not in self._permits:
            self._permits[permitting] = permits_under(ground)
        return self._fits[fitting], self._permits[permitting]


def fits_under(ground: Ground) -> dict[Route, int]:
    """Return how well every way to help fits the phase, 0 where no phase is recorded."""
    return {route: fit_under(ground, route) for route in ALL_ROUTES}


def permits_under(ground: Ground) -> dict[Route, Permit]:
    """Return what the verdict permits, for every way to help."""
    verdict = ground.verdict
    return {
        route: permitted(verdict, route.activity, route.venue, risks=verdict.risks)
        for route in ALL_ROUTES
    }


def fit_under(ground: Ground, route: Route) -> int:
    """Return how well one way to help fits the phase, 0 where no phase is recorded."""
    if ground.verdict.phase is None:
        return 0
    return fit_of(
        ground.thematic_map,
        route.activity,
        ground.verdict.phase,
        zone_of_peace=ground.verdict.zone_of_peace,
        venue=route.venue,
    )


def is_open(ground: Ground, route: Route) -> bool:
    """Test that the verdict permits a way to help and the map finds it fitting."""
    allowed = permitted(ground.verdict, route.activity, route.venue).allowed
    return allowed and fit_under(ground, route) > 0


def standing_on(need: Need, ground: Ground) -> Need:
    """Return the appeal as it reads on other ground."""
    return replace(need, fits=fits_under(ground), permits=permits_under(ground))


def with_evidence(ground: Ground, changes: tuple[Change, ...]) -> Ground:
    """Return the ground after some changes of evidence, judged by the rules of the verdict.

    The map is read with the same phase as before: which phase would be lent to a place that
    becomes an enclave, nobody has recorded.
    """
    return with_findings(ground, apply(ground.verdict.findings, changes))


def with_phase(ground: Ground, phase: Phase) -> Ground:
    """Return the ground in another phase.

    In a zone of peace the phase is that of the surroundings, so the place itself stays calm. A
    phase that is recorded for the first time links the place to a conflict, unless a source
    denies the link; as the verdict has it.
    """
    found = ground.verdict.findings
    linked = found.conflict_link or _stated_link(ground.verdict) is Value.UNKNOWN
    violent = found.violent_here if found.zone_of_peace else phase is Phase.HIGH
    moved = replace(ground, verdict=replace(ground.verdict, phase=phase))
    return with_findings(moved, replace(found, violent_here=violent, conflict_link=linked))


def with_findings(ground: Ground, findings: Findings) -> Ground:
    """Return the ground with the verdict that these findings lead to."""
    verdict = replace(
        ground.verdict,
        verdict_class=class_of(findings),
        clauses=failing_clauses(findings),
        findings=findings,
    )
    return replace(ground, verdict=verdict)


def _stated_link(verdict: Verdict) -> Value:
    stated = (each.value for each in verdict.assessments if each.subject is Subject.CONFLICT_LINK)
    return next(stated, Value.UNKNOWN)
