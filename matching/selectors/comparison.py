"""What another policy would change, before anybody adopts it. Nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

import numpy as np
from django.db.models import Case, Value, When
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.permissions import require
from matching.engine.assignment import assign
from matching.engine.columns import Columns, columns_of
from matching.engine.criteria import Criterion, Policy
from matching.engine.criteria import Value as CriterionValue
from matching.engine.priority import URGENCY_STEP, Standing, priorities_of
from matching.engine.search import refusals, shortlists, told
from matching.engine.values import Grade, Urgency
from matching.models import Appeal, Pledge
from matching.selectors.inputs import Inputs, load

if TYPE_CHECKING:
    from accounts.models import User

MOST_APPEALS: Final = 500
MOST_PLEDGES: Final = 1_000
"""How many are compared: each needs a verdict, which takes about a millisecond."""

_EVERY_CRITERION: Final = Policy(version=0, order=tuple(Criterion))
"""So that both policies are told in the same words, also on what one of them leaves out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one appeal would get: its first candidate and its helpers, as names of towns."""

    first: str
    helpers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An appeal for which something differs. Not every reader may know whose it is."""

    appeal: UUID
    name: str
    is_own: bool
    before: Answer
    after: Answer
    is_first_other: bool
    are_helpers_other: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one policy would give out, over all appeals that were looked at.

    `waited` is the mean of days by urgency, `points` the mean for each criterion over all pairs,
    `grades` how many pairs a criterion speaks for, against, or cannot tell of.
    """

    answered: Mapping[Urgency, int]
    waited: Mapping[Urgency, float]
    pairs: int
    points: Mapping[Criterion, float]
    grades: Mapping[Criterion, Mapping[Grade, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two policies side by side, and how many appeals and pledges were too many to look at."""

    before: Tally
    after: Tally
    changes: Sequence[Change]
    appeals: int
    pledges: int
    appeals_left_out: int
    pledges_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """Per row of needs: the first candidate and the helpers, as references of pledges."""

    first: Sequence[str]
    helpers: Sequence[tuple[str, ...]]
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What both policies look at."""

    appeals: Sequence[Appeal]
    inputs: Inputs
    on: date

    def columns(self, policy: Policy) -> Columns:
        return columns_of(
            [self.inputs.needs[appeal.pk] for appeal in self.appeals],
            self.inputs.offers,
            self.inputs.links,
            today=self.on,
            policy=policy,
            thematic_map=self.inputs.thematic_map,
        )

    def days_waiting(self, row: int) -> int:
        appeal = self.appeals[row]
        return (self.on - timezone.localdate(appeal.waiting_since)).days


def compare_policies(user: "User", before: Policy, after: Policy, *, on: date) -> Comparison:
    """Return what would differ between two policies, over the live appeals and pledges.

    Both give pledges away by the best assignment over all pairs. Compared are the reader's own
    cases first, then the most urgent and longest waiting, at most `MOST_APPEALS`; and the
    pledges offered first, at most `MOST_PLEDGES`.

    Args:
        user: who asks; show names only of the cases that are theirs.
        before: one policy.
        after: the other.
        on: the day of verdicts and waiting times.

    Raises:
        PermissionDenied: `user` does not judge.

    Cost: some 20 queries whatever the numbers, and about two seconds at the caps.
    """
    require(user, Permission.JUDGE)
    appeals, pledges = _appeals(user), _pledges()
    scene = _Scene(appeals=appeals, inputs=load(appeals, pledges, as_of=on, known_on=on), on=on)
    one, other = _outcome(scene, before), _outcome(scene, after)
    names = {str(pledge.reference): pledge.municipality.name for pledge in pledges}
    return Comparison(
        before=one.tally,
        after=other.tally,
        changes=_changes(user, scene, one, other, names),
        appeals=len(appeals),
        pledges=len(pledges),
        appeals_left_out=Appeal.objects.live().count() - len(appeals),
        pledges_left_out=Pledge.objects.live().count() - len(pledges),
    )


def _appeals(user: "User") -> list[Appeal]:
    urgency = [When(urgency=each.value, then=Value(-step)) for each, step in URGENCY_STEP.items()]
    return list(
        Appeal.objects.live()
        .annotate(
            others_last=Case(When(officer=user, then=Value(0)), default=Value(1)),
            urgent_first=Case(*urgency),
        )
        .select_related("municipality__zone")
        .order_by("others_last", "urgent_first", "submitted_at", "pk")[:MOST_APPEALS]
    )


def _pledges() -> list[Pledge]:
    live = Pledge.objects.live().select_related("municipality__zone")
    return list(live.order_by("created_at", "pk")[:MOST_PLEDGES])


def _outcome(scene: _Scene, policy: Policy) -> _Outcome:
    columns = scene.columns(policy)
    passed, _refused, _nearest = refusals(columns, top=1)
    standings = [
        Standing(
            urgency=need.urgency, days_waiting=scene.days_waiting(row), options=int(passed[row])
        )
        for row, need in enumerate(columns.need_values)
    ]
    given = assign(columns, priorities_of(standings, policy.steps)).pairs
    helpers: defaultdict[int, list[str]] = defaultdict(list)
    for pair in given:
        helpers[pair.need].append(columns.offer_values[pair.offer].reference)
    everything = replace(columns, policy=_EVERY_CRITERION)
    candidates = [told(everything, pair.need, pair.offer, pair.route) for pair in given]
    return _Outcome(
        first=[
            columns.offer_values[offer].reference if offer >= 0 else ""
            for offer in shortlists(columns, top=1).offer[:, 0].tolist()
        ],
        helpers=[tuple(sorted(helpers.get(row, ()))) for row in range(len(standings))],
        tally=_tally([standings[row] for row in sorted(helpers)], [c.values for c in candidates]),
    )


def _tally(answered: Sequence[Standing], pairs: Sequence[Sequence[CriterionValue]]) -> Tally:
    waited: defaultdict[Urgency, list[int]] = defaultdict(list)
    for standing in answered:
        waited[standing.urgency].append(standing.days_waiting)
    said: defaultdict[Criterion, list[CriterionValue]] = defaultdict(list)
    for values in pairs:
        for value in values:
            said[value.criterion].append(value)
    return Tally(
        answered={urgency: len(days) for urgency, days in waited.items()},
        waited={urgency: float(np.mean(days)) for urgency, days in waited.items()},
        pairs=len(pairs),
        points={each: float(np.mean([v.points for v in values])) for each, values in said.items()},
        grades={each: Counter(value.grade for value in values) for each, values in said.items()},
    )


def _changes(
    user: "User", scene: _Scene, one: _Outcome, other: _Outcome, names: Mapping[str, str]
) -> list[Change]:
    compared = [
        Change(
            appeal=appeal.reference,
            name=appeal.municipality.name,
            is_own=appeal.officer_id == user.pk,
            before=_answer(one, row, names),
            after=_answer(other, row, names),
            is_first_other=one.first[row] != other.first[row],
            are_helpers_other=one.helpers[row] != other.helpers[row],
        )
        for row, appeal in enumerate(scene.appeals)
    ]
    return [each for each in compared if each.is_first_other or each.are_helpers_other]


def _answer(outcome: _Outcome, row: int, names: Mapping[str, str]) -> Answer:
    return Answer(
        first=names.get(outcome.first[row], ""),
        helpers=tuple(names[reference] for reference in outcome.helpers[row]),
    )
