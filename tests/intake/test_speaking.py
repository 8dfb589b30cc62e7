"""Whoever holds a receipt consents, refuses, revokes, replies and objects, and nobody else's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pgtrigger
import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.models import Event, StateChange
from intake.selectors import following
from intake.services import filings
from matching.engine.answers import AnswerKind
from matching.engine.consents import RefusalReason, Release, Seen
from matching.engine.lifecycle import AppealState, ProposalState
from matching.engine.merging import MergeReason
from matching.engine.receipts import Holder
from matching.engine.still_needed import Reply
from matching.models import (
    Appeal,
    CaseQuestion,
    Objection,
    Proposal,
    SetAside,
    StillNeeded,
)
from matching.selectors import proposals as selectors
from matching.selectors.still_needed import question_for
from matching.services import (
    answers,
    introductions,
    merging,
    objections,
    proposals,
    questions,
    still_needed,
)
from notices.engine.telling import Door
from notices.selectors import inbox
from tests import factories
from tests.clock import NOON
from tests.intake.asking import (
    MARK,
    a_checked,
    a_draft,
    a_read,
    a_sent,
    a_trinning_by_receipt,
)
from tests.matching.proposing import Put, a_pair, a_read_appeal, agree
from tests.notices.telling import deliver, kinds_of
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

LAST_DAY = NOON + timedelta(days=14)
CONTACT = "Call the school"


def put_to(asked) -> Put:
    return a_pair(appeal=asked.now(), officer=asked.officer)


def agree_by_receipt(asked, put, *, at=NOON, releases=(Release.CONTACT,)):
    return proposals.consent(
        reference=put.reference, releases=releases, contact=CONTACT, by=asked.holder, at=at
    )


def refuse_by_receipt(asked, put, *, at=NOON):
    return proposals.refuse(
        reference=put.reference, reason=RefusalReason.NOT_SAFE, by=asked.holder, at=at
    )


def revoke_by_receipt(asked, put):
    return proposals.revoke(reference=put.reference, by=asked.holder, at=NOON)


def ask(asked, *, at=NOON):
    return questions.ask(
        appeal=asked.appeal.reference, text="Does the ford hold?", by=asked.officer, at=at
    )


def answered(asked):
    return answers.give_answer(
        appeal=asked.appeal.reference, kind=AnswerKind.VISITS, by=asked.officer, at=NOON
    )


def guard(error) -> str | None:
    assert isinstance(error.__cause__, psycopg.Error)
    return error.__cause__.diag.constraint_name


@pytest.mark.django_db
def test_the_last_consent_by_a_receipt_introduces_and_answers():
    asked = a_read()
    put = put_to(asked)
    agree(put, put.helper)

    agree_by_receipt(asked, put)

    now = put.now()
    assert (now.state, asked.now().state) == (ProposalState.INTRODUCED, AppealState.ANSWERED)
    assert (now.appeal_said_by, now.pledge_said_by) == (None, put.helper)


@pytest.mark.django_db
def test_a_consent_by_a_receipt_comes_first_as_well():
    asked = a_read()
    put = put_to(asked)

    agree_by_receipt(asked, put)
    agree(put, put.helper)

    assert put.now().state == ProposalState.INTRODUCED


@pytest.mark.django_db
def test_the_trail_names_nobody_where_a_receipt_spoke():
    asked = a_read()
    put = put_to(asked)
    agree(put, put.helper)

    agree_by_receipt(asked, put)
    revoke_by_receipt(asked, put)

    verbs = ["proposal.consented", "proposal.introduced", "proposal.ended", "proposal.revoked"]
    by_receipt = Event.objects.filter(verb__in=verbs).exclude(actor_id=put.helper.pk)
    assert list(by_receipt.order_by("pk").values_list("verb", "actor_id")) == [
        *(("proposal.introduced", None), ("proposal.consented", None))[::-1],
        *(("proposal.ended", None), ("proposal.revoked", None)),
    ]
    steps = StateChange.objects.filter(table_name="matching_proposal", row_id=put.proposal.pk)
    assert list(steps.order_by("version").values_list("actor", flat=True)) == [
        *(f"user:{put.officer.pk}", "platform", "platform"),
    ]


@pytest.mark.django_db
def test_what_was_released_is_read_by_the_other_alone():
    asked = a_read()
    put = put_to(asked)
    agree(put, put.helper, contact="Write to Lund")
    agree_by_receipt(asked, put, releases=(Release.CONTACT, Release.NARRATIVE))

    (mine,) = introductions.open_released(reference=put.reference, by=asked.holder, at=NOON)
    (theirs,) = introductions.open_released(reference=put.reference, by=put.helper, at=NOON)

    assert (mine.name, mine.contact, mine.narrative) == ("Lund", "Write to Lund", "")
    assert (theirs.contact, MARK in theirs.narrative) == (CONTACT, True)


@pytest.mark.django_db
def test_nothing_is_opened_before_everyone_has_agreed():
    asked = a_read()
    put = put_to(asked)
    agree_by_receipt(asked, put)

    with pytest.raises(introductions.NotIntroduced):
        introductions.open_released(reference=put.reference, by=asked.holder, at=NOON)


@pytest.mark.django_db
def test_a_consent_that_a_receipt_revoked_introduces_nobody():
    asked = a_read()
    put = put_to(asked)
    agree_by_receipt(asked, put)

    revoke_by_receipt(asked, put)
    agree(put, put.helper)

    assert put.now().state == ProposalState.PUT
    assert bytes(put.now().appeal_contact) == b""


@pytest.mark.django_db
def test_a_refusal_by_a_receipt_waits_and_then_keeps_the_pair_apart_in_nobodys_name():
    asked = a_read()
    put = put_to(asked)
    refuse_by_receipt(asked, put)
    before = (put.now().state, SetAside.objects.count())

    proposals.lapse_due(at=LAST_DAY)

    assert before == (ProposalState.PUT, 0)
    aside = SetAside.objects.get()
    assert (aside.reason, aside.set_by) == ("declined_by_appellant", None)
    assert Event.objects.get(verb="aside.set").actor_id is None


@pytest.mark.django_db
@pytest.mark.parametrize("deed", [agree_by_receipt, refuse_by_receipt])
def test_after_the_last_day_a_receipt_speaks_no_more(deed):
    asked = a_read()
    put = put_to(asked)

    with pytest.raises(proposals.LastDayPassed):
        deed(asked, put, at=LAST_DAY)


@pytest.mark.django_db
def test_nobody_speaks_twice_or_after_a_refusal():
    asked = a_read()
    put = put_to(asked)
    refuse_by_receipt(asked, put)

    with pytest.raises(proposals.SpokenAlready):
        agree_by_receipt(asked, put)
    with pytest.raises(proposals.SpokenAlready):
        refuse_by_receipt(asked, put)
    with pytest.raises(proposals.NothingToRevoke):
        revoke_by_receipt(asked, put)


@pytest.mark.django_db
def test_the_account_of_the_town_and_the_receipt_speak_for_one_party():
    asked = a_read()
    put = put_to(asked)
    agree_by_receipt(asked, put)

    with pytest.raises(proposals.SpokenAlready):
        agree(put, put.mayor)
    proposals.revoke(reference=put.reference, by=put.mayor, at=NOON)

    assert (put.now().appeal_consent, put.now().appeal_said_by) == ("revoked", put.mayor)


def deeds_on(put, question, answer, holder):
    """Each thing that a receipt can do, to what belongs to somebody else."""
    return {
        "consent": lambda: proposals.consent(
            reference=put.reference, releases=(), by=holder, at=NOON
        ),
        "refuse": lambda: proposals.refuse(
            reference=put.reference, reason=RefusalReason.NOT_NOW, by=holder, at=NOON
        ),
        "revoke": lambda: proposals.revoke(reference=put.reference, by=holder, at=NOON),
        "read the proposal": lambda: selectors.proposal_for(holder, put.reference, at=NOON),
        "open": lambda: introductions.open_released(reference=put.reference, by=holder, at=NOON),
        "reply": lambda: questions.reply(question=question, text="No.", by=holder, at=NOON),
        "read the questions": lambda: questions.read_questions(
            put.proposal.appeal, by=holder, at=NOON
        ),
        "object": lambda: objections.object_to(
            appeal=holder.appeal, answer=answer, text="No.", by=holder, at=NOON
        ),
        "read the objections": lambda: objections.read_objections(
            put.proposal.appeal, by=holder, at=NOON
        ),
    }


NOT_THERE = (
    *(Proposal.DoesNotExist, CaseQuestion.DoesNotExist, Appeal.DoesNotExist),
    *(objections.NotThere, PermissionDenied),
)
DEEDS = [
    *("consent", "refuse", "revoke", "read the proposal", "open", "reply"),
    *("read the questions", "object", "read the objections"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
def test_the_receipt_of_another_appeal_opens_nothing(deed):
    asked, other = a_read(), a_read(town=factories.a_municipality(name="Sosna"))
    put, question, answer = put_to(asked), ask(asked), answered(asked)
    tries = deeds_on(put, question.reference, answer.reference, other.holder)

    with pytest.raises(NOT_THERE):
        tries[deed]()

    assert put.now().appeal_consent == ""
    assert CaseQuestion.objects.open().count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
def test_no_receipt_speaks_for_an_appeal_with_an_account(deed):
    officer = factories.an_officer()
    appeal = a_read_appeal(officer)
    put = a_pair(appeal=appeal)
    question = questions.ask(appeal=appeal.reference, text="When?", by=officer, at=NOON)
    answer = answers.give_answer(
        appeal=appeal.reference, kind=AnswerKind.VISITS, by=officer, at=NOON
    )
    forged = Holder(appeal=appeal.reference)

    with pytest.raises(NOT_THERE):
        deeds_on(put, question.reference, answer.reference, forged)[deed]()


@pytest.mark.django_db
def test_before_it_is_sent_nobody_speaks_and_before_it_is_confirmed_nothing_is_put():
    draft = a_draft()
    filing, _appeal = a_sent(factories.a_municipality(name="Sosna"))
    holder = following.holder_of(filing)

    assert following.holder_of(draft.filing) is None
    assert holder is not None
    assert selectors.proposals_for(holder, at=NOON) == []


def withdrawn(asked):
    filings.withdraw(filing=asked.filing, at=NOON)


@pytest.mark.django_db
def test_who_has_withdrawn_consents_replies_and_objects_no_more():
    asked = a_read()
    put, question, answer = put_to(asked), ask(asked), answered(asked)
    withdrawn(asked)

    (told,) = selectors.proposals_for(asked.holder, at=NOON)
    agree_by_receipt(asked, put)
    with pytest.raises(questions.IsOver):
        questions.reply(question=question.reference, text="Yes.", by=asked.holder, at=NOON)
    with pytest.raises(objections.NotThere):
        objections.object_to(
            appeal=asked.appeal.reference,
            answer=answer.reference,
            text="No.",
            by=asked.holder,
            at=NOON,
        )

    assert (told.seen, told.may_speak) == (Seen.DID_NOT_COME_ABOUT, False)
    assert put.now().state == ProposalState.RETRACTED


@pytest.mark.django_db
def test_a_reply_by_a_receipt_names_nobody_and_the_officer_hears_of_it():
    asked = a_read()
    question = ask(asked)

    questions.reply(question=question.reference, text="It holds.", by=asked.holder, at=NOON)
    deliver()

    (told,) = questions.read_questions(asked.now(), by=asked.officer, at=NOON)
    assert (told.reply, told.question.replied_by) == ("It holds.", None)
    assert kinds_of(asked.officer)[-1] == "case_replied"


@pytest.mark.django_db
def test_an_objection_by_a_receipt_is_replied_to_and_read_with_it():
    asked = a_read()
    answer = answered(asked)
    made = objections.object_to(
        appeal=asked.appeal.reference,
        answer=answer.reference,
        text="We cannot travel.",
        by=asked.holder,
        at=NOON,
    )
    objections.reply(objection=made.reference, text="They come.", by=asked.officer, at=NOON)

    (told,) = objections.read_objections(asked.now(), by=asked.holder, at=NOON)

    assert (told.text, told.reply, told.objection.made_by) == (
        *("We cannot travel.", "They come."),
        None,
    )
    opened = Event.objects.filter(verb="sealed.opened", subject_kind="objection")
    assert set(opened.values_list("actor_id", flat=True)) == {None}


@pytest.mark.django_db
def test_no_statement_objects_without_a_name_to_an_appeal_with_an_account():
    appeal = a_read_appeal(factories.an_officer())

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Objection.objects.create(appeal=appeal, sealed_text=b"x", made_at=NOON)

    assert guard(refused.value) == "matching_objection_unnamed_only_by_receipt"


@pytest.mark.django_db
def test_the_twin_with_a_receipt_objects_without_a_name():
    assert Objection.objects.create(appeal=a_read().appeal, sealed_text=b"x", made_at=NOON).pk


ASIDE = "matching_setaside_named_unless_an_appellant_declined"


def set_aside_by_statement(put, reason):
    return SetAside.objects.create(
        appeal=put.proposal.appeal,
        pledge=put.proposal.pledge,
        reason=reason,
        starts=NOON.date(),
        until=LAST_DAY.date(),
        set_at=NOON,
    )


@pytest.mark.django_db
def test_no_statement_sets_a_pair_aside_for_a_helper_in_nobodys_name():
    put = put_to(a_read())

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        set_aside_by_statement(put, "declined_by_helper")

    assert guard(refused.value) == ASIDE


@pytest.mark.django_db
def test_the_twin_without_the_constraint_sets_a_pair_aside_in_nobodys_name():
    put = put_to(a_read())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE matching_setaside DROP CONSTRAINT {ASIDE}")

    assert set_aside_by_statement(put, "declined_by_helper").pk


@pytest.mark.django_db
@pytest.mark.parametrize("deed", [agree_by_receipt, refuse_by_receipt])
def test_in_a_trinning_what_a_receipt_said_shows_to_no_other_party(deed):
    asked, put = a_trinning_by_receipt()
    others = [who for who in (put.other_mayor, put.helper) if who]
    silent = [selectors.proposal_for(who, put.reference, at=NOON) for who in others]

    deed(asked, put)

    assert silent == [selectors.proposal_for(who, put.reference, at=NOON) for who in others]


@pytest.mark.django_db
def test_in_a_trinning_a_receipt_learns_no_name_and_nothing_of_what_others_said():
    asked, put = a_trinning_by_receipt()
    silent = selectors.proposal_for(asked.holder, put.reference, at=NOON)

    proposals.consent(reference=put.reference, releases=(), by=put.helper, at=NOON)

    told = selectors.proposal_for(asked.holder, put.reference, at=NOON)
    assert told == silent
    assert {each.name for each in told.others} == {""}


def _first_and_second(first, second):
    """Do `first`; `second` begins while it is not done, and is seen waiting."""
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            first()
            late = elsewhere.submit(in_own_connection(second))
            wait_until_someone_waits_for_a_lock()
        return late


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_by_receipt_before_the_last_consent_wins():
    asked = a_read()
    put = put_to(asked)
    agree_by_receipt(asked, put)

    late = _first_and_second(lambda: withdrawn(asked), lambda: agree(put, put.helper))
    late.result(timeout=20)

    assert (put.now().state, asked.now().state) == (
        *(ProposalState.RETRACTED, AppealState.WITHDRAWN),
    )


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_that_waits_for_a_consent_by_receipt_ends_the_introduction():
    asked = a_read()
    put = put_to(asked)
    agree(put, put.helper)

    late = _first_and_second(lambda: agree_by_receipt(asked, put), lambda: withdrawn(asked))
    late.result(timeout=20)

    now = put.now()
    assert (now.state, now.pledge.engaged, asked.now().state) == (
        *(ProposalState.ENDED, 0, AppealState.WITHDRAWN),
    )


@pytest.mark.django_db(transaction=True)
def test_a_consent_by_receipt_that_meets_a_revocation_of_the_other_introduces_nobody():
    asked = a_read()
    put = put_to(asked)
    agree(put, put.helper)

    late = _first_and_second(
        lambda: proposals.revoke(reference=put.reference, by=put.helper, at=NOON),
        lambda: agree_by_receipt(asked, put),
    )
    late.result(timeout=20)

    assert put.now().state == ProposalState.PUT


@pytest.mark.django_db(transaction=True)
def test_of_an_account_and_a_receipt_that_speak_at_once_the_second_is_told_so():
    asked = a_read()
    put = put_to(asked)

    late = _first_and_second(lambda: refuse_by_receipt(asked, put), lambda: agree(put, put.mayor))

    with pytest.raises(proposals.SpokenAlready):
        late.result(timeout=20)
    assert put.now().appeal_consent == "refused"


@pytest.mark.django_db
def test_who_checks_an_appeal_asks_its_sender_and_hears_of_the_reply():
    officer, town = factories.an_officer(), factories.a_municipality()
    filing, appeal = a_checked(officer, town)
    mayor, holder = factories.someone_of(town), following.holder_of(filing)
    question = questions.ask(appeal=appeal.reference, text="When may we call?", by=officer, at=NOON)
    assert holder is not None

    questions.reply(question=question.reference, text="At noon.", by=holder, at=NOON)
    deliver()

    (notice,) = inbox.told(officer, list(inbox.notices_for(officer)))
    assert (kinds_of(officer), notice.door) == (["check_replied"], Door.DOSSIER)
    assert kinds_of(mayor) == []


@pytest.mark.django_db
def test_the_account_of_the_town_neither_reads_nor_replies_before_it_is_confirmed():
    officer, town = factories.an_officer(), factories.a_municipality()
    _filing, appeal = a_checked(officer, town)
    question = questions.ask(appeal=appeal.reference, text="When may we call?", by=officer, at=NOON)

    with pytest.raises(CaseQuestion.DoesNotExist):
        questions.reply(
            question=question.reference, text="Now.", by=factories.someone_of(town), at=NOON
        )


def asked_again(asked):
    still_needed.ask_due(at=NOON + timedelta(days=91))
    return StillNeeded.objects.get(appeal=asked.appeal)


@pytest.mark.django_db
def test_a_receipt_says_that_help_is_still_needed_once():
    asked = a_read()
    asked_again(asked)

    def say():
        return still_needed.keep_reply(
            reference=asked.appeal.reference, reply=Reply.YES, by=asked.holder, at=NOON
        )

    say()

    with pytest.raises(still_needed.NothingAsked):
        say()
    said = StillNeeded.objects.get()
    assert (said.reply, said.replied_by) == ("yes", None)
    assert Event.objects.get(verb="appeal.asked_again_replied").actor_id is None


@pytest.mark.django_db
def test_another_receipt_does_not_say_whether_help_is_needed():
    asked, other = a_read(), a_read(town=factories.a_municipality(name="Sosna"))
    asked_again_of = StillNeeded.objects.filter(appeal=asked.appeal)
    still_needed.ask_due(at=NOON + timedelta(days=91))

    with pytest.raises(Appeal.DoesNotExist):
        still_needed.keep_reply(
            reference=asked.appeal.reference, reply=Reply.YES, by=other.holder, at=NOON
        )

    assert question_for(other.holder, asked.appeal) is None
    assert asked_again_of.get().reply == ""


@pytest.mark.django_db
def test_a_withdrawal_by_receipt_answers_the_question_whether_help_is_needed():
    asked = a_read()
    question = asked_again(asked)

    withdrawn(asked)

    question.refresh_from_db()
    assert (question.reply, question.replied_by) == ("no", None)


@pytest.mark.django_db
def test_no_statement_says_without_a_name_that_an_account_needs_help():
    appeal = a_read_appeal(factories.an_officer())
    question = StillNeeded.objects.create(
        appeal=appeal, asked_at=NOON, due=LAST_DAY.date(), through_officer=False
    )

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        StillNeeded.objects.filter(pk=question.pk).update(reply="yes", replied_at=NOON)

    assert guard(refused.value) == "matching_stillneeded_unnamed_only_by_receipt"


@pytest.mark.django_db
def test_the_twin_without_the_guard_says_without_a_name_that_an_account_needs_help():
    appeal = a_read_appeal(factories.an_officer())
    question = StillNeeded.objects.create(
        appeal=appeal, asked_at=NOON, due=LAST_DAY.date(), through_officer=False
    )

    with pgtrigger.ignore("matching.StillNeeded:unnamed_only_by_receipt"):
        said = StillNeeded.objects.filter(pk=question.pk).update(reply="yes", replied_at=NOON)

    assert said == 1


@pytest.mark.django_db
def test_what_was_merged_into_one_that_a_receipt_withdrew_goes_on_by_itself():
    officer, town = factories.an_officer(), factories.a_municipality()
    asked = a_read(officer, town)
    other = a_read_appeal(officer, name="Sosna")
    merging.merge_appeals(
        kept=asked.appeal.reference,
        merged=other.reference,
        reason=MergeReason.SENT_TWICE,
        by=officer,
        at=NOON,
    )

    withdrawn(asked)

    other.refresh_from_db()
    assert (other.state, other.merged_into) == (AppealState.ACKNOWLEDGED, None)
