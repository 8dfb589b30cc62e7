"""Load the story into an empty platform, whole or not at all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.selectors import events_of
from audit.services import record
from demo.loading.cards import show_cards
from demo.loading.congress import speak_up
from demo.loading.experts import ask_for_experts
from demo.loading.ground import lay_ground
from demo.loading.offers import offer_help, send_appeal
from demo.loading.people import invite_people
from demo.loading.sides import record_sides
from demo.loading.testimony import record_testimony
from demo.loading.together import work_together
from demo.story import CHAPTERS
from demo.story.helpers import HELPERS
from demo.story.values import Chapter
from matching.models import Appeal, Pledge

STORY: Final = "story-1"
_LOCK: Final = 0x64656D6F  # any number, the same in every process
_OPENED_BEFORE: Final = timedelta(days=500)
_PLEDGED_BEFORE: Final = timedelta(days=55)


class CannotLoad(Exception):
    """The story may not be loaded here. Its sentence is for people; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What was loaded."""

    towns: int
    statements: int
    appeals: int
    pledges: int

    def __str__(self) -> str:
        return (
            f"{self.towns} towns and helpers, {self.statements} statements, "
            f"{self.appeals} appeals, {self.pledges} pledges"
        )


@transaction.atomic
def load(*, at: datetime, tell: Callable[[str], None]) -> Loaded | None:
    """Load the story and return what was loaded, or None when it is there already.

    1. Refuse wherever real people could be.
    2. Take the lock, so that of two who load at once the second finds the story there.
    3. Write everything by the services, so that the outbox starts the matcher after the commit.

    Args:
        at: the day of loading; the story of today is told backwards from it.
        tell: hears one line before each step.

    Raises:
        CannotLoad: DEMO is off, or the database holds what the demo did not make.
        FileRefused: an import of places is running.
    """
    if not settings.DEMO:
        raise CannotLoad(
            "This is not a demo: DEMO is off. Nothing was changed. "
            "Use `python3 dev.py demo`, or set DEMO=1 with an empty database."
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if events_of("demo", STORY):
        return None
    _refuse_what_is_not_ours()
    return _load(at=at, tell=tell)


def _refuse_what_is_not_ours() -> None:
    found = {
        "people": User.objects.exists(),
        "appeals": Appeal.objects.filter(is_invented=False).exists(),
        "pledges": Pledge.objects.filter(is_invented=False).exists(),
    }
    foreign = [name for name, is_there in found.items() if is_there]
    if foreign:
        raise CannotLoad(
            f"This database holds {' and '.join(foreign)} that the demo did not make. "
            "Nothing was changed. Give the demo an empty database."
        )


def _load(*, at: datetime, tell: Callable[[str], None]) -> Loaded:
    today = timezone.localdate(at)
    opened_at = at - _OPENED_BEFORE

    tell("Real places, from GeoNames (CC BY 4.0)")
    ground = lay_ground(CHAPTERS, at=at)
    tell("Invented people")
    people = invite_people(ground, _writers(CHAPTERS), at=opened_at)
    statements = 0
    for chapter in CHAPTERS:
        tell(chapter.title)
        statements += record_testimony(chapter, ground, people, at=opened_at, today=today)
        record_sides(chapter, ground, people, at=opened_at)
        for call in chapter.calls:
            send_appeal(call, ground, people, today=today)
    tell("Helpers and their pledges")
    pledged_at = at - _PLEDGED_BEFORE
    pledges = sum(
        offer_help(helper, ground, people, at=pledged_at, today=today) for helper in HELPERS
    )
    tell("A town and its helper at work")
    work_together(ground, people, today=today)
    tell("What the Congress does")
    speak_up(ground, people, today=today)
    tell("Experts that organisations ask cities for")
    ask_for_experts(ground, people, today=today)
    tell("What everybody may read")
    show_cards(ground, people, today=today)
    record(verb="demo.loaded", subject_kind="demo", subject=STORY, actor_id=None, at=at)
    return Loaded(
        towns=len(ground.municipalities),
        statements=statements,
        appeals=sum(len(chapter.calls) for chapter in CHAPTERS),
        pledges=pledges,
    )


def _writers(chapters: Iterable[Chapter]) -> list[str]:
    towns = [town.key for chapter in chapters for town in chapter.towns]
    return [*towns, *(helper.key for helper in HELPERS)]
