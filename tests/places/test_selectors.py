from datetime import date

import pytest

from places import selectors
from places.engine.values import ZoneKind
from tests.factories import a_zone, an_intermediary, knows

pytestmark = pytest.mark.django_db


def _chain():
    country = a_zone(kind=ZoneKind.COUNTRY)
    region = a_zone(kind=ZoneKind.REGION, parent=country)
    return country, region, a_zone(parent=region), a_zone(parent=region)


def test_ancestors_come_nearest_first():
    country, region, leaf, other = _chain()

    above = selectors.ancestors_of([leaf.pk, other.pk, country.pk])

    assert {key: [zone.id for zone in chain] for key, chain in above.items()} == {
        leaf.pk: [region.pk, country.pk],
        other.pk: [region.pk, country.pk],
        country.pk: [],
    }


def test_an_ancestor_tells_its_kind_and_names():
    _, region, leaf, _ = _chain()

    found = selectors.ancestors_of([leaf.pk])[leaf.pk][0]

    assert (found.code, found.kind, found.name, found.country_code) == (
        region.code,
        ZoneKind.REGION,
        region.name,
        "UA",
    )


def test_a_loop_made_by_hand_does_not_hang():
    one = a_zone()
    other = a_zone(parent=one)
    one.parent = other
    one.save()

    assert len(selectors.ancestors_of([one.pk])[one.pk]) == 16


@pytest.mark.parametrize("count", [1, 3])
def test_ancestors_cost_one_query(count, django_assert_num_queries):
    leaves = [_chain()[2].pk for _ in range(count)]

    with django_assert_num_queries(1):
        selectors.ancestors_of(leaves)


def test_nothing_has_no_ancestors():
    assert selectors.ancestors_of([]) == {}


def test_the_family_of_a_zone_is_what_lies_above_and_right_beneath():
    country, region, leaf, other = _chain()
    a_zone(parent=leaf)

    family = selectors.family_of(region.pk)

    assert [zone.reference for zone in family.above] == [country.reference]
    assert [zone.reference for zone in family.below] == [leaf.reference, other.reference]


def test_a_family_costs_one_query(django_assert_num_queries):
    _, region, _, _ = _chain()

    with django_assert_num_queries(1):
        selectors.family_of(region.pk)


@pytest.mark.parametrize(
    "words", ["Kneževi Vinogradi", "knezevi", "KNEŽEVI", "Knjezevi Vinogradi", "vinograd"]
)
def test_a_zone_is_found_by_its_name_without_accents_and_with_slips(words):
    zone = a_zone(name="Kneževi Vinogradi", country_code="HR")
    a_zone(name="Харків")

    assert list(selectors.zones_named(words)) == [zone]


@pytest.mark.parametrize("words", ["Харків", "харк", "Kharkiv", "Harkiv"])
def test_a_zone_is_found_in_either_script(words):
    zone = a_zone(name="Харків")
    zone.name_latin = "Kharkiv"
    zone.save()
    a_zone(name="Kneževi Vinogradi", country_code="HR")

    assert list(selectors.zones_named(words)) == [zone]


def test_the_name_that_is_most_alike_comes_first():
    longer = a_zone(name="Nova Kvitka")
    exact = a_zone(name="Kvitka")

    assert list(selectors.zones_named("kvitka")) == [exact, longer]


def test_words_with_signs_of_a_pattern_find_nothing_by_them():
    a_zone(name="Kvitka")

    assert list(selectors.zones_named("%")) == []


def test_the_roots_are_the_zones_that_lie_in_no_other():
    country, _, _, _ = _chain()

    assert list(selectors.roots()) == [country]


def test_a_family_tells_who_knows_the_zone_or_one_above_it_and_since_when():
    _, region, leaf, other = _chain()
    near, far = an_intermediary(), an_intermediary()
    knows(far, region)
    known = knows(near, leaf)
    known.since = date(2020, 5, 1)
    known.save()
    knows(near, other)

    known_by = selectors.family_of(leaf.pk).known_by

    assert [(each.name, each.zone, each.since) for each in known_by] == [
        (near.name, leaf.name, date(2020, 5, 1)),
        (far.name, region.name, None),
    ]
