"""Reads of the thematic map. What is in force is public; proposals are the secretariat's."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.permissions import may
from activities.engine.documents import from_document
from activities.engine.editing import REPORT
from activities.engine.values import ThematicMap
from activities.models import CAME_ON, MapVersion
from evidence.models.versions import FIRST_VERSION

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A version that is or was in force, as anyone may read it.

    `reason` is empty for the first: it came with the platform.
    """

    thematic_map: ThematicMap
    valid_from: date
    reason: str

    @property
    def number(self) -> int:
        """Return the number of the version."""
        return self.thematic_map.version


_FIRST = Edition(thematic_map=REPORT, valid_from=CAME_ON, reason="")


def current_map() -> ThematicMap:
    """Return the version of the thematic map that proposals are made with today.

    Cost: 1 query; ask once and pass the answer on.
    """
    return map_in_force(timezone.localdate())


def map_in_force(on: date) -> ThematicMap:
    """Return the version that was in force at the end of a day.

    Version 1 came with the platform and holds for every earlier day.

    Cost: 1 query.
    """
    return edition_in_force(on).thematic_map


def edition_in_force(on: date) -> Edition:
    """Return the version that was in force at the end of a day, with its day and its reason.

    Cost: 1 query.
    """
    version = _adopted().filter(valid_from__lte=on).order_by("-number").first()
    return _FIRST if version is None else _edition(version)


def edition(number: int) -> Edition:
    """Return a version that is or was in force; the first is the report's own and always there.

    Raises:
        MapVersion.DoesNotExist: there is none; a proposal is not public.
    """
    if number == FIRST_VERSION:
        return _FIRST
    return _edition(_adopted().get(number=number))


def editions() -> list[tuple[int, date]]:
    """Return the number of every version that is or was in force with its first day, newest first.

    Cost: 1 query.
    """
    later = _adopted().exclude(number=FIRST_VERSION).order_by("-number")
    days = [
        (number, valid_from)
        for number, valid_from in later.values_list("number", "valid_from")
        if valid_from is not None
    ]
    return [*days, (FIRST_VERSION, CAME_ON)]


def map_versions_for(user: "User | AnonymousUser") -> "QuerySet[MapVersion]":
    """Return all versions that `user` may read, proposals too, the newest first."""
    if not may(user, Permission.EDIT_MAP):
        return MapVersion.objects.none()
    return MapVersion.objects.select_related("proposed_by", "adopted_by", "rejected_by").order_by(
        "-number"
    )


def _adopted() -> "QuerySet[MapVersion]":
    return MapVersion.objects.filter(adopted_at__isnull=False)


def _edition(version: MapVersion) -> Edition:
    if version.number == FIRST_VERSION or version.valid_from is None:
        return _FIRST
    return Edition(
        thematic_map=from_document(version.number, version.document),
        valid_from=version.valid_from,
        reason=version.reason,
    )
