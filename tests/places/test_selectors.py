import pytest

from places import selectors
from places.engine.values import ZoneKind
from tests.factories import a_zone

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
