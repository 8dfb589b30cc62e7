"""What several tests of the report's examples begin with."""

from datetime import date

import pytest

from evidence.engine.values import Phase, Subject
from tests.factories import a_municipality
from tests.prerequisites.stories import Story


@pytest.fixture
def story():
    return Story()


@pytest.fixture
def open_town(story):
    """A town after the conflict with everything met."""
    town = a_municipality()
    story.phase(town.zone, Phase.LOW_AFTER, date(2005, 9, 1))
    story.asks(town.zone, on=date(2006, 5, 1))
    story.both_say(town.zone, Subject.P1, Subject.P2, Subject.P3, Subject.P4, on=date(2006, 5, 1))
    return town
