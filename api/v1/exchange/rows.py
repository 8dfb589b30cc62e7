"""The rows of exported lists: what the lists themselves tell, and nothing beside it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from api.v1.exchange.forms import Listed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from api.v1.exchange.forms import Row
    from matching.models import Pledge
    from publication.models import Card

AT_ONCE: Final = 1_000
"""How many rows are held in memory at a time."""

NEED_COLUMNS: Final = (
    *("reference", "country_code", "place_code", "place", "place_kind"),
    *("group", "activity", "phase", "size", "month", "url"),
)
PLEDGE_COLUMNS: Final = (
    *("reference", "municipality_reference", "municipality_name", "municipality_name_latin"),
    *("municipality_country_code", "activities", "topics", "forms", "actor", "capacity"),
    *("engaged", "languages", "has_interpreter", "has_host_partner", "has_platform", "can_host"),
    *("projects_done", "starts", "ends", "state", "created_at", "is_invented"),
)


def needs_listed(cards: "QuerySet[Card]", absolute: Callable[[str], str]) -> Listed:
    """Return what the list of needs tells of each card, in codes.

    The words of a card stay on its page: its author may take them back at any moment, from
    there and not from a file.

    Args:
        absolute: makes a whole address of a path.

    Cost: one query, read through a cursor of the server; memory for `AT_ONCE` rows.
    """
    found = cards.iterator(chunk_size=AT_ONCE)
    return Listed(columns=NEED_COLUMNS, rows=(_need(card, absolute) for card in found))


def pledges_listed(pledges: "QuerySet[Pledge]") -> Listed:
    """Return what the list of pledges tells of each, the newest first.

    Cost: as `needs_listed`.
    """
    found = pledges.order_by("-pk").iterator(chunk_size=AT_ONCE)
    return Listed(columns=PLEDGE_COLUMNS, rows=(_pledge(pledge) for pledge in found))


def _need(card: "Card", absolute: Callable[[str], str]) -> "Row":
    return {
        "reference": str(card.reference),
        "country_code": card.place.country_code,
        "place_code": card.place.code,
        "place": card.place.name_latin or card.place.name,
        "place_kind": card.place.kind,
        "group": card.group,
        "activity": card.activity,
        "phase": card.phase,
        "size": card.size,
        "month": f"{card.month:%Y-%m}",
        "url": absolute(card.get_absolute_url()),
    }


def _pledge(pledge: "Pledge") -> "Row":
    """Return what `PledgeSerializer` tells; written out, it takes a fraction of the time."""
    town = pledge.municipality
    return {
        "reference": str(pledge.reference),
        "municipality": {
            "reference": str(town.reference),
            "name": town.name,
            "name_latin": town.name_latin,
            "country_code": town.country_code,
        },
        "activities": [*pledge.activities],
        "topics": [*pledge.topics],
        "forms": [*pledge.forms],
        "actor": pledge.actor,
        "capacity": pledge.capacity,
        "engaged": pledge.engaged,
        "languages": [*pledge.languages],
        "has_interpreter": pledge.has_interpreter,
        "has_host_partner": pledge.has_host_partner,
        "has_platform": pledge.has_platform,
        "can_host": pledge.can_host,
        "projects_done": pledge.projects_done,
        "starts": pledge.starts.isoformat(),
        "ends": pledge.ends.isoformat(),
        "state": pledge.state,
        "created_at": timezone.localtime(pledge.created_at).isoformat(),
        "is_invented": pledge.is_invented,
    }
