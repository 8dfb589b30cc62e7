"""What came without an account stays apart until an officer has confirmed it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from audit.services import sign
from intake.engine.dossier import Basis
from intake.models import Filing
from intake.services import dossiers, filings, quarantine
from matching.engine.lifecycle import (
    AppealAction,
    AppealState,
    IllegalTransition,
    ProposalState,
)
from matching.models import Answer, Appeal, MatchResult
from matching.selectors import queue
from matching.services import appeals, steps, unconfirmed
from matching.services.answers import WordsMissing
from matching.services.steps import AlreadyAsked
from sealing.engine.reasons import OpenReason
from tests import factories
from tests.clock import NOON
from tests.intake.asking import AUTHOR, CONTACT, a_checked, a_sent
from tests.matching.proposing import a_pair, agree
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock
from tests.web.visitors import match

pytestmark = pytest.mark.django_db


def confirmed(officer, town=None, *, topic="water"):
    filing, appeal = a_checked(officer, town, topic=topic)
    quarantine.confirm_and_keep(appeal=appeal.reference, basis=Basis.VOUCHED, by=officer, at=NOON)
    return filing, Appeal.objects.get(pk=appeal.pk)


def test_nobody_but_who_checks_it_sees_it():
    town = factories.a_municipality(name="Kvitka")
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer, town)
    readers = [officer, factories.an_officer(), factories.someone_of(town)]

    seen = [list(Appeal.objects.visible_to(reader)) for reader in readers]
    queues = [list(queue.queue_for(reader)) for reader in readers[:2]]

    assert (seen, queues) == ([[], [], []], [[], []])
    quarantine.confirm_and_keep(appeal=appeal.reference, basis=Basis.CALL_BACK, by=officer, at=NOON)
    assert [appeal in Appeal.objects.visible_to(reader) for reader in readers] == [
        *(True, False, True)
    ]


def test_the_matcher_looks_at_it_only_once_it_is_confirmed():
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer)
    match()
    before = MatchResult.objects.count()

    quarantine.confirm_and_leave(
        appeal=appeal.reference, basis=Basis.CALL_BACK, by=officer, at=NOON
    )
    match()

    assert (before, MatchResult.objects.filter(appeal=appeal).count()) == (0, 1)


def test_the_clock_runs_from_the_sending_and_not_from_the_confirmation():
    officer = factories.an_officer()
    _filing, appeal = confirmed(officer)

    clock = appeal.clocks.get(clock="acknowledge")

    assert (appeal.submitted_at, clock.starts_on) == (NOON, NOON.date())


def test_another_live_appeal_is_told_to_the_officer_alone():
    town = factories.a_municipality(name="Kvitka")
    officer = factories.an_officer()
    confirmed(officer, town)

    _filing, appeal = a_checked(officer, town)

    with pytest.raises(AlreadyAsked):
        quarantine.confirm_and_keep(
            appeal=appeal.reference, basis=Basis.CALL_BACK, by=officer, at=NOON
        )
    assert Appeal.objects.get(pk=appeal.pk).state == AppealState.QUARANTINED


def test_who_confirms_and_how_is_kept():
    officer = factories.an_officer()
    filing, appeal = confirmed(officer)

    assert (appeal.confirmed_by, appeal.confirmed_at) == (officer, NOON)
    assert Filing.objects.get(reference=filing).basis == Basis.VOUCHED
    assert Event.objects.filter(verb="appeal.confirmed").get().actor_id == officer.pk


def test_a_refusal_is_an_answer_that_the_holder_of_the_receipt_reads():
    officer = factories.an_officer()
    filing, appeal = a_checked(officer)

    unconfirmed.refuse_unconfirmed(
        reference=appeal.reference, text="Nobody knows of it.", by=officer, at=NOON
    )

    (answer,) = dossiers.read_answers(filing=filing, at=NOON)
    assert (answer.kind, answer.text) == ("reasoned_refusal", "Nobody knows of it.")
    assert Appeal.objects.get(pk=appeal.pk).state == AppealState.CLOSED


def test_a_refusal_without_reasons_is_none():
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer)

    with pytest.raises(WordsMissing):
        unconfirmed.refuse_unconfirmed(reference=appeal.reference, text=" ", by=officer, at=NOON)

    assert Answer.objects.count() == 0


@pytest.mark.parametrize(
    "decide",
    [
        lambda appeal, by: quarantine.confirm_and_keep(
            appeal=appeal, basis=Basis.CALL_BACK, by=by, at=NOON
        ),
        lambda appeal, by: unconfirmed.refuse_unconfirmed(
            reference=appeal, text="No.", by=by, at=NOON
        ),
    ],
)
def test_only_who_checks_it_decides_and_only_once(decide):
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer)

    with pytest.raises(Appeal.DoesNotExist):
        decide(appeal.reference, factories.an_officer())
    with pytest.raises(PermissionDenied):
        decide(appeal.reference, factories.someone_of(appeal.municipality))
    decide(appeal.reference, officer)
    with pytest.raises(IllegalTransition):
        decide(appeal.reference, officer)


@pytest.mark.parametrize("state", ["submitted", "acknowledged", "answered"])
def test_postgresql_lets_no_unconfirmed_appeal_live(state):
    _filing, appeal = a_sent()

    sign(actor_id=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state=state)


_CHECK = "matching_appeal_by_receipt_lives_once_confirmed"


@contextmanager
def without_the_check():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE matching_appeal DROP CONSTRAINT {_CHECK}")
    yield


def test_the_constraint_alone_holds_an_unconfirmed_appeal_back():
    _filing, appeal = a_sent()

    def slip_past():
        with transaction.atomic():
            row = Appeal.objects.select_for_update().get(pk=appeal.pk)
            steps.step_appeal(row, AppealAction.CONFIRM, actor_id=None, at=NOON)

    with pytest.raises(IntegrityError, match=_CHECK):
        slip_past()
    with without_the_check():
        slip_past()

    assert Appeal.objects.live().get().confirmed_at is None


def test_the_officer_reads_the_dossier_without_contact_and_the_contact_with_a_reason():
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer)

    said = dossiers.read_dossier(appeal=appeal.reference, by=officer, at=NOON)
    contact = dossiers.read_contact(
        appeal=appeal.reference, reason=OpenReason.CALL_BACK, by=officer, at=NOON
    )

    assert (said.author, said.contact, contact) == (AUTHOR, "", CONTACT)
    opened = Event.objects.filter(verb="sealed.opened", actor_id=officer.pk)
    assert [event.data for event in opened.order_by("pk")] == [
        {"column": "sealed_dossier", "reason": "case_work"},
        {"column": "sealed_contact", "reason": "call_back"},
    ]


def test_another_officer_reads_neither():
    _filing, appeal = a_checked(factories.an_officer())
    other = factories.an_officer()

    with pytest.raises(Filing.DoesNotExist):
        dossiers.read_dossier(appeal=appeal.reference, by=other, at=NOON)
    with pytest.raises(Filing.DoesNotExist):
        dossiers.read_contact(
            appeal=appeal.reference, reason=OpenReason.CALL_BACK, by=other, at=NOON
        )


def _proposed():
    """A confirmed appeal to whose proposal only the helper has not agreed, and its filing."""
    officer = factories.an_officer()
    town = factories.a_municipality(name="Kvitka")
    factories.at_war(town.zone)
    filing, appeal = confirmed(officer, town, topic="dialogue")
    acknowledged = appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=NOON
    )
    put = a_pair(appeal=acknowledged)
    agree(put, put.mayor)
    return filing, put


def _race(first, second):
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            first()
            outcome = elsewhere.submit(in_own_connection(second))
            wait_until_someone_waits_for_a_lock()
        outcome.result(timeout=20)


@pytest.mark.django_db(transaction=True)
def test_i3_a_withdrawal_by_receipt_that_came_first_wins_over_the_last_consent():
    filing, put = _proposed()

    _race(lambda: filings.withdraw(filing=filing, at=NOON), lambda: agree(put, put.helper))

    assert put.now().state == ProposalState.RETRACTED
    assert Answer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_i3_a_withdrawal_by_receipt_that_came_second_ends_what_was_introduced():
    filing, put = _proposed()

    _race(lambda: agree(put, put.helper), lambda: filings.withdraw(filing=filing, at=NOON))

    assert put.now().state == ProposalState.ENDED
    assert Appeal.objects.get().state == AppealState.WITHDRAWN
