"""Put the towns of a gazetteer onto the map: recognise those that are there, add the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from places.engine.names import folded
from places.engine.nearest import Place, PlaceGrid
from places.engine.recognise import recognise
from places.engine.values import CodeScheme, ZoneKind
from places.imports.countries import countries, country_zone_ids
from places.imports.runner import Outcome, Result
from places.imports.upsert import strongest, upsert
from places.models import ImportRun, Municipality, Zone, ZoneCode

_OF_ZONE = ("parent_id", "name", "name_latin", "latitude", "longitude", "population")
_OF_MUNICIPALITY = ("name", "name_latin", "country_code", "population")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a gazetteer knows of anything in it."""

    key: str
    name: str
    name_latin: str
    country_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Town(Entry):
    """A town. `region` is the gazetteer's number of a first-level division."""

    latitude: float
    longitude: float
    population: int | None
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Entry):
    """A first-level division, with its number within the country."""

    number: str


class Gazetteer:
    """Writes towns of one scheme.

    A town that another source has brought already gets a code there and nothing else: the first
    source of a municipality answers for it. Towns of one scheme are never merged with each other.
    In `closed` countries nothing is added: their municipalities are all here already.
    """

    def __init__(
        self, scheme: CodeScheme, *, may_appeal: bool, closed: frozenset[str] = frozenset()
    ) -> None:
        self._scheme = scheme
        self._may_appeal = may_appeal
        self._closed = closed
        self._known = _municipalities_of_other_sources(scheme)

    def own_code(self, key: str) -> str:
        """Return the code of a zone that exists because of this gazetteer."""
        return f"{self._scheme.value}:{key}"

    def save(self, towns: Sequence[Town], run: ImportRun) -> list[Result]:
        """Write towns, no two with the same key, and return what became of each."""
        coded = dict(
            ZoneCode.objects.filter(
                scheme=self._scheme.value, code__in=[town.key for town in towns]
            ).values_list("code", "zone__code")
        )
        recognised = {
            town.key: place
            for town in towns
            if town.key not in coded and (place := recognise(_place(town), self._known))
        }
        ZoneCode.objects.bulk_create(
            ZoneCode(scheme=self._scheme.value, code=key, zone_id=place.key)
            for key, place in recognised.items()
        )
        results: dict[str, Result] = dict.fromkeys(recognised, Outcome.CREATED)
        results |= {
            key: Outcome.UNCHANGED for key, code in coded.items() if code != self.own_code(key)
        }
        results |= {
            town.key: Outcome.IGNORED
            for town in towns
            if town.country_code in self._closed and town.key not in results
        }
        own = [town for town in towns if town.key not in results]
        results |= self._save_own(own, run)
        return [results[town.key] for town in towns]

    def save_regions(self, regions: Sequence[Region], run: ImportRun) -> list[Result]:
        """Give regions their names, and make those that no town has called for yet."""
        nations = country_zone_ids([region.country_code for region in regions], run)
        open_ones = [region for region in regions if region.country_code not in self._closed]
        drafts = {
            region.key: self._region(region, nations[region.country_code]) for region in open_ones
        }
        outcomes = upsert(
            Zone.objects.all(),
            list(drafts.values()),
            key="code",
            owned=("parent_id", "name", "name_latin"),
            run=run,
        )
        ZoneCode.objects.bulk_create(
            (
                ZoneCode(scheme=self._scheme.value, code=key, zone=zone)
                for key, zone in drafts.items()
            ),
            ignore_conflicts=True,
        )
        results = dict(zip(drafts, outcomes, strict=True))
        return [results.get(region.key, Outcome.IGNORED) for region in regions]

    def _save_own(self, towns: Sequence[Town], run: ImportRun) -> dict[str, Result]:
        parents = self._parents(towns, run)
        zones = [self._zone(town, parents) for town in towns]
        of_zones = upsert(Zone.objects.all(), zones, key="code", owned=_OF_ZONE, run=run)
        ZoneCode.objects.bulk_create(
            ZoneCode(scheme=self._scheme.value, code=zone.source_key, zone=zone)
            for zone, outcome in zip(zones, of_zones, strict=True)
            if outcome is Outcome.CREATED
        )
        of_municipalities = upsert(
            Municipality.objects.all(),
            [self._municipality(zone) for zone in zones],
            key="zone_id",
            owned=_OF_MUNICIPALITY,
            run=run,
        )
        return {
            town.key: strongest(*outcomes)
            for town, *outcomes in zip(towns, of_zones, of_municipalities, strict=True)
        }

    def _parents(self, towns: Sequence[Town], run: ImportRun) -> Mapping[tuple[str, str], int]:
        """Return the zone above each (country, region), made where it is not there yet."""
        nations = country_zone_ids([town.country_code for town in towns], run)
        pairs = sorted({(town.country_code, town.region) for town in towns if town.region})
        drafts = [
            self._region(_unnamed(country, number), nations[country]) for country, number in pairs
        ]
        upsert(Zone.objects.all(), drafts, key="code", owned=(), run=run)
        regions = {pair: zone.pk for pair, zone in zip(pairs, drafts, strict=True)}
        return regions | {(code, ""): pk for code, pk in nations.items()}

    def _region(self, region: Region, nation: int) -> Zone:
        key = f"{region.country_code}.{region.number}"
        return Zone(
            code=self.own_code(key),
            parent_id=nation,
            kind=ZoneKind.REGION.value,
            name=region.name,
            name_latin=region.name_latin,
            country_code=region.country_code,
            source_key=key,
        )

    def _zone(self, town: Town, parents: Mapping[tuple[str, str], int]) -> Zone:
        return Zone(
            code=self.own_code(town.key),
            parent_id=parents[town.country_code, town.region],
            kind=ZoneKind.MUNICIPALITY.value,
            name=town.name,
            name_latin=town.name_latin,
            country_code=town.country_code,
            latitude=town.latitude,
            longitude=town.longitude,
            population=town.population,
            source_key=town.key,
        )

    def _municipality(self, zone: Zone) -> Municipality:
        return Municipality(
            zone=zone,
            name=zone.name,
            name_latin=zone.name_latin,
            country_code=zone.country_code,
            population=zone.population,
            may_appeal=self._may_appeal,
            source_key=zone.source_key,
        )


def _unnamed(country: str, number: str) -> Region:
    """Return a region under the only name known so far: its country's and its number."""
    name = f"{countries()[country].name} {number}"
    return Region(key="", number=number, country_code=country, name=name, name_latin=name)


def _place(town: Town) -> Place:
    return Place(0, town.latitude, town.longitude, town.country_code, folded(town.name_latin))


def _municipalities_of_other_sources(scheme: CodeScheme) -> PlaceGrid:
    rows = Municipality.objects.exclude(zone__code__startswith=f"{scheme.value}:").values_list(
        "zone_id", "zone__latitude", "zone__longitude", "country_code", "name_latin"
    )
    return PlaceGrid(
        Place(zone, latitude, longitude, country, folded(name))
        for zone, latitude, longitude, country, name in rows.iterator(chunk_size=5_000)
        if latitude is not None and longitude is not None
    )
