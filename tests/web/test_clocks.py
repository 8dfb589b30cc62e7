"""Pages of the clocks: what is late, why a clock rests, and who gets a case."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from matching.engine.clocks import Clock, PauseReason
from matching.engine.lifecycle import AppealAction, AppealState
from matching.models import Appeal, AppealClock, ClockPause
from matching.selectors.queue import queue_for, queue_lines
from matching.services import appeals, clocks, escalations
from tests import factories
from tests.web.visitors import OTHERS, read, sentences, visit

pytestmark = pytest.mark.django_db

OVERDUE, QUEUE = reverse("web:desk:overdue"), reverse("web:desk:queue")
SECRETARIAT = {"an officer without the case", "a supervisor"}


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def sent(days: int, *, name: str = "Trostianets", officer=None) -> Appeal:
    """An appeal that was sent some days ago, and of which each rung was told in its time."""
    appeal = factories.a_live_appeal(factories.a_municipality(name=name), at=days_ago(days))
    if officer:
        appeals.take_appeal(reference=appeal.reference, by=officer, at=days_ago(days))
    escalations.escalate(at=timezone.now())
    appeal.refresh_from_db()
    return appeal


def read_by(officer, appeal, *, days: int = 0) -> None:
    appeals.move_appeal(
        reference=appeal.reference,
        action=AppealAction.ACKNOWLEDGE,
        by=officer,
        at=days_ago(days),
    )


def at(name: str, appeal: Appeal, *more: str) -> str:
    return reverse(f"web:desk:{name}", args=[appeal.reference, *more])


def rest(appeal: Appeal, officer, clock=Clock.ANSWER, *, reason=PauseReason.REPLY, days=9) -> None:
    clocks.pause(
        appeal=appeal.reference,
        clock=clock,
        reason=reason,
        until=in_days(days),
        by=officer,
        at=timezone.now(),
    )


# The queue.


def test_the_queue_says_what_is_owed_next_in_words():
    officer = factories.an_officer()
    appeal = sent(5, officer=officer)
    read_by(officer, appeal)

    assert "Verdict owed in 5 days" in read(visit(officer), QUEUE)


def test_what_is_late_by_half_again_stands_on_top_of_everything():
    officer = factories.an_officer()
    old, older = sent(2), sent(20, officer=officer)
    read_by(officer, older, days=19)

    page = visit(officer).get(QUEUE)

    assert [line.reference for section in page.context["sections"] for line in section.lines] == [
        older.reference,
        old.reference,
    ]
    assert page.context["sections"][0].code == "top"


def test_what_rests_and_what_is_answered_come_last_and_what_has_no_clock_first():
    officer = factories.an_officer()
    rests, runs = sent(0, officer=officer), sent(0)
    unknown = factories.a_live_appeal(at=days_ago(1))
    read_by(officer, rests)
    for clock in (Clock.VERDICT, Clock.ANSWER):
        rest(rests, officer, clock)
    AppealClock.objects.filter(appeal=unknown).delete()

    found = list(queue_for(officer))

    assert found == [unknown, runs, rests]


def test_the_queue_takes_as_many_queries_for_many_as_for_one():
    officer = factories.an_officer()
    today = timezone.localdate()

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            queue_lines(officer, list(queue_for(officer)), today=today)
        return len(taken)

    sent(1)
    queries()
    few = queries()
    for _each in range(3):
        sent(1)

    assert queries() == few


def test_the_queue_tells_a_supervisor_how_much_is_late_in_all_cases():
    officer = factories.an_officer()
    sent(20, officer=officer)
    rest(sent(20, officer=officer), officer, Clock.VERDICT)

    assert "3 clocks are late" in read(visit(factories.a_supervisor()), QUEUE)
    assert "are late" not in read(visit(factories.an_officer()), QUEUE)


# What is late.


def test_a_supervisor_sees_what_is_late_in_all_cases_but_not_whose_it_is():
    officer = factories.an_officer()
    sent(20, name="Kvitka", officer=officer)

    page = read(visit(factories.a_supervisor()), OVERDUE)

    assert "Kvitka" not in page
    assert officer.display_name in page
    assert "days late" in page
    assert "The supervisors have been told twice." in page


def test_an_officer_sees_own_cases_by_name_and_unassigned_ones_without():
    officer = factories.an_officer()
    sent(20, name="Kvitka", officer=officer)
    sent(20, name="Sosna")
    sent(20, name="Tartu", officer=factories.an_officer())

    page = visit(officer).get(OVERDUE)

    late = page.context["sections"][0].lines
    assert {line.name for line in late} == {"Kvitka", ""}
    assert len({line.reference for line in late}) == 2
    assert "Sosna" not in page.content.decode()


def test_what_rests_stands_below_with_its_reason_and_nothing_that_is_in_time():
    officer = factories.an_officer()
    appeal = sent(20, officer=officer)
    rest(appeal, officer, Clock.VERDICT, reason=PauseReason.EXPERT)
    sent(0)

    sections = visit(officer).get(OVERDUE).context["sections"]

    assert [section.code for section in sections] == ["late", "paused"]
    assert [line.clock.reason for line in sections[1].lines] == ["An expert is to give evidence"]


def test_where_nothing_is_late_the_page_says_so():
    sent(0)

    assert "Nothing is late" in read(visit(factories.an_officer()), OVERDUE)


@pytest.mark.parametrize("who", sorted(OTHERS.keys() - SECRETARIAT))
def test_the_list_is_closed_to_everybody_else(who):
    assert visit(OTHERS[who]()).get(OVERDUE).status_code == 403


def test_the_list_takes_as_many_queries_for_many_as_for_one():
    client = visit(factories.a_supervisor())
    sent(20)

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            client.get(OVERDUE)
        return len(taken)

    queries()
    few = queries()
    for _each in range(3):
        sent(20, officer=factories.an_officer())

    assert queries() == few


# Pausing.


def test_the_officer_pauses_a_clock_and_lets_it_run_again():
    officer = factories.an_officer()
    appeal = sent(1, officer=officer)
    client = visit(officer)

    said = sentences(
        client,
        at("pause_clock", appeal, "answer"),
        reason="session",
        until=in_days(20).isoformat(),
    )

    assert said == ["The clock rests. The municipality sees why."]
    assert "A session of the Congress comes first" in read(client, at("case", appeal))
    assert sentences(client, at("resume_clock", appeal, "answer")) == ["The clock runs again."]
    assert sentences(client, at("resume_clock", appeal, "answer")) == [
        "This clock runs already. Nothing was changed."
    ]


@pytest.mark.parametrize(
    ("clock", "days", "sentence"),
    [
        ("answer", 0, "That day has come already."),
        ("answer", 61, "more than 60 days away"),
        ("acknowledge", 5, "Violence is high at this place"),
    ],
)
def test_what_cannot_be_paused_is_told_in_a_sentence(clock, days, sentence):
    officer = factories.an_officer()
    appeal = sent(1, officer=officer)

    page = visit(officer).post(
        at("pause_clock", appeal, clock), {"reason": "reply", "until": in_days(days).isoformat()}
    )

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not ClockPause.objects.exists()


def test_a_stale_click_on_what_is_done_is_told_in_a_sentence():
    officer = factories.an_officer()
    appeal = sent(1, officer=officer)
    read_by(officer, appeal)

    page = visit(officer).post(
        at("pause_clock", appeal, "acknowledge"),
        {"reason": "reply", "until": in_days(5).isoformat()},
    )

    assert "is done, or the appeal is over. Nothing was changed." in page.content.decode()


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_a_case_of_another_looks_like_none_and_a_supervisor_learns_no_name(who):
    appeal = sent(1, name="Kvitka", officer=factories.an_officer())

    page = visit(OTHERS[who]()).get(at("pause_clock", appeal, "answer"))

    assert page.status_code == (200 if who == "a supervisor" else 404)
    assert "Kvitka" not in page.content.decode()


def test_a_clock_that_does_not_exist_is_not_found():
    officer = factories.an_officer()
    appeal = sent(1, officer=officer)

    assert visit(officer).get(at("pause_clock", appeal, "coffee")).status_code == 404


def test_the_case_tells_by_which_day_and_why():
    officer = factories.an_officer()
    appeal = sent(20, officer=officer)
    read_by(officer, appeal)

    page = read(visit(officer), at("case", appeal))

    assert "and 30 days from then, pauses left out" in page
    assert "Verdict 10 days late" in page
    assert "Done on" in page


# Handing over.


def test_a_supervisor_gives_a_case_to_an_officer_and_it_is_audited():
    supervisor, officer = factories.a_supervisor(), factories.an_officer()
    appeal = sent(3, name="Kvitka", officer=factories.an_officer())
    client = visit(supervisor)

    said = sentences(client, at("hand_over", appeal), officer=str(officer.reference))

    assert said == ["The case has a new officer."]
    event = Event.objects.get(verb="appeal.assigned")
    assert (event.actor_id, event.data["officer"]) == (supervisor.pk, officer.pk)
    assert "Kvitka" in read(visit(officer), at("case", appeal))
    assert client.get(at("case", appeal)).status_code == 404


def test_a_case_is_given_to_nobody_outside_the_secretariat():
    appeal = sent(3)
    mayor = factories.someone_of(appeal.municipality)

    page = visit(factories.a_supervisor()).post(
        at("hand_over", appeal), {"officer": str(mayor.reference)}
    )

    appeal.refresh_from_db()
    assert "Select a valid choice" in page.content.decode()
    assert appeal.officer is None
    with pytest.raises(appeals.NoOfficer):
        appeals.assign_case(
            reference=appeal.reference,
            officer=mayor,
            by=factories.a_supervisor(),
            at=timezone.now(),
        )


def test_giving_a_case_to_who_has_it_and_one_that_is_over_is_told_in_a_sentence():
    officer = factories.an_officer()
    appeal = sent(3, officer=officer)
    client = visit(factories.a_supervisor())

    page = client.post(at("hand_over", appeal), {"officer": str(officer.reference)})
    assert "This person has the case already." in page.content.decode()
    factories.put_in_state(appeal, AppealState.WITHDRAWN)

    assert client.get(at("hand_over", appeal)).status_code == 404


@pytest.mark.parametrize("who", sorted(OTHERS.keys() - {"a supervisor"}))
def test_nobody_else_gives_a_case(who):
    appeal = sent(3)

    assert visit(OTHERS[who]()).get(at("hand_over", appeal)).status_code == 403


# The municipality.


def of_mayor(appeal: Appeal) -> list[str]:
    mayor = factories.someone_of(appeal.municipality)
    return list(visit(mayor).get(appeal.get_absolute_url()).context["owed"])


def test_the_mayor_reads_what_is_owed_next_and_honestly_what_is_late():
    officer = factories.an_officer()
    fresh, late = sent(0), sent(20, officer=officer)

    assert of_mayor(fresh)[0].startswith("A person reads your appeal by ")
    assert of_mayor(late)[0].startswith("A person should have read your appeal by ")
    assert of_mayor(late)[1] == "It has been passed to a supervisor."


def test_the_mayor_reads_why_a_clock_rests_and_what_still_runs():
    officer = factories.an_officer()
    appeal = sent(1, officer=officer)
    read_by(officer, appeal)
    rest(appeal, officer, reason=PauseReason.SAFE_TO_TALK)

    runs, rests = of_mayor(appeal)

    assert runs.startswith("You learn which help is possible by ")
    assert rests.startswith("We wait until you tell us that it is safe to talk.")


def test_an_appeal_that_is_over_tells_of_no_clock():
    appeal = sent(1)
    appeals.move_appeal(
        reference=appeal.reference,
        action=AppealAction.WITHDRAW,
        by=factories.someone_of(appeal.municipality),
        at=timezone.now(),
    )

    assert of_mayor(appeal) == []
