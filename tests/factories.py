"""Small builders: one row each, without surprise. What matters to a test stands in the test."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Final

import pgtrigger

from accounts.engine.roles import Role
from accounts.models import Membership, Network, NetworkMember, User
from activities.engine.values import Activity, ActorMode
from evidence.engine.values import Phase, SourceKind
from evidence.models import PhaseSpell, Source
from matching.engine.lifecycle import AppealAction, AppealState, PledgeAction
from matching.engine.values import AppealKind, HelpForm, NeedTopic, Urgency
from matching.models import Appeal, Pledge
from matching.services import appeals, pledges
from places.engine.values import IntermediaryKind, KnowledgeDepth, ZoneKind
from places.models import Intermediary, Knowledge, Municipality, Zone
from prerequisites import services as readiness
from prerequisites.engine.readiness import Answer
from tests.clock import NOON

LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)
_numbers: Final = count(1)


def a_zone(
    *,
    name: str = "Kvitka",
    kind: ZoneKind = ZoneKind.MUNICIPALITY,
    parent: Zone | None = None,
    country_code: str = "UA",
) -> Zone:
    return Zone.objects.create(
        code=f"zone-{next(_numbers)}",
        name=name,
        kind=kind.value,
        parent=parent,
        country_code=country_code,
    )


def a_municipality(
    *,
    name: str = "Kvitka",
    zone: Zone | None = None,
    country_code: str = "UA",
    may_appeal: bool = True,
    may_help: bool = True,
) -> Municipality:
    return Municipality.objects.create(
        zone=zone or a_zone(name=name, country_code=country_code),
        name=name,
        country_code=country_code,
        may_appeal=may_appeal,
        may_help=may_help,
    )


def an_intermediary(
    *, kind: IntermediaryKind = IntermediaryKind.NGO, independence_group: str = ""
) -> Intermediary:
    return Intermediary.objects.create(
        name=f"Intermediary {next(_numbers)}",
        kind=kind.value,
        independence_group=independence_group,
    )


def knows(
    intermediary: Intermediary, zone: Zone, *, depth: KnowledgeDepth = KnowledgeDepth.DAILY
) -> Knowledge:
    return Knowledge.objects.create(intermediary=intermediary, zone=zone, depth=depth.value)


def a_network(*members: Municipality) -> Network:
    network = Network.objects.create(name=f"Network {next(_numbers)}")
    for municipality in members:
        NetworkMember.objects.create(network=network, municipality=municipality)
    return network


def a_user(*, is_active: bool = True) -> User:
    """Someone without any membership, and without a password."""
    number = next(_numbers)
    user = User(
        email=f"person-{number}@example.org", display_name=f"Person {number}", is_active=is_active
    )
    user.set_unusable_password()
    user.save()
    return user


def acts_as(
    user: User,
    role: Role,
    *,
    municipality: Municipality | None = None,
    intermediary: Intermediary | None = None,
    network: Network | None = None,
    since: datetime = LONG_AGO,
    until: datetime | None = None,
) -> Membership:
    return Membership.objects.create(
        user=user,
        role=role.value,
        municipality=municipality,
        intermediary=intermediary,
        network=network,
        since=since,
        until=until,
    )


def an_officer() -> User:
    user = a_user()
    acts_as(user, Role.OFFICER)
    return user


def a_supervisor() -> User:
    user = a_user()
    acts_as(user, Role.SUPERVISOR)
    return user


def someone_of(municipality: Municipality) -> User:
    """Someone who acts for `municipality`."""
    user = a_user()
    acts_as(user, Role.MUNICIPALITY, municipality=municipality)
    return user


def someone_at(intermediary: Intermediary) -> User:
    """Someone who acts for `intermediary`."""
    user = a_user()
    acts_as(user, Role.INTERMEDIARY, intermediary=intermediary)
    return user


def someone_in(network: Network) -> User:
    """Someone who reads for `network`."""
    user = a_user()
    acts_as(user, Role.NETWORK, network=network)
    return user


def put_in_state(row: Appeal | Pledge, state: StrEnum) -> None:
    """Put a row into a state without the steps that lead there, past the guards of its life."""
    guards = [
        f"{model._meta.label}:{guard.name}"
        for model, guard in pgtrigger.registered()
        if model._meta.label == row._meta.label
    ]
    besides: dict[str, object] = {}
    if state is AppealState.DRAFT:
        besides["submitted_at"] = None
    if state is AppealState.QUARANTINED:
        besides["by_receipt"] = True
    if state is AppealState.MERGED:
        besides["merged_into"] = a_live_appeal()
    with pgtrigger.ignore(*guards):
        type(row).objects.filter(pk=row.pk).update(state=state.value, **besides)


def is_engaged(pledge: Pledge, times: int) -> None:
    """Let `pledge` help so many appeals already, past the guard that lets proposals alone do so."""
    with pgtrigger.ignore("matching.Pledge:only_proposals_move_engaged"):
        Pledge.objects.filter(pk=pledge.pk).update(engaged=times)


def at_war(zone: Zone) -> PhaseSpell:
    """Violence is high in `zone`, as an official act says."""
    source = Source.objects.create(name=f"Act {next(_numbers)}", kind=SourceKind.OFFICIAL_ACT.value)
    return PhaseSpell.objects.create(
        zone=zone,
        phase=Phase.HIGH.value,
        starts=LONG_AGO.date(),
        known_on=LONG_AGO.date(),
        source=source,
    )


def a_live_appeal(
    municipality: Municipality | None = None,
    *,
    languages: Sequence[str] = ("en",),
    topic: NeedTopic = NeedTopic.DIALOGUE,
    activity: Activity = Activity.FORUMS,
    urgency: Urgency = Urgency.URGENT,
    at: datetime = NOON,
) -> Appeal:
    """A sent appeal from a town, at war unless a phase is known, that asks for a forum's place."""
    town = municipality or a_municipality()
    if not PhaseSpell.objects.filter(zone=town.zone_id).exists():
        at_war(town.zone)
    mayor = someone_of(town)
    appeal = appeals.write_appeal(
        municipality=town,
        content=appeals.AppealContent(
            kinds=frozenset({AppealKind.SUPPORT}),
            activity=activity,
            topic=topic,
            summary="We ask to be heard.",
            languages=frozenset(languages),
            urgency=urgency,
            starts=at.date(),
            ends=at.date() + timedelta(days=180),
        ),
        by=mayor,
        at=at,
    )
    return appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.SUBMIT, by=mayor, at=at
    )


def a_live_pledge(
    municipality: Municipality | None = None,
    *,
    languages: Sequence[str] = ("en",),
    has_interpreter: bool = False,
    capacity: int = 1,
    activity: Activity = Activity.FORUMS,
    forms: Collection[HelpForm] = (),
    at: datetime = NOON,
) -> Pledge:
    """An offered pledge of a ready town abroad that takes part in forums."""
    town = municipality or a_municipality(name="Lund", country_code="SE", may_appeal=False)
    officer = someone_of(town)
    readiness.answer_questionnaire(
        municipality=town,
        answers=readiness.ReadinessAnswers(
            motives=Answer.YES,
            objectives=Answer.YES,
            communication=Answer.YES,
            endurance=Answer.YES,
            stays_years=5,
            policy=Answer.YES,
            policy_dated_on=LONG_AGO.date(),
            context_sources=3,
            partners=Answer.YES,
            calm_at_home=Answer.YES,
        ),
        by=officer,
        at=at,
    )
    pledge = pledges.write_pledge(
        municipality=town,
        content=pledges.PledgeContent(
            activities=frozenset({activity}),
            topics=frozenset(),
            forms=frozenset(forms),
            actor=ActorMode.THROUGH_ORGANISATIONS,
            capacity=capacity,
            languages=frozenset(languages),
            has_interpreter=has_interpreter,
            has_host_partner=True,
            has_platform=True,
            can_host=True,
            projects_done=1,
            starts=at.date(),
            ends=at.date() + timedelta(days=365),
        ),
        by=officer,
        at=at,
    )
    return pledges.move_pledge(
        reference=pledge.reference, action=PledgeAction.OFFER, by=officer, at=at
    )
