"""Who waits how long, and who has how many cases: for those who supervise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from accounts.selectors import officers_for
from matching.engine.disclosure import SizeClass, size_class
from matching.engine.fairness import Share, Wait, shares_of
from matching.engine.lifecycle import AppealState
from matching.engine.values import Urgency
from matching.models import Answer, Appeal, AppealClock
from matching.selectors.sides import sides_of
from places.models import Side

LOOKS_BACK: Final = timedelta(days=365)

_COUNTED: Final = (
    AppealState.SUBMITTED,
    AppealState.ACKNOWLEDGED,
    AppealState.ANSWERED,
    AppealState.CLOSED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """The waits of a year by four things that nobody chose, and by urgency.

    `sides` are named as conflict and side; towns that stand on none are in no such group.
    """

    appeals: int
    countries: Sequence[Share[str]]
    languages: Sequence[Share[str]]
    sizes: Sequence[Share[SizeClass]]
    sides: Sequence[Share[tuple[str, str]]]
    urgencies: Sequence[Share[Urgency]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one officer carries: open cases, those not read yet, and those late with something."""

    officer: User
    cases: int
    unread: int
    late: int


def fairness_for(user: User, *, today: date) -> Fairness:
    """Return how long the appeals of the last year waited, or wait still, for their answer.

    A wait ends with the first answer that stands. What was withdrawn or merged is not counted.

    Raises:
        PermissionDenied: `user` does not supervise.

    Cost: 3 queries, and a row for each appeal of the year.
    """
    require(user, Permission.SUPERVISE)
    rows = _sent_within_a_year(today)
    sides = sides_of({row.municipality_id for row in rows}, day=today)
    names = {
        str(side.pk): (side.conflict.name, side.name)
        for side in Side.objects.select_related("conflict")
    }
    return Fairness(
        appeals=len(rows),
        countries=shares_of((row.country_code, row.wait) for row in rows),
        languages=shares_of((code, row.wait) for row in rows for code in set(row.languages)),
        sizes=shares_of((size_class(row.population), row.wait) for row in rows),
        sides=shares_of(
            (names[side], row.wait) for row in rows for side in sides[row.municipality_id].values()
        ),
        urgencies=shares_of((Urgency(row.urgency), row.wait) for row in rows),
    )


def loads_for(user: User, *, today: date) -> list[Load]:
    """Return what each officer carries, who carries most first; who carries nothing last.

    Raises:
        PermissionDenied: `user` does not supervise.

    Cost: 2 queries.
    """
    officers = officers_for(user)
    late = AppealClock.objects.running().filter(appeal=OuterRef("pk"), due_on__lt=today)
    awake = late.exclude(paused_until__gt=today)
    counted = (
        Appeal.objects.open()
        .filter(officer__in=officers)
        .values("officer")
        .annotate(
            cases=Count("pk"),
            unread=Count("pk", filter=Q(state=AppealState.SUBMITTED.value)),
            late=Count("pk", filter=Exists(awake)),
        )
    )
    found = {row["officer"]: row for row in counted}
    loads = [
        Load(
            officer=officer,
            cases=found[officer.pk]["cases"] if officer.pk in found else 0,
            unread=found[officer.pk]["unread"] if officer.pk in found else 0,
            late=found[officer.pk]["late"] if officer.pk in found else 0,
        )
        for officer in officers
    ]
    return sorted(loads, key=lambda load: -load.cases)


class _Row(NamedTuple):
    municipality_id: int
    country_code: str
    population: int | None
    languages: Sequence[str]
    urgency: str
    wait: Wait


def _sent_within_a_year(today: date) -> list[_Row]:
    answers = Answer.objects.standing().filter(appeal=OuterRef("pk")).order_by("given_at")
    sent = (
        Appeal.objects.filter(state__in=_COUNTED, submitted_at__date__gte=today - LOOKS_BACK)
        .annotate(
            since=Coalesce("waits_since", "submitted_at"),
            answered_at=Subquery(answers.values("given_at")[:1]),
        )
        .values_list(
            *("municipality", "municipality__country_code", "municipality__population"),
            *("languages", "urgency", "since", "answered_at"),
        )
    )
    return [
        _Row(town, country, population, languages, urgency, _wait(since, until, today))
        for town, country, population, languages, urgency, since, until in sent
    ]


def _wait(since: datetime, answered_at: datetime | None, today: date) -> Wait:
    until = timezone.localdate(answered_at) if answered_at else today
    return Wait(days=(until - timezone.localdate(since)).days, is_answered=answered_at is not None)
