"""A network as shapes on whole points."""

from hypothesis import given
from hypothesis import strategies as st

from web.ties import MOST_AROUND, WIDTH, Named, around

ASKS = Named(label="Kvitka", code="asking")


def helpers(number: int) -> list[Named]:
    return [Named(label=f"Helper {each}", code="helping") for each in range(number)]


def test_nobody_is_drawn_alone():
    assert around(ASKS, []) is None


def test_who_asks_stands_in_the_middle_of_those_who_help():
    ties = around(ASKS, helpers(2))

    assert ties is not None
    assert (ties.middle.label, ties.middle.x) == ("Kvitka", WIDTH // 2)
    assert [(spot.label, spot.x) for spot in ties.others] == [("Helper 0", 110), ("Helper 1", 610)]


def test_a_long_name_is_cut_and_ends_in_dots():
    ties = around(ASKS, [Named(label="A very long name of a municipality", code="helping")])

    assert ties is not None
    assert ties.others[0].label == "A very long name of a…"


@given(st.integers(1, 40))
def test_whoever_is_drawn_stands_on_the_sheet_and_apart(number):
    ties = around(ASKS, helpers(number))

    assert ties is not None
    assert len(ties.others) == min(number, MOST_AROUND)
    assert len({(spot.x, spot.y) for spot in ties.spots}) == len(ties.spots)
    assert all(0 < spot.x < ties.width for spot in ties.spots)
    assert all(0 < spot.name_y < ties.height for spot in ties.spots)
