"""What a municipality that asks is told it could do: of its own, and of nobody else's pledge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.engine.values import Activity
from matching.engine.invitations import Asking, Found, Invitation, found_of, invitations_of
from matching.engine.steps import Doer, Step, StepKind
from matching.engine.values import AppealKind
from matching.models import Appeal, MatchResult
from matching.selectors.guidance import Guidance, guidance_for
from prerequisites.engine.values import Step as Owed
from tests import factories
from tests.clock import NOON
from tests.web.visitors import match

SPEAK = Step(kind=StepKind.SPEAK_HELPERS_LANGUAGE, doer=Doer.APPELLANT, what="sv")
LATER = Step(kind=StepKind.MOVE_OWN_END, doer=Doer.APPELLANT, amount=12)
LIFT = Step(kind=StepKind.LIFT_OWN_EXCLUSION, doer=Doer.APPELLANT, what="RU")
READY = Step(kind=StepKind.COMPLETE_TEST, doer=Doer.HELPER, what="H2")
ACCEPT = Step(kind=StepKind.ACCEPT_OTHER, doer=Doer.APPELLANT)


ASKING = Asking(
    kinds=frozenset({AppealKind.SUPPORT}),
    activity=Activity.FORUMS,
    accepts_other_activities=True,
    helpers_wanted=1,
    council_supports=True,
    passed=0,
    openings=[],
)


def asking(**changes) -> Asking:
    return replace(ASKING, **changes)


@pytest.mark.parametrize(
    ("changes", "invited"),
    [
        ({}, ()),
        ({"council_supports": False}, (Invitation.COUNCIL,)),
        ({"accepts_other_activities": False}, (Invitation.ACCEPT_OTHER,)),
        ({"kinds": frozenset({AppealKind.AGENDA})}, (Invitation.ASK_TOWNS,)),
        ({"activity": Activity.ZONES_OF_PEACE}, (Invitation.INVITE,)),
        ({"openings": [(SPEAK,)]}, (Invitation.LANGUAGES,)),
        ({"openings": [(LATER,)]}, (Invitation.TIME,)),
        ({"openings": [(READY,)]}, ()),
        ({"passed": 1, "helpers_wanted": 2}, (Invitation.FEWER_HELPERS,)),
        ({"passed": 2, "helpers_wanted": 2, "council_supports": False}, ()),
    ],
)
def test_what_lies_in_the_askers_own_hands(changes, invited):
    assert invitations_of(asking(**changes)) == invited


def test_what_alone_would_open_a_match_is_told_before_what_needs_others_too():
    mixed = asking(
        accepts_other_activities=False, openings=[(ACCEPT, READY), (LATER,)], council_supports=False
    )

    assert invitations_of(mixed) == (
        Invitation.TIME,
        Invitation.ACCEPT_OTHER,
        Invitation.COUNCIL,
    )


def test_nobody_is_invited_to_lift_an_exclusion_which_protects_the_asker():
    assert invitations_of(asking(openings=[(LIFT,)])) == ()


@pytest.mark.parametrize(
    ("passed", "found"), [(0, Found.NONE), (1, Found.SOME), (2, Found.ENOUGH), (9, Found.ENOUGH)]
)
def test_how_many_may_fit_is_told_as_none_some_or_enough(passed, found):
    assert found_of(asking(passed=passed, helpers_wanted=2)) is found


def guidance(appeal: Appeal) -> Guidance | None:
    return guidance_for(factories.someone_of(appeal.municipality), appeal)


@pytest.mark.django_db
def test_before_the_matcher_has_answered_nothing_is_told():
    assert guidance(factories.a_live_appeal()) is None


@pytest.mark.django_db
def test_an_appeal_without_a_helper_is_told_what_it_could_do_and_what_others_do_by_when():
    appeal = factories.a_live_appeal()
    match()
    [result] = MatchResult.objects.all()

    assert guidance(appeal) == Guidance(
        found=Found.NONE,
        wanted=1,
        invitations=(Invitation.COUNCIL,),
        owed=Owed.FIND_SECOND_SOURCE,
        due_on=result.as_of + timedelta(days=14),
    )


@pytest.mark.django_db
def test_a_language_is_among_what_it_could_do_where_only_that_is_missing():
    appeal = factories.a_live_appeal()
    factories.a_live_pledge(languages=["sv"], at=NOON)
    match()

    told = guidance(appeal)

    assert told is not None
    assert told.invitations == (Invitation.LANGUAGES, Invitation.COUNCIL)


@pytest.mark.django_db
def test_a_clock_does_not_start_anew_with_each_answer_of_the_same_class():
    appeal = factories.a_live_appeal()
    match()
    first = MatchResult.objects.get()
    MatchResult.objects.update(as_of=date(2026, 3, 2))
    factories.a_live_pledge()
    match()

    told = guidance(appeal)

    assert told is not None
    assert MatchResult.objects.get(is_current=True) != first
    assert told.due_on == date(2026, 3, 16)


@pytest.mark.django_db
def test_another_verdict_starts_its_own_clock():
    appeal = factories.a_live_appeal()
    match()
    old = MatchResult.objects.get()
    verdict = old.verdict | {"verdict_class": "indirect_only"}
    MatchResult.objects.update(as_of=date(2026, 3, 2), verdict=verdict, inputs_sha256="0" * 64)
    factories.a_live_pledge()
    match()
    new = MatchResult.objects.get(is_current=True)

    told = guidance(appeal)

    assert told is not None
    assert told.due_on == new.as_of + timedelta(days=14)


@pytest.mark.django_db
@pytest.mark.parametrize("who", [factories.an_officer, factories.a_user])
def test_only_who_acts_for_the_municipality_is_told(who):
    with pytest.raises(PermissionDenied):
        guidance_for(who(), factories.a_live_appeal())


@pytest.mark.django_db
def test_guidance_costs_the_same_however_many_answers_there_were():
    appeal = factories.a_live_appeal()
    mayor = factories.someone_of(appeal.municipality)
    match()
    guidance_for(mayor, appeal)
    with CaptureQueriesContext(connection) as with_one:
        guidance_for(mayor, appeal)
    factories.a_live_pledge()
    match()
    with CaptureQueriesContext(connection) as with_two:
        guidance_for(mayor, appeal)

    assert MatchResult.objects.count() == 2
    assert len(with_two) == len(with_one)
