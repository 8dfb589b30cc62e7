"""Partnerships for tests: an introduction, a verdict, and what is agreed between them."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.models import User
from activities.engine.documents import as_document
from activities.engine.map import MAP_2008
from activities.engine.values import Activity, ActorMode, Venue
from activities.models import CAME_ON, MapVersion
from activities.services import keep_allowed_ways
from audit.services import sign
from evidence.engine.values import Phase
from matching.engine.lifecycle import AppealState, Consent, ProposalState
from matching.models import Appeal, Pledge, Proposal
from partnerships.engine.lifecycle import PartnershipAction
from partnerships.engine.values import MemberRole
from partnerships.models import Member, Partnership
from partnerships.services import activities, partnerships
from places.models import Municipality
from prerequisites.engine.permits import Condition
from prerequisites.engine.values import VerdictClass
from prerequisites.models import Judgement
from tests.clock import NOON
from tests.factories import a_live_appeal, a_live_pledge, an_officer, put_in_state

DECIDED: Final = date(2026, 3, 1)


def an_introduction(
    appeal: Appeal | None = None,
    pledge: Pledge | None = None,
    *,
    activity: Activity = Activity.EVENTS,
    venue: Venue = Venue.INSIDE,
) -> Proposal:
    """A proposal to which everyone has consented."""
    appeal = appeal or a_live_appeal(activity=activity)
    pledge = pledge or a_live_pledge(activity=activity)
    if appeal.officer is None:
        appeal.officer = an_officer()
        appeal.save(update_fields=["officer"])
    put_in_state(appeal, AppealState.ACKNOWLEDGED)
    with transaction.atomic():
        sign(actor_id=appeal.officer.pk)
        proposal = Proposal.objects.create(
            appeal=appeal,
            pledge=pledge,
            activity=activity.value,
            venue=venue.value,
            put_by=appeal.officer,
            put_at=NOON,
            expires_at=NOON + timedelta(days=14),
        )
        proposal.appeal_consent = proposal.pledge_consent = Consent.GIVEN.value
        proposal.appeal_said_at = proposal.pledge_said_at = proposal.introduced_at = NOON
        proposal.state = ProposalState.INTRODUCED.value
        proposal.save()
    return proposal


def ends(proposal: Proposal) -> None:
    """A party takes its consent back."""
    with transaction.atomic():
        sign(actor_id=None)
        proposal.state = ProposalState.ENDED.value
        proposal.ended_at = NOON
        proposal.save(update_fields=["state", "ended_at"])


def judged(
    town: Municipality,
    verdict_class: VerdictClass = VerdictClass.DIRECT_OPEN,
    *,
    phase: Phase = Phase.LOW_AFTER,
    expires_on: date | None = None,
    zone_of_peace: bool = False,
    at: datetime = NOON,
) -> Judgement:
    """The current verdict on a town, in place of the one before."""
    with transaction.atomic():
        Judgement.objects.filter(municipality=town, is_current=True).update(is_current=False)
        return Judgement.objects.create(
            municipality=town,
            as_of=NOON.date(),
            known_on=NOON.date(),
            rule_set_version=1,
            verdict_class=verdict_class.value,
            class_if_asked=verdict_class.value,
            phase=phase.value,
            verdict={"zone_of_peace": zone_of_peace},
            inputs_sha256="0" * 64,
            outcome_sha256="0" * 64,
            expires_on=expires_on,
            made_at=at,
        )


def an_agreed_partnership(proposal: Proposal | None = None) -> Partnership:
    """A partnership with an objective, the councils' decisions and a host."""
    the_first_map()
    proposal = proposal or an_introduction()
    officer = officer_of(proposal)
    partnership = partnerships.open_partnership(proposal=proposal.reference, at=NOON)
    reference = partnership.reference
    partnerships.set_objective(
        reference=reference, text="Water for both banks.", by=officer, at=NOON
    )
    for condition in Condition.TWINNING_OR_HOST_PARTNER, Condition.SAFETY_PLAN:
        partnerships.record_safeguard(
            reference=reference, condition=condition, text="The parish hosts.", by=officer, at=NOON
        )
    for member in partnership.members.all():
        partnerships.record_decision(
            member=member.reference, decided_on=DECIDED, by=officer, at=NOON
        )
    return partnerships.move_partnership(
        reference=reference, action=PartnershipAction.AGREE, by=officer, at=NOON
    )


def a_plan(activity: Activity = Activity.EVENTS, venue: Venue = Venue.INSIDE) -> activities.Plan:
    """A tournament of the two towns, inside the zone."""
    return activities.Plan(
        activity=activity,
        venue=venue,
        actor=ActorMode.SINGLE,
        starts=NOON.date(),
        text="A tournament of both schools.",
    )


def officer_of(proposal: Proposal) -> User:
    """The officer of the case."""
    officer = proposal.appeal.officer
    assert officer is not None
    return officer


def the_first_map() -> None:
    """The map of the report with its cells, also where a test before has emptied the tables."""
    version, is_new = MapVersion.objects.get_or_create(
        number=1,
        defaults={
            "based_on": 1,
            "document": as_document(MAP_2008),
            "reason": "Table 1 of the report.",
            "proposed_at": NOON,
            "adopted_at": NOON,
            "valid_from": CAME_ON,
        },
    )
    if is_new:
        keep_allowed_ways(version)


def the_officer(partnership: Partnership) -> User:
    """The officer of the case from which a partnership came."""
    officer = partnership.appeal.officer
    assert officer is not None
    return officer


def the_helper() -> Municipality:
    """The one town that helps in the one partnership there is."""
    town = Member.objects.get(role=MemberRole.HELPING.value).municipality
    assert town is not None
    return town
