from datetime import date

import pytest

from places.engine.values import QuarantineReason
from places.imports import values
from places.imports.table import Row
from places.imports.values import BadRow

R = QuarantineReason


def _row(value):
    return Row(2, {"x": value, "y": "28.5"})


@pytest.mark.parametrize(
    ("read", "value", "reason"),
    [
        (values.text, "  ", R.MISSING_VALUE),
        (values.text, "a" * 201, R.TOO_LONG),
        (values.text, "Ver\u202ebove", R.UNSAFE_TEXT),
        (values.text, "Ver\x00bove", R.UNSAFE_TEXT),
        (values.whole, "3.5", R.NOT_A_NUMBER),
        (values.whole, "-1", R.NOT_A_NUMBER),
        (values.whole, "2147483648", R.NOT_A_NUMBER),
        (values.number, "much", R.NOT_A_NUMBER),
        (values.number, "nan", R.NOT_A_NUMBER),
        (values.number, "inf", R.NOT_A_NUMBER),
        (values.optional_number, "much", R.NOT_A_NUMBER),
        (values.day, "24.02.2022", R.NOT_A_DATE),
        (values.day, "2022-02-30", R.NOT_A_DATE),
        (values.optional_day, "soon", R.NOT_A_DATE),
    ],
)
def test_a_value_that_cannot_be_read_says_why(read, value, reason):
    with pytest.raises(BadRow) as bad:
        read(_row(value), "x")

    assert bad.value.reason is reason
    assert bad.value.sentence.startswith("x ")


@pytest.mark.parametrize(
    ("read", "value", "meaning"),
    [
        (values.text, " Ла\u0438\u0306 ", "Лай"),
        (values.optional_text, "", ""),
        (values.whole, "12", 12),
        (values.number, "1.5", 1.5),
        (values.optional_number, "", None),
        (values.day, "2014-01-22 00:00:00.000", date(2014, 1, 22)),
        (values.optional_day, " ", None),
    ],
)
def test_a_value_is_read(read, value, meaning):
    assert read(_row(value), "x") == meaning


def test_a_word_has_its_meaning():
    assert values.word(_row("P"), "x", {"P": 3}) == 3


def test_an_unknown_word_names_the_known_ones():
    with pytest.raises(BadRow, match="x is 'Q'; known are P"):
        values.word(_row("Q"), "x", {"P": 3})


def test_coordinates_lie_on_earth():
    assert values.coordinates(_row("49.5"), "x", "y") == (49.5, 28.5)

    with pytest.raises(BadRow) as bad:
        values.coordinates(_row("91"), "x", "y")

    assert bad.value.reason is R.IMPOSSIBLE_COORDINATES
