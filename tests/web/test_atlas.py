"""Where needs lie: a sketch that says what the list says, and nothing more."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.engine.values import Activity
from places.models import Zone
from publication.selectors.cards import Sought
from publication.selectors.regions import spread_of
from tests.publication.cards import a_case, a_crowded_region, a_region, listed, towns_in
from tests.web.visitors import read
from web.needs.atlas import WIDTH, Place, atlas_of

CENTRES = st.tuples(st.floats(-80, 80), st.floats(-179, 179))


def _place(number, centre, *, is_country=False, name="Sumy", lowest=0):
    return Place(
        number=number,
        name=name,
        words=name,
        href="/needs/",
        lowest=lowest,
        is_country=is_country,
        centre=centre,
    )


def _drawn(places, around=()):
    drawn = atlas_of(places, around)
    assert drawn is not None
    return drawn


@given(st.lists(CENTRES, min_size=1, max_size=30), st.lists(CENTRES, max_size=30))
def test_every_place_is_drawn_on_the_sheet_with_its_number(centres, around):
    drawn = _drawn([_place(n, each) for n, each in enumerate(centres, start=1)], around)

    assert {spot.number for spot in drawn.spots} == set(range(1, len(centres) + 1))
    assert all(0 <= spot.x <= WIDTH and 0 <= spot.y <= drawn.height for spot in drawn.spots)
    assert all(0 <= x <= WIDTH and 0 <= y <= drawn.height for x, y in drawn.dots)


@given(st.lists(CENTRES, min_size=2, max_size=30))
def test_no_name_runs_into_a_circle_or_another_name(centres):
    drawn = _drawn([_place(n, each) for n, each in enumerate(centres, start=1)], [])
    half = len("Sumy") * 7 // 2

    names = [
        (spot.name_at[0] - half, spot.name_at[1] - 12, spot.name_at[0] + half, spot.name_at[1] + 4)
        for spot in drawn.spots
        if spot.name_at
    ]
    circles = [
        (spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius)
        for spot in drawn.spots
    ]
    boxes = [*names, *circles]

    assert [
        (one, other)
        for at, one in enumerate(names)
        for other in boxes[at + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ] == []


def test_north_is_up_and_east_is_on_the_far_side_and_more_is_larger():
    drawn = _drawn(
        [_place(1, (50.0, 24.0)), _place(2, (46.0, 36.0), lowest=10)],
        [],
    )

    lviv, other = drawn.spots
    assert lviv.y < other.y
    assert lviv.x < other.x
    assert lviv.radius < other.radius


def test_a_whole_country_is_a_ring_beneath_its_regions():
    drawn = _drawn(
        [_place(1, (49.0, 32.0)), _place(2, (49.0, 32.0), is_country=True, name="Ukraine")], []
    )

    ring, region = drawn.spots
    assert (ring.is_country, region.is_country) == (True, False)
    assert ring.radius > region.radius


def test_the_number_of_a_ring_keeps_clear_of_the_circles():
    above = _place(1, (50.2, 32.0))
    ring = _drawn([above, _place(2, (49.8, 32.0), is_country=True, name="Ukraine")]).spots[0]

    assert ring.number_at != (ring.x, ring.y - ring.radius + 5)
    assert ring.number_at == (ring.x - ring.radius, ring.y + 5)


def test_no_place_no_sketch():
    assert atlas_of([], [(50.0, 30.0)]) is None


def _at(region, latitude, longitude):
    Zone.objects.filter(parent=region).update(latitude=latitude, longitude=longitude)


@pytest.fixture
def card(db):
    region = a_crowded_region()
    card = listed(a_case(region, at=timezone.now()), at=timezone.now())
    _at(region, 51.0, 34.0)
    return card


def test_a_region_stands_in_the_middle_of_all_its_towns_whichever_asks(card):
    asking = Zone.objects.get(name="Trostianets")
    Zone.objects.filter(pk=asking.pk).update(latitude=45.0)

    [region] = spread_of(Sought()).regions

    assert region.centre == pytest.approx((51.0 - 6.0 / 13, 34.0))
    assert (region.count.low, region.count.high) == (0, 4)


def test_where_the_gazetteer_has_no_coordinates_the_list_stands_alone(card):
    _at(card.place, None, None)

    page = Client(headers={"accept-language": "en"}).get(reverse("web:needs:index"))

    assert page.context["map"].atlas is None
    assert '<ol class="places"><li>' in page.text


def test_other_regions_of_the_country_are_dots_and_no_links(card):
    other = a_region(name="Poltava", country=card.place.parent)
    towns_in(other, 2)
    _at(other, 49.6, 34.5)

    spread = spread_of(Sought())

    assert [region.place for region in spread.regions] == [card.place]
    assert spread.around == [(49.6, 34.5)]


def test_the_map_shows_what_the_list_below_it_shows_and_links_to_it(card):
    client = Client(headers={"accept-language": "en"})

    page = read(client, reverse("web:needs:index", query={"activity": "forums", "page": "1"}))

    href = f"/needs/?activity=forums&amp;place={card.place.code}"
    assert page.count(f'href="{href}"') == 2
    assert re.findall(r'aria-label="(Sumy[^"]*)"', page) == ["Sumy, Ukraine: Fewer than 5 needs"]
    assert card.get_absolute_url() in read(client, href.replace("&amp;", "&"))


def test_the_map_keeps_to_what_the_list_is_narrowed_to_but_shows_every_place(card):
    other = listed(
        a_case(a_crowded_region(name="Poltava"), name="Hadiach", at=timezone.now()),
        at=timezone.now(),
    )

    places = [
        {region.place for region in spread_of(sought).regions}
        for sought in (
            Sought(place=card.place.code),
            Sought(activity=Activity.FORUMS),
            Sought(activity=Activity.SECONDMENT),
        )
    ]

    assert places == [{card.place, other.place}, {card.place, other.place}, set()]


def test_the_map_has_no_name_of_a_municipality_and_no_place_of_its_own(card):
    page = read(Client(), reverse("web:needs:index"))

    names = Zone.objects.filter(municipality__isnull=False).values_list("name", flat=True)
    assert [name for name in {*names, "34.0", "51.0"} if name in page] == []


def test_a_map_of_one_place_costs_as_many_queries_as_one_of_three(card, django_assert_num_queries):
    with django_assert_num_queries(4):
        spread_of(Sought())
    for name in "Poltava", "Odesa":
        listed(
            a_case(a_crowded_region(name=name), name=f"Town of {name}", at=timezone.now()),
            at=timezone.now(),
        )

    with django_assert_num_queries(4):
        assert len(spread_of(Sought()).regions) == 3


def test_a_country_that_a_card_tells_counts_its_regions_as_its_link_does(card):
    country = card.place.parent
    thin = [a_region(name=f"Thin {number}", country=country) for number in range(12)]
    for each in thin:
        towns_in(each, 1)
    wide = listed(a_case(thin[0], name="Alone", at=timezone.now()), at=timezone.now())

    told = {region.place: region.is_country for region in spread_of(Sought()).regions}

    assert wide.place == country
    assert told == {card.place: False, country: True}
