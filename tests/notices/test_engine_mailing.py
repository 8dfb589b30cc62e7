"""When a mail goes: at once, or in the morning, and never twice in an hour."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.engine.mailing import (
    AT_MOST_EVERY,
    MAIL,
    MailChoice,
    MailState,
    default_choice,
    due_at,
)
from tests.clock import NOON

PARIS = ZoneInfo("Europe/Paris")
moments = st.datetimes(
    min_value=NOON.replace(tzinfo=None),
    max_value=NOON.replace(tzinfo=None) + timedelta(days=400),
    timezones=st.just(PARIS),
)
wanting = st.sampled_from([MailChoice.AT_ONCE, MailChoice.DAILY])


@given(choice=wanting, now=moments, since=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_two_mails_are_an_hour_apart_and_none_goes_before_its_notice(choice, now, since):
    last = now.astimezone(UTC) - since

    due = due_at(choice, now=now, last_sent_at=last)

    assert due >= now
    assert due - last >= AT_MOST_EVERY


@given(now=moments)
def test_the_daily_mail_goes_on_the_next_morning_at_seven(now):
    due = due_at(MailChoice.DAILY, now=now, last_sent_at=None)

    assert (due.hour, due.minute, due.second) == (7, 0, 0)
    assert timedelta(0) < due.replace(tzinfo=None) - now.replace(tzinfo=None) <= timedelta(days=1)


def test_who_wants_no_mail_has_no_time_for_one():
    with pytest.raises(ValueError, match="no mail"):
        due_at(MailChoice.NONE, now=NOON, last_sent_at=None)


@pytest.mark.parametrize(
    ("is_secretariat", "only_helps", "choice"),
    [
        (True, False, MailChoice.DAILY),
        (False, True, MailChoice.DAILY),
        (False, False, MailChoice.NONE),
    ],
)
def test_who_has_not_chosen_gets_mail_only_where_it_is_safe(is_secretariat, only_helps, choice):
    assert default_choice(is_secretariat=is_secretariat, only_helps=only_helps) is choice


def test_what_was_sent_or_dropped_stays_so():
    assert {state for state, ways in MAIL.items() if not ways} == {
        MailState.SENT,
        MailState.DROPPED,
    }
