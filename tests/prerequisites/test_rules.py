"""Versions of the rules: proposed by one, adopted by another, and never edited."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from evidence.engine.values import Confidence, SourceKind, Subject
from prerequisites import selectors
from prerequisites.engine.documents import (
    Fault,
    FaultCode,
    UnreadableRules,
    as_document,
    faults_of,
    from_document,
)
from prerequisites.engine.rules import RULES_1
from prerequisites.engine.values import Step
from prerequisites.models import RuleSetVersion
from prerequisites.services import rules as services
from tests.clock import NOON
from tests.factories import a_user, an_officer
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

STRICTER = replace(RULES_1, sources_to_open={**RULES_1.sources_to_open, Subject.P1: 3})


def proposed(by, rules=STRICTER, at=NOON):
    return services.propose_rules(rules=rules, reason="Peace needs three.", by=by, at=at)


@pytest.mark.django_db
def test_the_first_version_in_the_database_is_the_engine_s_own():
    version = RuleSetVersion.objects.get(number=1)

    assert from_document(1, version.document) == RULES_1


@pytest.mark.django_db
def test_adopted_numbers_hold_from_their_day_on_and_not_before():
    version = proposed(an_officer())
    services.adopt_rules(number=version.number, by=an_officer(), at=NOON)

    today = selectors.rules_in_force(NOON.date())
    yesterday = selectors.rules_in_force(NOON.date() - timedelta(days=1))

    assert (today.version, today.sources_to_open[Subject.P1]) == (2, 3)
    assert yesterday == RULES_1
    assert selectors.current_rules() == today


@pytest.mark.django_db
def test_a_proposal_alone_changes_nothing():
    proposed(an_officer())

    assert selectors.rules_in_force(NOON.date()) == RULES_1


@pytest.mark.django_db
def test_who_proposed_does_not_adopt():
    officer = an_officer()
    version = proposed(officer)

    with pytest.raises(services.OwnProposal):
        services.adopt_rules(number=version.number, by=officer, at=NOON)


@pytest.mark.django_db
def test_a_version_is_adopted_once():
    version = proposed(an_officer())
    services.adopt_rules(number=version.number, by=an_officer(), at=NOON)

    with pytest.raises(services.AlreadyAdopted):
        services.adopt_rules(number=version.number, by=an_officer(), at=NOON)


@pytest.mark.django_db
def test_an_older_proposal_does_not_undo_a_newer_version():
    older, newer = proposed(an_officer()), proposed(an_officer())
    services.adopt_rules(number=newer.number, by=an_officer(), at=NOON)

    with pytest.raises(services.Outdated):
        services.adopt_rules(number=older.number, by=an_officer(), at=NOON)


@pytest.mark.django_db
def test_what_was_looked_at_beside_another_version_is_not_adopted():
    first, second = proposed(an_officer()), proposed(an_officer())
    services.adopt_rules(number=first.number, by=an_officer(), at=NOON, instead_of=1)

    with pytest.raises(services.ChangedMeanwhile):
        services.adopt_rules(number=second.number, by=an_officer(), at=NOON, instead_of=1)

    second.refresh_from_db()
    assert second.adopted_at is None


@pytest.mark.django_db
def test_strangers_neither_propose_nor_adopt_nor_read():
    version, stranger = proposed(an_officer()), a_user()

    with pytest.raises(PermissionDenied):
        proposed(stranger)
    with pytest.raises(PermissionDenied):
        services.adopt_rules(number=version.number, by=stranger, at=NOON)
    assert not selectors.rule_versions_for(stranger).exists()
    assert selectors.rule_versions_for(an_officer()).count() == 2


@pytest.mark.django_db
def test_a_version_that_is_not_there_is_not_adopted():
    with pytest.raises(RuleSetVersion.DoesNotExist):
        services.adopt_rules(number=99, by=an_officer(), at=NOON)


@pytest.mark.django_db
def test_a_proposal_needs_a_reason():
    with pytest.raises(services.NoReason):
        services.propose_rules(rules=STRICTER, reason=" ", by=an_officer(), at=NOON)


@pytest.mark.django_db
def test_faulty_numbers_are_refused_with_their_faults():
    lax = replace(RULES_1, sources_to_open={**RULES_1.sources_to_open, Subject.P1: 1})

    with pytest.raises(services.FaultyRules) as refused:
        proposed(an_officer(), lax)

    assert refused.value.faults == (Fault(code=FaultCode.TOO_FEW_TO_OPEN, about="p1"),)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            {"validity_days": {**RULES_1.validity_days, Subject.P4: 0}},
            Fault(code=FaultCode.DAYS_OUT_OF_RANGE, about="p4"),
        ),
        (
            {"validity_days": {**RULES_1.validity_days, Subject.P4: 4_000}},
            Fault(code=FaultCode.DAYS_OUT_OF_RANGE, about="p4"),
        ),
        (
            {
                "validity_days": {
                    each: days
                    for each, days in RULES_1.validity_days.items()
                    if each is not Subject.P3
                }
            },
            Fault(code=FaultCode.NEVER_STALE, about="p3"),
        ),
        (
            {"validity_days_when_high": {Subject.P1: 91}},
            Fault(code=FaultCode.LASTS_LONGER_IN_VIOLENCE, about="p1"),
        ),
        (
            {"sources_to_open": {**RULES_1.sources_to_open, Subject.R: 0}},
            Fault(code=FaultCode.TOO_FEW_TO_OPEN, about="r"),
        ),
        (
            {"sources_to_open": {**RULES_1.sources_to_open, Subject.P2: 4}},
            Fault(code=FaultCode.TOO_MANY_SOURCES, about="p2"),
        ),
        ({"sources_to_close": 3}, Fault(code=FaultCode.CLOSING_HARDER_THAN_OPENING)),
        ({"sources_to_close": 0}, Fault(code=FaultCode.CLOSING_HARDER_THAN_OPENING)),
        (
            {"named_by": {Subject.P3: frozenset({SourceKind.GOVERNMENT})}},
            Fault(code=FaultCode.NOT_NAMED_BY_CHANNELS, about="p3"),
        ),
        ({"named_by": {}}, Fault(code=FaultCode.NOT_NAMED_BY_CHANNELS, about="p3")),
        (
            {"context_only": frozenset({SourceKind.DATASET})},
            Fault(code=FaultCode.CONTEXT_DECIDES, about="country_index"),
        ),
        (
            {"needs_confirmation": frozenset({Subject.S, Subject.CONFLICT_LINK})},
            Fault(code=FaultCode.PROOF_UNCONFIRMED, about="r"),
        ),
        ({"too_weak": frozenset(Confidence)}, Fault(code=FaultCode.NOTHING_COUNTS)),
        (
            {"ended_by_office_change": frozenset({Subject.P2})},
            Fault(code=FaultCode.OFFICE_OUTLIVED, about="p3"),
        ),
        (
            {"ended_by_violence": frozenset()},
            Fault(code=FaultCode.VIOLENCE_OUTLIVED, about="p1"),
        ),
        (
            {
                "within_days": {
                    step: days
                    for step, days in RULES_1.within_days.items()
                    if step is not Step.REVIEW
                }
            },
            Fault(code=FaultCode.STEP_WITHOUT_CLOCK, about="review"),
        ),
    ],
)
def test_each_fault_is_found(change, fault):
    assert faults_of(replace(RULES_1, **change)) == (fault,)


def test_the_numbers_in_force_have_no_fault():
    assert faults_of(RULES_1) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"sources_to_close": "one"},
        {"sources_to_close": True},
        {"validity_days": [90]},
        {"validity_days": {"p9": 90}},
        {"context_only": "dataset"},
        {"unknown_part": 1},
    ],
)
def test_a_document_that_is_no_rule_set_is_refused(change):
    with pytest.raises(UnreadableRules):
        from_document(1, {**as_document(RULES_1), **change})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "edit",
    [
        {"reason": "Another."},
        {"document": {}},
        {"number": 7},
        {"adopted_at": NOON + timedelta(days=9)},
    ],
)
def test_the_database_refuses_to_edit_an_adopted_version(edit):
    version = proposed(an_officer())
    services.adopt_rules(number=version.number, by=an_officer(), at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSetVersion.objects.filter(pk=version.pk).update(**edit)


@pytest.mark.django_db
def test_the_database_refuses_a_version_that_nobody_proposed():
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSetVersion.objects.create(number=2, document={}, reason="Why not.", proposed_at=NOON)


@pytest.mark.django_db
def test_the_database_refuses_one_person_who_decides_alone():
    version = proposed(an_officer())

    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSetVersion.objects.filter(pk=version.pk).update(
            adopted_by=version.proposed_by, adopted_at=NOON
        )


@pytest.mark.django_db
@pytest.mark.parametrize("adopted_at", [None, NOON - timedelta(days=1)])
def test_the_database_refuses_an_adoption_without_its_time_or_before_the_proposal(adopted_at):
    version = proposed(an_officer())

    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSetVersion.objects.filter(pk=version.pk).update(
            adopted_by=an_officer(), adopted_at=adopted_at
        )


@pytest.mark.django_db
def test_the_database_refuses_an_adoption_by_nobody():
    version = proposed(an_officer())

    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSetVersion.objects.filter(pk=version.pk).update(adopted_at=NOON)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_adopt_at_once_the_second_waits_and_is_told():
    version, first, second = proposed(an_officer()), an_officer(), an_officer()
    adopt = in_own_connection(services.adopt_rules)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            services.adopt_rules(number=version.number, by=first, at=NOON)
            outcome = thread.submit(adopt, number=version.number, by=second, at=NOON)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.AlreadyAdopted):
            outcome.result(timeout=10)

    version.refresh_from_db()
    assert version.adopted_by == first


@pytest.mark.django_db(transaction=True)
def test_an_older_and_a_newer_version_are_never_both_adopted_out_of_order():
    at = datetime(2026, 3, 3, tzinfo=UTC)
    older, newer, officer = proposed(an_officer()), proposed(an_officer()), an_officer()
    adopt = in_own_connection(services.adopt_rules)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            services.adopt_rules(number=newer.number, by=officer, at=at)
            outcome = thread.submit(adopt, number=older.number, by=officer, at=at)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.Outdated):
            outcome.result(timeout=10)


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
