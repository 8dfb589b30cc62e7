"""Receipts are read aloud, typed anyhow, and not guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.receipts import (
    ALPHABET,
    SECRET_BITS,
    NotAReceipt,
    Receipt,
    grouped,
    parsed,
    receipt_from,
)

RECEIPT = Receipt(locator="23456789", secret="ABCDEFGHJKMNPQRS")
SHOWN = "2345-6789-ABCD-EFGH-JKMN-PQRS"
SIGNS = st.text(ALPHABET, min_size=24, max_size=24)


def test_a_receipt_is_shown_in_groups_of_four():
    assert grouped(RECEIPT) == SHOWN


@pytest.mark.parametrize(
    "typed",
    [SHOWN, SHOWN.lower(), SHOWN.replace("-", ""), SHOWN.replace("-", " – "), f"\t{SHOWN}\n"],
)
def test_a_receipt_is_understood_however_it_is_typed(typed):
    assert parsed(typed) == RECEIPT


@pytest.mark.parametrize(
    "typed",
    ["", SHOWN[:-1], f"{SHOWN}2", SHOWN.replace("2", "0"), SHOWN.replace("A", "А"), "ß" * 24],
)
def test_what_cannot_be_a_receipt_is_refused(typed):
    with pytest.raises(NotAReceipt):
        parsed(typed)


def test_no_sign_can_be_taken_for_another():
    assert set(ALPHABET).isdisjoint("01OILU")


def test_the_secret_is_not_guessed():
    assert SECRET_BITS >= 66


@given(signs=SIGNS)
def test_what_is_shown_is_understood(signs):
    receipt = Receipt(locator=signs[:8], secret=signs[8:])

    assert parsed(grouped(receipt)) == receipt


def test_numbers_that_would_favour_a_sign_are_skipped():
    assert receipt_from(bytes([255, *range(24), 255])) == Receipt(
        locator=ALPHABET[:8], secret=ALPHABET[8:24]
    )


def test_each_sign_is_as_likely_as_the_others():
    spelled = [receipt_from(bytes([number]) * 24).locator[0] for number in range(240)]

    assert {spelled.count(sign) for sign in ALPHABET} == {8}


def test_too_few_random_bytes_make_no_receipt():
    with pytest.raises(ValueError, match="more random bytes"):
        receipt_from(bytes(23))
