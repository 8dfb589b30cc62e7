"""A partnership: opened by an introduction, agreed with what it needs, ended by a council alone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from activities.engine.values import Activity
from audit.models import Event, StateChange
from audit.services import sign
from matching.engine.lifecycle import IllegalTransition, next_state
from partnerships.engine.lifecycle import (
    PARTNERSHIP,
    PartnershipAction,
    PartnershipState,
)
from partnerships.engine.values import Lack, MemberRole, PauseReason
from partnerships.models import Member, Partnership
from partnerships.services import partnerships
from prerequisites.engine.permits import Condition
from tests.clock import NOON
from tests.factories import (
    a_live_appeal,
    a_live_pledge,
    a_municipality,
    a_user,
    an_intermediary,
    an_officer,
    someone_of,
)
from tests.partnerships.builders import (
    DECIDED,
    an_agreed_partnership,
    an_introduction,
    ends,
    officer_of,
    the_helper,
    the_officer,
)

pytestmark = pytest.mark.django_db


def _opened(proposal):
    return partnerships.open_partnership(proposal=proposal, by=officer_of(proposal), at=NOON)


def _moved(partnership, action, **more):
    return partnerships.move_partnership(
        reference=partnership.reference,
        action=action,
        by=the_officer(partnership),
        at=NOON,
        **more,
    )


@transaction.atomic
def _forced(state):
    sign(actor_id=None)
    Partnership.objects.update(state=state.value)


def test_an_introduction_opens_a_partnership_of_both_sides():
    proposal = an_introduction()

    partnership = _opened(proposal)

    assert set(partnership.members.values_list("role", "municipality")) == {
        (MemberRole.ASKING, proposal.appeal.municipality_id),
        (MemberRole.HELPING, proposal.pledge.municipality_id),
    }


def test_without_consent_nothing_is_opened():
    proposal = an_introduction()
    ends(proposal)

    with pytest.raises(partnerships.NotIntroduced):
        _opened(proposal)

    assert not Partnership.objects.exists()


def test_a_network_grows_by_one_helper_and_the_appeal_stays_partly_open():
    appeal = a_live_appeal(activity=Activity.EVENTS)
    appeal.helpers_wanted = 3
    appeal.save(update_fields=["helpers_wanted"])
    proposal = an_introduction(appeal)
    first = _opened(proposal)
    body = an_intermediary()
    partnerships.add_body(
        reference=first.reference, intermediary=body, by=officer_of(proposal), at=NOON
    )
    pledge = a_live_pledge(
        a_municipality(name="Turku", country_code="FI", may_appeal=False),
        activity=Activity.EVENTS,
    )

    second = _opened(an_introduction(appeal, pledge))

    appeal.refresh_from_db()
    assert second == first
    assert (first.members.count(), appeal.helpers_found, appeal.helpers_wanted) == (4, 2, 3)


def test_a_partnership_is_agreed_once_nothing_is_missing():
    partnership = _opened(an_introduction())

    with pytest.raises(partnerships.NotReady) as refused:
        _moved(partnership, PartnershipAction.AGREE)

    assert refused.value.lacks == (Lack.OBJECTIVE, Lack.COUNCIL_DECISION, Lack.HOST_PARTNER)


def test_words_are_sealed_under_the_key_of_the_appeal():
    partnership = an_agreed_partnership()

    objective = partnership.objectives.get()

    assert b"Water" not in bytes(objective.sealed_text)


@pytest.mark.parametrize("reason", PauseReason)
def test_a_pause_keeps_its_reason_and_a_resumption_forgets_it(reason):
    partnership = an_agreed_partnership()

    paused = _moved(partnership, PartnershipAction.PAUSE, reason=reason)
    resumed = _moved(partnership, PartnershipAction.RESUME)

    assert (paused.pause_reason, resumed.pause_reason) == (reason, "")


def test_a_pause_without_a_reason_is_refused_also_by_force():
    partnership = an_agreed_partnership()

    with pytest.raises(IllegalTransition):
        _moved(partnership, PartnershipAction.PAUSE)
    with pytest.raises(IntegrityError, match="rests_for_a_reason"):
        _forced(PartnershipState.PAUSED)


def test_a_partnership_ends_by_the_act_of_a_member_alone():
    partnership = an_agreed_partnership()
    stranger = a_municipality()
    officer, reference = the_officer(partnership), partnership.reference

    with pytest.raises(partnerships.NotAMember):
        partnerships.end_partnership(
            reference=reference, municipality=stranger, act_dated_on=DECIDED, by=officer, at=NOON
        )
    ended = partnerships.end_partnership(
        reference=reference,
        municipality=partnership.appeal.municipality,
        act_dated_on=DECIDED,
        by=officer,
        at=NOON,
    )

    assert ended.state == PartnershipState.ENDED


def test_without_an_act_the_database_refuses_an_end():
    an_agreed_partnership()

    with pytest.raises(IntegrityError, match="act_of_a_council"):
        _forced(PartnershipState.ENDED)


def test_when_consent_ends_contacts_are_hidden_at_once_and_the_partnership_rests():
    proposal = an_introduction()
    partnership = an_agreed_partnership(proposal)

    ends(proposal)
    in_touch = Member.objects.in_touch().filter(role=MemberRole.HELPING.value)
    paused = partnerships.pause_where_consent_ended(at=NOON)

    partnership.refresh_from_db()
    assert (in_touch.exists(), paused) == (False, 1)
    assert partnership.pause_reason == PauseReason.CONSENT_REVOKED
    with pytest.raises(partnerships.NotIntroduced):
        _moved(partnership, PartnershipAction.RESUME)


def test_who_sees_a_partnership():
    partnership = an_agreed_partnership()
    mayor = someone_of(partnership.appeal.municipality)
    helper = someone_of(the_helper())
    stranger, colleague = someone_of(a_municipality()), an_officer()

    seen = [
        Partnership.objects.visible_to(user).exists()
        for user in (mayor, helper, the_officer(partnership), stranger, colleague, a_user())
    ]

    assert seen == [True, True, True, False, False, False]


def test_who_left_reads_nothing_more():
    partnership = an_agreed_partnership()
    member = Member.objects.get(role=MemberRole.HELPING.value)
    helper = someone_of(the_helper())

    partnerships.leave(member=member.reference, by=helper, at=NOON)

    assert not Partnership.objects.visible_to(helper).exists()
    with pytest.raises(Partnership.DoesNotExist):
        partnerships.leave(member=member.reference, by=helper, at=NOON)
    assert partnership.members.count() == 2


def test_nobody_decides_for_another_member():
    partnership = an_agreed_partnership()
    mayor = someone_of(partnership.appeal.municipality)
    helper = Member.objects.get(role=MemberRole.HELPING.value)

    with pytest.raises(PermissionDenied):
        partnerships.leave(member=helper.reference, by=mayor, at=NOON)


def test_a_mayor_does_not_approve_in_the_place_of_the_secretariat():
    partnership = an_agreed_partnership()

    with pytest.raises(PermissionDenied):
        partnerships.record_safeguard(
            reference=partnership.reference,
            condition=Condition.STAFF_APPROVAL,
            text="Approved.",
            by=someone_of(partnership.appeal.municipality),
            at=NOON,
        )


def test_each_step_is_signed_and_recorded_once():
    partnership = an_agreed_partnership()

    steps = StateChange.objects.filter(table_name="partnerships_partnership")

    assert list(steps.order_by("version").values_list("was", "becomes", "actor")) == [
        ("", "introduced", f"user:{the_officer(partnership).pk}"),
        ("introduced", "agreed", f"user:{the_officer(partnership).pk}"),
    ]
    assert Event.objects.filter(verb="partnership.agree").count() == 1


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (state, action)
        for state in PartnershipState
        for action in PartnershipAction
        if action not in PARTNERSHIP[state]
    ],
)
def test_what_is_not_in_the_table_is_no_step(state, action):
    with pytest.raises(IllegalTransition):
        next_state(PARTNERSHIP, state, action)
