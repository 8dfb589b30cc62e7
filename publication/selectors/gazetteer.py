"""The municipalities that a card could mean, as anyone may know them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce

from evidence import selectors as evidence
from evidence.engine.values import Phase
from places import selectors as places
from places.engine.values import ZoneKind
from places.models import Municipality
from places.selectors import ZoneRow
from publication.engine.values import Town


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """A town among all of its country that may appeal; it is one of `towns`.

    `near_names` are the names that would give the town away: its own and those of what lies
    between it and its region.
    """

    town: Town
    towns: tuple[Town, ...]
    near_names: frozenset[str]


def gazetteer_of(municipality: Municipality, *, on: date) -> Gazetteer:
    """Return the municipalities of its country as they are known to be on a day.

    Cost: 4 queries, and time linear in the municipalities of the country.
    """
    above = places.ancestors_of([municipality.zone_id])[municipality.zone_id]
    top = _first(above, ZoneKind.COUNTRY)
    rows = list(
        Municipality.objects.filter(
            pk__in=places.one_array(
                places.municipalities_within([top.id if top else municipality.zone_id])
            )
        )
        .filter(Q(may_appeal=True) | Q(pk=municipality.pk))
        .order_by("pk")
        .values_list("pk", "zone_id", Coalesce("population", "zone__population"))
    )
    lies_in = places.ancestors_of([zone_id for _pk, zone_id, _people in rows])
    zone_ids = {*lies_in, *(zone.id for zones in lies_in.values() for zone in zones)}
    phases = _phases(zone_ids, on=on)
    towns = tuple(
        _town(pk, zone_id, people, lies_in[zone_id], phases) for pk, zone_id, people in rows
    )
    return Gazetteer(
        town=next(town for town in towns if town.id == municipality.pk),
        towns=towns,
        near_names=_near_names(municipality, above),
    )


def _phases(zone_ids: set[int], *, on: date) -> dict[int, Phase]:
    found = evidence.phases_for(zone_ids, as_of=on, known_on=on)
    return {zone_id: at.phase for zone_id, at in found.items() if at is not None}


def _town(
    pk: int,
    zone_id: int,
    people: int | None,
    above: Sequence[ZoneRow],
    phases: Mapping[int, Phase],
) -> Town:
    own = phases.get(zone_id)
    around = next((phases[zone.id] for zone in above if zone.id in phases), None)
    region, country = _first(above, ZoneKind.REGION), _first(above, ZoneKind.COUNTRY)
    return Town(
        id=pk,
        region=region.id if region else None,
        country=country.id if country else None,
        phase=own or around,
        population=people,
        is_enclave=own not in {None, Phase.HIGH} and around is Phase.HIGH,
    )


def _near_names(municipality: Municipality, above: Sequence[ZoneRow]) -> frozenset[str]:
    near = [zone for zone in above if zone.kind not in {ZoneKind.REGION, ZoneKind.COUNTRY}]
    names = {municipality.name, municipality.name_latin}
    names |= {name for zone in near for name in (zone.name, zone.name_latin)}
    return frozenset(name for name in names if name)


def _first(above: Sequence[ZoneRow], kind: ZoneKind) -> ZoneRow | None:
    return next((zone for zone in above if zone.kind is kind), None)
