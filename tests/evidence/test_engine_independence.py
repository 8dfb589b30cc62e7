from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.engine.citation import Citation, Mark, cite, spans_of
from evidence.engine.independence import are_independent, independent_sources
from evidence.engine.values import Evidence, Says, SourceKind, Subject

DAY = date(2024, 5, 1)


def said_by(origin: str, kind: SourceKind, *, text: str = "", reference: str = "") -> Evidence:
    return Evidence(
        reference=reference or origin,
        subject=Subject.P1,
        says=Says.MET,
        source_kind=kind,
        origin=origin,
        fingerprint=text,
        observed_on=DAY,
        known_on=DAY,
    )


UN = said_by("un", SourceKind.UN_BODY, text="x")
PARISH = said_by("parish", SourceKind.RELIGIOUS_BODY, text="y")


@pytest.mark.parametrize(
    ("other", "independent"),
    [
        (PARISH, True),
        (said_by("parish", SourceKind.RELIGIOUS_BODY, text="x"), False),
        (said_by("un", SourceKind.RELIGIOUS_BODY, text="y"), False),
        (said_by("another mission", SourceKind.UN_BODY, text="y"), False),
    ],
    ids=["apart", "same text passed on", "same body", "same kind"],
)
def test_two_sources_are_independent_when_body_kind_and_text_differ(other, independent):
    assert are_independent(UN, other) is independent


def test_two_items_without_a_text_to_compare_have_not_the_same_text():
    one = said_by("un", SourceKind.UN_BODY)
    other = said_by("parish", SourceKind.RELIGIOUS_BODY)

    assert are_independent(one, other)


def test_the_search_does_not_stop_at_a_first_choice_that_fits_nobody():
    echo = said_by("parish", SourceKind.UN_BODY, text="y", reference="echo")

    assert independent_sources([echo, UN, PARISH], enough=2) == (UN, PARISH)


def test_too_few_are_returned_as_they_are():
    assert independent_sources([UN, UN], enough=2) == (UN,)
    assert independent_sources([], enough=2) == ()


def test_one_source_can_be_asked_to_be_of_certain_kinds():
    among = frozenset({SourceKind.RELIGIOUS_BODY})

    assert independent_sources([UN, PARISH], enough=2, among=among) == (PARISH, UN)
    assert independent_sources([UN], enough=2, among=among) == ()


SOURCES = st.builds(
    said_by,
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from([SourceKind.NGO, SourceKind.MEDIA, SourceKind.UN_BODY]),
    text=st.sampled_from(["", "x", "y"]),
)


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(items=st.lists(SOURCES, max_size=6), one_more=SOURCES)
def test_one_more_item_never_makes_fewer_independent_sources(items, one_more):
    before = independent_sources(items, enough=2)
    after = independent_sources([*items, one_more], enough=2)

    assert len(after) >= len(before)


def test_a_citation_holds_each_line_once_and_shows_spans():
    citation = cite(Mark.SEED, [(618, 620), (117, 118), (619, 621)])

    assert citation == Citation(mark=Mark.SEED, lines=(117, 118, 618, 619, 620, 621))
    assert spans_of(citation) == [(117, 118), (618, 621)]


def test_a_rule_of_ours_cites_no_line():
    assert spans_of(Citation(mark=Mark.OURS)) == []
