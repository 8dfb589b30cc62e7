"""Public figures are coarse, and nobody computes from them what they hide."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.engine.figures import (
    ORDER,
    Counted,
    Dimension,
    Edition,
    Measure,
    Table,
    class_of,
    highest_of,
    published,
)
from partnerships.engine.inference import Column, Linked, gives_away
from tests.partnerships.attacker import narrowed

ROWS = {
    Dimension.YEAR: ("2025", "2026"),
    Dimension.ACTIVITY: ("events", "forums", "visits"),
    Dimension.REGION: ("member_states", "elsewhere"),
}
PARTNERSHIP = st.builds(
    Counted,
    year=st.sampled_from(ROWS[Dimension.YEAR]),
    activity=st.sampled_from(ROWS[Dimension.ACTIVITY]),
    region=st.sampled_from(ROWS[Dimension.REGION]),
    measures=st.frozensets(st.sampled_from(sorted(Measure))),
)
MANY = st.lists(st.tuples(PARTNERSHIP, st.integers(1, 12)), max_size=10).map(
    lambda groups: [each for each, times in groups for _ in range(times)]
)


def a_partnership(year="2026", activity="events", region="elsewhere", measures=()):
    return Counted(year=year, activity=activity, region=region, measures=frozenset(measures))


def _told(tables, measure, dimension):
    return next(
        (each.classes for each in tables if (each.measure, each.dimension) == (measure, dimension)),
        None,
    )


@pytest.mark.parametrize(
    ("count", "lowest", "highest"),
    [(0, 0, 4), (4, 0, 4), (5, 5, 9), (9, 5, 9), (10, 10, 19), (19, 10, 19), (137, 130, 139)],
)
def test_a_count_is_told_as_its_class(count, lowest, highest):
    assert (class_of(count), highest_of(class_of(count))) == (lowest, highest)


@given(st.integers(0, 10_000))
def test_a_count_lies_in_its_class_and_each_class_follows_the_one_before(count):
    lowest = class_of(count)

    assert lowest <= count <= highest_of(lowest)
    assert class_of(highest_of(lowest) + 1) == highest_of(lowest) + 1


@settings(max_examples=20, deadline=None)
@given(MANY)
def test_no_hidden_figure_can_be_bounded_tighter_than_its_class(counted):
    tables = published(counted, ROWS)

    assert list(narrowed(tables, rows=ROWS)) == []


@settings(max_examples=8, deadline=None)
@given(MANY, MANY)
def test_two_editions_together_narrow_no_figure_that_either_hides(first, more):
    before = published(first, ROWS)

    after = published([*first, *more], ROWS, Edition(tables=before, rows=ROWS))

    assert list(narrowed(before, after, rows=ROWS)) == []


def test_a_row_that_the_edition_before_had_not_was_empty_then():
    before = Edition(
        tables=published([a_partnership(year="2025")] * 12, {**ROWS, Dimension.YEAR: ("2025",)}),
        rows={**ROWS, Dimension.YEAR: ("2025",)},
    )

    after = published([a_partnership(year="2025")] * 12 + [a_partnership()] * 5, ROWS, before)

    assert _told(after, Measure.PARTNERSHIPS, Dimension.ALL) == {"": 10}
    assert list(narrowed(before.tables, after, rows=ROWS)) == []


@settings(max_examples=8, deadline=None)
@given(MANY)
def test_the_order_of_partnerships_changes_nothing(counted):
    assert published(counted[::-1], ROWS) == published(counted, ROWS)


@settings(max_examples=8, deadline=None)
@given(MANY)
def test_what_is_told_holds_and_the_whole_is_always_told(counted):
    tables = published(counted, ROWS)

    for table in tables:
        for row, lowest in table.classes.items():
            count = sum(
                each.value(table.dimension) == row
                and (table.measure is Measure.PARTNERSHIPS or table.measure in each.measures)
                for each in counted
            )
            assert lowest == class_of(count)
    assert _told(tables, Measure.PARTNERSHIPS, Dimension.ALL) is not None


def test_a_table_that_would_give_a_small_count_away_is_left_out():
    """Ten, of which at most nine lie in member states: one at least would lie elsewhere."""
    counted = [a_partnership(region="member_states")] * 9 + [a_partnership()]

    tables = published(counted, ROWS)

    assert _told(tables, Measure.PARTNERSHIPS, Dimension.ALL) == {"": 10}
    assert _told(tables, Measure.PARTNERSHIPS, Dimension.REGION) is None


def test_the_attacker_bites_where_every_table_is_told():
    everything = [
        Table(measure=Measure.PARTNERSHIPS, dimension=Dimension.ALL, classes={"": 10}),
        Table(
            measure=Measure.PARTNERSHIPS,
            dimension=Dimension.REGION,
            classes={"member_states": class_of(9), "elsewhere": class_of(1)},
        ),
    ]

    found = list(narrowed(everything, rows=ROWS))

    assert [(figure, round(least)) for figure, least, _ in found] == [
        ((0, Measure.PARTNERSHIPS, Dimension.REGION, "elsewhere"), 1)
    ]


def test_one_busy_partnership_does_not_stand_behind_a_figure():
    counted = [a_partnership(measures=Measure)] + [a_partnership()] * 30

    tables = published(counted, ROWS)

    assert _told(tables, Measure.HELD, Dimension.ALL) == {"": 0}


def test_harm_is_told_for_all_together_and_nowhere_else():
    assert [by for measure, by in ORDER if measure is Measure.HARM] == [Dimension.ALL]


def test_the_rows_stand_in_their_own_order_whatever_their_numbers():
    counted = [a_partnership(activity="visits")] * 70 + [a_partnership(activity="events")] * 20

    classes = _told(published(counted, ROWS), Measure.PARTNERSHIPS, Dimension.ACTIVITY)

    assert list(classes) == ["events", "forums", "visits"]


def test_a_partnership_outside_of_all_rows_is_refused():
    with pytest.raises(ValueError, match="1999"):
        published([a_partnership(year="1999")], ROWS)


def _two_editions():
    """Ten at least by activity in one quarter; in the next five to nine there, a few elsewhere."""
    activities = {"events": 5, "forums": 5, "visits": 0}
    regions = {"member_states": 5, "elsewhere": 0}
    return (
        [Table(measure=Measure.PARTNERSHIPS, dimension=Dimension.ACTIVITY, classes=activities)],
        [Table(measure=Measure.PARTNERSHIPS, dimension=Dimension.REGION, classes=regions)],
    )


def test_the_attacker_bites_where_two_editions_are_harmless_one_by_one():
    before, after = _two_editions()

    alone = [list(narrowed(each, rows=ROWS)) for each in (before, after)]
    joined = list(narrowed(before, after, rows=ROWS))

    assert alone == [[], []]
    assert ((1, Measure.PARTNERSHIPS, Dimension.REGION, "elsewhere"), 1) in [
        (figure, round(least)) for figure, least, _ in joined
    ]


@pytest.mark.parametrize(("at_most", "is_given_away"), [([("then", "now")], True), ([], False)])
def test_that_counts_never_fall_is_what_gives_a_hidden_one_away(at_most, is_given_away):
    columns = [
        Column(measure=time, axis=table.dimension, row=row, lowest=low, highest=highest_of(low))
        for time, tables in zip(("then", "now"), _two_editions(), strict=True)
        for table in tables
        for row, low in table.classes.items()
    ]
    axes = {axis.value: values for axis, values in ROWS.items()}
    linked = Linked(measures=["then", "now"], at_most=at_most, axes=axes)

    assert gives_away(columns, linked) is is_given_away
