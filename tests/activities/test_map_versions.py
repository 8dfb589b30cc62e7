"""Versions of the map: proposed by one, adopted by another, never edited; matched anew."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.engine.roles import Role
from activities import selectors, services
from activities.engine.documents import from_document
from activities.engine.editing import REPORT
from activities.engine.law import FaultCode
from activities.engine.values import Activity, Basis, Fit
from activities.models import MapVersion
from audit.models import Delivery, Event
from evidence.engine.values import Phase
from matching.models import MatchResult, MatchRun
from matching.services import runs
from tests.accounts.test_roles import _user_as
from tests.activities.editions import FORUMS_DO_NOT_FIT_IN_WAR, adopted, proposed, with_fit
from tests.clock import NOON
from tests.factories import a_live_appeal, a_user, an_officer
from tests.matching.test_runs import do_blocks
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.mark.django_db
def test_the_first_version_in_the_database_is_the_engine_s_own():
    version = MapVersion.objects.get(number=1)

    assert from_document(1, version.document) == REPORT
    assert selectors.edition(1) == selectors.edition_in_force(date(2008, 5, 27))


@pytest.mark.django_db
def test_an_adopted_map_holds_from_its_day_on_and_not_before():
    version = adopted()

    today = selectors.map_in_force(TODAY)

    assert (str(version), version.valid_from, today.version) == ("map 2", TODAY, 2)
    assert today.cells[Activity.FORUMS].fits[Phase.HIGH] == Fit(score=0, basis=(Basis.OURS,))
    assert selectors.map_in_force(TODAY - DAY) == REPORT
    assert selectors.current_map() == today


@pytest.mark.django_db
def test_a_proposal_alone_changes_nothing_and_is_not_public():
    version = proposed()

    assert selectors.map_in_force(TODAY) == REPORT
    assert [number for number, _day in selectors.editions()] == [1]
    with pytest.raises(MapVersion.DoesNotExist):
        selectors.edition(version.number)


@pytest.mark.django_db
def test_a_past_version_stays_readable_with_its_day_and_reason():
    adopted()
    adopted(with_fit(Activity.VISITS, Phase.HIGH, 1, selectors.map_in_force(TODAY)), at=NOON + DAY)

    past = selectors.edition(2)

    assert (past.number, past.valid_from, past.reason) == (2, TODAY, "Too little came of them.")
    assert selectors.editions() == [(3, TODAY + DAY), (2, TODAY), (1, date(2026, 1, 1))]


@pytest.mark.django_db
def test_the_map_in_force_costs_one_query():
    adopted()

    with CaptureQueriesContext(connection) as queries:
        selectors.map_in_force(TODAY)

    assert len(queries) == 1


@pytest.mark.django_db
def test_who_proposed_does_not_adopt():
    officer = an_officer()
    version = proposed(by=officer)

    with pytest.raises(services.OwnProposal):
        services.adopt_map(number=version.number, by=officer, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("decide", [services.adopt_map, services.reject_map])
def test_what_was_adopted_is_not_decided_again(decide):
    version = adopted()

    with pytest.raises(services.AlreadyDecided):
        decide(number=version.number, by=an_officer(), at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("decide", [services.adopt_map, services.reject_map])
def test_what_was_rejected_is_not_decided_again(decide):
    version = proposed()
    services.reject_map(number=version.number, by=an_officer(), at=NOON)

    with pytest.raises(services.AlreadyDecided):
        decide(number=version.number, by=an_officer(), at=NOON)


@pytest.mark.django_db
def test_who_proposed_may_put_it_aside():
    officer = an_officer()
    version = proposed(by=officer)

    rejected = services.reject_map(number=version.number, by=officer, at=NOON)

    assert (rejected.rejected_by, rejected.rejected_at) == (officer, NOON)


@pytest.mark.django_db
def test_of_two_proposals_on_one_version_the_second_would_undo_the_first_and_is_refused():
    one, other = proposed(), proposed(with_fit(Activity.VISITS, Phase.HIGH, 1))
    services.adopt_map(number=one.number, by=an_officer(), at=NOON)

    with pytest.raises(services.Outdated):
        services.adopt_map(number=other.number, by=an_officer(), at=NOON)


@pytest.mark.django_db
def test_a_proposal_on_a_version_of_the_past_is_refused():
    adopted()

    with pytest.raises(services.Outdated):
        proposed(with_fit(Activity.VISITS, Phase.HIGH, 1))


@pytest.mark.django_db
def test_a_map_that_says_the_same_is_refused():
    with pytest.raises(services.NothingChanged):
        proposed(REPORT)


@pytest.mark.django_db
def test_a_proposal_needs_a_reason():
    with pytest.raises(services.NoReason):
        proposed(reason=" ")


@pytest.mark.django_db
def test_a_faulty_map_is_refused_with_its_faults():
    events = replace(REPORT.cells[Activity.EVENTS], required=frozenset())
    lax = replace(REPORT, cells=MappingProxyType({**REPORT.cells, Activity.EVENTS: events}))

    with pytest.raises(services.FaultyMap) as refused:
        proposed(lax)

    assert [(fault.code, fault.about) for fault in refused.value.faults] == [
        (FaultCode.PREREQUISITE_LOST, "p1"),
        (FaultCode.PREREQUISITE_LOST, "p3"),
    ]


@pytest.mark.django_db
def test_a_proposal_that_hides_its_marks_is_marked_all_the_same():
    forums = replace(
        FORUMS_DO_NOT_FIT_IN_WAR.cells[Activity.FORUMS],
        citation=REPORT.cells[Activity.FORUMS].citation,
    )
    cells = MappingProxyType({**REPORT.cells, Activity.FORUMS: forums})

    version = proposed(replace(REPORT, cells=cells))

    assert version.document["forums"]["citation"] == {"mark": "ours", "lines": []}


@pytest.mark.django_db
@pytest.mark.parametrize("decide", [services.adopt_map, services.reject_map])
def test_a_version_that_is_not_there_is_not_decided(decide):
    with pytest.raises(MapVersion.DoesNotExist):
        decide(number=99, by=an_officer(), at=NOON)


def _propose(by, number):
    proposed(by=by)


def _adopt(by, number):
    services.adopt_map(number=number, by=by, at=NOON)


def _reject(by, number):
    services.reject_map(number=number, by=by, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("deed", [_propose, _adopt, _reject])
@pytest.mark.parametrize("role", [None, *Role])
def test_the_secretariat_alone_edits_the_map(deed, role):
    number = proposed().number
    user = a_user() if role is None else _user_as(role)[0]
    is_staff = role in (Role.OFFICER, Role.SUPERVISOR)

    if is_staff:
        deed(user, number)
    else:
        with pytest.raises(PermissionDenied):
            deed(user, number)

    assert selectors.map_versions_for(user).exists() is is_staff


@pytest.mark.django_db
def test_each_step_leaves_one_event_with_its_actor():
    one, other = an_officer(), an_officer()
    first, second = proposed(by=one), proposed(by=one)
    services.reject_map(number=first.number, by=other, at=NOON)
    services.adopt_map(number=second.number, by=other, at=NOON)

    told = Event.objects.filter(subject_kind="map").order_by("pk")

    assert list(told.values_list("verb", "subject", "actor_id")) == [
        ("map.proposed", "2", one.pk),
        ("map.proposed", "3", one.pk),
        ("map.rejected", "2", other.pk),
        ("map.adopted", "3", other.pk),
    ]


# Matching


@pytest.mark.django_db
def test_an_adopted_map_matches_every_appeal_anew_and_a_proposal_none():
    a_live_appeal()
    runs.match_changes(handler="matching.tasks.match_changes", at=NOON)
    version = proposed()
    everything = Delivery.objects.filter(handler="matching.tasks.match_everything")
    assert not everything.exists()

    services.adopt_map(number=version.number, by=an_officer(), at=NOON)
    runs.start_run_after_import(delivery=everything.get().pk, at=NOON)
    do_blocks()

    assert MatchRun.objects.get().state == "complete"
    assert list(MatchResult.objects.order_by("pk").values_list("map_version", "is_current")) == [
        (1, False),
        (2, True),
    ]


# What PostgreSQL holds


@pytest.mark.django_db
@pytest.mark.parametrize(
    "edit",
    [
        {"reason": "Another."},
        {"document": {}},
        {"number": 7},
        {"based_on": 0},
        {"valid_from": TODAY + DAY},
        {"adopted_at": NOON + DAY},
    ],
)
def test_the_database_refuses_to_edit_an_adopted_version(edit):
    version = adopted()

    with pytest.raises(IntegrityError), transaction.atomic():
        MapVersion.objects.filter(pk=version.pk).update(**edit)


@pytest.mark.django_db
def test_the_database_refuses_to_delete_a_version():
    version = proposed()

    with pytest.raises(DatabaseError), transaction.atomic():
        MapVersion.objects.filter(pk=version.pk).delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "row"),
    [
        ("someone_proposes", {"proposed_by": None}),
        ("has_a_reason", {"reason": ""}),
        ("is_based_on_an_earlier_one", {"based_on": 2}),
        ("number", {"number": 1}),
        ("adopted_by_and_at_go_together", {"adopted_at": NOON, "valid_from": TODAY}),
        ("two_people_decide", {"adopted_at": NOON, "valid_from": TODAY, "adopted_by": "proposer"}),
        ("holds_once_adopted", {"adopted_at": NOON, "adopted_by": "other"}),
        ("holds_once_adopted", {"valid_from": TODAY}),
        (
            "is_proposed_before_it_is_adopted",
            {"adopted_at": NOON - DAY, "valid_from": TODAY, "adopted_by": "other"},
        ),
        ("rejected_by_and_at_go_together", {"rejected_at": NOON}),
        ("is_proposed_before_it_is_rejected", {"rejected_at": NOON - DAY, "rejected_by": "other"}),
        (
            "is_decided_one_way",
            {
                "rejected_at": NOON,
                "rejected_by": "other",
                "adopted_at": NOON,
                "adopted_by": "other",
                "valid_from": TODAY,
            },
        ),
    ],
)
def test_the_database_refuses_a_version_that_breaks_a_rule(constraint, row):
    people = {"proposer": an_officer(), "other": an_officer()}
    sound = {
        "number": 2,
        "based_on": 1,
        "document": {},
        "reason": "Why not.",
        "proposed_by": "proposer",
        "proposed_at": NOON,
    }
    values = {name: people.get(str(value), value) for name, value in (sound | row).items()}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MapVersion.objects.create(**values)


# Races


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first_decides", [services.adopt_map, services.reject_map])
def test_of_two_who_decide_at_once_the_second_waits_and_is_told(first_decides):
    version, first, second = proposed(), an_officer(), an_officer()
    adopt = in_own_connection(services.adopt_map)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            first_decides(number=version.number, by=first, at=NOON)
            outcome = thread.submit(adopt, number=version.number, by=second, at=NOON)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.AlreadyDecided):
            outcome.result(timeout=10)

    version.refresh_from_db()
    assert first in (version.adopted_by, version.rejected_by)


@pytest.mark.django_db(transaction=True)
def test_of_two_versions_adopted_at_once_the_second_waits_and_is_outdated():
    one, other = proposed(), proposed(with_fit(Activity.VISITS, Phase.HIGH, 1))
    officer = an_officer()
    adopt = in_own_connection(services.adopt_map)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            services.adopt_map(number=one.number, by=officer, at=NOON)
            outcome = thread.submit(adopt, number=other.number, by=officer, at=NOON)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(services.Outdated):
            outcome.result(timeout=10)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_at_once_the_second_waits_and_is_given_the_next_number():
    proposed()
    one, other = an_officer(), an_officer()
    propose = in_own_connection(proposed)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            first = proposed(by=one)
            outcome = thread.submit(propose, by=other)
            wait_until_someone_waits_for_a_lock()

        second = outcome.result(timeout=10)

    assert (first.number, second.number) == (3, 4)
