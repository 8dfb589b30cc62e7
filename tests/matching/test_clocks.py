"""Clocks that follow an appeal, rest and climb; and what PostgreSQL refuses."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.engine.values import Activity
from audit.models import Event
from evidence.engine.values import Phase, SourceKind
from evidence.models import PhaseSpell, Source
from matching import tasks
from matching.engine import clocks as engine
from matching.engine.answers import AnswerKind
from matching.engine.clocks import Clock, PauseFault, PauseReason
from matching.engine.lifecycle import AppealAction
from matching.engine.values import AppealKind, NeedTopic, Urgency
from matching.models import AppealClock, ClockPause, Escalation
from matching.services import answers, appeals, clocks, escalations
from matching.services.appeals import AppealContent
from prerequisites.engine.values import VerdictClass
from prerequisites.selectors import verdicts_for
from tests import factories
from tests.clock import NOON
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock
from tests.web.visitors import OTHERS, match

TODAY = NOON.date()  # a Monday
ONE_DAY = timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")


def in_phase(zone, phase: Phase, *, since: date) -> PhaseSpell:
    source = Source.objects.create(name=f"Act on {phase}", kind=SourceKind.OFFICIAL_ACT.value)
    return PhaseSpell.objects.create(
        zone=zone, phase=phase.value, starts=since, known_on=since, source=source
    )


class Case:
    """An appeal from a place that is calm, sent and taken on a Monday, and not read yet."""

    def __init__(self, *, at=NOON, is_calm=True, **said):
        town = factories.a_municipality()
        if is_calm:
            in_phase(town.zone, Phase.LOW_AFTER, since=factories.LONG_AGO.date())
        self.officer = factories.an_officer()
        self.appeal = factories.a_live_appeal(town, at=at, **said)
        appeals.take_appeal(reference=self.appeal.reference, by=self.officer, at=at)

    def clock(self, clock=Clock.ANSWER) -> AppealClock:
        return self.appeal.clocks.get(clock=clock.value)

    def days(self) -> list[date]:
        return [self.clock(clock).due_on for clock in Clock]

    def pause(self, clock=Clock.ANSWER, **changes) -> ClockPause:
        said = {
            "appeal": self.appeal.reference,
            "clock": clock,
            "reason": PauseReason.REPLY,
            "until": TODAY + timedelta(days=10),
            "by": self.officer,
            "at": NOON,
        }
        return clocks.pause(**said | changes)

    def resume(self, *, at, by=None, clock=Clock.ANSWER) -> ClockPause:
        return clocks.resume(
            appeal=self.appeal.reference, clock=clock, by=by or self.officer, at=at
        )

    def read(self, *, at=NOON) -> None:
        appeals.move_appeal(
            reference=self.appeal.reference,
            action=AppealAction.ACKNOWLEDGE,
            by=self.officer,
            at=at,
        )

    def answer(self, *, at):
        return answers.give_answer(
            appeal=self.appeal.reference,
            kind=AnswerKind.DECLARATION,
            by=self.officer,
            at=at,
        )


@pytest.fixture
def case(db) -> Case:
    return Case()


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)


# They follow the appeal.


def test_three_clocks_start_when_it_is_sent(case):
    assert case.days() == [date(2026, 3, 4), date(2026, 3, 12), date(2026, 4, 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "due"),
    [
        ({"is_calm": False}, date(2026, 3, 3)),  # violence is high at the place
        ({"urgency": Urgency.CRITICAL}, date(2026, 3, 3)),
        ({"urgency": Urgency.ORDINARY}, date(2026, 3, 4)),
    ],
)
def test_a_person_reads_at_once_what_is_in_danger(said, due):
    assert Case(**said).clock(Clock.ACKNOWLEDGE).due_on == due


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "starts_on"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=PARIS), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 3, 30, tzinfo=PARIS), date(2026, 3, 29)),  # one hour was left out
        (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=PARIS), date(2026, 10, 25)),
    ],
)
def test_a_clock_starts_on_the_day_of_the_platform(sent, starts_on):
    case = Case(at=sent, is_calm=False)

    assert case.clock().starts_on == starts_on
    assert case.clock().due_on == starts_on + timedelta(days=30)


def test_reading_stops_the_first_and_answering_stops_all(case):
    case.read(at=later(1))
    case.answer(at=later(5))

    assert [case.clock(each).met_at for each in Clock] == [later(1), later(5), later(5)]
    assert not AppealClock.objects.filter(next_rung_on__isnull=False).exists()


def test_an_answer_that_is_taken_back_lets_the_clock_go_on_and_not_anew(case):
    case.read()
    answer = case.answer(at=later(5))
    escalations.escalate(at=later(50))

    answers.retract_answer(reference=answer.reference, by=case.officer, at=later(50))

    assert case.clock().met_at is None
    assert case.clock().due_on == TODAY + timedelta(days=50 + 30 - 5)


def test_one_that_is_withdrawn_owes_nothing_and_ends_its_pauses(case):
    pause = case.pause()
    mayor = factories.someone_of(case.appeal.municipality)

    appeals.move_appeal(
        reference=case.appeal.reference, action=AppealAction.WITHDRAW, by=mayor, at=later(3)
    )

    pause.refresh_from_db()
    assert pause.ended_on == TODAY + timedelta(days=3)
    assert {each.dropped_at for each in AppealClock.objects.all()} == {later(3)}
    assert escalations.escalate(at=later(400)) == 0


def test_who_says_that_lives_are_in_danger_is_read_the_next_working_day(case):
    mayor = factories.someone_of(case.appeal.municipality)
    content = AppealContent(
        kinds=frozenset({AppealKind.SUPPORT}),
        activity=Activity.FORUMS,
        topic=NeedTopic.DIALOGUE,
        summary="It grows worse.",
        languages=frozenset({"en"}),
        urgency=Urgency.CRITICAL,
        starts=TODAY,
        ends=TODAY + timedelta(days=30),
    )

    appeals.rewrite_appeal(reference=case.appeal.reference, content=content, by=mayor, at=NOON)

    assert case.clock(Clock.ACKNOWLEDGE).due_on == date(2026, 3, 3)


def heard(case, **changes) -> None:
    town = case.appeal.municipality_id
    verdict = verdicts_for([town], as_of=TODAY, known_on=TODAY)[town]
    clocks.hear_verdicts([(case.appeal.pk, replace(verdict, **changes))], at=later(1))


@pytest.mark.parametrize(
    ("verdict_class", "met_at"),
    [
        (VerdictClass.INSUFFICIENT_EVIDENCE, None),
        (VerdictClass.INDIRECT_ONLY, later(1)),
        (VerdictClass.OUT_OF_SCOPE, later(1)),
    ],
)
def test_a_verdict_stops_its_clock_but_not_one_that_knows_too_little(case, verdict_class, met_at):
    pause = case.pause(Clock.VERDICT, reason=PauseReason.EXPERT)

    heard(case, verdict_class=verdict_class)

    pause.refresh_from_db()
    assert case.clock(Clock.VERDICT).met_at == met_at
    assert (pause.ended_at is None) == (met_at is None)


def test_violence_that_shows_later_hurries_the_first_reading_and_ends_its_pause(case):
    pause = case.pause(Clock.ACKNOWLEDGE)

    heard(case, phase=Phase.HIGH)

    pause.refresh_from_db()
    assert pause.ended_on == TODAY + ONE_DAY
    assert case.clock(Clock.ACKNOWLEDGE).due_on == date(2026, 3, 4)
    assert case.clock(Clock.ACKNOWLEDGE).is_endangered


def test_the_matcher_itself_tells_the_clocks(case):
    in_phase(case.appeal.municipality.zone, Phase.HIGH, since=TODAY + ONE_DAY)

    match()

    assert case.clock(Clock.ACKNOWLEDGE).is_endangered


def test_an_appeal_from_before_there_were_clocks_gets_them_once(case):
    case.read(at=later(1))
    told = [(each.clock, each.due_on, each.met_at) for each in case.appeal.clocks.order_by("pk")]
    AppealClock.objects.all().delete()

    assert [clocks.start_missing(at=later(9)) for _twice in range(2)] == [1, 0]

    anew = [(each.clock, each.due_on, each.met_at) for each in case.appeal.clocks.order_by("pk")]
    assert anew == told


# They rest.


def test_a_pause_moves_the_day_says_why_and_is_one_event(case):
    pause = case.pause()

    assert case.clock().due_on == date(2026, 4, 10)
    assert case.clock().paused_until == date(2026, 3, 12)
    event = Event.objects.get(verb="clock.paused")
    assert (event.subject, event.actor_id) == (str(pause.reference), case.officer.pk)
    assert event.data == {
        "appeal": str(case.appeal.reference),
        "clock": "answer",
        "reason": "reply",
    }


def test_a_pause_that_ends_early_takes_away_only_its_own_days(case):
    case.pause()

    case.resume(at=later(4))

    assert (case.clock().due_on, case.clock().paused_until) == (date(2026, 4, 4), None)
    assert Event.objects.filter(verb="clock.resumed").count() == 1


def test_a_pause_ends_by_itself_on_its_day_and_is_told_of_once(case):
    case.pause()
    before = case.clock().due_on

    assert [clocks.end_pauses(at=later(days)) for days in (9, 10, 10)] == [0, 1, 0]

    assert case.clock().due_on == before
    event = Event.objects.get(verb="clock.resumed")
    assert (event.actor_id, ClockPause.objects.get().ended_on) == (None, date(2026, 3, 12))


def test_another_pause_may_follow_one_whose_day_has_come_before_that_was_told(case):
    case.pause()

    case.pause(at=later(10), until=TODAY + timedelta(days=12))

    assert case.clock().due_on == date(2026, 4, 12)
    assert ClockPause.objects.filter(ended_on=None).count() == 1


@pytest.mark.django_db
def test_where_violence_is_high_nothing_puts_off_the_first_reading():
    case = Case(is_calm=False)

    with pytest.raises(clocks.NeverPaused):
        case.pause(Clock.ACKNOWLEDGE)
    case.pause(Clock.ANSWER)

    assert [each.clock.clock for each in ClockPause.objects.all()] == ["answer"]


def test_a_clock_rests_once_at_a_time_and_only_while_it_runs(case):
    case.pause()
    with pytest.raises(clocks.PausedAlready):
        case.pause(reason=PauseReason.SESSION)
    with pytest.raises(clocks.NotPaused):
        case.resume(at=NOON, clock=Clock.VERDICT)
    case.read()
    with pytest.raises(clocks.NothingRuns):
        case.pause(Clock.ACKNOWLEDGE)

    assert ClockPause.objects.count() == 1


@pytest.mark.parametrize(("days", "fault"), [(0, PauseFault.NOT_AHEAD), (61, PauseFault.TOO_LONG)])
def test_a_day_that_has_come_or_is_too_far_is_refused(case, days, fault):
    with pytest.raises(clocks.WrongDay) as refused:
        case.pause(until=TODAY + timedelta(days=days))

    assert refused.value.fault is fault


def test_a_supervisor_may_pause_and_resume_too(case):
    case.pause(by=factories.a_supervisor())
    case.resume(at=later(1), by=factories.a_supervisor())

    assert ClockPause.objects.get().ended_on == TODAY + ONE_DAY


@pytest.mark.parametrize("who", sorted(OTHERS.keys() - {"a supervisor"}))
def test_nobody_else_pauses_or_resumes(case, who):
    user = OTHERS[who]()

    with pytest.raises(PermissionDenied):
        case.pause(by=user)
    case.pause()
    with pytest.raises(PermissionDenied):
        case.resume(by=user, at=NOON)

    assert ClockPause.objects.get().ended_on is None


# They climb.


def told() -> list[tuple[str, int, bool]]:
    events = Event.objects.filter(verb="appeal.escalated").order_by("pk")
    return [(e.data["clock"], e.data["rung"], e.data["to_supervisors"]) for e in events]


def test_each_rung_is_told_once_and_in_its_order(case):
    for days in (2, 2, 3, 4, 4):
        escalations.escalate(at=later(days))

    assert told() == [
        ("acknowledge", 1, False),
        ("acknowledge", 2, True),
        ("acknowledge", 3, True),
    ]
    assert Escalation.objects.count() == 3


def test_after_a_silence_of_the_platform_all_rungs_are_told_and_the_appeal_stays_open(case):
    assert escalations.escalate(at=later(400)) == 9
    assert escalations.escalate(at=later(401)) == 0

    case.appeal.refresh_from_db()
    assert case.appeal.state == "submitted"
    assert not AppealClock.objects.filter(met_at__isnull=False).exists()


@pytest.mark.django_db
def test_what_nobody_took_is_told_to_supervisors_from_the_first_rung():
    factories.a_live_appeal(at=NOON)

    escalations.escalate(at=later(1))

    assert told() == [("acknowledge", 1, True)]


def test_a_pause_stops_the_nagging(case):
    case.pause(Clock.ACKNOWLEDGE)

    assert escalations.escalate(at=later(9)) == 1  # the verdict's clock runs on
    assert [clock for clock, *_rest in told()] == ["verdict"]


def test_every_batch_is_told(case, monkeypatch):
    monkeypatch.setattr(escalations, "BATCH", 2)
    for _each in range(3):
        factories.a_live_appeal(at=NOON)

    assert escalations.escalate(at=later(400)) == 4 * 9


def test_the_task_of_the_beat_starts_ends_and_tells(case, monkeypatch):
    case.pause()
    AppealClock.objects.filter(appeal=factories.a_live_appeal(at=NOON)).delete()
    monkeypatch.setattr(timezone, "now", lambda: later(11))

    for _twice in range(2):
        tasks.tend_clocks()

    assert ClockPause.objects.get().ended_on == date(2026, 3, 12)
    assert AppealClock.objects.count() == 6
    assert Escalation.objects.count() == len(told()) == 2 * (3 + 2)


# Races.


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["answer", "pause"])
def test_of_a_pause_and_an_answer_the_second_waits_and_nothing_rests_that_is_done(first):
    case = Case()
    case.read()
    deeds = {"answer": lambda: case.answer(at=NOON), "pause": case.pause}
    second = deeds["pause" if first == "answer" else "answer"]

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            deeds[first]()
            outcome = elsewhere.submit(in_own_connection(second))
            wait_until_someone_waits_for_a_lock()
        error = outcome.exception(timeout=10)

    assert isinstance(error, clocks.NothingRuns if first == "answer" else type(None))
    assert not ClockPause.objects.filter(ended_on=None).exists()
    assert (case.clock().met_at, case.clock().paused_until) == (NOON, None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_each_rung_once():
    case = Case()

    with ThreadPoolExecutor(max_workers=1) as elsewhere, transaction.atomic():
        escalations.escalate(at=later(400))
        other = elsewhere.submit(in_own_connection(escalations.escalate), at=later(400))
        assert other.result(timeout=10) == 0  # it does not wait: what is held is left alone

    assert Event.objects.filter(verb="appeal.escalated").count() == 9
    assert case.clock().rung == 3


@pytest.mark.django_db(transaction=True)
def test_a_pause_past_the_service_waits_for_the_answer_and_is_refused():
    case = Case()
    case.read()
    clock = case.clock()

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            case.answer(at=NOON)
            outcome = elsewhere.submit(in_own_connection(rest_by_hand), clock, case.officer)
            wait_until_someone_waits_for_a_lock()
        error = outcome.exception(timeout=10)

    assert "does not rest" in str(error)
    assert ClockPause.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_what_is_answered_rests():
    case = Case()
    case.read()
    clock = case.clock()
    case.answer(at=NOON)

    with pgtrigger.ignore("matching.ClockPause:only_what_runs_rests"):
        rest_by_hand(clock, case.officer)

    assert ClockPause.objects.get().ended_on is None


@pytest.mark.django_db(transaction=True)
def test_a_pause_whose_day_has_come_is_ended_once_while_the_answer_is_given():
    case = Case()
    case.read()
    case.pause()

    with ThreadPoolExecutor(max_workers=1) as elsewhere, transaction.atomic():
        case.answer(at=later(10))
        other = elsewhere.submit(in_own_connection(clocks.end_pauses), at=later(10))
        assert other.result(timeout=10) == 0

    assert clocks.end_pauses(at=later(10)) == 0
    assert Event.objects.filter(verb="clock.resumed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_takes_a_case_while_it_is_given_to_another_waits_and_then_finds_it_taken():
    appeal = factories.a_live_appeal(at=NOON)
    officer, slower = factories.an_officer(), factories.an_officer()
    given = {"officer": officer, "by": factories.a_supervisor()}

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            appeals.assign_case(reference=appeal.reference, at=NOON, **given)
            outcome = elsewhere.submit(
                in_own_connection(appeals.take_appeal),
                reference=appeal.reference,
                by=slower,
                at=NOON,
            )
            wait_until_someone_waits_for_a_lock()
        error = outcome.exception(timeout=10)

    appeal.refresh_from_db()
    assert isinstance(error, appeals.AlreadyTaken)
    assert appeal.officer == officer


# What is kept is what the facts say.


def kept_and_found(case, today: date) -> tuple[list[object], list[object]]:
    """What the rows say of the clock of the answer, and what the engine finds from the facts."""
    row = case.clock()
    taken_back = case.appeal.answers.filter(retracted_at__isnull=False)
    timed = row.as_timed(
        [each.as_rest() for each in row.pauses.all()]
        + engine.answered_days(
            (timezone.localdate(each.given_at), timezone.localdate(each.retracted_at))
            for each in taken_back
        )
    )
    reading = engine.reading_of(timed, today)
    rests = row.paused_until if row.paused_until and row.paused_until > today else None
    return [row.due_on, row.rung, rests], [reading.due_on, reading.rung, reading.paused_until]


deeds = st.lists(
    st.tuples(
        st.integers(0, 20), st.sampled_from(["pause", "resume", "answer", "retract", "none"])
    ),
    max_size=8,
)


def do(case, deed: str, at: datetime) -> None:
    standing = case.appeal.answers.filter(retracted_at=None).first()
    if deed == "pause":
        with contextlib.suppress(clocks.ClockRefused):
            case.pause(at=at, until=at.date() + timedelta(days=7))
    elif deed == "resume":
        with contextlib.suppress(clocks.ClockRefused):
            case.resume(at=at)
    elif deed == "answer" and standing is None:
        case.answer(at=at)
    elif deed == "retract" and standing is not None:
        answers.retract_answer(reference=standing.reference, by=case.officer, at=at)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(deeds)
def test_whatever_happens_the_rows_say_what_the_facts_say_and_no_rung_falls(story):
    with transaction.atomic():
        case, now, rung = Case(), NOON, 0
        case.read()
        for days, deed in story:
            now += timedelta(days=days)
            clocks.end_pauses(at=now)
            escalations.escalate(at=now)
            do(case, deed, now)
            kept, found = kept_and_found(case, now.date())
            assert kept == found
            assert case.clock().rung >= rung
            rung = case.clock().rung
        transaction.set_rollback(True)


# What PostgreSQL refuses.


def rest_by_hand(clock, by, **changes) -> ClockPause:
    said = {
        "clock": clock,
        "reason": "reply",
        "starts_on": TODAY,
        "until": TODAY + timedelta(days=5),
        "started_at": NOON,
        "started_by": by,
    }
    return ClockPause.objects.create(**said | changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"reason": "holiday"}, "reason_is_known"),
        ({"until": TODAY}, "is_not_for_long"),
        ({"until": TODAY + timedelta(days=61)}, "is_not_for_long"),
        ({"ended_on": TODAY}, "ends_within_its_days"),
        ({"ended_on": TODAY + timedelta(days=6), "ended_at": NOON}, "ends_within_its_days"),
        ({"starts_on": TODAY + ONE_DAY}, None),
    ],
)
def test_a_pause_by_hand_keeps_to_the_rules(case, changes, constraint):
    if constraint is None:
        rest_by_hand(case.clock(), case.officer, **changes)
        return
    with pytest.raises(IntegrityError, match=f"matching_clockpause_{constraint}"):
        rest_by_hand(case.clock(), case.officer, **changes)


def test_two_pauses_of_a_clock_never_overlap(case):
    rest_by_hand(case.clock(), case.officer)
    rest_by_hand(case.clock(Clock.VERDICT), case.officer)
    rest_by_hand(
        case.clock(),
        case.officer,
        starts_on=TODAY + timedelta(days=5),
        until=TODAY + timedelta(days=6),
    )

    with pytest.raises(IntegrityError, match="matching_clockpause_one_at_a_time"):
        rest_by_hand(case.clock(), case.officer, starts_on=TODAY + timedelta(days=4))


@pytest.mark.django_db
def test_the_first_reading_of_an_endangered_place_rests_in_no_way():
    case = Case(is_calm=False)

    with pytest.raises(IntegrityError, match="does not rest"):
        rest_by_hand(case.clock(Clock.ACKNOWLEDGE), case.officer)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"clock": "coffee"}, "clock_is_known"),
        ({"due_on": TODAY}, "due_after_it_starts"),
        ({"rung": 4, "next_rung_on": None, "met_at": NOON}, "rung_is_known"),
        ({"next_rung_on": None}, "never_stops_short"),
        ({"met_at": NOON}, "never_stops_short"),
    ],
)
def test_a_clock_by_hand_keeps_to_the_rules(case, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        AppealClock.objects.filter(pk=case.clock().pk).update(**changes)


def test_a_rung_is_told_once_and_stays_told(case):
    Escalation.objects.create(clock=case.clock(), rung=1, at=NOON)

    with pytest.raises(IntegrityError, match="each_rung_once"), transaction.atomic():
        Escalation.objects.create(clock=case.clock(), rung=1, at=NOON)
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        Escalation.objects.update(rung=2)
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        Escalation.objects.all().delete()
    with pytest.raises(IntegrityError, match="rung_is_known"):
        Escalation.objects.create(clock=case.clock(), rung=0, at=NOON)
