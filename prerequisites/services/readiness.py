"""Write what helpers say of themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from places.models import Municipality
from prerequisites.engine.readiness import Answer, NationalPosition
from prerequisites.models import ReadinessProfile


class CannotHelp(Exception):
    """This municipality is registered as an appellant only. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessAnswers:
    """The answers to H1 to H8; what is not yet answered stays so, and can be completed later."""

    motives: Answer = Answer.UNANSWERED
    motives_statement: str = ""
    objectives: Answer = Answer.UNANSWERED
    communication: Answer = Answer.UNANSWERED
    endurance: Answer = Answer.UNANSWERED
    stays_years: int | None = None
    policy: Answer = Answer.UNANSWERED
    policy_dated_on: date | None = None
    first_contact_on: date | None = None
    context_sources: int = 0
    partners: Answer = Answer.UNANSWERED
    calm_at_home: Answer = Answer.UNANSWERED
    national_position: NationalPosition = NationalPosition.NOT_RECORDED


@transaction.atomic
def answer_questionnaire(
    *, municipality: Municipality, answers: ReadinessAnswers, by: User, at: datetime
) -> ReadinessProfile:
    """Keep a helper's answers in place of its earlier ones; its pledges are matched anew.

    Raises:
        PermissionDenied: `by` does not write for this municipality.
        CannotHelp: the municipality is registered as an appellant only.
    """
    require(by, Permission.WRITE_PLEDGE, municipality=municipality)
    if not municipality.may_help:
        raise CannotHelp

    profile, _created = ReadinessProfile.objects.update_or_create(
        municipality=municipality,
        defaults={
            "motives": answers.motives.value,
            "motives_statement": answers.motives_statement,
            "objectives": answers.objectives.value,
            "communication": answers.communication.value,
            "endurance": answers.endurance.value,
            "stays_years": answers.stays_years,
            "policy": answers.policy.value,
            "policy_dated_on": answers.policy_dated_on,
            "first_contact_on": answers.first_contact_on,
            "context_sources": answers.context_sources,
            "partners": answers.partners.value,
            "calm_at_home": answers.calm_at_home.value,
            "national_position": answers.national_position.value,
            "answered_at": at,
        },
    )
    record(
        verb="readiness.answered",
        subject_kind="municipality",
        subject=str(municipality.reference),
        actor_id=by.pk,
        at=at,
    )
    return profile
