"""Somebody without an account, with words that no clear place may hold."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from accounts.models import User
from intake.engine.dossier import Dossier
from intake.services import filings
from intake.services.filings import Begun
from matching.models import Appeal
from matching.services import unconfirmed
from places.models import Municipality
from tests import factories
from tests.clock import NOON

MARK = "Vodokhid-7731"
CONTACT = "Telefon-4482"
AUTHOR = "Halyna-9920"
SAID = Dossier(
    kinds=("support",),
    topic="water",
    summary=f"The pumps of {MARK} stand still.",
    sought="Kvitka",
    months=6,
    urgency="urgent",
    languages=("uk", "en"),
    excluded=("BY",),
    filer="mayor",
    author=AUTHOR,
    mandate="The council",
    contact=CONTACT,
    gifts=("youth",),
)


def a_draft(
    town: Municipality | None = None, *, topic: str = "water", at: datetime = NOON
) -> Begun:
    """A draft in which nothing is missing."""
    town = town or factories.a_municipality(name="Kvitka")
    return filings.begin(replace(SAID, topic=topic, town=str(town.reference)), at=at)


def a_sent(
    town: Municipality | None = None, *, topic: str = "water", at: datetime = NOON
) -> tuple[UUID, Appeal]:
    """A filing and its appeal, in quarantine."""
    draft = a_draft(town, topic=topic, at=at)
    reference = filings.send(filing=draft.filing, at=at)
    return draft.filing, Appeal.objects.get(reference=reference)


def a_checked(
    officer: User, town: Municipality | None = None, *, topic: str = "water"
) -> tuple[UUID, Appeal]:
    """A filing and its appeal that `officer` checks."""
    filing, appeal = a_sent(town, topic=topic)
    taken = unconfirmed.take_for_checking(reference=appeal.reference, by=officer, at=NOON)
    return filing, taken
