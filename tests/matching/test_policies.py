"""Versions of the policy: proposed by one, decided by another, and never edited."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction

from audit.models import Delivery, Event
from audit.services import record
from matching import tasks
from matching.engine.criteria import POLICY_1, Criterion
from matching.engine.policies import as_document
from matching.models import MatchingPolicy, MatchRun
from matching.selectors import policies
from matching.services import policies as services
from matching.services import runs
from tests import factories
from tests.clock import NOON
from tests.factories import a_user, an_officer
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db

DAY = NOON.date()
LANGUAGES_FIRST = replace(
    POLICY_1,
    name="Languages before links",
    order=(Criterion.FIT_OF_NEED, Criterion.LANGUAGES, Criterion.LINK),
)


def proposed(by, policy=LANGUAGES_FIRST, at=NOON):
    return services.propose_policy(policy=policy, reason="They must talk.", by=by, at=at)


def adopted(policy=LANGUAGES_FIRST, at=NOON):
    version = proposed(an_officer(), policy, at)
    return services.adopt_policy(number=version.number, by=an_officer(), at=at)


def test_version_1_in_the_database_is_the_policy_of_the_engine():
    row = MatchingPolicy.objects.get(number=1)

    assert row.document == as_document(POLICY_1)
    assert policies.policy_in_force(DAY) == POLICY_1


def test_a_day_before_every_version_has_the_policy_of_the_engine():
    assert policies.policy_in_force(DAY - timedelta(days=9_000)) == POLICY_1


def test_a_proposal_holds_for_nobody_until_it_is_adopted():
    officer = an_officer()
    version = proposed(officer)

    assert (version.number, version.name) == (2, "Languages before links")
    assert policies.policy_in_force(DAY) == POLICY_1
    assert list(
        Event.objects.filter(verb="policy.proposed").values_list("subject", "actor_id")
    ) == [("2", officer.pk)]


def test_a_second_person_adopts_and_it_holds_from_that_day_on():
    version = adopted()

    assert policies.policy_in_force(DAY) == replace(LANGUAGES_FIRST, version=version.number)
    assert policies.policy_in_force(DAY - timedelta(days=1)) == POLICY_1
    assert Event.objects.filter(verb="policy.adopted", subject="2").count() == 1


def test_what_is_turned_down_never_holds():
    officer = an_officer()
    version = proposed(officer)

    services.turn_down_policy(number=version.number, by=officer, at=NOON)

    assert policies.policy_in_force(DAY) == POLICY_1
    assert Event.objects.filter(verb="policy.turned_down", actor_id=officer.pk).count() == 1
    with pytest.raises(services.AlreadyDecided):
        services.adopt_policy(number=version.number, by=an_officer(), at=NOON)


def test_what_was_adopted_is_not_turned_down():
    version = adopted()

    with pytest.raises(services.AlreadyDecided):
        services.turn_down_policy(number=version.number, by=an_officer(), at=NOON)


def test_nobody_without_the_permission_proposes_adopts_turns_down_or_reads():
    version, stranger = proposed(an_officer()), a_user()

    with pytest.raises(PermissionDenied):
        proposed(stranger)
    with pytest.raises(PermissionDenied):
        services.adopt_policy(number=version.number, by=stranger, at=NOON)
    with pytest.raises(PermissionDenied):
        services.turn_down_policy(number=version.number, by=stranger, at=NOON)
    assert not policies.policies_for(stranger).exists()
    assert policies.policies_for(an_officer()).count() == 2


def test_a_faulty_policy_is_not_recorded():
    with pytest.raises(services.FaultyPolicy) as refused:
        proposed(an_officer(), replace(LANGUAGES_FIRST, order=(Criterion.LINK,)))

    assert str(refused.value) == "fit_not_first"
    assert MatchingPolicy.objects.count() == 1


def test_a_proposal_without_a_reason_is_not_recorded():
    with pytest.raises(services.NoReason):
        services.propose_policy(policy=LANGUAGES_FIRST, reason=" ", by=an_officer(), at=NOON)


def test_who_proposed_does_not_adopt():
    officer = an_officer()
    version = proposed(officer)

    with pytest.raises(services.OwnProposal):
        services.adopt_policy(number=version.number, by=officer, at=NOON)


def test_a_version_that_does_not_exist_is_not_adopted():
    with pytest.raises(MatchingPolicy.DoesNotExist):
        services.adopt_policy(number=9, by=an_officer(), at=NOON)


def test_an_older_version_does_not_undo_a_newer_one():
    older = proposed(an_officer())
    adopted(replace(POLICY_1, name="As before"))

    with pytest.raises(services.Outdated):
        services.adopt_policy(number=older.number, by=an_officer(), at=NOON)


def test_what_was_looked_at_beside_another_version_is_not_adopted():
    adopted()
    newest = proposed(an_officer())

    with pytest.raises(services.ChangedMeanwhile):
        services.adopt_policy(number=newest.number, by=an_officer(), at=NOON, instead_of=1)
    services.adopt_policy(number=newest.number, by=an_officer(), at=NOON, instead_of=2)


# Matching anew.


@pytest.mark.parametrize("verb", ["policy.adopted", "rules.adopted", "map.adopted"])
def test_what_is_adopted_matches_everything_anew(verb):
    record(verb=verb, subject_kind="policy", subject="2", actor_id=None, at=NOON)

    assert Delivery.objects.filter(handler="matching.tasks.match_everything").count() == 1


def test_while_a_run_goes_on_the_message_stays_to_be_sent_again():
    factories.a_live_appeal()
    runs.start_run(by=an_officer(), at=NOON)
    adopted()
    delivery = Delivery.objects.get(handler="matching.tasks.match_everything")

    with pytest.raises(runs.RunGoesOn):
        tasks.match_everything(delivery=delivery.pk)
    first = MatchRun.objects.get()
    runs.cancel_run(reference=first.reference, by=an_officer(), at=NOON)
    tasks.match_everything(delivery=delivery.pk)
    tasks.match_everything(delivery=delivery.pk)

    assert MatchRun.objects.exclude(pk=first.pk).count() == 1


# What the database itself refuses.


@pytest.mark.parametrize(
    "edit",
    [
        {"document": {}},
        {"name": "Another"},
        {"reason": "Another."},
        {"number": 7},
        {"adopted_at": NOON + timedelta(days=9)},
        {"valid_from": DAY + timedelta(days=9)},
        {"rejected_at": NOON},
    ],
)
def test_the_database_refuses_to_edit_an_adopted_version(edit):
    version = adopted()

    with pytest.raises(IntegrityError), transaction.atomic():
        MatchingPolicy.objects.filter(pk=version.pk).update(**edit)


def test_the_database_refuses_to_forget_a_version():
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        MatchingPolicy.objects.filter(number=1).delete()


@pytest.mark.parametrize(
    ("fact", "edit"),
    [
        ("two_people_decide", {"adopted_by": "proposer", "adopted_at": NOON, "valid_from": DAY}),
        ("adopted_by_and_at_go_together", {"adopted_at": NOON, "valid_from": DAY}),
        ("holds_once_adopted", {"adopted_by": "other", "adopted_at": NOON}),
        ("holds_once_adopted", {"valid_from": DAY}),
        ("rejected_by_and_at_go_together", {"rejected_at": NOON}),
        (
            "is_proposed_before_it_is_adopted",
            {"adopted_by": "other", "adopted_at": NOON - timedelta(days=1), "valid_from": DAY},
        ),
        (
            "is_proposed_before_it_is_rejected",
            {"rejected_by": "other", "rejected_at": NOON - timedelta(days=1)},
        ),
        (
            "is_decided_one_way",
            {"adopted_by": "other", "adopted_at": NOON, "valid_from": DAY}
            | {"rejected_by": "other", "rejected_at": NOON},
        ),
    ],
)
def test_the_database_refuses_what_must_never_be(fact, edit):
    version = proposed(an_officer())
    people = {"proposer": version.proposed_by, "other": an_officer()}
    change = {name: people.get(value, value) for name, value in edit.items()}

    with pytest.raises(IntegrityError, match=fact), transaction.atomic():
        MatchingPolicy.objects.filter(pk=version.pk).update(**change)


def test_the_database_refuses_a_version_that_nobody_proposed():
    with pytest.raises(IntegrityError, match="someone_proposes"), transaction.atomic():
        MatchingPolicy.objects.create(
            number=2, name="Other", document={}, reason="Why not.", proposed_at=NOON
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_adopt_at_once_the_second_waits_and_is_told():
    version, first, second = proposed(an_officer()), an_officer(), an_officer()
    adopt = in_own_connection(services.adopt_policy)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            services.adopt_policy(number=version.number, by=first, at=NOON)
            outcome = thread.submit(adopt, number=version.number, by=second, at=NOON)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.AlreadyDecided):
            outcome.result(timeout=10)

    version.refresh_from_db()
    assert version.adopted_by == first


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_at_once_the_second_waits_and_is_given_the_next_number():
    earlier = proposed(an_officer())
    one, other = an_officer(), an_officer()
    propose = in_own_connection(proposed)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            first = proposed(one)
            outcome = thread.submit(propose, other)
            wait_until_someone_waits_for_a_lock()

        second = outcome.result(timeout=10)

    assert (first.number, second.number) == (earlier.number + 1, earlier.number + 2)
