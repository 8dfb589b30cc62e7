"""The ground of the story: real places from GeoNames, and who stands between them.

Attribution: GeoNames, CC BY 4.0; twin towns from Wikidata, CC0.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from accounts.models import Network, NetworkMember
from demo.story import NETWORK, NETWORK_MEMBERS
from demo.story.helpers import HELPERS
from demo.story.values import Area, Bond, Channel, Chapter, Helper, Town
from places.engine.values import CodeScheme, ZoneKind
from places.imports.geonames import GeoNames, PackagedPlaces
from places.imports.runner import bring_in
from places.imports.table import Row
from places.models import Intermediary, Knowledge, Municipality, Tie, Zone, ZoneCode

SMALLEST: Final = 1_000  # inhabitants; the smallest town of the story has 1,332
LARGE: Final = 150_000  # inhabitants; from here on a city is there to be found, story or not
COUNTRIES: Final = frozenset(helper.country for helper in HELPERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the rest of the story stands on, each by its key in the story.

    `zones` holds the towns, the areas above them and the countries.
    """

    zones: Mapping[str, Zone]
    municipalities: Mapping[str, Municipality]
    intermediaries: Mapping[str, Intermediary]
    network: Network


@dataclass(frozen=True)
class ChosenPlaces:
    """The places that the story names and the large cities of many countries."""

    wanted: frozenset[str]

    @property
    def path(self) -> Path:
        """Return the file inside the package."""
        return self._packaged.path

    @property
    def sha256(self) -> str:
        """Return the digest of the file inside the package."""
        return self._packaged.sha256

    @property
    def rows(self) -> int:
        """Return the number of chosen places."""
        return len(self._chosen)

    def __iter__(self) -> Iterator[Row]:
        """Go through the chosen places in the order of their ids."""
        return iter(self._chosen)

    @cached_property
    def _packaged(self) -> PackagedPlaces:
        return PackagedPlaces(SMALLEST)

    @cached_property
    def _chosen(self) -> Sequence[Row]:
        return [row for row in self._packaged if self._is_chosen(row)]

    def _is_chosen(self, row: Row) -> bool:
        is_large = int(row.values["population"]) >= LARGE
        in_reach = row.values["country code"] in COUNTRIES
        return row.values["geonameid"] in self.wanted or (is_large and in_reach)


def lay_ground(chapters: Sequence[Chapter], *, at: datetime) -> Ground:
    """Bring in the places, name those of the story, and add who stands between them.

    Raises:
        FileRefused: an import is running; nothing was changed.
    """
    towns = [town for chapter in chapters for town in chapter.towns]
    places = _by_key(towns, HELPERS)
    bring_in(GeoNames(), ChosenPlaces(frozenset(places.values())), at=at)

    municipalities = _municipalities(places)
    zones = {key: municipality.zone for key, municipality in municipalities.items()}
    zones |= _areas([area for chapter in chapters for area in chapter.areas])
    for town in towns:
        _place_town(town, municipalities[town.key], zones)
    for helper in HELPERS:
        _name(municipalities[helper.key], helper.name, helper.name_latin or helper.name)
    _tie([bond for chapter in chapters for bond in chapter.bonds], municipalities)
    return Ground(
        zones=zones,
        municipalities=municipalities,
        intermediaries=_intermediaries(
            [channel for chapter in chapters for channel in chapter.channels], zones
        ),
        network=_network(municipalities),
    )


def _by_key(towns: Iterable[Town], helpers: Iterable[Helper]) -> dict[str, str]:
    return {town.key: str(town.geonames) for town in towns} | {
        helper.key: str(helper.geonames) for helper in helpers
    }


def _municipalities(places: Mapping[str, str]) -> dict[str, Municipality]:
    zone_ids = dict(
        ZoneCode.objects.filter(
            scheme=CodeScheme.GEONAMES.value, code__in=places.values()
        ).values_list("code", "zone_id")
    )
    found = {
        municipality.zone_id: municipality
        for municipality in Municipality.objects.filter(zone__in=zone_ids.values()).select_related(
            "zone"
        )
    }
    return {key: found[zone_ids[code]] for key, code in places.items()}


def _areas(areas: Sequence[Area]) -> dict[str, Zone]:
    return {area.key: _area(area) for area in areas}


def _area(area: Area) -> Zone:
    """Return the division that GeoNames knows by its number, named; or one made by hand."""
    names = {"name": area.name, "name_latin": area.name_latin}
    if area.geonames:
        zone = Zone.objects.get(code=f"{CodeScheme.GEONAMES.value}:{area.geonames}")
        Zone.objects.filter(pk=zone.pk).update(**names)
        zone.refresh_from_db()
        return zone
    zone, _is_new = Zone.objects.get_or_create(
        code=f"demo:{area.key}",
        defaults=names
        | {
            "kind": ZoneKind.REGION.value,
            "parent": Zone.objects.get(code=area.country),
            "country_code": area.country,
        },
    )
    return zone


def _place_town(town: Town, municipality: Municipality, zones: Mapping[str, Zone]) -> None:
    above = zones[town.area] if town.area else Zone.objects.get(code=municipality.country_code)
    municipality.zone.parent = above
    municipality.zone.save(update_fields=["parent"])
    _name(municipality, town.name, town.name_latin)


def _name(municipality: Municipality, name: str, name_latin: str) -> None:
    for named in (municipality, municipality.zone):
        named.name = name
        named.name_latin = name_latin
        named.save(update_fields=["name", "name_latin"])


def _tie(bonds: Iterable[Bond], municipalities: Mapping[str, Municipality]) -> None:
    for bond in bonds:
        first, second = sorted(municipalities[key].pk for key in (bond.one, bond.other))
        Tie.objects.get_or_create(
            kind=bond.kind.value,
            first_id=first,
            second_id=second,
            defaults={"source": bond.source, "source_key": f"demo:{bond.one}:{bond.other}"},
        )


def _intermediaries(
    channels: Iterable[Channel], zones: Mapping[str, Zone]
) -> dict[str, Intermediary]:
    made = {}
    for channel in channels:
        made[channel.key] = Intermediary.objects.create(name=channel.name, kind=channel.kind.value)
        Knowledge.objects.bulk_create(
            Knowledge(
                intermediary=made[channel.key],
                zone=zones[known.zone],
                depth=known.depth.value,
                since=known.since,
                source="Invented for the demonstration",
            )
            for known in channel.knows
        )
    return made


def _network(municipalities: Mapping[str, Municipality]) -> Network:
    network = Network.objects.create(name=NETWORK)
    NetworkMember.objects.bulk_create(
        NetworkMember(network=network, municipality=municipalities[key]) for key in NETWORK_MEMBERS
    )
    return network
