"""What the desk finds: own cases by name and matter, what nobody has taken by matter alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from matching.models import Appeal, Pledge
from matching.models.appeals import NOT_YET_A_CASE
from places.selectors import municipalities_within, zones_named

if TYPE_CHECKING:
    from django.db.models import QuerySet

_ZONES_A_WORD: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """One word that was typed, the towns it may name, and the codes that it may stand for."""

    towns: Collection[int]
    activities: Collection[str]
    topics: Collection[str]
    urgencies: Collection[str]
    countries: Collection[str]


def cases_found(user: User, sought: Sequence[Sought]) -> "QuerySet[Appeal]":
    """Return the appeals in which each word is found, own cases first, then the longest wait.

    Own cases, past ones too, are found by the name of the municipality, of a zone around it, and
    by their matter. Of what nobody has taken only the matter is asked: a name that finds an appeal
    would tell whose it is.

    Raises:
        PermissionDenied: `user` has no place at the desk.

    Cost: 1 query.
    """
    require(user, Permission.READ_DESK)
    own = Q(officer=user) & ~Q(state__in=NOT_YET_A_CASE)
    waiting = Q(pk__in=Appeal.objects.waiting_for_an_officer().values("pk"))
    for each in sought:
        matter = _matter(each)
        own &= matter | Q(municipality__in=each.towns)
        waiting &= matter
    return (
        Appeal.objects.filter(own | waiting)
        .select_related("municipality")
        .order_by("officer", "submitted_at", "pk")
    )


def pledges_found(user: User, sought: Sequence[Sought]) -> "QuerySet[Pledge]":
    """Return the pledges that `user` may read in which each word is found, the newest first.

    Cost: 1 query.
    """
    found = Pledge.objects.visible_to(user).select_related("municipality")
    for each in sought:
        found = found.filter(
            Q(municipality__in=each.towns)
            | Q(activities__overlap=list(each.activities))
            | Q(topics__overlap=list(each.topics))
            | Q(municipality__country_code__in=each.countries)
        )
    return found.order_by("-created_at", "-pk")


def _matter(sought: Sought) -> Q:
    return (
        Q(activity__in=sought.activities)
        | Q(topic__in=sought.topics)
        | Q(urgency__in=sought.urgencies)
        | Q(municipality__country_code__in=sought.countries)
    )


def towns_named(word: str) -> list[int]:
    """Return the ids of the municipalities of the zones, or within them, whose name is like a word.

    Cost: 2 queries.
    """
    zones = zones_named(word).values_list("pk", flat=True)[:_ZONES_A_WORD]
    return municipalities_within(list(zones))
