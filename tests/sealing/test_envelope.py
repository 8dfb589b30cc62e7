"""Envelopes: opened where they belong and nowhere else."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealing.engine.envelope import (
    MasterKeyMissing,
    Place,
    Tampered,
    UnknownFormat,
    fingerprint,
    open_envelope,
    seal,
    unwrap,
    wrap,
)
from sealing.engine.keyring import BadKeyring, Keyring, read_keyring

KEY, OTHER_KEY, NONCE = bytes(range(32)), bytes(32), bytes(range(12))
ROW = UUID(int=7)
HERE = Place(table="appeal", column="sealed_summary", row=ROW)
RING = Keyring(current="new", keys={"new": KEY, "old": OTHER_KEY})

# Every format that was ever written stays readable.
FIRST_FORMAT = (
    "01000102030405060708090a0b4702d61eb284b67eff41978bb1e9786d83d68734f07b5f7c3867e5"
    "851d6900b20110aefcafc1129874a47fed88872838ee59608d5ad6a3da3f972a1918e3f5ee6018fe"
    "de6b6c95c17e0ba2bfbd5b09c1"
)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_what_is_sealed_is_opened(text):
    assert open_envelope(KEY, HERE, seal(KEY, HERE, text, nonce=NONCE)) == text


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place(table="answer", column="sealed_summary", row=ROW),
        Place(table="appeal", column="sealed_contact", row=ROW),
        Place(table="appeal", column="sealed_summary", row=UUID(int=8)),
    ],
)
def test_an_envelope_that_was_moved_is_not_opened(elsewhere):
    with pytest.raises(Tampered):
        open_envelope(KEY, elsewhere, seal(KEY, HERE, "water", nonce=NONCE))


@given(st.integers(min_value=1, max_value=28 + 64))
def test_an_envelope_with_one_changed_byte_is_not_opened(at):
    sealed = bytearray(seal(KEY, HERE, "water", nonce=NONCE))
    sealed[at] ^= 1

    with pytest.raises(Tampered):
        open_envelope(KEY, HERE, bytes(sealed))


def test_another_key_does_not_open():
    with pytest.raises(Tampered):
        open_envelope(OTHER_KEY, HERE, seal(KEY, HERE, "water", nonce=NONCE))


def test_a_later_format_is_named():
    with pytest.raises(UnknownFormat):
        open_envelope(KEY, HERE, b"\x09" + seal(KEY, HERE, "water", nonce=NONCE)[1:])


def test_texts_of_like_length_give_envelopes_of_one_length():
    assert len({len(seal(KEY, HERE, "a" * n, nonce=NONCE)) for n in range(61)}) == 1


def test_the_first_format_stays_as_it_was_written():
    written = seal(KEY, HERE, "water", nonce=NONCE)

    assert written.hex() == FIRST_FORMAT
    assert open_envelope(KEY, HERE, bytes.fromhex(FIRST_FORMAT)) == "water"


def test_a_key_is_wrapped_under_the_current_master_key():
    wrapped = wrap(RING, OTHER_KEY, reference=ROW, nonce=NONCE)

    assert unwrap(RING, wrapped, master="new", reference=ROW) == OTHER_KEY


@pytest.mark.parametrize(
    ("master", "reference"), [("old", ROW), ("new", UUID(int=8))], ids=["master", "case"]
)
def test_a_wrapped_key_opens_under_its_own_master_and_for_its_own_case(master, reference):
    wrapped = wrap(RING, OTHER_KEY, reference=ROW, nonce=NONCE)

    with pytest.raises(Tampered):
        unwrap(RING, wrapped, master=master, reference=reference)


def test_a_master_key_that_is_missing_is_named():
    with pytest.raises(MasterKeyMissing, match="gone"):
        unwrap(RING, b"", master="gone", reference=ROW)


@pytest.mark.parametrize(("key", "nonce"), [(b"short", NONCE), (KEY, b"short")])
def test_short_keys_and_nonces_are_refused(key, nonce):
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, HERE, "water", nonce=nonce)


def test_a_fingerprint_tells_purposes_apart():
    seen = {
        fingerprint(KEY, purpose="mail", text="a"),
        fingerprint(KEY, purpose="phone", text="a"),
        fingerprint(KEY, purpose="mail", text="b"),
        fingerprint(OTHER_KEY, purpose="mail", text="a"),
    }

    assert len(seen) == 4


def test_the_first_key_of_the_file_is_the_current_one():
    ring = read_keyring(f"b:{'0f' * 32}\na:{'f0' * 32}\n")

    assert (ring.current, sorted(ring.keys)) == ("b", ["a", "b"])


@pytest.mark.parametrize("text", ["", "a:0f", f"a:{'0f' * 32} a:{'f0' * 32}", "0f" * 32])
def test_a_bad_file_of_keys_is_refused_without_repeating_it(text):
    with pytest.raises(BadKeyring) as refused:
        read_keyring(text)

    assert "0f0f" not in str(refused.value)
