"""Words are recognised without accents, in slips of the pen, and in variants of a letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.engine.wording import is_like, means, words_of


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("electricite", "Électricité et chauffage"),
        ("ÉLECTRICITÉ", "Électricité et chauffage"),
        ("watr", "Water supply"),
        ("wat", "Water supply"),
        ("мир", "Миротворчість"),
        ("مياه", "المياه والصرف"),
        ("المياة", "المياه والصرف"),
        ("кв'ітка", "квітка"),
    ],
)
def test_what_is_typed_means_the_word(typed, phrase):
    (word,) = words_of(typed)

    assert means(word, [words_of(phrase)])


@pytest.mark.parametrize(("typed", "phrase"), [("war", "Bread"), ("wa", "Water"), ("roads", "")])
def test_what_is_typed_does_not_mean_another(typed, phrase):
    (word,) = words_of(typed)

    assert not means(word, [words_of(phrase)])


@given(st.text())
def test_a_word_means_itself_and_any_text_can_be_typed(text):
    assert all(is_like(word, word) for word in words_of(text))
