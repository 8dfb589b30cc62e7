"""Who is told of what: the table over every verb, and who hears nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import Membership
from audit.models import Delivery, Event
from audit.services import record
from audit.subscriptions import handlers_for
from matching.engine.answers import AnswerKind
from matching.engine.consents import RefusalReason
from matching.services import answers, proposals
from notices.apps import TELL
from notices.engine.telling import DOORS, TELLINGS, Audience, Kind, tellings_of
from notices.labels import KIND_LABELS
from notices.models import Notice
from notices.selectors import inbox
from notices.services import reading
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_pair, a_read_appeal, a_trinning, agree
from tests.notices.telling import deliver, kinds_of
from tests.notices.verbs import families, recorded_verbs
from tests.partnerships.builders import an_agreed_partnership

LAST_DAY = NOON + timedelta(days=14)


def test_every_verb_that_the_code_records_has_a_row():
    assert recorded_verbs() - set(TELLINGS) == set()


def test_no_row_waits_for_a_verb_that_nothing_records():
    assert set(TELLINGS) - recorded_verbs() == set()


def test_the_verbs_that_are_put_together_are_those_the_table_was_held_against():
    assert families() == {
        *("partnership", "partnership_activity", "partnership_review", "import"),
        "congress_action",
    }


def test_the_notices_hear_of_what_somebody_is_told_and_of_nothing_else():
    heard = {verb for verb in TELLINGS if TELL in handlers_for(verb)}

    assert heard == {verb for verb, tellings in TELLINGS.items() if tellings}


def test_every_kind_has_words_and_a_door():
    assert set(KIND_LABELS) == set(DOORS) == set(Kind)


@pytest.mark.parametrize(
    "verb", ["consented", "refused", "revoked", "retracted", "lapsed"], ids=lambda end: end
)
def test_what_one_party_says_is_told_to_the_officer_alone(verb):
    audiences = {each for told in TELLINGS[f"proposal.{verb}"] for each in told.to}

    assert audiences == {Audience.OFFICER}


@pytest.mark.parametrize(
    ("rung", "kinds"),
    [
        (1, [Kind.CASE_OVERDUE]),
        (2, [Kind.DESK_OVERDUE]),
        (3, [Kind.DESK_OVERDUE]),
    ],
)
def test_the_rung_decides_who_hears_of_an_appeal_that_waits_too_long(rung, kinds):
    tellings = tellings_of("appeal.escalated", {"clock": "answer", "rung": rung})

    assert [told.kind for told in tellings] == kinds


def test_a_verb_without_a_row_tells_nobody():
    assert tellings_of("lantern.lit", {}) == ()


@pytest.mark.django_db
@pytest.mark.parametrize("put_one", [a_pair, a_trinning])
def test_all_parties_are_told_that_a_proposal_waits_and_who_put_it_is_not(put_one):
    put = put_one()

    deliver()

    parties = [who for who in (put.mayor, put.other_mayor, put.helper) if who]
    assert [kinds_of(who)[-1] for who in parties] == ["proposal_put"] * len(parties)
    assert kinds_of(put.officer) == []


@pytest.mark.django_db
def test_the_officer_hears_of_each_answer_and_the_others_of_none():
    put = a_pair()
    deliver()
    before = (kinds_of(put.mayor), kinds_of(put.helper))

    agree(put, put.mayor)
    proposals.revoke(reference=put.reference, by=put.mayor, at=NOON)
    proposals.refuse(reference=put.reference, reason=RefusalReason.NOT_NOW, by=put.helper, at=NOON)
    proposals.lapse_due(at=LAST_DAY)
    deliver(at=LAST_DAY)

    assert kinds_of(put.officer) == [*["case_party_spoke"] * 3, "case_over"]
    assert (kinds_of(put.mayor), kinds_of(put.helper)) == before


@pytest.mark.django_db
def test_everyone_is_told_of_the_introduction_and_of_its_end():
    put = a_trinning()
    for who in (put.mayor, put.other_mayor, put.helper):
        agree(put, who)

    proposals.retract(reference=put.reference, by=put.officer, at=NOON)
    deliver()

    told = {name: kinds_of(getattr(put, name)) for name in ("mayor", "other_mayor", "helper")}
    asking = [
        *("appeal_acknowledged", "proposal_put", "proposal_introduced", "appeal_answered"),
        *("proposal_ended", "appeal_answer_retracted"),
    ]
    brought_it_about = ["proposal_put", "proposal_ended"]
    assert told == {"mayor": asking, "other_mayor": asking, "helper": brought_it_about}


@pytest.mark.django_db
def test_a_municipality_hears_that_its_appeal_was_read_and_answered():
    officer = factories.an_officer()
    appeal = a_read_appeal(officer)
    mayor, stranger = factories.someone_of(appeal.municipality), factories.a_user()
    answers.give_answer(
        appeal=appeal.reference, kind=AnswerKind.REDIRECT, text="Ask them.", by=officer, at=NOON
    )

    deliver()

    assert kinds_of(mayor) == ["appeal_acknowledged", "appeal_answered"]
    assert kinds_of(stranger) == kinds_of(officer) == []


@pytest.mark.django_db
def test_an_appeal_that_waits_too_long_reaches_officer_and_supervisors_by_its_rung():
    officer, supervisor = factories.an_officer(), factories.a_supervisor()
    appeal = a_read_appeal(officer)
    deliver()
    for rung in (1, 2, 3):
        _escalate(appeal, rung)

    deliver()

    assert kinds_of(officer) == ["case_overdue"]
    assert kinds_of(supervisor) == ["desk_overdue"] * 2


@pytest.mark.django_db
def test_the_members_of_a_partnership_hear_of_its_pause_but_not_of_a_harm():
    partnership = an_agreed_partnership()
    member = factories.someone_of(partnership.appeal.municipality)
    stranger = factories.someone_of(factories.a_municipality(name="Tartu"))
    Delivery.objects.filter(handler=TELL).update(state="done", finished_at=NOON)
    with transaction.atomic():
        for verb in ("partnership.pause", "partnership.harm_recorded"):
            _record(verb, "partnership", partnership.reference)

    deliver()

    assert kinds_of(member) == ["partnership_paused"]
    assert kinds_of(partnership.appeal.officer) == ["partnership_paused", "partnership_harm"]
    assert kinds_of(stranger) == []


@pytest.mark.django_db
def test_who_has_left_a_municipality_hears_nothing_of_it():
    put = a_pair()
    Membership.objects.filter(user=put.mayor).update(until=NOON - timedelta(days=1))

    deliver()

    assert kinds_of(put.mayor) == []
    assert kinds_of(put.helper) == ["proposal_put"]


@pytest.mark.django_db
def test_of_a_trinning_across_two_desks_no_officer_is_told():
    put = a_trinning()
    other = put.proposal.other_appeal
    assert other is not None
    other.officer = factories.an_officer()
    other.save(update_fields=["officer"])
    agree(put, put.mayor)

    deliver()

    assert kinds_of(put.officer) == kinds_of(other.officer) == []


@pytest.mark.django_db
def test_the_same_delivery_twice_makes_no_second_notice():
    put = a_pair()
    deliver()
    before = Notice.objects.count()

    Delivery.objects.filter(handler=TELL).update(state="pending", finished_at=None)
    deliver()

    assert kinds_of(put.helper) == ["proposal_put"]
    assert Notice.objects.count() == before


@pytest.mark.django_db
def test_the_database_refuses_a_second_notice_of_one_event():
    put = a_pair()
    deliver()
    notice = Notice.objects.visible_to(put.helper).get()
    notice.pk, notice.reference = None, uuid4()

    with pytest.raises(IntegrityError, match="notices_notice_once_for_each_event"):
        notice.save(force_insert=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notices_notice SET kind = 'case_over'",
        "UPDATE notices_notice SET made_at = now()",
        "UPDATE notices_notice SET subject = gen_random_uuid()",
        "DELETE FROM notices_notice",
    ],
)
def test_no_statement_rewrites_or_deletes_a_notice(statement):
    a_pair()
    deliver()

    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_what_was_read_stays_read_since_the_first_time():
    put = a_pair()
    deliver()
    notice = Notice.objects.visible_to(put.helper).get()

    for at in (NOON, LAST_DAY):
        reading.mark_read(reference=notice.reference, by=put.helper, at=at)

    notice.refresh_from_db()
    assert notice.read_at == NOON


@pytest.mark.django_db
def test_nobody_marks_the_notice_of_another():
    put = a_pair()
    deliver()
    notice = Notice.objects.visible_to(put.helper).get()

    with pytest.raises(Notice.DoesNotExist):
        reading.mark_read(reference=notice.reference, by=put.officer, at=NOON)


@pytest.mark.django_db
def test_marking_all_leaves_unread_what_came_after_the_page():
    put = a_pair()
    deliver()
    shown = inbox.notices_for(put.mayor)[0].reference
    agree(put, put.mayor)
    agree(put, put.helper)
    deliver()

    reading.mark_all_read(up_to=shown, by=put.mayor, at=NOON)

    unread = Notice.objects.visible_to(put.mayor).unread()
    assert set(unread.values_list("kind", flat=True)) == {"proposal_introduced", "appeal_answered"}


@pytest.mark.django_db
def test_a_notice_of_what_the_reader_no_longer_sees_says_nothing_and_leads_nowhere():
    put = a_pair()
    deliver()
    Membership.objects.filter(user=put.helper).update(until=NOON)
    reader = type(put.helper).objects.get(pk=put.helper.pk)

    (told,) = inbox.told(reader, list(inbox.notices_for(reader)))

    assert (told.sentence, told.door, told.subject) == (
        "Something changed that you can no longer see.",
        None,
        None,
    )


def _escalate(appeal, rung: int) -> Event:
    with transaction.atomic():
        return _record("appeal.escalated", "appeal", appeal.reference, clock="answer", rung=rung)


def _record(verb: str, kind: str, subject, **facts) -> Event:
    return record(
        verb=verb, subject_kind=kind, subject=str(subject), actor_id=None, at=NOON, data=facts
    )
