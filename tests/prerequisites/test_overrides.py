"""Overrides: two people and a reason, for a while, and never past section 9 of the rules."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Event
from evidence.engine.values import Subject
from prerequisites import selectors
from prerequisites.engine.overrides import OVERRIDABLE
from prerequisites.engine.values import Reason, Value
from prerequisites.engine.verdict import assessment_of
from prerequisites.models import Override
from prerequisites.services import overrides as services
from tests.clock import NOON
from tests.factories import a_municipality, a_user, an_officer
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

TODAY = NOON.date()
IN_90_DAYS = TODAY + timedelta(days=90)

pytestmark = pytest.mark.django_db


def a_decision(subject=Subject.P3, value=Value.MET, **changes):
    words = {
        "subject": subject,
        "value": value,
        "reason": "We met the mayor ourselves.",
        "since": TODAY,
        "until": IN_90_DAYS,
    }
    return services.Decision(**{**words, **changes})


def proposed(town, decision=None, *, by=None, at=NOON):
    return services.propose_override(
        municipality=town, decision=decision or a_decision(), by=by or an_officer(), at=at
    )


def confirmed(override, *, by=None, at=NOON):
    return services.confirm_override(reference=override.reference, by=by or an_officer(), at=at)


def ended(override, *, by=None, at=NOON):
    return services.end_override(reference=override.reference, by=by or an_officer(), at=at)


def rejected(override, *, by=None, at=NOON):
    return services.reject_override(reference=override.reference, by=by or an_officer(), at=at)


def assessed(town, subject=Subject.P3, *, as_of=TODAY, known_on=TODAY):
    verdict = selectors.verdicts_for([town.pk], as_of=as_of, known_on=known_on)[town.pk]
    return assessment_of(verdict, subject)


def test_a_confirmed_override_says_so_and_until_when():
    town = a_municipality()
    override = confirmed(proposed(town))

    found = assessed(town)

    assert found.value is Value.MET
    assert found.reasons == (Reason.OVERRIDDEN,)
    assert found.used == (f"override:{override.reference}",)
    assert found.expires_on == IN_90_DAYS


def test_a_proposal_alone_changes_nothing():
    town = a_municipality()
    proposed(town)

    assert assessed(town).value is Value.UNKNOWN


def test_it_holds_for_its_days_and_for_its_municipality_only():
    town, other = a_municipality(), a_municipality()
    confirmed(proposed(town))

    later = NOON.date() + timedelta(days=200)
    assert assessed(town, as_of=IN_90_DAYS, known_on=later).value is Value.UNKNOWN
    assert assessed(town, as_of=TODAY - timedelta(days=1)).value is Value.UNKNOWN
    assert assessed(other).value is Value.UNKNOWN


def test_what_was_known_before_and_after_stays_apart():
    town = a_municipality()
    override = proposed(town)
    confirmed(override, at=NOON + timedelta(days=3))
    ended(override, at=NOON + timedelta(days=10))
    day = TODAY + timedelta(days=20)

    known = [TODAY + timedelta(days=days) for days in (2, 3, 9, 10)]
    values = [assessed(town, as_of=day, known_on=each).value for each in known]

    assert values == [Value.UNKNOWN, Value.MET, Value.MET, Value.UNKNOWN]


def test_who_proposed_does_not_confirm():
    officer = an_officer()
    override = proposed(a_municipality(), by=officer)

    with pytest.raises(services.OwnOverride):
        confirmed(override, by=officer)


def test_it_is_confirmed_once_and_ended_once():
    override = confirmed(proposed(a_municipality()))

    with pytest.raises(services.AlreadyConfirmed):
        confirmed(override)
    ended(override)
    with pytest.raises(services.AlreadyEnded):
        ended(override)
    with pytest.raises(services.AlreadyEnded):
        confirmed(override)


@pytest.mark.parametrize("subject", sorted(set(Subject) - set(OVERRIDABLE)))
def test_the_request_the_conflict_and_the_limits_need_proof(subject):
    with pytest.raises(services.CannotBeOverridden):
        proposed(a_municipality(), a_decision(subject))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"reason": "  "}, services.NoReason),
        ({"until": TODAY}, services.HoldsTooLong),
        ({"until": TODAY + timedelta(days=181)}, services.HoldsTooLong),
        ({"since": TODAY - timedelta(days=1)}, services.StartsEarlier),
    ],
)
def test_an_unfit_decision_is_refused(changes, refusal):
    with pytest.raises(refusal):
        proposed(a_municipality(), a_decision(**changes))


def test_strangers_neither_propose_nor_confirm_nor_end_nor_read():
    town, stranger = a_municipality(), a_user()
    override = proposed(town)

    with pytest.raises(PermissionDenied):
        proposed(town, by=stranger)
    with pytest.raises(PermissionDenied):
        confirmed(override, by=stranger)
    with pytest.raises(PermissionDenied):
        ended(override, by=stranger)
    assert not selectors.overrides_for(stranger).exists()
    assert list(selectors.overrides_for(an_officer())) == [override]


def test_an_override_that_is_not_there_is_not_confirmed():
    with pytest.raises(Override.DoesNotExist):
        services.confirm_override(reference=uuid4(), by=an_officer(), at=NOON)


def test_of_two_the_one_confirmed_last_holds_and_of_one_day_the_more_cautious():
    town = a_municipality()
    confirmed(proposed(town, a_decision(value=Value.UNMET)))
    confirmed(proposed(town, a_decision(value=Value.MET)))
    same_day = assessed(town).value
    confirmed(proposed(town, a_decision(value=Value.EMERGING)), at=NOON + timedelta(days=1))

    tomorrow = TODAY + timedelta(days=1)
    assert same_day is Value.UNMET
    assert assessed(town, as_of=tomorrow, known_on=tomorrow).value is Value.EMERGING


@pytest.mark.parametrize(
    "edit",
    [
        {"value": "unmet"},
        {"until": IN_90_DAYS + timedelta(days=9)},
        {"reason": "Another."},
        {"confirmed_at": NOON + timedelta(days=1)},
    ],
)
def test_the_database_refuses_to_edit_an_override(edit):
    override = confirmed(proposed(a_municipality()))

    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.filter(pk=override.pk).update(**edit)


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "r"},
        {"value": "perfect"},
        {"reason": ""},
        {"until": TODAY},
        {"confirmed_at": NOON},
        {"ended_on": TODAY},
    ],
)
def test_the_database_refuses_what_no_service_would_write(change):
    row = {
        "municipality": a_municipality(),
        "subject": "p3",
        "value": "met",
        "reason": "We met the mayor ourselves.",
        "since": TODAY,
        "until": IN_90_DAYS,
        "known_on": TODAY,
        "by": an_officer(),
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.create(**{**row, **change})


def test_the_database_refuses_one_person_who_decides_alone():
    override, officer = proposed(a_municipality()), an_officer()
    own = {"by": officer, "confirmed_by": officer, "confirmed_at": NOON}
    words = ("municipality_id", "subject", "value", "reason", "since", "until", "known_on")

    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.create(**{word: getattr(override, word) for word in words}, **own)


def test_it_is_not_ended_before_it_was_known():
    override = proposed(a_municipality())

    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.filter(pk=override.pk).update(
            ended_by=an_officer(), ended_on=TODAY - timedelta(days=1)
        )


def test_a_proposal_that_was_turned_down_is_not_confirmed_any_more():
    officer = an_officer()
    override = rejected(proposed(a_municipality()), by=officer)

    assert (override.ended_by, override.ended_on, override.confirmed_at) == (officer, TODAY, None)
    assert Event.objects.latest("pk").verb == "override.rejected"
    with pytest.raises(services.AlreadyEnded):
        confirmed(override)


def test_who_proposed_takes_it_back_without_a_second_person():
    officer = an_officer()
    override = proposed(a_municipality(), by=officer)

    assert rejected(override, by=officer).ended_by == officer


def test_turning_down_does_not_end_what_a_colleague_confirmed_before():
    override = confirmed(proposed(a_municipality()))

    with pytest.raises(services.AlreadyConfirmed):
        rejected(override)

    override.refresh_from_db()
    assert override.ended_on is None


def test_strangers_do_not_turn_down():
    override = proposed(a_municipality())

    with pytest.raises(PermissionDenied):
        rejected(override, by=a_user())


def test_what_nobody_confirmed_in_its_days_is_not_confirmed_after_them():
    override = proposed(a_municipality())
    after = NOON + timedelta(days=90)

    with pytest.raises(services.Lapsed):
        confirmed(override, at=after)


def test_only_what_can_still_be_decided_waits_and_the_oldest_comes_first():
    town, day = a_municipality(), TODAY + timedelta(days=10)
    short = a_decision(until=day)
    proposed(town, short)
    confirmed(proposed(town))
    rejected(proposed(town))
    newer = proposed(town, a_decision(since=TODAY + timedelta(days=1)), at=NOON + timedelta(days=1))
    older = proposed(town)

    found = selectors.waiting_overrides_for(an_officer(), today=day)

    assert list(found) == [older, newer]
    assert not selectors.waiting_overrides_for(a_user(), today=day).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_the_second_waits_and_is_told():
    override, first, second = proposed(a_municipality()), an_officer(), an_officer()
    reject = in_own_connection(services.reject_override)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            confirmed(override, by=first)
            outcome = thread.submit(reject, reference=override.reference, by=second, at=NOON)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.AlreadyConfirmed):
            outcome.result(timeout=10)

    override.refresh_from_db()
    assert (override.confirmed_by, override.ended_by) == (first, None)
