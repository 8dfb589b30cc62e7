"""Who is to be asked whether help is still needed, and who was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from evidence.selectors import phases_for
from matching.engine.still_needed import (
    ASK_AFTER_IN_DANGER,
    Question,
    Reply,
    Standing,
    in_danger,
    standing_of,
)
from matching.engine.values import Urgency
from matching.models import Appeal, StillNeeded
from matching.selectors.speaking import Speaker, appeals_of

_LATELY: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A case of which an officer has to know whether help is still needed.

    `question` is the last one; `appeal` comes with its municipality.
    """

    appeal: Appeal
    question: StillNeeded


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The cases of an officer, by what is to be done about them; the longest wait first.

    Attributes:
        speak: people may be in danger; nobody but the officer asks them.
        silent: two questions in a row brought no word.
        said: who answered within the last 30 days that help is not needed, or has changed.
    """

    speak: Sequence[Asked]
    silent: Sequence[Asked]
    said: Sequence[Asked]


def question_for(speaker: Speaker, appeal: Appeal) -> StillNeeded | None:
    """Return the open question to an appeal that a speaker may read; None where none is open."""
    readable = appeals_of(speaker).open().filter(pk=appeal.pk)
    return StillNeeded.objects.filter(appeal__in=readable, reply="").first()


def asking_for(user: User, *, at: datetime) -> Asking:
    """Return what an officer has to know of who still needs help, of own cases alone.

    Raises:
        PermissionDenied: `user` reads no cases.

    Cost: four queries, however many cases.
    """
    require(user, Permission.READ_CASE)
    cases = Appeal.objects.open().filter(officer=user).select_related("municipality")
    asked = cases.filter(questions__isnull=False).distinct().order_by("submitted_at", "pk")
    appeals = list(asked)
    last = _last_questions(appeals)
    standings = standings_of(appeals, on=timezone.localdate(at))
    lines = [Asked(appeal=appeal, question=last[appeal.pk]) for appeal in appeals]
    return Asking(
        speak=[each for each in lines if each.question.through_officer and not each.question.reply],
        silent=[each for each in lines if standings[each.appeal.pk] is Standing.SILENT],
        said=[each for each in lines if _says_something_new(each.question, at)],
    )


def standings_of(appeals: Sequence[Appeal], *, on: date) -> Mapping[int, Standing]:
    """Return what is to be done about each live appeal on a day.

    Args:
        appeals: with `municipality` loaded.
        on: the day.

    Cost: two queries.
    """
    zones = {appeal.municipality.zone_id for appeal in appeals}
    phases = phases_for(zones, as_of=on, known_on=on)
    questions = _questions_of(appeals)
    found = {}
    for appeal in appeals:
        phase = phases[appeal.municipality.zone_id]
        found[appeal.pk] = standing_of(
            questions[appeal.pk],
            sent_on=timezone.localdate(appeal.submitted_at or appeal.created_at),
            endangered=in_danger(phase.phase if phase else None, Urgency(appeal.urgency)),
            today=on,
        )
    return found


def to_be_asked(*, at: datetime) -> Mapping[int, Standing]:
    """Return the live appeals of which something is to be done now, and what.

    Cost: three queries.
    """
    old_enough = Appeal.objects.open().filter(submitted_at__lte=at - ASK_AFTER_IN_DANGER)
    appeals = list(old_enough.select_related("municipality").order_by("pk"))
    standings = standings_of(appeals, on=timezone.localdate(at))
    rests = {Standing.REST, Standing.SILENT}
    return {pk: standing for pk, standing in standings.items() if standing not in rests}


def _questions_of(appeals: Sequence[Appeal]) -> Mapping[int, list[Question]]:
    found: defaultdict[int, list[Question]] = defaultdict(list)
    for row in StillNeeded.objects.filter(appeal__in=appeals).order_by("asked_at", "pk"):
        found[row.appeal_id].append(
            Question(
                asked_on=timezone.localdate(row.asked_at),
                due=row.due,
                through_officer=row.through_officer,
                reply=Reply(row.reply) if row.reply else None,
                replied_on=timezone.localdate(row.replied_at) if row.replied_at else None,
            )
        )
    return found


def _last_questions(appeals: Sequence[Appeal]) -> Mapping[int, StillNeeded]:
    rows = StillNeeded.objects.filter(appeal__in=appeals).order_by("asked_at", "pk")
    return {row.appeal_id: row for row in rows}


def _says_something_new(question: StillNeeded, at: datetime) -> bool:
    if question.reply not in {Reply.NO, Reply.CHANGED} or question.replied_at is None:
        return False
    return question.replied_at > at - _LATELY
