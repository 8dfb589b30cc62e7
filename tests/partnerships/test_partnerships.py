"""A partnership: opened by an introduction, agreed with what it needs, ended by a council alone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from activities.engine.values import Activity
from audit.models import Delivery, Event, StateChange
from audit.services import sign
from matching.engine.lifecycle import IllegalTransition, next_state
from matching.services import proposals
from partnerships.engine.lifecycle import (
    PARTNERSHIP,
    PartnershipAction,
    PartnershipState,
)
from partnerships.engine.values import Lack, MemberRole, PauseReason
from partnerships.models import Member, Partnership
from partnerships.services import after_events, partnerships
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
from tests.matching.proposing import a_pair, a_trinning, agree
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
    return partnerships.open_partnership(proposal=proposal.reference, at=NOON)


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
    read = Partnership.objects.visible_to(someone_of(proposal.pledge.municipality)).exists()
    paused = partnerships.part_where_consent_ended(at=NOON)

    partnership.refresh_from_db()
    assert (in_touch.exists(), read, paused) == (False, False, 1)
    assert partnership.pause_reason == PauseReason.CONSENT_REVOKED
    with pytest.raises(partnerships.NotIntroduced):
        _moved(partnership, PartnershipAction.RESUME)


def _told(verb):
    return Delivery.objects.filter(event__verb=verb, handler__startswith="partnerships.").get()


def test_the_last_consent_opens_the_partnership_once_however_often_it_is_told():
    put = a_pair()
    agree(put, put.mayor)
    agree(put, put.helper)
    told = _told("proposal.introduced")

    for _again in range(2):
        after_events.after_introduction(delivery=told.pk, proposal=put.reference, at=NOON)

    partnership = Partnership.objects.get()
    assert (told.handler, partnership.opened_by) == (
        "partnerships.tasks.open_after_introduction",
        put.officer,
    )
    assert set(partnership.members.values_list("role", flat=True)) == {"asking", "helping"}
    assert Partnership.objects.visible_to(put.helper).get() == partnership


def test_an_introduction_that_ended_before_it_was_told_opens_nothing():
    put = a_pair()
    agree(put, put.mayor)
    agree(put, put.helper)
    told = _told("proposal.introduced")
    proposals.revoke(reference=put.reference, by=put.helper, at=NOON)

    after_events.after_introduction(delivery=told.pk, proposal=put.reference, at=NOON)

    assert not Partnership.objects.exists()


def test_a_trinning_has_three_members_and_without_one_side_no_link_of_the_other_is_lost():
    put = a_trinning()
    assert put.other_mayor is not None
    for who in (put.mayor, put.other_mayor, put.helper):
        agree(put, who)
    partnership = partnerships.open_partnership(proposal=put.reference, at=NOON)
    assert partnership.members.count() == 3

    proposals.revoke(reference=put.reference, by=put.other_mayor, at=NOON)
    seen = [Partnership.objects.visible_to(who).exists() for who in (put.other_mayor, put.helper)]
    after_events.after_consent_ended(delivery=_told("proposal.ended").pk, at=NOON)

    partnership.refresh_from_db()
    assert seen == [False, False]
    assert list(partnership.members.filter(left_at=None).values_list("role", flat=True)) == [
        "asking"
    ]
    assert partnership.pause_reason == PauseReason.CONSENT_REVOKED


def test_a_helper_that_consents_anew_joins_anew():
    proposal = an_introduction()
    partnership = _opened(proposal)
    ends(proposal)
    partnerships.part_where_consent_ended(at=NOON)

    _opened(an_introduction(proposal.appeal, proposal.pledge))

    helping = partnership.members.filter(role="helping").order_by("pk")
    assert [member.left_at is None for member in helping] == [False, True]
    assert Member.objects.in_touch().filter(pk=helping[1].pk).exists()


def test_when_the_last_helper_leaves_the_partnership_rests_and_nobody_is_blamed_for_it():
    partnership = an_agreed_partnership()
    helper = Member.objects.get(role=MemberRole.HELPING.value)

    partnerships.leave(member=helper.reference, by=someone_of(the_helper()), at=NOON)
    again = partnerships.part_where_consent_ended(at=NOON)

    partnership.refresh_from_db()
    assert (partnership.state, partnership.pause_reason, again) == (
        PartnershipState.PAUSED,
        PauseReason.OWN_CAPACITY,
        0,
    )


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
        ("", "introduced", "platform"),
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
