"""Writing, sending, taking and withdrawing appeals."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from activities.engine.values import Activity
from audit.models import Event
from matching.engine.clocks import ClockState
from matching.engine.lifecycle import AppealAction, AppealState, IllegalTransition
from matching.engine.values import AppealKind, NeedTopic, Urgency
from matching.models import Appeal
from matching.selectors import queue, reading
from matching.services import appeals
from matching.services.appeals import AppealContent
from matching.services.steps import AlreadyAsked
from tests.clock import NOON
from tests.factories import (
    a_live_appeal,
    a_municipality,
    a_network,
    a_supervisor,
    an_intermediary,
    an_officer,
    knows,
    put_in_state,
    someone_at,
    someone_in,
    someone_of,
)
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

CONTENT = AppealContent(
    kinds=frozenset({AppealKind.SUPPORT}),
    activity=Activity.FORUMS,
    topic=NeedTopic.DIALOGUE,
    summary="We ask to be heard.",
    languages=frozenset({"en"}),
    urgency=Urgency.CRITICAL,
    starts=NOON.date(),
    ends=NOON.date() + timedelta(days=30),
)


GUARDS = [
    "matching.Appeal:legal_steps",
    "matching.Appeal:only_proposals_move_helpers_found",
]  # put aside, so that the constraint itself is met


def a_draft(municipality):
    mayor = someone_of(municipality)
    return appeals.write_appeal(municipality=municipality, content=CONTENT, by=mayor, at=NOON)


@pytest.mark.django_db
def test_a_draft_is_seen_by_its_own_municipality_alone():
    town = a_municipality()
    draft = a_draft(town)

    seen_by = {
        name
        for name, user in {
            "mayor": someone_of(town),
            "stranger": someone_of(a_municipality()),
            "network": someone_in(a_network(town)),
            "officer": an_officer(),
            "supervisor": a_supervisor(),
        }.items()
        if draft in Appeal.objects.visible_to(user)
    }

    assert seen_by == {"mayor"}


@pytest.mark.django_db
@pytest.mark.parametrize("state", [AppealState.SUBMITTED, AppealState.ACKNOWLEDGED])
def test_a_sent_appeal_is_seen_by_its_author_and_the_officer_who_took_it(state):
    appeal = a_live_appeal()
    officer = an_officer()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    put_in_state(appeal, state)

    seen_by = {
        name
        for name, user in {
            "mayor": someone_of(appeal.municipality),
            "stranger": someone_of(a_municipality()),
            "network": someone_in(a_network(appeal.municipality)),
            "officer": officer,
            "other officer": an_officer(),
            "supervisor": a_supervisor(),
        }.items()
        if appeal in Appeal.objects.visible_to(user)
    }

    assert seen_by == {"mayor", "officer"}


@pytest.mark.django_db
def test_sending_sets_the_clock_and_leaves_one_event():
    town = a_municipality()
    draft = a_draft(town)

    sent = appeals.move_appeal(
        reference=draft.reference, action=AppealAction.SUBMIT, by=someone_of(town), at=NOON
    )

    assert (sent.state, sent.submitted_at) == (AppealState.SUBMITTED, NOON)
    verbs = Event.objects.filter(subject=str(draft.reference)).values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["appeal.written", "appeal.submitted"]


@pytest.mark.django_db
def test_a_second_live_appeal_for_the_same_is_refused_and_stays_a_draft():
    town = a_municipality()
    a_live_appeal(town)
    twin = a_draft(town)

    with pytest.raises(AlreadyAsked):
        appeals.move_appeal(
            reference=twin.reference, action=AppealAction.SUBMIT, by=someone_of(town), at=NOON
        )

    twin.refresh_from_db()
    assert twin.state == AppealState.DRAFT


@pytest.mark.django_db
def test_a_helper_only_town_cannot_appeal():
    town = a_municipality(may_appeal=False)

    with pytest.raises(appeals.CannotAppeal):
        appeals.write_appeal(municipality=town, content=CONTENT, by=someone_of(town), at=NOON)


@pytest.mark.django_db
def test_a_stranger_writes_no_appeal_for_a_town():
    with pytest.raises(PermissionDenied):
        appeals.write_appeal(
            municipality=a_municipality(),
            content=CONTENT,
            by=someone_of(a_municipality()),
            at=NOON,
        )


@pytest.mark.django_db
def test_an_intermediary_writes_for_a_town_it_knows():
    town, agency = a_municipality(), an_intermediary()
    knows(agency, town.zone)

    written = appeals.write_appeal(
        municipality=town, content=CONTENT, by=someone_at(agency), at=NOON
    )

    assert written.intermediary == agency


@pytest.mark.django_db
def test_an_intermediary_reads_what_it_wrote_and_nothing_else_of_the_town():
    town, agency = a_municipality(), an_intermediary()
    knows(agency, town.zone)
    worker = someone_at(agency)
    a_live_appeal(town)
    written = appeals.write_appeal(
        municipality=town, content=replace(CONTENT, topic=NeedTopic.WATER), by=worker, at=NOON
    )

    assert list(Appeal.objects.visible_to(worker)) == [written]


@pytest.mark.django_db
def test_a_withdrawn_appeal_is_not_written_anew():
    appeal = a_live_appeal()
    mayor = someone_of(appeal.municipality)
    appeals.move_appeal(reference=appeal.reference, action=AppealAction.WITHDRAW, by=mayor, at=NOON)

    with pytest.raises(IllegalTransition):
        appeals.rewrite_appeal(reference=appeal.reference, content=CONTENT, by=mayor, at=NOON)


@pytest.mark.django_db
def test_what_is_rewritten_is_kept_and_matched_anew():
    appeal = a_live_appeal()

    appeals.rewrite_appeal(
        reference=appeal.reference,
        content=replace(CONTENT, languages=frozenset({"fr"})),
        by=someone_of(appeal.municipality),
        at=NOON,
    )

    appeal.refresh_from_db()
    assert appeal.languages == ["fr"]
    assert Event.objects.filter(verb="appeal.rewritten").count() == 1


@pytest.mark.django_db
def test_rewriting_into_a_twin_is_refused():
    town = a_municipality()
    a_live_appeal(town)
    other = a_live_appeal(town, topic=NeedTopic.WATER)

    with pytest.raises(AlreadyAsked):
        appeals.rewrite_appeal(
            reference=other.reference, content=CONTENT, by=someone_of(town), at=NOON
        )


@pytest.mark.django_db
def test_a_case_has_one_officer():
    appeal = a_live_appeal()
    appeals.take_appeal(reference=appeal.reference, by=an_officer(), at=NOON)

    with pytest.raises(appeals.AlreadyTaken):
        appeals.take_appeal(reference=appeal.reference, by=an_officer(), at=NOON)


@pytest.mark.django_db
def test_taking_what_does_not_wait_is_refused():
    draft = a_draft(a_municipality())

    with pytest.raises(appeals.NotWaiting):
        appeals.take_appeal(reference=draft.reference, by=an_officer(), at=NOON)


@pytest.mark.django_db
def test_a_mayor_takes_no_case():
    appeal = a_live_appeal()

    with pytest.raises(PermissionDenied):
        appeals.take_appeal(reference=appeal.reference, by=someone_of(appeal.municipality), at=NOON)


@pytest.mark.django_db(transaction=True)
def test_the_second_officer_waits_and_then_finds_the_case_taken():
    appeal = a_live_appeal()
    first, second = an_officer(), an_officer()
    step: dict[str, Any] = {"reference": appeal.reference, "at": NOON}

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            appeals.take_appeal(by=first, **step)
            outcome = elsewhere.submit(in_own_connection(appeals.take_appeal), by=second, **step)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(appeals.AlreadyTaken):
            outcome.result(timeout=10)


def queued(user) -> list[queue.QueueLine]:
    return queue.queue_lines(user, list(queue.queue_for(user)), today=NOON.date())


@pytest.mark.django_db
def test_the_queue_tells_whose_case_it_is_only_to_its_officer():
    mine, other = a_live_appeal(), a_live_appeal()
    officer = an_officer()
    appeals.take_appeal(reference=mine.reference, by=officer, at=NOON)

    lines = {line.reference: line.appeal for line in queued(officer)}

    assert lines == {mine.reference: mine, other.reference: None}


@pytest.mark.django_db
def test_the_queue_leaves_out_what_a_colleague_took():
    appeal = a_live_appeal()
    appeals.take_appeal(reference=appeal.reference, by=an_officer(), at=NOON)

    assert queued(an_officer()) == []


@pytest.mark.django_db
def test_the_queue_puts_first_what_is_due_first_and_marks_what_is_late():
    older = a_live_appeal(at=NOON - timedelta(days=4))  # a Thursday
    newer = a_live_appeal(at=NOON)

    lines = queued(an_officer())

    assert [(line.reference, line.owed and line.owed.state) for line in lines] == [
        (older.reference, ClockState.OVERDUE),
        (newer.reference, ClockState.RUNNING),
    ]


@pytest.mark.django_db
def test_criteria_and_order_are_for_the_officer_of_the_case():
    appeal = a_live_appeal()
    officer = an_officer()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    appeal.refresh_from_db()

    assert reading.result_for(an_officer(), appeal) is None
    with pytest.raises(PermissionDenied):
        reading.result_for(someone_of(appeal.municipality), appeal)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ends": NOON.date()}, "ends_after_it_starts"),
        ({"kinds": []}, "has_a_kind"),
        ({"languages": []}, "has_a_language"),
        ({"state": "lost"}, "state_is_known"),
        ({"submitted_at": None}, "submitted_at_once_sent"),
        ({"urgency": "whenever"}, "urgency_is_known"),
    ],
)
def test_each_constraint_refuses(change, constraint):
    appeal = a_live_appeal()

    with (
        pgtrigger.ignore(*GUARDS),
        pytest.raises(IntegrityError, match=f"matching_appeal_{constraint}"),
        transaction.atomic(),
    ):
        Appeal.objects.filter(pk=appeal.pk).update(**change)


@pytest.mark.django_db
def test_the_zones_of_my_cases_are_those_of_live_appeals_that_i_took():
    mine, others = a_live_appeal(), a_live_appeal()
    officer = an_officer()
    appeals.take_appeal(reference=mine.reference, by=officer, at=NOON)

    assert reading.case_zones_of(officer) == {mine.municipality.zone_id}
    assert others.municipality.zone_id not in reading.case_zones_of(officer)
