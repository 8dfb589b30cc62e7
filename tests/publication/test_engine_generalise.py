"""How coarse a card has to be, and that nobody is ever one of fewer than ten."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from activities.engine.values import Activity
from evidence.engine.values import Phase
from publication.engine.generalise import Generalised, Tried, generalise
from publication.engine.values import GROUPS, Cell, K, Obstacle, SizeClass, Step, Town, group_of
from tests.publication.attacker import Snapshot, candidates, gazetteers, suspects


def towns(number, *, first=1, region=1, phase=Phase.HIGH, population=5_000, is_enclave=False):
    return [
        Town(
            id=each,
            region=region,
            country=100,
            phase=phase,
            population=population,
            is_enclave=is_enclave,
        )
        for each in range(first, first + number)
    ]


def of(country, town=None, activity=Activity.FORUMS, **also):
    return generalise(town or country[0], activity, country, **also)


def naive(town, activity, country, k=K):
    """Drop what fewer than k share, and nothing else: what the tests must be able to catch."""
    here = [each for each in country if (each.region, each.phase) == (town.region, town.phase)]
    sized = [each for each in here if each.size is town.size]
    if town.region is None or len(here) < k:
        return Generalised(cell=None, crowd=frozenset(), tried=())
    cell = Cell(
        place=town.region,
        phase=town.phase,
        group=group_of(activity),
        activity=activity,
        size=town.size if len(sized) >= k else None,
    )
    return Generalised(cell=cell, crowd=frozenset(), tried=())


def test_every_activity_is_in_one_group():
    assert sorted(each for group in GROUPS.values() for each in group) == sorted(Activity)


@pytest.mark.parametrize(("number", "step"), [(10, Step.EXACT), (9, None)])
def test_ten_are_enough_and_nine_are_not(number, step):
    assert of(towns(number)).step is step


def test_where_few_are_of_that_size_the_size_is_dropped():
    country = towns(4, population=80_000) + towns(8, first=20)

    found = of(country)

    assert found.step is Step.SIZE_DROPPED
    assert found.cell == Cell(
        place=1,
        phase=Phase.HIGH,
        group=group_of(Activity.FORUMS),
        activity=Activity.FORUMS,
        size=None,
    )
    assert found.tried[0] == Tried(step=Step.EXACT, fit=4, obstacle=Obstacle.TOO_FEW)


def test_a_size_is_kept_back_where_the_others_would_stand_out_without_theirs():
    country = towns(30) + towns(3, first=50, population=80_000)

    small, large = of(country), of(country, country[-1])

    assert small.cell == large.cell
    assert small.tried[0] == Tried(step=Step.EXACT, fit=30, obstacle=Obstacle.OTHERS_STAND_OUT)
    assert len(large.crowd) == 33


def test_a_town_whose_people_nobody_has_counted_tells_no_size():
    country = towns(12) + towns(12, first=50, population=None)

    assert of(country).cell.size is SizeClass.SMALL
    assert of(country, country[-1]).step is Step.SIZE_DROPPED


def test_where_few_are_zones_of_peace_meeting_is_named_as_a_group_by_all():
    country = [
        *towns(20, phase=Phase.LOW_AFTER),
        *towns(3, first=50, phase=Phase.LOW_AFTER, is_enclave=True),
    ]

    rare = of(country, country[-1], Activity.ZONES_OF_PEACE)
    usual = of(country, country[0], Activity.EVENTS)

    assert rare.step is usual.step is Step.ACTIVITY_GROUPED
    assert rare.cell == usual.cell
    assert len(rare.crowd) == 23


def test_many_zones_of_peace_are_named_as_such():
    country = towns(12, phase=Phase.LOW_AFTER, is_enclave=True)

    assert of(country, activity=Activity.ZONES_OF_PEACE).cell.activity is Activity.ZONES_OF_PEACE


def test_who_asks_for_a_zone_of_peace_and_is_none_is_matched_privately():
    country = [
        *towns(20, phase=Phase.LOW_AFTER),
        *towns(12, first=50, phase=Phase.LOW_AFTER, is_enclave=True),
    ]

    assert of(country, activity=Activity.ZONES_OF_PEACE).cell is None


def test_small_regions_are_told_as_their_country_together():
    country = towns(6) + towns(7, first=20, region=2) + towns(40, first=50, region=3)

    found = of(country)

    assert found.step is Step.REGION_WIDENED
    assert found.cell.place == 100
    assert len(found.crowd) == 13, "the large region tells its own name, so it is not meant"


def test_one_small_region_beside_large_ones_is_not_published():
    country = towns(6) + towns(40, first=50, region=3)

    found = of(country)

    assert found.cell is None
    assert found.step is None
    assert found.tried[-1] == Tried(
        step=Step.REGION_WIDENED, fit=46, obstacle=Obstacle.OTHERS_STAND_OUT
    )


def test_a_town_outside_of_any_country_is_not_published():
    lost = [replace(each, region=None, country=None) for each in towns(40)]

    assert of(lost).cell is None


def test_who_is_not_in_the_gazetteer_is_refused():
    with pytest.raises(ValueError, match="not among"):
        generalise(towns(1, first=99)[0], Activity.FORUMS, towns(20))


def test_a_second_card_counts_only_those_whom_the_first_could_mean():
    country = towns(20)

    fit = of(country, earlier=frozenset(range(1, 11)))
    unfit = of(country, earlier=frozenset(range(1, 10)))

    assert fit.crowd == frozenset(range(1, 11))
    assert unfit.cell is None
    assert unfit.tried == (Tried(step=Step.EXACT, fit=20, obstacle=Obstacle.EARLIER_CARD),)


@settings(deadline=None)
@given(gazetteers(), st.sampled_from(Activity), st.data())
def test_ten_towns_fit_every_card_and_the_one_that_asks_is_among_them(country, activity, data):
    town = data.draw(st.sampled_from(country))

    found = generalise(town, activity, country)

    if found.cell is None:
        assert found.crowd == frozenset()
        return
    assert town.id in found.crowd
    assert len(found.crowd) >= K
    for each in country:
        if each.id in found.crowd:
            assert found.cell.place in {each.region, each.country}
            assert found.cell.phase is each.phase
            assert found.cell.size in {None, each.size}


@settings(deadline=None, max_examples=40)
@given(gazetteers(), st.sampled_from(Activity), st.data())
def test_the_crowd_is_who_would_have_been_given_the_very_same_card(country, activity, data):
    askers = [each for each in country if each.could_ask_for(activity)]
    assume(askers)
    town = data.draw(st.sampled_from(askers))

    found = generalise(town, activity, country)

    if found.cell is not None:
        assert candidates(found.cell, country) == found.crowd


@settings(deadline=None)
@given(gazetteers(), st.sampled_from(Activity), st.data())
def test_the_order_of_the_gazetteer_does_not_matter(country, activity, data):
    town = data.draw(st.sampled_from(country))
    other = data.draw(st.permutations(country))

    assert generalise(town, activity, other) == generalise(town, activity, country)


YEAR = [date(2026, 1, 5) + timedelta(days=7 * week) for week in range(52)]


@st.composite
def years(draw, rule=generalise):
    """A year of lists: towns ask, phases change, cards come and go; and who is behind each."""
    country = draw(gazetteers(most=45))
    behind: dict[int, int] = {}
    living: dict[int, Cell] = {}
    snapshots: list[Snapshot] = []
    for day in YEAR[:: draw(st.integers(2, 8))]:
        changing = draw(st.sets(st.sampled_from([each.id for each in country]), max_size=6))
        phase = draw(st.sampled_from(list(Phase)))
        country = tuple(
            replace(each, phase=phase, is_enclave=False) if each.id in changing else each
            for each in country
        )
        for gone in draw(st.sets(st.sampled_from(sorted(living)), max_size=2)) if living else ():
            del living[gone]
        for asking in draw(st.lists(st.sampled_from(country), max_size=2)):
            activity = draw(st.sampled_from([a for a in Activity if asking.could_ask_for(a)]))
            cell = rule(asking, activity, country).cell
            if cell is not None:
                card = len(behind)
                behind[card], living[card] = asking.id, cell
        snapshots.append(Snapshot(day=day, cards=dict(living), towns=country))
    return snapshots, behind


@settings(deadline=None, max_examples=30)
@given(years())
def test_who_keeps_every_list_of_a_year_never_singles_out_fewer_than_ten(year):
    snapshots, behind = year

    for card, left in suspects(snapshots).items():
        assert behind[card] in left
        assert len(left) >= K


def test_the_twin_that_only_counts_who_shares_a_card_is_found_out():
    country = towns(30) + towns(3, first=50, population=80_000)
    card = naive(country[-1], Activity.FORUMS, country).cell
    lists = [Snapshot(day=YEAR[0], cards={1: card}, towns=tuple(country))]

    assert suspects(lists, naive) == {1: {50, 51, 52}}


def test_the_twin_that_lets_a_card_follow_the_phase_of_its_town_is_found_out():
    before = towns(10) + towns(30, first=50, region=2, phase=Phase.LOW_AFTER)
    after = [replace(each, region=1, phase=Phase.LOW_AFTER) for each in before[:4]]
    after += [*towns(10, first=70, phase=Phase.LOW_AFTER), *before[4:]]
    cells = [generalise(now[0], Activity.FORUMS, now).cell for now in (before, after)]
    lists = [
        Snapshot(day=day, cards={1: cell} if cell else {}, towns=tuple(now))
        for day, cell, now in zip(YEAR, cells, (before, after), strict=False)
    ]

    assert len(suspects(lists)[1]) == 4
