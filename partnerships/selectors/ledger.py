"""A helper's own ledger: where it was present in hard times."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from activities.engine.values import Activity, Venue
from evidence.engine.values import Phase
from partnerships.models import LegitimacyEntry
from places.engine.values import ZoneKind
from places.models import Municipality
from places.selectors import ZoneRow, ancestors_of
from prerequisites.engine.values import VerdictClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """One presence, as far as it may be read out in a council: the region, never the town.

    `region` is empty where none is known; `country_code` then says all there is.
    """

    starts: date
    recorded_at: datetime
    region: str
    country_code: str
    phase: Phase
    activity: Activity
    venue: Venue
    verdict_class: VerdictClass


def ledger_of(user: User, helper: Municipality) -> list[Presence]:
    """Return where `helper` was present in hard times, by day: an order of time, never of merit.

    Nothing is returned to those who do not act for it, the secretariat among them.

    Cost: three queries.
    """
    own = user.municipalities.filter(pk=helper.pk)
    entries = list(
        LegitimacyEntry.objects.filter(helper__in=own.values("pk"))
        .select_related("activity__cell", "town")
        .order_by("activity__starts", "at", "pk")
    )
    above = ancestors_of({entry.town.zone_id for entry in entries})
    return [_presence(entry, above[entry.town.zone_id]) for entry in entries]


def _presence(entry: LegitimacyEntry, above: list[ZoneRow]) -> Presence:
    regions = [zone.name for zone in above if zone.kind is ZoneKind.REGION]
    cell = entry.activity.cell
    return Presence(
        starts=entry.activity.starts,
        recorded_at=entry.at,
        region=next(iter(regions), ""),
        country_code=entry.town.country_code,
        phase=Phase(entry.phase),
        activity=Activity(cell.activity),
        venue=Venue(cell.venue),
        verdict_class=VerdictClass(entry.verdict_class),
    )
