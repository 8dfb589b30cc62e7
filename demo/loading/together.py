"""One call of the story that was answered: put to both, agreed, worked on, looked back at."""

from datetime import date
from typing import Final
from uuid import UUID

from activities.engine.values import Activity, ActorMode, Venue
from demo.loading.ground import Ground
from demo.loading.people import People
from demo.loading.testimony import noon_of
from demo.story.values import When, ago, ahead, day_of
from matching.engine.consents import Release
from matching.engine.values import NeedTopic
from matching.models import Appeal, Pledge
from matching.services import proposals
from partnerships.engine.lifecycle import ActivityAction, PartnershipAction
from partnerships.engine.values import Appraisal, Contribution, Direction, PeaceIndicator, Reach
from partnerships.models import Partnership, PartnershipActivity
from partnerships.services import activities, partnerships, results
from partnerships.services.activities import Plan
from prerequisites.engine.permits import Condition
from prerequisites.services.judging import judge_all

_TOWN: Final = "trostianets"
_HELPER: Final = "lublin"
_SAFEGUARDS: Final = {
    Condition.TWINNING_OR_HOST_PARTNER: "The teachers' college hosts the clerks from Lublin.",
    Condition.SAFETY_PLAN: "No visit on days of alarm; the shelter is in the same building; the "
    "clerks of both towns have each other's numbers.",
    Condition.INSTITUTIONAL_AIM: "Registers that every resident can read about, kept by clerks "
    "who answer to the elected council.",
}


def work_together(ground: Ground, people: People, *, today: date) -> None:
    """Let Trostianets and Lublin agree, work on the registers, and say what came of it."""
    proposal = _introduce(ground, people, today=today)
    partnership = partnerships.open_partnership(proposal=proposal, at=noon_of(ago(46), today=today))
    _agree(partnership, ground, people, today=today)
    _visit(partnership, ground, people, today=today)
    _look_back(partnership, people, today=today)


def _introduce(ground: Ground, people: People, *, today: date) -> UUID:
    appeal = Appeal.objects.get(
        municipality=ground.municipalities[_TOWN],
        activity=Activity.SERVICE_DEPARTMENTS.value,
        topic=NeedTopic.ADMINISTRATION.value,
    )
    pledge = Pledge.objects.get(municipality=ground.municipalities[_HELPER])
    reference = proposals.put_pair(
        appeal=appeal.reference,
        pledge=pledge.reference,
        conditions_hold=True,
        by=people.officer,
        at=noon_of(ago(49), today=today),
    ).reference
    for key, days in ((_HELPER, 48), (_TOWN, 47)):
        proposals.consent(
            reference=reference,
            releases=[Release.NARRATIVE],
            by=people.town_halls[key],
            at=noon_of(ago(days), today=today),
        )
    return reference


def _agree(partnership: Partnership, ground: Ground, people: People, *, today: date) -> None:
    reference, town_hall = partnership.reference, people.town_halls[_TOWN]
    for text in (
        "All registers of births and houses are kept in one system that our own clerks run.",
        "Residents can see for themselves what stands about them, and ask for it to be changed.",
    ):
        partnerships.set_objective(
            reference=reference, text=text, by=town_hall, at=noon_of(ago(44), today=today)
        )
    for condition, text in _SAFEGUARDS.items():
        partnerships.record_safeguard(
            reference=reference,
            condition=condition,
            text=text,
            by=people.officer,
            at=noon_of(ago(43), today=today),
        )
    for member in partnership.members.select_related("municipality"):
        key = _TOWN if member.municipality == ground.municipalities[_TOWN] else _HELPER
        partnerships.record_decision(
            member=member.reference,
            decided_on=day_of(ago(42), today=today),
            by=people.town_halls[key],
            at=noon_of(ago(41), today=today),
        )
    for action, days in ((PartnershipAction.AGREE, 40), (PartnershipAction.START, 38)):
        partnerships.move_partnership(
            reference=reference,
            action=action,
            by=people.officer,
            at=noon_of(ago(days), today=today),
        )


def _visit(partnership: Partnership, ground: Ground, people: People, *, today: date) -> None:
    text = "Three clerks from Lublin sit with ours for two weeks, and move the houses."
    held = _plan(partnership, ground, people, text, starts=ago(30), on=ago(36), today=today)
    for action, days in ((ActivityAction.START, 30), (ActivityAction.HOLD, 15)):
        activities.move_activity(
            reference=held.reference,
            action=action,
            by=people.town_halls[_TOWN],
            at=noon_of(ago(days), today=today),
        )
    text = "Two of our clerks go through a whole year's end with theirs."
    _plan(partnership, ground, people, text, starts=ahead(20), on=ago(12), today=today)


def _plan(
    partnership: Partnership,
    ground: Ground,
    people: People,
    text: str,
    *,
    starts: When,
    on: When,
    today: date,
) -> PartnershipActivity:
    town, at = ground.municipalities[_TOWN], noon_of(on, today=today)
    judge_all(at=at, municipality_ids=[town.pk])
    return activities.plan_activity(
        reference=partnership.reference,
        town=town,
        plan=Plan(
            activity=Activity.SERVICE_DEPARTMENTS,
            venue=Venue.INSIDE,
            actor=ActorMode.SINGLE,
            starts=day_of(starts, today=today),
            text=text,
        ),
        by=people.town_halls[_TOWN],
        at=at,
    )


def _look_back(partnership: Partnership, people: People, *, today: date) -> None:
    town_hall, helper = people.town_halls[_TOWN], people.town_halls[_HELPER]
    first = partnership.objectives.earliest("pk")
    result = results.record_result(
        objective=first.reference,
        reach=Reach.PARTLY,
        contribution=Contribution.JOINT,
        text="Houses and damages are in; births follow once the paper is dried.",
        by=town_hall,
        at=noon_of(ago(10), today=today),
    )
    for by, appraisal in ((town_hall, Appraisal.GOOD), (helper, Appraisal.MIXED)):
        results.appraise(
            result=result.reference,
            appraisal=appraisal,
            by=by,
            at=noon_of(ago(9), today=today),
        )
    results.record_indicator(
        reference=partnership.reference,
        sign=PeaceIndicator.IMPARTIAL_SERVICES,
        direction=Direction.BETTER,
        evidence="People from the border villages are entered like everybody else.",
        by=town_hall,
        at=noon_of(ago(8), today=today),
    )
