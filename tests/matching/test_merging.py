"""Two appeals that are one call: put together, traced, let go on apart; and what is refused."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import permutations

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from audit.models import Event
from audit.services import sign
from matching.engine.clocks import Clock
from matching.engine.lifecycle import (
    AppealAction,
    AppealState,
    IllegalTransition,
    ProposalState,
)
from matching.engine.merging import MergeReason
from matching.engine.values import NeedTopic
from matching.models import Appeal, Pledge, Proposal, ToldApart
from matching.services import allocations, appeals, merging
from matching.services.steps import AlreadyAsked
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_pair, a_read_appeal, a_trinning, agree
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

INTO = """
    UPDATE matching_appeal SET state = 'merged', merged_into_id = %s WHERE id = %s
"""


def two_cases(officer=None, *, earlier_days: int = 0) -> tuple[Appeal, Appeal]:
    """Two read appeals of one officer; the second may have been sent earlier."""
    officer = officer or factories.an_officer()
    kept = a_read_appeal(officer, name="Kvitka")
    merged = a_read_appeal(officer, name="Sosna", at=NOON - timedelta(days=earlier_days))
    return kept, merged


def due(appeal: Appeal) -> dict[str, date]:
    """What is still owed, and until when."""
    return dict(appeal.clocks.running().values_list("clock", "due_on"))


def officer_of(appeal: Appeal) -> User:
    assert appeal.officer is not None
    return appeal.officer


def merge(kept: Appeal, merged: Appeal, *, by=None, at=NOON) -> Appeal:
    return merging.merge_appeals(
        kept=kept.reference,
        merged=merged.reference,
        reason=MergeReason.ANOTHER_HAND,
        by=by or officer_of(kept),
        at=at,
    )


def withdraw(appeal: Appeal, *, by=None) -> Appeal:
    return appeals.move_appeal(
        reference=appeal.reference,
        action=AppealAction.WITHDRAW,
        by=by or factories.someone_of(appeal.municipality),
        at=NOON,
    )


def now(appeal: Appeal) -> Appeal:
    return Appeal.objects.get(pk=appeal.pk)


def by_force(kept: Appeal, merged: Appeal) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        sign(actor_id=None)
        cursor.execute(INTO, [kept.pk, merged.pk])


@contextmanager
def without_the_guard() -> Iterator[None]:
    with pgtrigger.ignore("matching.Appeal:into_one_that_goes_on"):
        yield


@pytest.mark.django_db
def test_the_call_goes_on_under_the_other_and_the_trail_tells_which_and_why():
    kept, merged = two_cases()

    merge(kept, merged)

    gone = now(merged)
    assert (gone.state, gone.merged_into_id) == (AppealState.MERGED, kept.pk)
    assert now(kept).state == AppealState.ACKNOWLEDGED
    assert Event.objects.get(verb="appeal.merged").data == {
        "state": "merged",
        "into": str(kept.reference),
        "reason": "another_hand",
    }


@pytest.mark.django_db
def test_both_authors_still_read_their_own_and_not_the_other():
    kept, merged = two_cases()
    author, other = (factories.someone_of(each.municipality) for each in (merged, kept))

    merge(kept, merged)

    assert list(Appeal.objects.visible_to(author)) == [merged]
    assert list(Appeal.objects.visible_to(other)) == [kept]


@pytest.mark.django_db
def test_the_earlier_wait_counts_and_when_each_was_sent_stays():
    kept, merged = two_cases(earlier_days=40)
    sent = kept.submitted_at

    merge(kept, merged)

    (standing,) = allocations.standings_of([now(kept)], NOON.date())
    assert (now(kept).submitted_at, now(kept).waits_since) == (sent, merged.submitted_at)
    assert standing.days_waiting == 40


@pytest.mark.django_db
def test_an_answer_is_owed_as_early_as_to_the_first_call_until_they_go_apart():
    kept, merged = two_cases(earlier_days=40)
    alone = due(kept)

    merge(kept, merged)
    together = due(kept)
    merging.separate_appeal(reference=merged.reference, by=officer_of(kept), at=NOON)

    assert together == {clock: day - timedelta(days=40) for clock, day in alone.items()}
    assert set(together) == {Clock.VERDICT, Clock.ANSWER}
    assert due(kept) == alone


@pytest.mark.django_db
def test_a_later_call_takes_nothing_from_the_wait_of_the_kept_one():
    merged, kept = two_cases(earlier_days=40)

    merge(kept, merged)

    assert now(kept).waits_since is None
    assert now(kept).waiting_since == kept.submitted_at


@pytest.mark.django_db
@pytest.mark.parametrize("put_one", [a_pair, a_trinning])
def test_what_was_put_for_the_merged_one_is_taken_back(put_one):
    put = put_one()
    kept = a_read_appeal(put.officer, name="Verba")

    merge(kept, put.proposal.appeal)

    assert put.now().state == ProposalState.RETRACTED


@pytest.mark.django_db
def test_only_the_officer_of_both_merges_them():
    kept, merged = two_cases()
    strange = a_read_appeal(factories.an_officer(), name="Verba")

    with pytest.raises(Appeal.DoesNotExist):
        merge(kept, strange)
    with pytest.raises(Appeal.DoesNotExist):
        merge(kept, merged, by=factories.a_supervisor())
    with pytest.raises(PermissionDenied):
        merge(kept, merged, by=factories.someone_of(kept.municipality))
    assert Appeal.objects.filter(state=AppealState.MERGED).count() == 0


@pytest.mark.django_db
def test_an_appeal_is_not_merged_into_itself():
    kept, _merged = two_cases()

    with pytest.raises(merging.OneAppeal):
        merge(kept, kept)


@pytest.mark.django_db
def test_nothing_is_merged_into_what_is_over():
    kept, merged = two_cases()
    withdraw(kept)

    with pytest.raises(merging.KeptIsOver):
        merge(kept, merged)


@pytest.mark.django_db
def test_an_answered_appeal_is_not_merged():
    put = a_pair()
    agree(put, put.mayor)
    agree(put, put.helper)
    kept = a_read_appeal(put.officer, name="Verba")

    with pytest.raises(IllegalTransition):
        merge(kept, put.proposal.appeal)


@pytest.mark.django_db
def test_towns_of_opposite_sides_never_learn_of_each_other_by_a_merge():
    put = a_trinning()
    kept, merged = put.proposal.appeal, put.proposal.other_appeal
    assert merged is not None

    with pytest.raises(merging.OppositeSides):
        merge(kept, merged)


@pytest.mark.django_db
def test_a_call_whose_town_has_asked_for_the_same_meanwhile_stays_merged():
    kept, merged = two_cases()
    merge(kept, merged)
    anew = factories.a_live_appeal(merged.municipality)

    with pytest.raises(AlreadyAsked):
        merging.separate_appeal(reference=merged.reference, by=officer_of(kept), at=NOON)
    withdraw(kept)

    assert now(merged).state == AppealState.MERGED
    assert now(anew).state == AppealState.SUBMITTED


@pytest.mark.django_db
def test_no_chain_is_made():
    kept, merged = two_cases()
    third = a_read_appeal(officer_of(kept), name="Verba")
    merge(kept, merged)

    with pytest.raises(merging.OthersGoOnUnderIt):
        merge(third, kept)
    with pytest.raises(merging.KeptIsOver):
        merge(merged, third)


@pytest.mark.django_db
def test_two_calls_after_all_go_on_apart_and_are_told_apart():
    kept, merged = two_cases(earlier_days=40)
    merge(kept, merged)

    merging.separate_appeal(reference=merged.reference, by=officer_of(kept), at=NOON)

    assert (now(merged).state, now(merged).merged_into_id) == (AppealState.ACKNOWLEDGED, None)
    assert now(kept).waits_since is None
    assert ToldApart.objects.filter(first=kept.pk, second=merged.pk).exists()


@pytest.mark.django_db
def test_the_last_word_on_two_calls_is_kept_and_every_word_is_in_the_trail():
    kept, merged = two_cases()

    for at in (NOON, NOON + timedelta(hours=1)):
        merging.tell_apart(one=merged.reference, other=kept.reference, by=officer_of(kept), at=at)

    assert ToldApart.objects.get().said_at == NOON + timedelta(hours=1)
    assert Event.objects.filter(verb="appeal.told_apart").count() == 2


@pytest.mark.django_db
def test_when_the_kept_one_is_withdrawn_the_call_of_another_town_waits_for_an_answer_again():
    kept, merged = two_cases()
    merge(kept, merged)

    withdraw(kept)

    assert now(merged).state == AppealState.ACKNOWLEDGED


@pytest.mark.django_db
def test_who_takes_a_call_back_means_the_whole_of_it():
    officer = factories.an_officer()
    kept = a_read_appeal(officer)
    town = kept.municipality
    merged = factories.a_live_appeal(town, topic=NeedTopic.WATER)
    appeals.take_appeal(reference=merged.reference, by=officer, at=NOON)
    merge(kept, merged)

    withdraw(kept)

    assert now(merged).state == AppealState.MERGED


@pytest.mark.django_db
def test_a_merged_call_is_withdrawn_by_its_author():
    kept, merged = two_cases(earlier_days=40)
    merge(kept, merged)

    withdraw(merged)

    assert (now(merged).state, now(merged).merged_into_id) == (AppealState.WITHDRAWN, None)
    assert now(kept).waits_since is None


@pytest.mark.django_db
def test_direct_sql_that_makes_a_chain_or_a_cycle_is_refused():
    kept, merged = two_cases()
    third = a_read_appeal(officer_of(kept), name="Verba")
    merge(kept, merged)

    for into, gone in ((third, kept), (merged, third), (merged, kept), (third, third)):
        with pytest.raises(IntegrityError):
            by_force(into, gone)


@pytest.mark.django_db
def test_without_the_guard_the_same_statement_closes_a_cycle():
    kept, merged = two_cases()
    merge(kept, merged)

    with without_the_guard():
        by_force(merged, kept)

    assert (now(kept).merged_into_id, now(merged).merged_into_id) == (merged.pk, kept.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE matching_appeal SET state = 'merged' WHERE id = %s",
        "UPDATE matching_appeal SET merged_into_id = id WHERE id = %s",
        "UPDATE matching_appeal SET waits_since = submitted_at WHERE id = %s",
    ],
    ids=["merged into none", "a link without the state", "a wait that is no earlier"],
)
def test_direct_sql_that_links_by_halves_is_refused(statement):
    kept, _merged = two_cases()

    sign(actor_id=None)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(statement, [kept.pk])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_the_same_pair_crosswise_exactly_one_does():
    one, other = two_cases()

    with ThreadPoolExecutor(max_workers=1) as second_desk:
        with transaction.atomic():
            merge(one, other)
            outcome = second_desk.submit(in_own_connection(merge), other, one, by=officer_of(one))
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(merging.KeptIsOver):
            outcome.result(timeout=10)

    assert (now(one).state, now(other).state) == (AppealState.ACKNOWLEDGED, AppealState.MERGED)
    assert Event.objects.filter(verb="appeal.merged").count() == 1


@pytest.mark.django_db(transaction=True)
def test_crosswise_by_direct_sql_the_second_waits_and_is_refused():
    one, other = two_cases()

    with ThreadPoolExecutor(max_workers=1) as second_desk:
        with transaction.atomic():
            by_force(one, other)
            outcome = second_desk.submit(in_own_connection(by_force), other, one)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(IntegrityError):
            outcome.result(timeout=10)

    assert Appeal.objects.filter(state=AppealState.MERGED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_consent_waits_for_a_merge_and_introduces_nobody():
    put = a_pair()
    kept = a_read_appeal(put.officer, name="Verba")
    agree(put, put.mayor)

    with ThreadPoolExecutor(max_workers=1) as helper:
        with transaction.atomic():
            merge(kept, put.proposal.appeal)
            outcome = helper.submit(in_own_connection(agree), put, put.helper)
            wait_until_someone_waits_for_a_lock()

        outcome.result(timeout=10)  # whoever consents learns nothing of the other parties

    assert put.now().state == ProposalState.RETRACTED
    assert now(put.proposal.appeal).state == AppealState.MERGED


@pytest.mark.django_db(transaction=True)
def test_a_merge_waits_for_the_last_consent_and_leaves_the_introduction():
    put = a_pair()
    kept = a_read_appeal(put.officer, name="Verba")
    agree(put, put.mayor)

    with ThreadPoolExecutor(max_workers=1) as desk:
        with transaction.atomic():
            agree(put, put.helper)
            outcome = desk.submit(in_own_connection(merge), kept, put.proposal.appeal)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(IllegalTransition):
            outcome.result(timeout=10)

    assert put.now().state == ProposalState.INTRODUCED


STEPS_AT_ONCE = 8


def one_who(act):
    """Return what became of `act`: a refusal is an outcome, an error of the database is not."""
    try:
        act()
    except (merging.MergeRefused, IllegalTransition, Appeal.DoesNotExist) as refused:
        return type(refused).__name__
    return "done"


@pytest.mark.django_db(transaction=True)
def test_under_load_nobody_waits_for_ever_and_what_is_over_has_parted_from_all():
    officer = factories.an_officer()
    puts = [a_pair(appeal=a_read_appeal(officer, name=f"Kvitka {at}")) for at in range(6)]
    asking = [put.proposal.appeal for put in puts]
    mayors = [put.mayor for put in puts]
    for put in puts:
        agree(put, put.mayor)
    acts: list[Callable[[], object]] = [
        partial(merge, one, other, by=officer) for one, other in permutations(asking[:5], 2)
    ]
    acts += [partial(agree, put, put.helper) for put in puts]
    acts += [partial(withdraw, asking[at], by=mayors[at]) for at in (0, 5)]
    acts = [acts[at * 11 % len(acts)] for at in range(len(acts))]

    with ThreadPoolExecutor(max_workers=STEPS_AT_ONCE) as people:
        outcomes = list(people.map(in_own_connection(one_who), acts))

    over = Appeal.objects.filter(state__in=[AppealState.MERGED, AppealState.WITHDRAWN])
    merged = Appeal.objects.filter(state=AppealState.MERGED)
    assert len(outcomes) == len(acts) == 28
    assert outcomes.count("done") >= 8
    assert not Proposal.objects.live().filter(appeal__in=over).exists()
    assert not merged.filter(merged_into__state=AppealState.MERGED).exists()
    assert not merged.filter(merged_here__isnull=False).exists()
    assert set(Pledge.objects.values_list("engaged", flat=True)) <= {0, 1}
    assert Event.objects.filter(verb="appeal.merged").count() >= merged.count()
