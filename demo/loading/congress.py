"""What the Congress does for a besieged town of the story: a declaration, with its day."""

from datetime import date
from typing import Final

from congress.engine.actions import needs_of
from congress.engine.lifecycle import ActionState
from congress.services import Said, answer_with, move_action, propose_action, record_need
from demo.loading.ground import Ground
from demo.loading.people import People
from demo.loading.testimony import noon_of
from demo.story.values import ago, ahead, day_of
from matching.engine.answers import AnswerKind
from matching.models import Appeal

_TOWN: Final = "izium"
_KIND: Final = AnswerKind.DECLARATION


def speak_up(ground: Ground, people: People, *, today: date) -> None:
    """Propose a declaration for Izium, give it its day, and tell the town."""
    appeal = Appeal.objects.get(municipality=ground.municipalities[_TOWN], officer__isnull=False)
    clerk = people.supervisor
    reference = propose_action(
        kind=_KIND,
        appeal=appeal.reference,
        title="Declaration on the municipalities along the front (invented)",
        by=clerk,
        at=noon_of(ago(9), today=today),
    ).reference
    for need in sorted(needs_of(_KIND)):
        record_need(reference=reference, need=need, by=clerk, at=noon_of(ago(8), today=today))
    steps = (
        (ActionState.UNDER_CONSIDERATION, 7, Said(words="The Bureau has it on its table.")),
        (ActionState.SCHEDULED, 4, Said(planned_on=day_of(ahead(24), today=today))),
    )
    for to, days, said in steps:
        move_action(
            reference=reference, to=to, said=said, by=clerk, at=noon_of(ago(days), today=today)
        )
    answer_with(
        reference=reference,
        appeal=appeal.reference,
        text="The Congress will speak of towns like yours on the day of its next session. It asks "
        "you before it names yours, and how you would like to be heard.",
        by=clerk,
        at=noon_of(ago(3), today=today),
    )
