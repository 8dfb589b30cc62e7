"""Whether help is still needed: asked by intensity, once; silence ends nothing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from audit.models import Event
from evidence.engine.values import Phase, SourceKind
from evidence.models import PhaseSpell, Source
from matching.engine.lifecycle import AppealAction, AppealState
from matching.engine.still_needed import Question, Reply, Standing, in_danger, standing_of
from matching.engine.values import Urgency
from matching.models import Appeal, StillNeeded
from matching.selectors.still_needed import asking_for, question_for
from matching.services import appeals, still_needed
from places.models import Municipality
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_read_appeal
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

SENT = date(2026, 1, 1)
LATER = NOON + timedelta(days=91)


def days(number: int) -> timedelta:
    return timedelta(days=number)


def asked(after: int, reply: Reply | None = None, *, through_officer: bool = False) -> Question:
    """A question so many days after the appeal was sent; what was said came the next day."""
    on = SENT + days(after)
    said = reply not in {None, Reply.SILENCE}
    return Question(
        asked_on=on,
        due=on + days(30),
        through_officer=through_officer,
        reply=reply,
        replied_on=on + days(1) if said else None,
    )


@pytest.mark.parametrize(
    ("phase", "urgency", "endangered"),
    [
        (Phase.HIGH, Urgency.ORDINARY, True),
        (Phase.LOW_AFTER, Urgency.ORDINARY, False),
        (Phase.LOW_BEFORE, Urgency.URGENT, False),
        (Phase.LOW_AFTER, Urgency.CRITICAL, True),
        (None, Urgency.ORDINARY, True),
    ],
)
def test_where_silence_may_have_a_reason_that_nobody_sees(phase, urgency, endangered):
    assert in_danger(phase, urgency) is endangered


@pytest.mark.parametrize(
    ("questions", "endangered", "today", "standing"),
    [
        ([], False, 89, Standing.REST),
        ([], False, 90, Standing.ASK),
        ([], True, 59, Standing.REST),
        ([], True, 60, Standing.ASK_THROUGH_OFFICER),
        ([asked(90)], False, 119, Standing.REST),
        ([asked(90)], False, 120, Standing.NOTE_SILENCE),
        ([asked(90)], True, 500, Standing.REST),
        ([asked(60, through_officer=True)], False, 500, Standing.REST),
        ([asked(90, Reply.SILENCE)], False, 120, Standing.ASK),
        ([asked(90, Reply.SILENCE), asked(120, Reply.SILENCE)], False, 150, Standing.SILENT),
        (
            [asked(90, Reply.SILENCE), asked(120, Reply.SILENCE)],
            True,
            150,
            Standing.ASK_THROUGH_OFFICER,
        ),
        ([asked(90, Reply.YES)], False, 180, Standing.REST),
        ([asked(90, Reply.YES)], False, 181, Standing.ASK),
        ([asked(90, Reply.SILENCE), asked(120, Reply.YES)], False, 130, Standing.REST),
        (
            [asked(90, Reply.SILENCE), asked(120, Reply.YES), asked(211, Reply.SILENCE)],
            False,
            241,
            Standing.ASK,
        ),
    ],
)
def test_what_is_to_be_done(questions, endangered, today, standing):
    on = SENT + days(today)

    assert standing_of(questions, sent_on=SENT, endangered=endangered, today=on) is standing


@given(
    st.lists(st.sampled_from(Reply), max_size=5),
    st.booleans(),
    st.integers(0, 2_000),
)
def test_where_people_are_in_danger_nothing_is_ever_noted_as_silence(said, is_open, today):
    questions = [asked(90 * at, reply) for at, reply in enumerate(said, start=1)]
    if is_open:
        questions.append(asked(90 * (len(said) + 1)))

    standing = standing_of(questions, sent_on=SENT, endangered=True, today=SENT + days(today))

    assert standing not in {Standing.SILENT, Standing.NOTE_SILENCE, Standing.ASK}


def calm(town: Municipality) -> Municipality:
    source = Source.objects.create(name="An act", kind=SourceKind.OFFICIAL_ACT.value)
    PhaseSpell.objects.create(
        zone=town.zone,
        phase=Phase.LOW_AFTER.value,
        starts=factories.LONG_AGO.date(),
        known_on=factories.LONG_AGO.date(),
        source=source,
    )
    return town


def a_calm_case() -> Appeal:
    officer = factories.an_officer()
    appeal = factories.a_live_appeal(calm(factories.a_municipality()))
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    return Appeal.objects.get(pk=appeal.pk)


def replies(appeal: Appeal) -> list[tuple[bool, str]]:
    rows = appeal.questions.order_by("asked_at")
    return list(rows.values_list("through_officer", "reply"))


def officer_of(appeal: Appeal) -> User:
    assert appeal.officer is not None
    return appeal.officer


def say(appeal: Appeal, reply: Reply, *, by: User, at=LATER) -> Appeal:
    return still_needed.keep_reply(reference=appeal.reference, reply=reply, by=by, at=at)


@pytest.mark.django_db
def test_a_calm_place_is_asked_twice_and_is_then_on_its_officers_list_and_still_open():
    appeal = a_calm_case()

    for after in (89, 90, 91, 119, 120, 120, 121, 150, 150, 400):
        still_needed.ask_due(at=NOON + days(after))

    asking = asking_for(officer_of(appeal), at=NOON + days(400))
    assert replies(appeal) == [(False, "silence"), (False, "silence")]
    assert [each.appeal for each in asking.silent] == [appeal]
    assert Appeal.objects.get(pk=appeal.pk).state == AppealState.SUBMITTED


@pytest.mark.django_db
def test_where_violence_is_high_the_officer_asks_and_silence_is_never_noted():
    appeal = a_read_appeal(factories.an_officer())

    for after in (59, 60, 61, 90, 500):
        still_needed.ask_due(at=NOON + days(after))

    asking = asking_for(officer_of(appeal), at=NOON + days(500))
    assert replies(appeal) == [(True, "")]
    assert [each.appeal for each in asking.speak] == [appeal]
    assert asking.silent == []
    assert Appeal.objects.get(pk=appeal.pk).state == AppealState.ACKNOWLEDGED


@pytest.mark.django_db
@pytest.mark.parametrize("reply", [Reply.YES, Reply.CHANGED])
def test_the_author_answers_once(reply):
    appeal = a_calm_case()
    mayor = factories.someone_of(appeal.municipality)
    still_needed.ask_due(at=NOON + days(90))

    say(appeal, reply, by=mayor)

    assert replies(appeal) == [(False, reply)]
    with pytest.raises(still_needed.NothingAsked):
        say(appeal, Reply.YES, by=mayor)


@pytest.mark.django_db
def test_an_officer_notes_no_and_the_appeal_stays_open():
    appeal = a_read_appeal(factories.an_officer())
    still_needed.ask_due(at=NOON + days(60))

    say(appeal, Reply.NO, by=officer_of(appeal))

    asking = asking_for(officer_of(appeal), at=NOON + days(92))
    assert [each.appeal for each in asking.said] == [appeal]
    assert Appeal.objects.get(pk=appeal.pk).state == AppealState.ACKNOWLEDGED


@pytest.mark.django_db
def test_a_withdrawal_answers_the_question():
    appeal = a_calm_case()
    mayor = factories.someone_of(appeal.municipality)
    still_needed.ask_due(at=NOON + days(90))

    appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.WITHDRAW, by=mayor, at=NOON + days(91)
    )

    assert replies(appeal) == [(False, "no")]
    assert question_for(mayor, appeal) is None


@pytest.mark.django_db
def test_who_may_not_write_for_the_town_answers_nothing():
    appeal = a_calm_case()
    still_needed.ask_due(at=NOON + days(90))

    for stranger in (factories.an_officer(), factories.someone_of(factories.a_municipality())):
        with pytest.raises(Appeal.DoesNotExist):
            say(appeal, Reply.YES, by=stranger)
        assert question_for(stranger, appeal) is None
    with pytest.raises(PermissionDenied):
        asking_for(factories.someone_of(appeal.municipality), at=NOON)
    assert replies(appeal) == [(False, "")]


@pytest.mark.django_db
def test_nobody_says_silence():
    appeal = a_calm_case()
    still_needed.ask_due(at=NOON + days(90))

    with pytest.raises(ValueError, match="silence"):
        say(appeal, Reply.SILENCE, by=officer_of(appeal))


@pytest.mark.django_db
def test_each_asking_and_each_silence_is_in_the_trail_without_a_word():
    appeal = a_calm_case()
    for after in (90, 120, 120):
        still_needed.ask_due(at=NOON + days(after))
    say(appeal, Reply.YES, by=officer_of(appeal), at=NOON + days(121))

    verbs = list(
        Event.objects.filter(verb__startswith="appeal.asked_again")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert verbs == [
        "appeal.asked_again",
        "appeal.asked_again_silence",
        "appeal.asked_again",
        "appeal.asked_again_replied",
    ]


@contextmanager
def without(guard: str) -> Iterator[None]:
    with pgtrigger.ignore(f"matching.StillNeeded:{guard}"):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE matching_stillneeded SET reply = 'silence'",
        "UPDATE matching_stillneeded SET reply = 'yes'",
        "UPDATE matching_stillneeded SET through_officer = false, reply = 'silence'",
    ],
    ids=["silence of who is in danger", "a reply of nobody", "danger declared over"],
)
def test_direct_sql_that_takes_danger_for_silence_is_refused(statement):
    a_read_appeal(factories.an_officer())
    still_needed.ask_due(at=NOON + days(60))

    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_what_was_said_is_not_said_otherwise_and_without_the_guard_it_would_be():
    appeal = a_calm_case()
    still_needed.ask_due(at=NOON + days(90))
    say(appeal, Reply.YES, by=officer_of(appeal))

    with pytest.raises(IntegrityError), transaction.atomic():
        StillNeeded.objects.update(reply=Reply.NO.value)
    with without("said_once"):
        StillNeeded.objects.update(reply=Reply.NO.value)

    assert replies(appeal) == [(False, "no")]


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_ask_once():
    appeal = a_calm_case()
    at = NOON + days(90)

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            still_needed.ask_due(at=at)
            outcome = other.submit(in_own_connection(still_needed.ask_due), at=at)
            wait_until_someone_waits_for_a_lock()

        assert outcome.result(timeout=10) == 0

    assert replies(appeal) == [(False, "")]


@pytest.mark.django_db(transaction=True)
def test_a_word_that_comes_while_silence_is_noted_finds_the_question_closed_and_nothing_lost():
    appeal = a_calm_case()
    mayor = factories.someone_of(appeal.municipality)
    still_needed.ask_due(at=NOON + days(90))

    with ThreadPoolExecutor(max_workers=1) as phone:
        with transaction.atomic():
            still_needed.ask_due(at=NOON + days(120))
            outcome = phone.submit(in_own_connection(say), appeal, Reply.YES, by=mayor)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(still_needed.NothingAsked):
            outcome.result(timeout=10)

    assert Appeal.objects.get(pk=appeal.pk).state == AppealState.SUBMITTED


@pytest.mark.django_db
@pytest.mark.parametrize("cases", [1, 4])
def test_more_cases_ask_no_more_queries(cases, django_assert_max_num_queries):
    officer = factories.an_officer()
    for number in range(cases):
        a_read_appeal(officer, name=f"Kvitka {number}")
    still_needed.ask_due(at=NOON + days(60))
    user = User.objects.get(pk=officer.pk)

    with django_assert_max_num_queries(5):
        asking = asking_for(user, at=NOON + days(61))

    assert len(asking.speak) == cases
