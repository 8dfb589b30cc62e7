"""The course of a case: shapes and a list that say the same, mirrored for those who read so."""

import gzip
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import AppealAction
from matching.models import Appeal
from matching.selectors.clocks import clocks_of
from matching.services import answers, appeals, proposals
from prerequisites.engine.values import VerdictClass
from tests import factories
from tests.clock import NOON
from tests.web.visitors import match, read, visit
from web.desk.course.words import Held, course_of

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.fixture
def officer() -> User:
    return factories.an_officer()


@pytest.fixture
def case(officer) -> Appeal:
    appeal = factories.a_live_appeal()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    appeal.refresh_from_db()
    return appeal


def _course(case: Appeal, *, verdicts=(), today=TODAY):
    case.refresh_from_db()
    assert case.officer is not None
    return course_of(
        case,
        verdicts=verdicts,
        clocks=clocks_of(case.officer, case, today=today),
        answers=case.answers.all(),
        proposals=case.proposals.all(),
        today=today,
    )


def _said(course) -> list[tuple[int, str, str]]:
    return [((each.day - TODAY).days, each.title, each.code) for each in course.entries]


def test_a_new_case_was_sent_and_owes_three_things(case):
    assert _said(_course(case)) == [
        (0, "The appeal was sent.", "event"),
        (1, "Owed by then: A person reads it", "due"),
        (10, "Owed by then: Verdict", "due"),
        (30, "Owed by then: Answer", "due"),
    ]
    assert [each.standing for each in _course(case).entries] == ["", "ahead", "ahead", "ahead"]


def test_what_is_late_is_told_as_late_on_its_last_day(case):
    told = _said(_course(case, today=TODAY + 2 * DAY))

    assert (1, "Late since then: A person reads it", "unmet") in told


def test_a_reading_an_answer_and_what_was_taken_back_are_told(case, officer):
    appeals.move_appeal(
        reference=case.reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=NOON
    )
    given = answers.give_answer(
        appeal=case.reference,
        kind=AnswerKind.REDIRECT,
        text="The water fund can help sooner.",
        by=officer,
        at=NOON + DAY,
    )
    answers.retract_answer(reference=given.reference, by=officer, at=NOON + 2 * DAY)

    told = _said(_course(case, today=TODAY + 3 * DAY))

    assert (0, "Done: A person reads it", "met") in told
    assert [each[2] for each in told if each[1].startswith("Answer")] == ["event", "unmet"]


def test_verdicts_before_the_sending_count_as_the_one_that_held_then(case):
    held = [
        Held(since=TODAY - 9 * DAY, verdict=VerdictClass.REASSESS),
        Held(since=TODAY - 3 * DAY, verdict=VerdictClass.INDIRECT_ONLY),
        Held(since=TODAY + 2 * DAY, verdict=VerdictClass.INDIRECT_ONLY),
        Held(since=TODAY + 4 * DAY, verdict=VerdictClass.DIRECT_OPEN),
    ]

    course = _course(case, verdicts=reversed(held), today=TODAY + 9 * DAY)

    bands = [band.code for row in course.drawing.rows for band in row.bands]
    assert bands == ["indirect_only", "direct_open"]
    days = [(each.day - TODAY).days for each in course.entries if "Verdict:" in each.title]
    assert days == [0, 4]


def test_each_lane_is_named_and_each_entry_but_the_verdicts_has_its_mark(case):
    held = [Held(since=TODAY, verdict=VerdictClass.DIRECT_OPEN)]

    course = _course(case, verdicts=held)

    assert [row.label for row in course.drawing.rows] == ["The appeal", "Verdict", "What is owed"]
    marks = sum(len(row.marks) for row in course.drawing.rows)
    assert marks == len(course.entries) - 1


def test_it_is_mirrored_where_one_reads_from_the_right(case):
    course = _course(case)
    with translation.override("ar"):
        mirrored = _course(case)

    pairs = zip(_marks(course), _marks(mirrored), strict=True)
    assert (course.drawing.start, mirrored.drawing.start) == (0, course.drawing.width)
    assert {one + other for one, other in pairs} == {course.drawing.width}


def _marks(course) -> list[int]:
    return [mark.x for row in course.drawing.rows for mark in row.marks]


def test_the_page_shows_shapes_without_styles_and_the_same_in_words(case, officer):
    pledge = factories.a_live_pledge(factories.a_municipality(name="Lund", country_code="SE"))
    match()
    now = timezone.now()
    appeals.move_appeal(
        reference=case.reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=now
    )
    proposals.put_pair(
        appeal=case.reference,
        pledge=pledge.reference,
        conditions_hold=True,
        by=officer,
        at=now,
    )

    page = read(visit(officer), reverse("web:desk:case", args=[case.reference]))

    section = page.split('id="course"')[1].split("</section>")[0]
    assert re.findall(r"<script|\sstyle=|\son\w+=", section) == []
    assert section.count("<svg") == 6
    assert "Put to the parties: Lund" in section


@pytest.mark.parametrize("language", ["en", "ar", "uk"])
def test_a_case_with_all_that_is_told_stays_light(case, officer, language):
    for number in range(20):
        factories.a_live_pledge(factories.a_municipality(name=f"Town {number}", country_code="SE"))
    match()
    client = visit(officer)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language

    page = client.get(reverse("web:desk:case", args=[case.reference])).content

    assert page.count(b'class="match"') == 20
    assert len(gzip.compress(page)) < 14_000
