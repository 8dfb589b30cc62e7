"""Regions on a map: where they lie by all their towns, and about how many cards they have."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from places.engine.values import ZoneKind
from places.models import Zone
from publication.engine.extents import extent_of
from publication.engine.values import K
from tests.publication.cards import a_case, a_crowded_region, listed

ADDRESS = "/api/v1/exchange/regions.geojson"


def features(client) -> dict[str, Any]:
    whole = client.get(ADDRESS).json()
    return {feature["id"]: feature for feature in whole["features"]}


def _located(region: Zone, towns: int) -> None:
    """Give so many towns of a region a place, one further east than the other."""
    for number, zone in enumerate(Zone.objects.filter(parent=region).order_by("pk")[:towns]):
        zone.latitude, zone.longitude = 50.11 + number / 10, 34.44
        zone.save()


@given(st.floats(-180, 180), st.floats(-180, 180), st.floats(-90, 90), st.floats(-90, 90))
def test_an_extent_holds_its_towns_and_stays_on_earth(west, east, south, north):
    (west, east), (south, north) = sorted((west, east)), sorted((south, north))

    extent = extent_of(towns=K, west=west, south=south, east=east, north=north)

    assert extent is not None
    assert -180 <= extent.west <= west <= east <= extent.east <= 180
    assert -90 <= extent.south <= south <= north <= extent.north <= 90


def test_too_few_towns_have_no_extent():
    assert extent_of(towns=K - 1, west=1, south=1, east=2, north=2) is None


@pytest.mark.django_db
def test_a_region_is_a_point_and_a_box_with_a_class_of_cards(client):
    region = a_crowded_region()
    _located(region, K)
    listed(a_case(region))

    found = features(client)

    assert found[region.code] == {
        "type": "Feature",
        "id": region.code,
        "geometry": {"type": "Point", "coordinates": [34.5, 50.6]},
        "bbox": [34.4, 50.1, 34.5, 51.1],
        "properties": {
            "code": region.code,
            "kind": "region",
            "country_code": "UA",
            "name": "Sumy",
            "name_latin": "",
            "needs_at_least": 0,
            "needs_at_most": 4,
        },
    }


@pytest.mark.django_db
def test_a_region_of_which_too_few_towns_have_a_place_is_told_without_one(client):
    region = a_crowded_region()
    _located(region, K - 1)
    listed(a_case(region))

    feature = features(client)[region.code]

    assert (feature["geometry"], "bbox" in feature) == (None, False)


@pytest.mark.django_db
def test_a_box_is_the_same_whoever_of_the_region_asks(client):
    region = a_crowded_region()
    _located(region, K)
    listed(a_case(region))
    before = features(client)[region.code]["bbox"]

    listed(a_case(region, name="Okhtyrka"))

    assert features(client)[region.code]["bbox"] == before


@pytest.mark.django_db
def test_a_country_counts_the_cards_of_its_regions_and_classes_do_not_move_by_one(client):
    region = a_crowded_region()
    classes = []
    for number in range(6):
        listed(a_case(region, name=f"Asking {number}"))
        found = features(client)
        classes.append({code: each["properties"]["needs_at_least"] for code, each in found.items()})

    assert region.parent is not None
    codes = (region.code, region.parent.code)
    assert [tuple(found[code] for code in codes) for found in classes] == [
        *[(0, 0)] * 4,
        *[(5, 5)] * 2,
    ]


@pytest.mark.django_db
def test_a_region_that_no_card_tells_is_not_there(client):
    listed(a_case())
    quiet = a_crowded_region(name="Quiet")

    assert quiet.code not in features(client)


@pytest.mark.django_db
def test_the_map_names_its_form_and_is_known_again(client):
    listed(a_case())
    first = client.get(ADDRESS)

    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})

    assert first["Content-Type"] == "application/geo+json; charset=utf-8"
    assert first["Content-Disposition"] == 'attachment; filename="regions.geojson"'
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_three_regions_take_as_many_queries_as_one(client):
    listed(a_case())
    with CaptureQueriesContext(connection) as one:
        features(client)
    for name in ("Kharkiv", "Poltava"):
        listed(a_case(a_crowded_region(name=name)))

    with CaptureQueriesContext(connection) as three:
        found = features(client)

    regions = [each for each in found.values() if each["properties"]["kind"] == ZoneKind.REGION]
    assert (len(three), len(regions)) == (len(one), 3)
