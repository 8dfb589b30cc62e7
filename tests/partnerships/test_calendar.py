"""Activities as a calendar: days and names of activities, and nothing that could hurt anyone."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from audit.models import Event
from partnerships.engine.calendar import STATUS, Entry, calendar_text
from partnerships.engine.lifecycle import ActivityAction, ActivityState
from partnerships.models import Partnership
from partnerships.selectors.calendar import calendar_of
from partnerships.services import activities
from tests.clock import NOON
from tests.factories import a_municipality, a_network, an_officer, someone_in, someone_of
from tests.partnerships.builders import (
    a_plan,
    an_agreed_partnership,
    judged,
    the_helper,
    the_officer,
)


def _entry(**changed):
    told = {
        "reference": UUID(int=7),
        "title": "Sport and culture",
        "standing": "Planned",
        "state": ActivityState.PLANNED,
        "starts": date(2026, 3, 9),
        "changed_at": datetime(2026, 3, 2, 9, 30, 15, 77, tzinfo=UTC),
        "version": 2,
    }
    return Entry(**{**told, **changed})


def test_an_entry_is_a_whole_day_that_blocks_nothing_and_is_private():
    assert calendar_text([_entry()], name="Days").decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//City diplomacy//Partnerships//EN",
        "NAME:Days",
        "X-WR-CALNAME:Days",
        "BEGIN:VEVENT",
        "SUMMARY:Sport and culture",
        "DTSTART;VALUE=DATE:20260309",
        "DTSTAMP:20260302T093015Z",
        "UID:00000000-0000-0000-0000-000000000007",
        "SEQUENCE:2",
        "CLASS:PRIVATE",
        "DESCRIPTION:Planned",
        "STATUS:TENTATIVE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_every_state_of_an_activity_has_its_status():
    assert set(STATUS) == set(ActivityState)
    assert STATUS[ActivityState.CANCELLED] == "CANCELLED"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_no_title_breaks_out_of_its_line_and_no_line_is_longer_than_the_standard_allows(title):
    text = calendar_text([_entry(title=title)], name="Days")

    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert event["summary"] == title
    assert max(len(line) for line in text.split(b"\r\n")) <= 75


@pytest.fixture
def partnership(db):
    agreed = an_agreed_partnership()
    judged(agreed.appeal.municipality)
    return agreed


def _planned(partnership):
    return activities.plan_activity(
        reference=partnership.reference,
        town=partnership.appeal.municipality,
        plan=a_plan(),
        by=the_officer(partnership),
        at=NOON,
    )


def test_the_id_stays_and_the_version_rises_when_an_activity_moves(partnership):
    mayor = someone_of(partnership.appeal.municipality)
    activity = _planned(partnership)
    [before] = Calendar.from_ical(calendar_of(mayor, partnership)).walk("VEVENT")

    activities.move_activity(
        reference=activity.reference,
        action=ActivityAction.CANCEL,
        by=the_officer(partnership),
        at=NOON + timedelta(days=1),
    )

    [after] = Calendar.from_ical(calendar_of(mayor, partnership)).walk("VEVENT")
    assert before["uid"] == after["uid"] == str(activity.reference)
    assert (before["status"], after["status"]) == ("TENTATIVE", "CANCELLED")
    assert int(str(after["sequence"])) > int(str(before["sequence"]))


def test_it_is_titled_in_the_language_of_the_reader(partnership):
    _planned(partnership)
    mayor = someone_of(partnership.appeal.municipality)

    with translation.override("fr"):
        [event] = Calendar.from_ical(calendar_of(mayor, partnership)).walk("VEVENT")

    with translation.override("en"):
        [english] = Calendar.from_ical(calendar_of(mayor, partnership)).walk("VEVENT")
    assert event["summary"] != english["summary"]


def test_it_names_no_place_and_no_person_and_opens_nothing_sealed(partnership):
    _planned(partnership)
    mayor = someone_of(partnership.appeal.municipality)
    before = Event.objects.filter(verb="sealed.opened").count()

    text = calendar_of(mayor, partnership).decode()

    names = [partnership.appeal.municipality.name, the_helper().name, "tournament", "inside"]
    assert [name for name in names if name.lower() in text.lower()] == []
    assert Event.objects.filter(verb="sealed.opened").count() == before


def test_whom_the_room_is_closed_to_reads_no_calendar(partnership):
    _planned(partnership)
    strangers = [
        someone_of(a_municipality()),
        an_officer(),
        someone_in(a_network(the_helper())),
    ]

    for stranger in strangers:
        with pytest.raises(Partnership.DoesNotExist):
            calendar_of(stranger, partnership)


def _cost(mayor, partnership):
    with CaptureQueriesContext(connection) as queries:
        calendar_of(mayor, partnership)
    return len(queries)


def test_one_activity_costs_as_many_queries_as_three(partnership):
    mayor = someone_of(partnership.appeal.municipality)
    _planned(partnership)
    calendar_of(mayor, partnership)  # who the reader is, is asked once
    one = _cost(mayor, partnership)

    _planned(partnership)
    _planned(partnership)

    assert _cost(mayor, partnership) == one == 3
