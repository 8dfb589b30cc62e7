"""Pairs set aside until a date: who may, what follows, and what no run does meanwhile."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import Event
from matching import tasks
from matching.engine.allocation import delta_of
from matching.engine.asides import LONGEST_DAYS, AsideReason, SpanFault, span_fault
from matching.engine.gates import Gate
from matching.engine.lifecycle import AppealAction, PledgeAction
from matching.models import Match, NearMiss, SetAside
from matching.selectors.allocated import allocated_for
from matching.selectors.asides import aside_outlook, asides_for
from matching.services import appeals, asides, pledges
from tests import factories
from tests.clock import NOON
from tests.matching.test_allocations import allocated
from tests.web.visitors import NOBODYS, OTHERS, match

TODAY = NOON.date()
SOON = TODAY + timedelta(days=30)


class Pair:
    """A live appeal with its officer, and a live pledge that may help it."""

    def __init__(self, at=NOON):
        self.officer = factories.an_officer()
        self.appeal = factories.a_live_appeal(at=at)
        self.pledge = factories.a_live_pledge(at=at)
        self.at = at
        appeals.take_appeal(reference=self.appeal.reference, by=self.officer, at=at)
        self.appeal.refresh_from_db()

    def set_aside(self, **changes) -> SetAside:
        said = {
            "appeal": self.appeal.reference,
            "pledge": self.pledge.reference,
            "reason": AsideReason.DECLINED_BY_HELPER,
            "until": timezone.localdate(self.at) + timedelta(days=30),
            "by": self.officer,
            "at": self.at,
        }
        return asides.set_aside(**said | changes)


@pytest.fixture
def pair(db) -> Pair:
    return Pair()


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        (0, SpanFault.NOT_AHEAD),
        (1, None),
        (LONGEST_DAYS, None),
        (LONGEST_DAYS + 1, SpanFault.TOO_LONG),
    ],
)
def test_a_pair_rests_from_tomorrow_to_a_year(days, fault):
    assert span_fault(TODAY, TODAY + timedelta(days=days)) is fault


# Who may.


def test_the_officer_of_the_case_and_both_parties_may(pair):
    for by in (
        pair.officer,
        factories.someone_of(pair.appeal.municipality),
        factories.someone_of(pair.pledge.municipality),
    ):
        aside = pair.set_aside(by=by)
        asides.lift(reference=aside.reference, by=by, at=NOON)

    assert SetAside.objects.filter(lifted_at=NOON).count() == 3


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_else_sets_aside_or_lifts(pair, who):
    user, aside = OTHERS[who](), pair.set_aside()
    other = factories.a_live_pledge()

    with pytest.raises(PermissionDenied):
        pair.set_aside(pledge=other.reference, by=user)
    with pytest.raises(PermissionDenied):
        asides.lift(reference=aside.reference, by=user, at=NOON)

    assert list(SetAside.objects.live()) == [aside]


def test_a_party_does_not_take_back_what_the_other_declined(pair):
    helper = factories.someone_of(pair.pledge.municipality)
    aside = pair.set_aside(by=helper)

    with pytest.raises(PermissionDenied):
        asides.lift(
            reference=aside.reference, by=factories.someone_of(pair.appeal.municipality), at=NOON
        )


# What is kept.


def test_it_is_kept_with_its_reason_and_each_deed_is_one_event(pair):
    aside = pair.set_aside(note=" They wrote to us. ")
    asides.lift(reference=aside.reference, by=pair.officer, at=NOON)

    aside.refresh_from_db()
    assert (aside.starts, aside.until, aside.note) == (TODAY, SOON, "They wrote to us.")
    assert (aside.lifted_at, aside.lifted_by) == (NOON, pair.officer)
    events = Event.objects.filter(verb__startswith="aside.").order_by("pk")
    assert [(each.verb, each.subject, each.data) for each in events] == [
        ("aside.set", str(aside.reference), {}),
        ("aside.lifted", str(aside.reference), {}),
    ]


def test_a_pair_is_set_aside_once_at_a_time(pair):
    pair.set_aside()

    with pytest.raises(asides.SetAsideAlready):
        pair.set_aside()

    assert SetAside.objects.count() == 1


def test_once_the_day_has_come_it_can_be_set_aside_again_without_waiting_for_the_night(pair):
    lapsed = pair.set_aside(until=TODAY + timedelta(days=1))
    later = NOON + timedelta(days=1)

    again = pair.set_aside(at=later, until=SOON)

    lapsed.refresh_from_db()
    assert lapsed.closed_at == later
    assert list(SetAside.objects.live()) == [again]


@pytest.mark.parametrize("days", [0, LONGEST_DAYS + 1])
def test_a_day_that_has_come_or_is_too_far_is_refused(pair, days):
    with pytest.raises(asides.WrongSpan):
        pair.set_aside(until=TODAY + timedelta(days=days))

    assert not SetAside.objects.exists()


def test_what_is_over_is_not_set_aside(pair):
    pledges.move_pledge(
        reference=pair.pledge.reference,
        action=PledgeAction.WITHDRAW,
        by=factories.someone_of(pair.pledge.municipality),
        at=NOON,
    )
    with pytest.raises(asides.NothingToSetAside):
        pair.set_aside()

    other = factories.a_live_pledge()
    appeals.move_appeal(
        reference=pair.appeal.reference,
        action=AppealAction.WITHDRAW,
        by=factories.someone_of(pair.appeal.municipality),
        at=NOON,
    )
    with pytest.raises(asides.NothingToSetAside):
        pair.set_aside(pledge=other.reference)


def test_what_was_lifted_or_is_over_is_not_lifted(pair):
    aside = pair.set_aside()

    with pytest.raises(asides.OverAlready):
        asides.lift(reference=aside.reference, by=pair.officer, at=NOON + timedelta(days=30))
    asides.lift(reference=aside.reference, by=pair.officer, at=NOON)
    with pytest.raises(asides.OverAlready):
        asides.lift(reference=aside.reference, by=pair.officer, at=NOON)


def test_what_does_not_exist_is_not_lifted(pair):
    with pytest.raises(SetAside.DoesNotExist):
        asides.lift(reference=UUID(NOBODYS), by=pair.officer, at=NOON)


def _broken(**changes):
    SetAside.objects.update(**changes)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("matching_setaside_ends_after_it_starts", {"until": date(2020, 1, 1)}),
        ("matching_setaside_reason_is_known", {"reason": "whim"}),
        ("matching_setaside_lifted_at_and_by_together", {"lifted_at": NOON}),
    ],
)
def test_the_database_refuses_what_must_not_be(pair, constraint, changes):
    pair.set_aside()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _broken(**changes)


def test_the_database_refuses_what_is_lifted_and_live_and_two_live_of_a_pair(pair):
    aside = pair.set_aside()

    with (
        pytest.raises(IntegrityError, match="matching_setaside_lifting_closes_it"),
        transaction.atomic(),
    ):
        _broken(lifted_at=NOON, lifted_by=pair.officer)
    aside.pk, aside.reference = None, NOBODYS
    with pytest.raises(IntegrityError, match="one_live_per_pair"), transaction.atomic():
        aside.save(force_insert=True)


# What the matcher makes of it.


@pytest.fixture
def today_pair(db) -> Pair:
    """A pair of today: the worker matches as of the clock on the wall."""
    found = Pair(at=timezone.now())
    match()
    return found


def _listed(pair: Pair) -> tuple[bool, list[list[str]]]:
    matches = Match.objects.filter(result__appeal=pair.appeal, result__is_current=True)
    misses = NearMiss.objects.filter(result__appeal=pair.appeal, result__is_current=True)
    return matches.exists(), list(misses.values_list("gates", flat=True))


def test_setting_aside_and_lifting_match_the_appeal_anew(today_pair):
    assert _listed(today_pair) == (True, [])

    aside = today_pair.set_aside()
    match()
    assert _listed(today_pair) == (False, [[Gate.NOT_DECLINED.value]])

    asides.lift(reference=aside.reference, by=today_pair.officer, at=timezone.now())
    match()
    assert _listed(today_pair) == (True, [])


def test_the_answer_names_the_day_from_which_the_pair_is_open_again(today_pair):
    aside = today_pair.set_aside()
    match()

    result = today_pair.appeal.results.get(is_current=True)

    steps = [step for way in result.openings for step in way["steps"]]
    assert [(step["kind"], step["to"]) for step in steps] == [
        ("suppression_ends", aside.until.isoformat())
    ]


def test_when_the_day_has_come_the_pair_is_matched_anew_and_once(today_pair):
    aside = today_pair.set_aside()
    match()
    today = timezone.localdate()
    SetAside.objects.update(starts=today - timedelta(days=9), until=today)

    tasks.tell_what_is_over()
    tasks.tell_what_is_over()
    match()

    assert _listed(today_pair) == (True, [])
    assert Event.objects.filter(verb="aside.over", subject=str(aside.reference)).count() == 1


@pytest.mark.django_db
def test_a_past_day_keeps_what_was_set_aside_then(pair):
    aside = pair.set_aside()
    asides.lift(reference=aside.reference, by=pair.officer, at=NOON + timedelta(days=9))

    days = {
        shift: SetAside.objects.in_force(TODAY + timedelta(days=shift)).exists()
        for shift in (-1, 0, 8, 9, 30)
    }

    assert days == {-1: False, 0: True, 8: True, 9: False, 30: False}


# What an allocation makes of it.


def test_a_delta_tells_what_people_set_aside_apart_from_what_no_longer_holds():
    before = {("a", "p"), ("b", "q"), ("c", "r")}

    delta = delta_of(
        before,
        {("c", "r")},
        live={"a", "b", "c"},
        suppressed={("a", "p"): SOON, ("c", "s"): SOON},
    )

    assert delta.gone == (("b", "q"),)
    assert delta.set_aside == ((("a", "p"), SOON),)
    assert delta.no_longer_answered == ("a", "b")


def test_the_next_allocation_gives_another_pledge_and_the_case_tells_why(db):
    pair = Pair(at=timezone.now())
    first = allocated(at=pair.at).allotments.get()
    factories.a_live_pledge(at=pair.at)
    pair.set_aside(pledge=first.pledge.reference)

    second = allocated(at=timezone.now() + timedelta(minutes=1))

    assert (second.delta["gone"], second.delta["set_aside"]) == (0, 1)
    assert second.allotments.get().pledge_id != first.pledge_id
    told = allocated_for(pair.officer, pair.appeal)
    assert told is not None
    assert [(rest.helper, rest.until) for rest in told.rests] == [
        (first.pledge.municipality, timezone.localdate() + timedelta(days=30))
    ]


def test_between_two_runs_the_case_tells_that_the_given_pair_rests(db):
    pair = Pair(at=timezone.now())
    allocated(at=pair.at)

    pair.set_aside()

    told = allocated_for(pair.officer, pair.appeal)
    assert told is not None
    assert [each.rests_until for each in told.allotments] == [
        timezone.localdate() + timedelta(days=30)
    ]


# What the officer reads.


def test_before_it_is_done_the_officer_reads_what_it_would_mean(db):
    pair = Pair(at=timezone.now())
    alone = aside_outlook(pair.officer, pair.appeal, pair.pledge)
    allocated(at=pair.at)

    outlook = aside_outlook(pair.officer, pair.appeal, pair.pledge)

    assert (alone.others, alone.was_given) == (0, False)
    assert (outlook.others, outlook.was_given) == (0, True)


def test_only_the_officer_of_the_case_reads_what_rests(pair):
    aside = pair.set_aside()

    assert list(asides_for(pair.officer, pair.appeal, on=TODAY)) == [aside]
    assert list(asides_for(factories.an_officer(), pair.appeal, on=TODAY)) == []
    with pytest.raises(PermissionDenied):
        asides_for(factories.someone_of(pair.appeal.municipality), pair.appeal, on=TODAY)
    with pytest.raises(PermissionDenied):
        aside_outlook(factories.someone_of(pair.appeal.municipality), pair.appeal, pair.pledge)
