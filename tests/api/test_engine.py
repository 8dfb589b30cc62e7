"""What the rules of the API promise of any value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.engine.digests import digest_of, fingerprint_of, is_same, version_of
from api.engine.scopes import Scope, read_scopes, written

TEXTS = st.text(max_size=30)
BODIES = st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers(), st.booleans()), max_size=5)


@given(st.sets(st.sampled_from(Scope)))
def test_scopes_are_read_as_they_are_written(scopes):
    assert read_scopes(written(scopes)) == scopes


@pytest.mark.parametrize("said", ["appeals:read", "pledges:read,pledges:write", "PLEDGES:READ"])
def test_what_is_no_scope_is_refused(said):
    with pytest.raises(ValueError, match="is not a valid Scope"):
        read_scopes(said)


@given(TEXTS, TEXTS)
def test_two_digests_are_the_same_for_the_same_secret_alone(first, second):
    assert is_same(digest_of(first), digest_of(second)) is (first == second)


def _fingerprint(body, **other: str) -> str:
    said = {"method": "POST", "path": "/api/v1/pledges/", "expects": "", **other}
    return fingerprint_of(body=body, **said)


@given(BODIES)
def test_the_order_of_a_body_plays_no_part(body):
    assert _fingerprint(body) == _fingerprint(dict(reversed(body.items())))


@given(BODIES, BODIES)
def test_another_body_is_another_call(first, second):
    is_alike = _typed(first) == _typed(second)

    assert (_fingerprint(first) == _fingerprint(second)) is is_alike


def _typed(body: dict[str, object]) -> dict[str, tuple[type, object]]:
    """1 and True are equal to Python, and not the same in JSON."""
    return {name: (type(value), value) for name, value in body.items()}


@pytest.mark.parametrize(
    "other", [{"method": "PUT"}, {"path": "/api/v1/runs/"}, {"expects": '"' + "0" * 32 + '"'}]
)
def test_another_line_is_another_call(other):
    assert _fingerprint({}, **other) != _fingerprint({})


@given(BODIES, TEXTS, st.integers())
def test_a_version_changes_with_each_column(columns, name, value):
    was = {**columns, name: value}

    assert version_of(was) != version_of({**was, name: value + 1})
