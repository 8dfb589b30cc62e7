"""Actions of the Congress: their life, what they need, and the answers that rest on them."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.models import Event
from audit.services import sign
from congress import selectors, services
from congress.engine.answers import AnswerNeed
from congress.engine.lifecycle import LIFECYCLE, ActionState, IllegalTransition, ReasonMissing
from congress.models import ActionAnswer, ActionStep, CongressAction
from congress.services import Said
from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import AppealState
from matching.models import Answer, Appeal
from matching.services import answers
from tests import factories
from tests.clock import NOON
from tests.congress.acting import (
    LINE,
    SOON,
    a_scheduled_action,
    an_action,
    answered_with,
    led_to,
)
from tests.matching.proposing import a_read_appeal
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

S = ActionState


@pytest.fixture
def officer():
    return factories.an_officer()


@pytest.fixture
def appeal(officer):
    return a_read_appeal(officer)


def move(action, by, to, **said):
    return services.move_action(
        reference=action.reference, to=to, said=Said(**said), by=by, at=NOON
    )


def drop(action, by):
    return move(action, by, S.DROPPED, words="The session has no place for it")


def standing(appeal):
    return Answer.objects.standing().filter(appeal=appeal).count()


@pytest.mark.django_db
def test_an_action_goes_from_a_proposal_to_what_came_of_it(officer, appeal):
    ways = [
        S.UNDER_CONSIDERATION,
        S.SCHEDULED,
        S.ADOPTED_OR_HELD,
        S.TRANSMITTED,
        S.REPLY_RECEIVED,
        S.FOLLOWED_UP,
    ]

    action = led_to(an_action(appeal, officer), officer, *ways)

    kept = list(ActionStep.objects.filter(action=action).order_by("pk"))
    assert [step.becomes for step in kept] == [S.PROPOSED, *ways]
    assert Event.objects.filter(verb__startswith="congress_action.").count() == len(kept)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [AnswerKind.MATCH, AnswerKind.REDIRECT, AnswerKind.VISITS])
def test_what_is_not_of_the_congress_is_not_proposed(officer, appeal, kind):
    with pytest.raises(services.NotOfTheCongress):
        an_action(appeal, officer, kind=kind)


@pytest.mark.django_db
def test_a_mission_goes_to_member_states_alone(officer):
    syrian = a_read_appeal(officer, name="Raqqa")
    syrian.municipality.country_code = "SY"
    syrian.municipality.save()

    with pytest.raises(services.NotOfTheCongress):
        an_action(syrian, officer, kind=AnswerKind.FACT_FINDING_MISSION)


@pytest.mark.django_db
def test_the_same_is_proposed_for_an_appeal_once_at_a_time(officer, appeal):
    first = an_action(appeal, officer)

    with pytest.raises(services.ProposedAlready):
        an_action(appeal, officer)

    drop(first, officer)
    assert an_action(appeal, officer).state == S.PROPOSED


@pytest.mark.django_db
def test_only_the_officer_of_the_case_proposes(appeal):
    for stranger in (factories.an_officer(), factories.a_supervisor()):
        with pytest.raises(Appeal.DoesNotExist):
            an_action(appeal, stranger)
    with pytest.raises(PermissionDenied):
        an_action(appeal, factories.someone_of(appeal.municipality))


@pytest.mark.django_db
def test_an_address_by_a_mayor_is_scheduled_once_everything_it_needs_is_recorded(officer, appeal):
    address = an_action(appeal, officer, kind=AnswerKind.ADDRESS_BY_MAYOR)
    move(address, officer, S.UNDER_CONSIDERATION)
    for need in (AnswerNeed.CONSENT, AnswerNeed.SAFETY_REVIEW):
        services.record_need(reference=address.reference, need=need, by=officer, at=NOON)

    with pytest.raises(services.NeedsOpen) as refused:
        move(address, officer, S.SCHEDULED, planned_on=SOON)

    assert refused.value.needs == {AnswerNeed.FIRST_STEPS_HELP}
    assert led_to(address, officer, S.SCHEDULED).planned_on == SOON


@pytest.mark.django_db
def test_postgresql_schedules_nothing_whose_needs_are_open(officer, appeal):
    address = an_action(appeal, officer, kind=AnswerKind.ADDRESS_BY_MAYOR)
    move(address, officer, S.UNDER_CONSIDERATION)

    def schedule():
        with transaction.atomic():
            sign(actor_id=officer.pk)
            CongressAction.objects.filter(pk=address.pk).update(
                state=S.SCHEDULED.value, planned_on=SOON
            )

    with pytest.raises(IntegrityError, match="something is needed before"):
        schedule()
    # The twin without the guard does what the guard refuses.
    with pgtrigger.ignore("congress.CongressAction:scheduled_once_its_needs_are_met"):
        schedule()
    assert CongressAction.objects.get(pk=address.pk).state == S.SCHEDULED


@pytest.mark.django_db
def test_a_need_that_the_action_has_not_is_not_recorded(officer, appeal):
    with pytest.raises(services.NotOfTheCongress):
        services.record_need(
            reference=an_action(appeal, officer).reference,
            need=AnswerNeed.CONSENT,
            by=officer,
            at=NOON,
        )


@pytest.mark.django_db
def test_it_has_no_day_without_being_told_one_and_is_not_dropped_without_a_reason(officer, appeal):
    action = led_to(an_action(appeal, officer), officer, S.UNDER_CONSIDERATION)

    with pytest.raises(services.DayMissing):
        move(action, officer, S.SCHEDULED)
    with pytest.raises(ReasonMissing):
        move(action, officer, S.DROPPED, words="  ")

    assert CongressAction.objects.get(pk=action.pk).state == S.UNDER_CONSIDERATION


@pytest.mark.django_db
def test_every_step_that_the_table_has_not_is_refused_by_postgresql(officer, appeal):
    action = an_action(appeal, officer)
    bypass = ("legal_steps", "scheduled_once_its_needs_are_met", "no_answer_rests_on_it")
    refused, legal = set(), set()
    for was, becomes in product(S, S):
        if was is becomes:
            continue
        with pgtrigger.ignore(*(f"congress.CongressAction:{name}" for name in bypass)):
            _set_by_sql(action, was)
        try:
            with transaction.atomic():
                sign(actor_id=officer.pk)
                _set_by_sql(action, becomes)
        except IntegrityError as error:
            refused.add((was, becomes, "no step of" in str(error)))
        else:
            legal.add((was, becomes))

    assert legal == {(was, to) for was, reached in LIFECYCLE.items() for to in reached}
    assert len(refused) == len(S) * (len(S) - 1) - len(legal)
    assert all(by_the_table for _was, _becomes, by_the_table in refused)


def _set_by_sql(action, state):
    reason = "No place" if state is S.DROPPED else ""
    CongressAction.objects.filter(pk=action.pk).update(
        state=state.value, planned_on=SOON, dropped_because=reason
    )


@pytest.mark.django_db
@pytest.mark.parametrize("state", [S.PROPOSED, S.UNDER_CONSIDERATION])
def test_an_action_without_a_day_answers_nobody(officer, appeal, state):
    ways = [] if state is S.PROPOSED else [state]
    action = led_to(an_action(appeal, officer), officer, *ways)

    with pytest.raises(services.NotPromised):
        answered_with(action, appeal, officer)

    given = answers.give_answer(
        appeal=appeal.reference, kind=AnswerKind.DECLARATION, by=officer, at=NOON
    )
    with pytest.raises(IntegrityError, match="no day for it"), transaction.atomic():
        ActionAnswer.objects.create(answer=given, action=action)


@pytest.mark.django_db
def test_an_answer_rests_on_an_action_of_its_kind_for_its_appeal(officer, appeal):
    other = a_read_appeal(officer, name="Sumy")
    action = a_scheduled_action(appeal, officer)
    given = answers.give_answer(
        appeal=other.reference, kind=AnswerKind.DECLARATION, by=officer, at=NOON
    )

    with pytest.raises(IntegrityError, match="another appeal"), transaction.atomic():
        ActionAnswer.objects.create(answer=given, action=action)
    with pytest.raises(CongressAction.DoesNotExist):
        answered_with(action, other, officer)


@pytest.mark.django_db
@pytest.mark.parametrize("to", [S.DROPPED, S.UNDER_CONSIDERATION])
def test_answers_fall_with_the_action_and_their_appeals_wait_again(officer, appeal, to):
    other = a_read_appeal(officer, name="Sumy")
    action = a_scheduled_action(appeal, officer)
    services.name_appeal(reference=action.reference, appeal=other.reference, by=officer, at=NOON)
    for asking in (appeal, other):
        answered_with(action, asking, officer)
    assert {each.state for each in Appeal.objects.all()} == {AppealState.ANSWERED}

    move(action, officer, to, words="The session has no place for it")

    assert {each.state for each in Appeal.objects.all()} == {AppealState.ACKNOWLEDGED}
    assert Answer.objects.standing().count() == 0


@pytest.mark.django_db
def test_an_appeal_with_another_answer_does_not_wait_again(officer, appeal):
    action = a_scheduled_action(appeal, officer)
    answered_with(action, appeal, officer)
    answers.give_answer(appeal=appeal.reference, kind=AnswerKind.VISITS, by=officer, at=NOON)

    drop(action, officer)

    assert Appeal.objects.get(pk=appeal.pk).state == AppealState.ANSWERED
    assert standing(appeal) == 1


@pytest.mark.django_db
def test_what_a_closed_appeal_was_answered_with_stays(officer, appeal):
    action = a_scheduled_action(appeal, officer)
    answered_with(action, appeal, officer)
    answers.close_appeal(reference=appeal.reference, by=officer, at=NOON)

    drop(action, officer)

    assert Appeal.objects.get(pk=appeal.pk).state == AppealState.CLOSED
    assert standing(appeal) == 1


@pytest.mark.django_db
def test_postgresql_drops_nothing_that_an_answer_rests_on(officer, appeal):
    action = a_scheduled_action(appeal, officer)
    answered_with(action, appeal, officer)

    def drop_by_sql():
        with transaction.atomic():
            sign(actor_id=officer.pk)
            _set_by_sql(action, S.DROPPED)

    with pytest.raises(IntegrityError, match="an answer rests on it"):
        drop_by_sql()
    # The twin without the guard leaves a promise that does not hold.
    with pgtrigger.ignore("congress.CongressAction:no_answer_rests_on_it"):
        drop_by_sql()
    assert standing(appeal) == 1


@pytest.mark.django_db(transaction=True)
def test_an_action_that_is_dropped_while_someone_answers_with_it_leaves_no_answer():
    officer, other = factories.an_officer(), factories.a_supervisor()
    appeal = a_read_appeal(officer)
    action = a_scheduled_action(appeal, officer)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            answered_with(action, appeal, officer)
            later = pool.submit(in_own_connection(drop), action, other)
            wait_until_someone_waits_for_a_lock()
        later.result()

    assert standing(appeal) == 0
    assert Appeal.objects.get(pk=appeal.pk).state == AppealState.ACKNOWLEDGED


@pytest.mark.django_db(transaction=True)
def test_nobody_is_answered_with_what_was_dropped_a_moment_before():
    officer, other = factories.an_officer(), factories.a_supervisor()
    appeal = a_read_appeal(officer)
    action = a_scheduled_action(appeal, officer)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            drop(action, other)
            later = pool.submit(in_own_connection(answered_with), action, appeal, officer)
            wait_until_someone_waits_for_a_lock()
        with pytest.raises(services.NotPromised):
            later.result()

    assert standing(appeal) == 0


@pytest.mark.django_db
def test_an_action_that_is_over_takes_no_more(officer, appeal):
    action = an_action(appeal, officer)
    drop(action, officer)

    with pytest.raises(IllegalTransition):
        services.name_appeal(
            reference=action.reference, appeal=appeal.reference, by=officer, at=NOON
        )
    with pytest.raises(IllegalTransition):
        move(action, officer, S.UNDER_CONSIDERATION)


@pytest.mark.django_db
def test_an_action_is_about_one_country(officer, appeal):
    action = an_action(appeal, officer)
    abroad = a_read_appeal(officer, name="Gori")
    abroad.municipality.country_code = "GE"
    abroad.municipality.save()

    with pytest.raises(services.OtherCountry):
        services.name_appeal(
            reference=action.reference, appeal=abroad.reference, by=officer, at=NOON
        )


@pytest.mark.django_db
def test_an_officer_sees_the_actions_of_own_cases_and_the_others_as_a_number(officer, appeal):
    action = an_action(appeal, officer)
    colleague = factories.an_officer()
    second = a_read_appeal(colleague, name="Sumy")
    supervisor = factories.a_supervisor()
    assert not selectors.actions_for(colleague).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO congress_actionappeal (action_id, appeal_id, named_by_id, named_at) "
            "VALUES (%s, %s, %s, %s)",
            [action.pk, second.pk, colleague.pk, NOON],
        )

    told = selectors.told_action(colleague, action.reference)

    assert [each.appeal for each in told.appeals] == [second]
    assert told.others == 1
    assert list(selectors.actions_for(supervisor)) == [action]
    assert not selectors.actions_for(factories.someone_of(appeal.municipality)).exists()


@pytest.mark.django_db
def test_rows_of_an_action_only_grow(officer, appeal):
    a_scheduled_action(appeal, officer)

    for statement in (
        "DELETE FROM congress_actionstep",
        "UPDATE congress_actionstep SET words = 'Something else'",
        "UPDATE congress_actionappeal SET named_at = now()",
        "DELETE FROM congress_congressaction",
    ):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            connection.cursor().execute(statement)
    assert CongressAction.objects.get().title == LINE
