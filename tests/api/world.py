"""One small world for the API: who asks, who helps, who reads, and a real result of the matcher."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.models import User
from accounts.selectors import networks_for
from activities.engine.values import Activity, ActorMode
from audit.models import Delivery
from evidence.engine.values import Phase, SourceKind
from evidence.models import PhaseSpell, Source
from matching.engine.lifecycle import AppealAction, PledgeAction
from matching.engine.values import AppealKind, NeedTopic, Urgency
from matching.models import Appeal, MatchRun, Pledge
from matching.services.appeals import AppealContent, move_appeal, take_appeal, write_appeal
from matching.services.pledges import PledgeContent, move_pledge, write_pledge
from matching.services.runs import match_block, start_run
from partnercalls.models import PartnerCall
from places.models import Municipality
from prerequisites.engine.readiness import Answer
from prerequisites.services import ReadinessAnswers, answer_questionnaire
from tests.clock import NOON
from tests.factories import (
    a_municipality,
    a_network,
    a_supervisor,
    an_officer,
    someone_in,
    someone_of,
)
from tests.partnercalls.hosting import a_listed_call

NEXT_YEAR: Final = (date(2026, 4, 1), date(2027, 4, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Kvitka asks, Lund helps; Lund's network reads. `users` go by the role in the tests."""

    kvitka: Municipality
    lund: Municipality
    appeal: Appeal
    pledge: Pledge
    users: dict[str, User]


def a_world() -> World:
    kvitka, lund = a_municipality(name="Kvitka"), a_municipality(name="Lund", country_code="SE")
    users = {
        "asker": someone_of(kvitka),
        "helper": someone_of(lund),
        "stranger": someone_of(a_municipality(name="Far", country_code="FI")),
        "network": someone_in(a_network(lund)),
        "officer": an_officer(),
        "other_officer": an_officer(),
        "supervisor": a_supervisor(),
    }
    _in_conflict(kvitka)
    pledge = an_offered_pledge(lund, by=users["helper"])
    _ready(lund, by=users["helper"])
    appeal = a_sent_appeal(kvitka, by=users["asker"])
    take_appeal(reference=appeal.reference, by=users["officer"], at=NOON)
    everything_matched(by=users["officer"])
    appeal.refresh_from_db()
    return World(kvitka=kvitka, lund=lund, appeal=appeal, pledge=pledge, users=users)


def a_draft_appeal(
    municipality: Municipality, *, by: User, topic: NeedTopic = NeedTopic.SCHOOLS
) -> Appeal:
    return write_appeal(
        municipality=municipality,
        content=AppealContent(
            kinds=frozenset({AppealKind.SUPPORT, AppealKind.AGENDA}),
            activity=Activity.FORUMS,
            topic=topic,
            summary="We ask to be heard.",
            languages=frozenset({"uk", "en"}),
            urgency=Urgency.URGENT,
            starts=NEXT_YEAR[0],
            ends=NEXT_YEAR[1],
            excluded=frozenset({"RU"}),
        ),
        by=by,
        at=NOON,
    )


def a_sent_appeal(
    municipality: Municipality, *, by: User, topic: NeedTopic = NeedTopic.DIALOGUE
) -> Appeal:
    draft = a_draft_appeal(municipality, by=by, topic=topic)
    return move_appeal(reference=draft.reference, action=AppealAction.SUBMIT, by=by, at=NOON)


def a_draft_pledge(municipality: Municipality, *, by: User, has_platform: bool = True) -> Pledge:
    content = PledgeContent(
        activities=frozenset({Activity.FORUMS}),
        topics=frozenset(),
        forms=frozenset(),
        actor=ActorMode.THROUGH_ORGANISATIONS,
        capacity=2,
        languages=frozenset({"en"}),
        has_interpreter=False,
        has_host_partner=False,
        has_platform=has_platform,
        can_host=True,
        projects_done=1,
        starts=NEXT_YEAR[0],
        ends=NEXT_YEAR[1],
    )
    return write_pledge(municipality=municipality, content=content, by=by, at=NOON)


def an_offered_pledge(municipality: Municipality, *, by: User, has_platform: bool = True) -> Pledge:
    draft = a_draft_pledge(municipality, by=by, has_platform=has_platform)
    return move_pledge(reference=draft.reference, action=PledgeAction.OFFER, by=by, at=NOON)


def everything_matched(*, by: User) -> MatchRun:
    """Run the matcher over all live appeals, and do what its workers do."""
    run = start_run(by=by, at=NOON)
    for block in run.blocks.all():
        delivery = Delivery.objects.get(event__subject=str(block.reference))
        match_block(delivery=delivery.pk, reference=block.reference, at=NOON)
    return run


def a_run(world: World) -> MatchRun:
    return start_run(by=world.users["officer"], at=NOON)


def an_own_call(world: World) -> PartnerCall:
    """A listed call for experts of the network that reads."""
    asks = world.users["network"]
    network = networks_for(asks)[0]
    return a_listed_call(network, by=asks, officer=world.users["officer"])


def _in_conflict(municipality: Municipality) -> None:
    source = Source.objects.create(name="A register", kind=SourceKind.OFFICIAL_ACT.value)
    PhaseSpell.objects.create(
        zone=municipality.zone,
        phase=Phase.HIGH.value,
        starts=date(2025, 1, 1),
        known_on=date(2025, 1, 2),
        source=source,
    )


def _ready(municipality: Municipality, *, by: User) -> None:
    yes = Answer.YES
    answers = ReadinessAnswers(
        motives=yes,
        objectives=yes,
        communication=yes,
        endurance=yes,
        stays_years=4,
        policy=yes,
        policy_dated_on=date(2020, 1, 1),
        context_sources=3,
        partners=yes,
        calm_at_home=yes,
    )
    answer_questionnaire(municipality=municipality, answers=answers, by=by, at=NOON)
