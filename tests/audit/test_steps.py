"""Lives in the database: legal steps alone, each signed, each kept once. Source: I10 and I11."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from uuid import uuid4

import pgtrigger
import pytest
from django.db import IntegrityError, transaction

from audit.models import StateChange
from audit.services import sign
from matching.engine.lifecycle import (
    APPEAL,
    AppealAction,
    AppealState,
    IllegalTransition,
    PledgeState,
)
from matching.models import Appeal, Pledge
from matching.services import appeals
from tests.clock import NOON
from tests.factories import a_live_appeal, a_live_pledge, put_in_state, someone_of
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

REACHED = {(state, to) for state, ways in APPEAL.items() for to in ways.values()}
NEVER = [
    pair for pair in product(AppealState, repeat=2) if pair not in REACHED and len({*pair}) > 1
]


def steps_of(row):
    kept = StateChange.objects.filter(table_name=row._meta.db_table, row_id=row.pk)
    return list(kept.order_by("version").values_list("version", "was", "becomes", "actor"))


@pytest.mark.django_db
def test_each_step_is_kept_once_with_who_took_it():
    appeal = a_live_appeal()
    mayor = appeal.municipality.memberships.get().user

    assert steps_of(appeal) == [
        (1, "", "draft", f"user:{mayor.pk}"),
        (2, "draft", "submitted", f"user:{mayor.pk}"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "to"), NEVER)
def test_no_statement_takes_a_step_that_is_not_in_the_table(state, to):
    appeal = a_live_appeal()
    put_in_state(appeal, state)
    sign(actor_id=1)

    with pytest.raises(IntegrityError, match="no step of matching_appeal"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state=to.value, submitted_at=NOON)


@pytest.mark.django_db
def test_nobody_is_born_in_the_middle_of_a_life():
    appeal = a_live_appeal()
    appeal.pk, appeal.reference, appeal.data_key = None, uuid4(), None

    with pytest.raises(IntegrityError, match="no step of matching_appeal"), transaction.atomic():
        appeal.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_an_unsigned_step_is_refused_and_the_next_transaction_is_unsigned_again():
    pledge = a_live_pledge()

    with pytest.raises(IntegrityError, match="nobody signed"), transaction.atomic():
        Pledge.objects.filter(pk=pledge.pk).update(state=PledgeState.PAUSED.value)


@pytest.mark.django_db
def test_the_count_of_steps_moves_by_steps_alone():
    pledge = a_live_pledge()

    Pledge.objects.filter(pk=pledge.pk).update(state_version=40)

    pledge.refresh_from_db()
    assert pledge.state_version == 2


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE", "DELETE"])
def test_what_is_kept_of_steps_only_grows(statement):
    a_live_pledge()
    kept = StateChange.objects.all()

    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        kept.update(actor="user:9") if statement == "UPDATE" else kept.delete()


@pytest.mark.django_db
def test_without_the_guard_the_same_statement_passes():
    """The twin: it shows that the tests above meet the guard and nothing else."""
    appeal = a_live_appeal()

    with pgtrigger.ignore("matching.Appeal:legal_steps"):
        Appeal.objects.filter(pk=appeal.pk).update(state=AppealState.DRAFT.value, submitted_at=None)

    appeal.refresh_from_db()
    assert appeal.state == AppealState.DRAFT
    assert len(steps_of(appeal)) == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_withdraw_at_once_one_is_told_and_the_step_is_kept_once():
    appeal = a_live_appeal()
    mayor, deputy = someone_of(appeal.municipality), someone_of(appeal.municipality)

    def withdraw(by):
        return appeals.move_appeal(
            reference=appeal.reference, action=AppealAction.WITHDRAW, by=by, at=NOON
        )

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        withdraw(mayor)
        late = pool.submit(in_own_connection(withdraw), deputy)
        wait_until_someone_waits_for_a_lock()
    with pytest.raises(IllegalTransition):
        late.result()

    assert steps_of(appeal)[2:] == [(3, "submitted", "withdrawn", f"user:{mayor.pk}")]
