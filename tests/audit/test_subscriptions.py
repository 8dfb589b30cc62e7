"""Who hears of what, in an order that never depends on the order of loading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import subscriptions
from audit.engine.delivery import MAX_ATTEMPTS, backoff_s
from audit.engine.subscriptions import AlreadySubscribed, Subscriptions, UnfitSubscription


def _filled(pairs):
    table = Subscriptions()
    for verb, handler in pairs:
        table.add(verb, handler)
    return table


PAIRS = [
    ("appeal.submitted", "matching.tasks.rematch"),
    ("appeal.*", "matching.tasks.tell"),
    ("appeal.*", "matching.tasks.rematch"),
    ("pledge.*", "web.tasks.tell"),
]


@given(st.permutations(PAIRS))
def test_handlers_come_once_and_in_alphabetical_order_however_they_were_added(pairs):
    table = _filled(pairs)

    assert table.handlers_for("appeal.submitted") == [
        "matching.tasks.rematch",
        "matching.tasks.tell",
    ]
    assert table.handlers_for("appeal.letter.sent") == [
        "matching.tasks.rematch",
        "matching.tasks.tell",
    ]
    assert table.handlers_for("appealing.submitted") == []


@given(st.permutations(PAIRS))
def test_a_second_subscription_to_the_same_verb_is_refused(pairs):
    table = _filled(pairs)

    with pytest.raises(AlreadySubscribed, match=r"matching\.tasks\.tell hears of 'appeal\.\*'"):
        table.add("appeal.*", "matching.tasks.tell")


@pytest.mark.parametrize(
    ("verb", "handler"),
    [
        ("appeal", "matching.tasks.tell"),
        ("*", "matching.tasks.tell"),
        ("appeal.*.sent", "matching.tasks.tell"),
        ("Appeal.sent", "matching.tasks.tell"),
        ("appeal.sent", "tell"),
        ("appeal.sent", "matching.tasks.tell()"),
    ],
)
def test_what_is_not_written_as_it_must_be_is_refused(verb, handler):
    with pytest.raises(UnfitSubscription):
        Subscriptions().add(verb, handler)


def test_the_table_lists_everything_in_order():
    table = _filled(PAIRS)

    table.remove("pledge.*", "web.tasks.tell")

    assert table.table() == {
        "appeal.*": ["matching.tasks.rematch", "matching.tasks.tell"],
        "appeal.submitted": ["matching.tasks.rematch"],
    }


def test_the_platforms_own_table_takes_and_gives_back(handler):
    assert subscriptions.table()["lantern.*"] == [handler]
    assert subscriptions.handlers_for("lantern.lit") == [handler]


def test_pauses_double_up_to_six_hours_and_last_more_than_a_day():
    pauses = [backoff_s(attempt) for attempt in range(1, MAX_ATTEMPTS + 1)]

    assert pauses[:4] == [60, 120, 240, 480]
    assert pauses[-1] == 6 * 60 * 60
    assert sum(pauses) > 24 * 60 * 60


def test_a_pause_without_an_attempt_is_refused():
    with pytest.raises(ValueError, match="none"):
        backoff_s(0)
