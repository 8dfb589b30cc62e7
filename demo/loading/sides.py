"""Who stands on which side in the story: invented, so that the finder of trinnings has a table."""

from datetime import datetime

from demo.loading.ground import Ground
from demo.loading.people import People
from demo.story.values import INVENTED, Chapter
from matching.services.sides import record_named_stand


def record_sides(chapter: Chapter, ground: Ground, people: People, *, at: datetime) -> None:
    """Record the sides of a chapter, as an officer would."""
    for stance in chapter.stances:
        record_named_stand(
            municipality=ground.municipalities[stance.town],
            conflict=stance.conflict,
            side=stance.side,
            starts=stance.since,
            source=INVENTED,
            by=people.officer,
            at=at,
        )
