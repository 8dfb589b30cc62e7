"""Appeals and pledges of the story, each taken through the life that it would have had."""

from datetime import date, datetime, timedelta
from typing import Final

from accounts.models import User
from demo.loading.ground import Ground
from demo.loading.people import People
from demo.loading.testimony import noon_of
from demo.story.values import Call, Helper, Promise, Questionnaire, day_of
from matching.engine.lifecycle import AppealAction, PledgeAction
from matching.services.appeals import AppealContent, move_appeal, take_appeal, write_appeal
from matching.services.pledges import PledgeContent, move_pledge, write_pledge
from places.models import Municipality
from prerequisites.services import ReadinessAnswers, answer_questionnaire

_AN_HOUR: Final = timedelta(hours=1)
_A_DAY: Final = timedelta(days=1)


def send_appeal(call: Call, ground: Ground, people: People, *, today: date) -> None:
    """Write an appeal and send it; let a clerk take it, and withdraw one that is history."""
    town_hall = people.town_halls[call.town]
    written_at = noon_of(call.written, today=today)
    reference = write_appeal(
        municipality=ground.municipalities[call.town],
        content=_appeal_content(call, today=today),
        by=town_hall,
        at=written_at,
        is_invented=True,
    ).reference
    move_appeal(
        reference=reference, action=AppealAction.SUBMIT, by=town_hall, at=written_at + _AN_HOUR
    )
    if call.taken_by is not None:
        clerk = people.clerk(call.taken_by)
        taken_at = written_at + _A_DAY
        take_appeal(reference=reference, by=clerk, at=taken_at)
        move_appeal(
            reference=reference, action=AppealAction.ACKNOWLEDGE, by=clerk, at=taken_at + _AN_HOUR
        )
    if call.withdrawn is not None:
        move_appeal(
            reference=reference,
            action=AppealAction.WITHDRAW,
            by=town_hall,
            at=noon_of(call.withdrawn, today=today),
        )


def offer_help(helper: Helper, ground: Ground, people: People, *, at: datetime, today: date) -> int:
    """Answer the questionnaire and offer each pledge; return how many pledges there are."""
    municipality = ground.municipalities[helper.key]
    town_hall = people.town_halls[helper.key]
    if helper.answers is not None:
        answer_questionnaire(
            municipality=municipality, answers=_answers(helper.answers), by=town_hall, at=at
        )
    for promise in helper.pledges:
        _offer(promise, municipality, by=town_hall, at=at, today=today)
    return len(helper.pledges)


def _offer(
    promise: Promise, municipality: Municipality, *, by: User, at: datetime, today: date
) -> None:
    reference = write_pledge(
        municipality=municipality,
        content=_pledge_content(promise, today=today),
        by=by,
        at=at,
        is_invented=True,
    ).reference
    move_pledge(reference=reference, action=PledgeAction.OFFER, by=by, at=at + _AN_HOUR)
    if promise.is_paused:
        move_pledge(reference=reference, action=PledgeAction.PAUSE, by=by, at=at + _A_DAY)


def _appeal_content(call: Call, *, today: date) -> AppealContent:
    return AppealContent(
        kinds=call.kinds,
        activity=call.activity,
        topic=call.topic,
        summary=call.summary,
        languages=call.languages,
        urgency=call.urgency,
        starts=day_of(call.starts, today=today),
        ends=day_of(call.ends, today=today),
        excluded=call.excluded,
        accepts_other_activities=call.accepts_other_activities,
    )


def _pledge_content(promise: Promise, *, today: date) -> PledgeContent:
    return PledgeContent(
        activities=promise.activities,
        topics=promise.topics,
        forms=promise.forms,
        actor=promise.actor,
        capacity=promise.capacity,
        languages=promise.languages,
        has_interpreter=promise.has_interpreter,
        has_host_partner=promise.has_host_partner,
        has_platform=promise.has_platform,
        can_host=promise.can_host,
        projects_done=promise.projects_done,
        starts=day_of(promise.starts, today=today),
        ends=day_of(promise.ends, today=today),
        excluded=promise.excluded,
    )


def _answers(said: Questionnaire) -> ReadinessAnswers:
    return ReadinessAnswers(
        motives=said.motives,
        objectives=said.objectives,
        communication=said.communication,
        endurance=said.endurance,
        stays_years=said.stays_years,
        policy=said.policy,
        policy_dated_on=said.policy_dated_on,
        context_sources=said.context_sources,
        partners=said.partners,
        calm_at_home=said.calm_at_home,
        national_position=said.national_position,
    )
