"""Proposals: put, agreed to, refused, revoked, introduced, ended; and what PostgreSQL refuses."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pgtrigger
import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from audit.services import sign
from matching.engine.consents import RefusalReason
from matching.engine.lifecycle import (
    AppealAction,
    AppealState,
    IllegalTransition,
    PledgeAction,
    PledgeState,
    ProposalState,
)
from matching.models import Answer, Appeal, Pledge, Proposal, ProposedPair
from matching.services import answers, appeals, introductions, pledges, proposals
from places.models import Municipality, Zone
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_pair, a_read_appeal, a_trinning, agree
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

LAST_DAY = NOON + timedelta(days=14)


def introduced(put):
    agree(put, put.mayor)
    if put.other_mayor:
        agree(put, put.other_mayor)
    return agree(put, put.helper)


def standing(appeal: Appeal) -> list[str]:
    return [answer.kind for answer in Answer.objects.standing().filter(appeal=appeal)]


def withdraw(put, who):
    appeals.move_appeal(
        reference=put.proposal.appeal.reference, action=AppealAction.WITHDRAW, by=who, at=NOON
    )


@pytest.mark.django_db
@pytest.mark.parametrize("put_one", [a_pair, a_trinning])
def test_the_last_consent_introduces_and_answers(put_one):
    put = put_one()

    introduced(put)

    now = put.now()
    asking = [each for each in (now.appeal, now.other_appeal) if each]
    assert now.state == ProposalState.INTRODUCED
    assert [each.state for each in asking] == [AppealState.ANSWERED] * len(asking)
    assert [standing(each) for each in asking] == [["indirect_match"]] * len(asking)
    assert [each.helpers_found for each in asking] == [1] * len(asking)
    assert now.pledge.engaged == 1


@pytest.mark.django_db
@pytest.mark.parametrize("silent", ["mayor", "other_mayor", "helper"])
def test_nobody_of_a_trinning_is_introduced_while_one_is_silent(silent):
    put = a_trinning()

    for who in {"mayor", "other_mayor", "helper"} - {silent}:
        agree(put, getattr(put, who))

    assert put.now().state == ProposalState.PUT
    assert Answer.objects.count() == 0


@pytest.mark.django_db
def test_when_one_side_of_a_trinning_withdraws_nobody_is_joined_in_its_place():
    put = a_trinning()
    agree(put, put.other_mayor)
    agree(put, put.helper)

    withdraw(put, put.mayor)

    assert put.now().state == ProposalState.RETRACTED
    assert Proposal.objects.count() == 1
    assert ProposedPair.objects.count() == 0


@pytest.mark.django_db
def test_a_refusal_keeps_the_proposal_waiting_and_tells_until_when_they_stay_apart():
    put = a_pair()

    proposals.refuse(reference=put.reference, reason=RefusalReason.NOT_NOW, by=put.mayor, at=NOON)
    agree(put, put.helper)

    assert put.now().state == ProposalState.PUT
    assert Event.objects.get(verb="proposal.refused").data == {
        "party": "appeal",
        "reason": "not_now",
        "until": (NOON + timedelta(days=60)).date().isoformat(),
    }


@pytest.mark.django_db
def test_consent_that_was_revoked_introduces_nobody():
    put = a_pair()
    agree(put, put.mayor)

    proposals.revoke(reference=put.reference, by=put.mayor, at=NOON)
    agree(put, put.helper)

    assert put.now().state == ProposalState.PUT
    assert bytes(put.now().appeal_contact) == b""


@pytest.mark.django_db
def test_revoking_after_the_introduction_ends_it_and_the_appeal_waits_again():
    put = a_pair()
    introduced(put)

    proposals.revoke(reference=put.reference, by=put.helper, at=NOON)

    now = put.now()
    assert now.state == ProposalState.ENDED
    assert (now.appeal.state, now.appeal.helpers_found) == (AppealState.ACKNOWLEDGED, 0)
    assert now.pledge.engaged == 0
    assert standing(now.appeal) == []
    with pytest.raises(introductions.NotIntroduced):
        introductions.open_released(reference=put.reference, by=put.mayor, at=NOON)


@pytest.mark.django_db
def test_the_answer_of_another_introduction_stays_when_one_ends():
    officer = factories.an_officer()
    appeal = a_read_appeal(officer)
    Appeal.objects.filter(pk=appeal.pk).update(helpers_wanted=2)
    first, second = a_pair(appeal=appeal), a_pair(appeal=appeal)
    introduced(first)
    introduced(second)

    proposals.revoke(reference=first.reference, by=first.helper, at=NOON)

    appeal.refresh_from_db()
    assert appeal.state == AppealState.ANSWERED
    assert standing(appeal) == ["indirect_match"]


@pytest.mark.django_db
def test_an_introduction_takes_back_what_the_appeal_needs_no_more():
    appeal = a_read_appeal(factories.an_officer())
    chosen, rival = a_pair(appeal=appeal), a_pair(appeal=appeal)

    introduced(chosen)

    assert rival.now().state == ProposalState.RETRACTED


@pytest.mark.django_db
def test_an_introduction_takes_back_what_a_full_pledge_cannot_do():
    pledge = factories.a_live_pledge()
    chosen, rival = a_pair(pledge=pledge), a_pair(pledge=pledge)

    introduced(chosen)

    assert rival.now().state == ProposalState.RETRACTED


@pytest.mark.django_db
def test_the_last_consent_to_a_pledge_that_rests_takes_the_proposal_back():
    put = a_pair()
    agree(put, put.mayor)
    factories.put_in_state(put.proposal.pledge, PledgeState.PAUSED)

    agree(put, put.helper)

    assert put.now().state == ProposalState.RETRACTED
    assert Answer.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("goes", ["appeal", "pledge"])
def test_who_withdraws_parts_from_the_others_at_once(goes, after):
    put = a_pair()
    if after:
        introduced(put)

    if goes == "appeal":
        withdraw(put, put.mayor)
    else:
        pledges.move_pledge(
            reference=put.proposal.pledge.reference,
            action=PledgeAction.WITHDRAW,
            by=put.helper,
            at=NOON,
        )

    now = put.now()
    assert now.state == (ProposalState.ENDED if after else ProposalState.RETRACTED)
    assert now.pledge.engaged == 0
    assert now.appeal.state == ("withdrawn" if goes == "appeal" else "acknowledged")


@pytest.mark.django_db
def test_a_case_that_is_closed_keeps_its_answer_and_ends_its_introduction():
    put = a_pair()
    introduced(put)

    answers.close_appeal(reference=put.proposal.appeal.reference, by=put.officer, at=NOON)

    now = put.now()
    assert (now.state, now.appeal.state) == (ProposalState.ENDED, AppealState.CLOSED)
    assert standing(now.appeal) == ["indirect_match"]


@pytest.mark.django_db
def test_what_nobody_answered_lapses_on_its_last_day_once():
    put = a_pair()

    counts = [proposals.lapse_due(at=at) for at in (NOON, LAST_DAY, LAST_DAY)]

    assert counts == [0, 1, 0]
    assert put.now().state == ProposalState.LAPSED


@pytest.mark.django_db
def test_after_the_last_day_nobody_speaks():
    put = a_pair()

    with pytest.raises(proposals.LastDayPassed):
        agree(put, put.mayor, at=LAST_DAY)


@pytest.mark.django_db
def test_the_officer_takes_back_what_waits_and_not_twice():
    put = a_pair()
    proposals.retract(reference=put.reference, by=put.officer, at=NOON)

    with pytest.raises(IllegalTransition):
        proposals.retract(reference=put.reference, by=put.officer, at=NOON)

    assert put.now().state == ProposalState.RETRACTED


@pytest.mark.django_db
@pytest.mark.parametrize("stranger", [factories.an_officer, factories.a_user])
def test_nobody_else_speaks_for_a_party(stranger):
    put = a_pair()

    with pytest.raises(Proposal.DoesNotExist):
        agree(put, stranger())
    with pytest.raises(Proposal.DoesNotExist):
        agree(put, put.officer)


@pytest.mark.django_db
def test_a_contact_that_is_released_must_be_named():
    put = a_pair()

    with pytest.raises(proposals.ContactMissing):
        agree(put, put.mayor, contact=" ")

    assert put.now().appeal_consent == ""


@pytest.mark.django_db
def test_what_was_released_is_sealed_at_rest_and_opened_with_a_trace():
    put = a_pair()
    introduced(put)

    (opened,) = introductions.open_released(reference=put.reference, by=put.helper, at=NOON)

    assert (opened.contact, opened.narrative) == ("Call Olha Test", "We ask to be heard.")
    assert b"Olha" not in bytes(put.now().appeal_contact)
    trace = Event.objects.filter(verb="sealed.opened").order_by("pk")
    assert {each.actor_id for each in trace} == {put.helper.pk}
    assert [each.data for each in trace] == [
        {"column": "appeal_contact", "reason": "introduction"},
        {"column": "sealed_summary", "reason": "introduction"},
    ]


@pytest.mark.django_db
def test_one_side_of_a_trinning_never_reads_the_words_of_the_other():
    put = a_trinning()
    introduced(put)

    opened = introductions.open_released(reference=put.reference, by=put.mayor, at=NOON)

    assert [each.narrative for each in opened] == ["", ""]
    assert [each.contact for each in opened] == ["Call Olha Test"] * 2


@pytest.mark.django_db
def test_an_appeal_that_nobody_has_read_is_proposed_to_nobody():
    officer = factories.an_officer()
    appeal = factories.a_live_appeal()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)

    with pytest.raises(proposals.NotRead):
        a_pair(appeal=appeal, officer=officer)


@pytest.mark.django_db
def test_a_pair_that_a_gate_keeps_apart_is_not_put():
    with pytest.raises(proposals.DoesNotFit) as refused:
        a_pair(pledge=factories.a_live_pledge(languages=["de"]))

    assert refused.value.gates


@pytest.mark.django_db
def test_a_pledge_without_room_is_proposed_to_nobody_more():
    pledge = factories.a_live_pledge()
    introduced(a_pair(pledge=pledge))

    with pytest.raises(proposals.NoRoom):
        a_pair(pledge=pledge)


@pytest.mark.django_db
def test_i15_a_pair_is_put_once_at_a_time_and_again_when_it_is_over():
    put = a_pair()
    appeal, pledge = put.proposal.appeal, put.proposal.pledge

    with pytest.raises(proposals.PutAlready):
        a_pair(appeal=appeal, pledge=pledge)
    proposals.retract(reference=put.reference, by=put.officer, at=NOON)

    assert a_pair(appeal=appeal, pledge=pledge).now().state == ProposalState.PUT


@pytest.mark.django_db
def test_i15_a_pair_of_a_trinning_is_not_put_alone_meanwhile():
    put = a_trinning()

    with pytest.raises(proposals.PutAlready):
        a_pair(appeal=put.proposal.other_appeal, pledge=put.proposal.pledge)


@pytest.mark.django_db
def test_i15_mutant_without_the_kept_pairs_it_is_put_twice():
    put = a_pair()

    with pgtrigger.ignore("matching.Proposal:one_live_pair"):
        a_pair(appeal=put.proposal.appeal, pledge=put.proposal.pledge)

    assert Proposal.objects.live().count() == 2


def guard(error: IntegrityError) -> str | None:
    assert isinstance(error.__cause__, psycopg.Error)
    return error.__cause__.diag.constraint_name


def by_hand(put, **values):
    sign(actor_id=None)
    Proposal.objects.filter(pk=put.proposal.pk).update(**values)


CONSENT = {"pledge_consent": "given", "pledge_said_at": NOON}
REVEAL = {"state": "introduced", "introduced_at": NOON}


@pytest.mark.django_db
@pytest.mark.parametrize("said", [{}, CONSENT | {"pledge_consent": "revoked"}])
def test_i2_no_statement_introduces_without_every_consent(said):
    put = a_pair()
    agree(put, put.mayor)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        by_hand(put, **REVEAL, **said)

    assert guard(refused.value) == "matching_proposal_introduced_by_consent_of_all"


@pytest.mark.django_db
def test_i2_no_statement_revokes_and_leaves_the_introduction():
    put = a_pair()
    introduced(put)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        by_hand(put, pledge_consent="revoked")

    assert guard(refused.value) == "matching_proposal_introduced_by_consent_of_all"


@pytest.mark.django_db
def test_i2_mutant_without_the_check_one_is_introduced_without_consent():
    put = a_pair()
    agree(put, put.mayor)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE matching_proposal "
            "DROP CONSTRAINT matching_proposal_introduced_by_consent_of_all"
        )
    by_hand(put, **REVEAL)

    assert put.now().state == ProposalState.INTRODUCED


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["appeal", "pledge"])
def test_no_statement_puts_another_party_into_a_proposal(column):
    put = a_pair()
    stranger = factories.a_live_appeal() if column == "appeal" else factories.a_live_pledge()

    with pytest.raises(Exception, match="Cannot update") as refused, transaction.atomic():
        by_hand(put, **{column: stranger})

    assert refused.value.__cause__ is not None


@pytest.mark.django_db
def test_nobody_is_made_to_have_spoken_before_it_was_put():
    put = a_pair()
    twin = put.now()
    twin.pk, twin.reference, twin.pledge = None, NOBODY, factories.a_live_pledge()
    twin.pledge_consent, twin.pledge_said_at = "given", NOON

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        twin.save(force_insert=True)

    assert guard(refused.value) == "matching_proposal_born_without_consent"


NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.django_db
def test_no_statement_frees_a_pair_that_waits():
    a_pair()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        ProposedPair.objects.all().delete()

    assert guard(refused.value) == "matching_proposedpair_kept_by_proposals"


def race(first, second):
    """Do `first`, and before its commit start `second`, which is seen waiting; return its end."""
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            first()
            outcome = elsewhere.submit(in_own_connection(second))
            wait_until_someone_waits_for_a_lock()
        return outcome.result(timeout=20)


@pytest.mark.django_db(transaction=True)
def test_i3_a_withdrawal_that_came_first_wins_over_the_last_consent():
    put = a_pair()
    agree(put, put.mayor)

    race(lambda: withdraw(put, put.mayor), lambda: agree(put, put.helper))

    assert put.now().state == ProposalState.RETRACTED
    assert Answer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_i3_a_withdrawal_that_came_second_ends_what_was_introduced():
    put = a_pair()
    agree(put, put.mayor)

    race(lambda: agree(put, put.helper), lambda: withdraw(put, put.mayor))

    now = put.now()
    assert (now.state, now.appeal.state) == (ProposalState.ENDED, AppealState.WITHDRAWN)
    assert now.pledge.engaged == 0


@pytest.mark.django_db
def test_i3_mutant_without_the_guard_one_who_has_gone_is_introduced():
    put = a_pair()
    agree(put, put.mayor)
    agreed = CONSENT | REVEAL
    factories.put_in_state(put.proposal.appeal, AppealState.WITHDRAWN)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        by_hand(put, **agreed)
    with pgtrigger.ignore("matching.Proposal:between_live_parties"):
        by_hand(put, **agreed)

    assert guard(refused.value) == "matching_proposal_between_live_parties"
    assert put.now().state == ProposalState.INTRODUCED


@pytest.mark.django_db(transaction=True)
def test_both_sides_of_an_introduced_trinning_withdraw_at_once_and_neither_waits_for_ever():
    put = a_trinning()
    introduced(put)
    sides = [
        (put.proposal.appeal, put.mayor),
        (put.proposal.other_appeal, put.other_mayor),
    ]

    def go(side):
        appeal, who = side
        appeals.move_appeal(
            reference=appeal.reference, action=AppealAction.WITHDRAW, by=who, at=NOON
        )

    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(in_own_connection(go), sides))

    now = put.now()
    assert now.state == ProposalState.ENDED
    asking = Appeal.objects.filter(pk__in=[now.appeal_id, now.other_appeal_id])
    assert set(asking.values_list("state", flat=True)) == {"withdrawn"}


@pytest.mark.django_db(transaction=True)
def test_i1_the_last_place_of_a_pledge_goes_to_one_of_two():
    pledge = factories.a_live_pledge()
    first, second = a_pair(pledge=pledge), a_pair(pledge=pledge)
    for put in (first, second):
        agree(put, put.helper)

    race(lambda: agree(first, first.mayor), lambda: agree(second, second.mayor))

    assert first.now().state == ProposalState.INTRODUCED
    assert second.now().state == ProposalState.RETRACTED


BOTH = CONSENT | {"appeal_consent": "given", "appeal_said_at": NOON} | REVEAL


@pytest.mark.django_db
def test_i1_mutant_without_the_check_a_pledge_is_engaged_over_its_capacity():
    pledge = factories.a_live_pledge()
    first, second = a_pair(pledge=pledge), a_pair(pledge=pledge)
    by_hand(first, **BOTH)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        by_hand(second, **BOTH)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE matching_pledge DROP CONSTRAINT matching_pledge_engaged_within_capacity"
        )
    by_hand(second, **BOTH)

    assert guard(refused.value) == "matching_pledge_engaged_within_capacity"
    assert Pledge.objects.get(pk=pledge.pk).engaged == 2


@pytest.mark.django_db(transaction=True)
def test_i1_of_500_who_consent_at_once_exactly_as_many_are_introduced_as_the_pledge_can_help():
    pledge = factories.a_live_pledge(capacity=100)
    model, helper = a_pair(pledge=pledge), factories.someone_of(pledge.municipality)
    put = _copies(model.now(), 500)

    def consent(reference):
        proposals.consent(reference=reference, by=helper, at=NOON)

    def several(references):
        for reference in references:
            consent(reference)

    with ThreadPoolExecutor(max_workers=20) as pool:
        list(pool.map(in_own_connection(several), [put[start::20] for start in range(20)]))

    states = Counter(Proposal.objects.filter(reference__in=put).values_list("state", flat=True))
    assert states == {ProposalState.INTRODUCED: 100, ProposalState.RETRACTED: 400}
    assert Pledge.objects.get(pk=pledge.pk).engaged == 100
    assert Answer.objects.standing().count() == 100


def _copies(proposal: Proposal, count: int) -> list[UUID]:
    """So many towns, appeals and proposals like one, whose mayors have consented; in bulk."""
    appeal, town = proposal.appeal, proposal.appeal.municipality
    with (
        transaction.atomic(),
        pgtrigger.ignore(
            "matching.Appeal:legal_steps", "matching.Proposal:is_born_without_consent"
        ),
    ):
        sign(actor_id=None)
        zones = Zone.objects.bulk_create(
            _copy(town.zone, code=f"zone-of-{number}") for number in range(count)
        )
        towns = Municipality.objects.bulk_create(_copy(town, zone=zone) for zone in zones)
        appeals_made = Appeal.objects.bulk_create(
            _copy(appeal, municipality=each, data_key=None) for each in towns
        )
        made = Proposal.objects.bulk_create(
            _copy(proposal, appeal=each, appeal_consent="given", appeal_said_at=NOON)
            for each in appeals_made
        )
    return [each.reference for each in made]


def _copy(row, **changed):
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    return type(row)(**{**values, "id": None, "reference": uuid4(), **changed})
