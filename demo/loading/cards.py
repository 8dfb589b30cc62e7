"""What everybody may read of two towns of the story, which could mean twenty."""

from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from demo.loading.ground import Ground
from demo.loading.people import People
from demo.loading.testimony import noon_of
from demo.story.values import ago
from matching.engine.lifecycle import AppealState
from matching.models import Appeal
from publication.services import batches, publications

_WORDS: Final = MappingProxyType(
    {
        "nikopol": "A town under fire asks for two weeks of sport and rest for its children.",
        "kherson": "A council asks not to be forgotten, and to be visited when it is safe.",
    }
)


def show_cards(ground: Ground, people: People, *, today: date) -> None:
    """Put a card to each town, let it agree, and move the list once chance has had its days."""
    for key, words in _WORDS.items():
        appeal = Appeal.objects.select_related("officer").get(
            municipality=ground.municipalities[key],
            state=AppealState.ACKNOWLEDGED.value,
        )
        clerk = people.officer if appeal.officer == people.officer else people.supervisor
        card = publications.propose_card(
            appeal=appeal.reference,
            summary=words,
            by=clerk,
            at=noon_of(ago(13), today=today),
        )
        publications.approve_card(
            reference=card.reference,
            by=people.town_halls[key],
            at=noon_of(ago(12), today=today),
        )
    batches.publish_due(at=noon_of(ago(1), today=today) + timedelta(hours=1))
