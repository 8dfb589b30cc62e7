"""Phases read out of a list of territories: never calmer than the list lets them be."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evidence.engine.periods import Span, first_violence, phases_of, spans_inside
from evidence.engine.values import Phase
from tests.prerequisites.worlds import ENOUGH

FIRST = date(2022, 2, 24)
ABOVE = {"country": [], "district": ["country"], "town": ["district", "country"]} | {
    each: ["town", "district", "country"] for each in ("village", "hamlet")
}
DAYS = [FIRST + timedelta(days=count) for count in range(40)]


def _span(*, code: str, is_violent: bool, start: int, lasts: int | None) -> Span:
    starts = FIRST + timedelta(days=start)
    ends = None if lasts is None else starts + timedelta(days=lasts)
    return Span(code=code, is_violent=is_violent, starts=starts, ends=ends)


SPANS = st.lists(
    st.builds(
        _span,
        code=st.sampled_from(["district", "town", "village", "hamlet"]),
        is_violent=st.booleans(),
        start=st.integers(0, 20),
        lasts=st.none() | st.integers(1, 15),
    ),
    max_size=6,
)


def held(spans, codes, day):
    return [each for each in spans if each.code in codes and each.holds_on(day)]


@ENOUGH
@given(spans=SPANS)
def test_a_town_is_filled_from_inside_exactly_where_the_list_is_silent_about_it(spans):
    filled = spans_inside(spans, ABOVE, {"town"})

    for day in DAYS:
        inside = held(spans, {"village", "hamlet"}, day)
        is_silent = not held(spans, {"town", "district"}, day)
        expected = {any(each.is_violent for each in inside)} if inside and is_silent else set()
        assert {each.is_violent for each in filled if each.holds_on(day)} == expected


@ENOUGH
@given(spans=SPANS)
def test_spans_from_inside_are_as_long_as_they_can_be(spans):
    filled = spans_inside(spans, ABOVE, {"town"})

    for one, other in pairwise(filled):
        assert one.ends is not None
        assert one.ends <= other.starts
        assert one.ends < other.starts or one.is_violent != other.is_violent


@ENOUGH
@given(spans=SPANS)
def test_no_day_is_before_a_conflict_that_has_begun(spans):
    since = first_violence(spans, ABOVE)

    for span in spans:
        related = {span.code, *ABOVE[span.code], *(c for c in ABOVE if span.code in ABOVE[c])}
        begun = [each.starts for each in spans if each.is_violent and each.code in related]
        parts = phases_of(span, since.get(span.code))
        for day in [each for each in DAYS if span.holds_on(each)]:
            (phase,) = [phase for phase, part in parts if part.holds_on(day)]
            calm = Phase.LOW_AFTER if any(each <= day for each in begun) else Phase.LOW_BEFORE
            assert phase is (Phase.HIGH if span.is_violent else calm)
