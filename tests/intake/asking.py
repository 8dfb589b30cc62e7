"""Somebody without an account, with words that no clear place may hold."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from evidence.models import PhaseSpell
from intake.engine.dossier import Basis, Dossier
from intake.selectors import following
from intake.services import filings, quarantine
from intake.services.filings import Begun
from matching.engine.lifecycle import AppealAction
from matching.engine.receipts import Holder, Receipt
from matching.models import Appeal, TrinningProposal
from matching.services import appeals, proposals, sides, trinnings, unconfirmed
from places.models import Municipality
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import Put, a_read_appeal

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


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An appeal that an officer has confirmed and read, and the receipt that opens it."""

    filing: UUID
    receipt: Receipt
    appeal: Appeal
    officer: User

    @property
    def holder(self) -> Holder:
        """Whoever has the receipt."""
        holder = following.holder_of(self.filing)
        assert holder is not None
        return holder

    def now(self) -> Appeal:
        """The appeal as it is now."""
        return Appeal.objects.get(pk=self.appeal.pk)


def a_read(
    officer: User | None = None, town: Municipality | None = None, *, at: datetime = NOON
) -> Asked:
    """An appeal without an account, from a town at war, that asks for dialogue and was read."""
    officer, town = officer or factories.an_officer(), town or factories.a_municipality()
    if not PhaseSpell.objects.filter(zone=town.zone_id).exists():
        factories.at_war(town.zone)
    draft = a_draft(town, topic="dialogue", at=at)
    reference = filings.send(filing=draft.filing, at=at)
    unconfirmed.take_for_checking(reference=reference, by=officer, at=at)
    quarantine.confirm_and_keep(appeal=reference, basis=Basis.CALL_BACK, by=officer, at=at)
    appeal = appeals.move_appeal(
        reference=reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=at
    )
    return Asked(filing=draft.filing, receipt=draft.receipt, appeal=appeal, officer=officer)


def a_trinning_by_receipt(*, at: datetime = NOON) -> tuple[Asked, Put]:
    """Two sides and a helper, put to all three; the first side asks without an account."""
    officer = factories.an_officer()
    asked = a_read(officer, factories.a_municipality(name="Kvitka"), at=at)
    other = a_read_appeal(officer, name="Sosna", at=at)
    for appeal, side in zip((asked.appeal, other), ("East", "West"), strict=True):
        sides.record_named_stand(
            municipality=appeal.municipality,
            conflict="The river war",
            side=side,
            starts=at.date() - timedelta(days=30),
            source="A report",
            by=officer,
            at=at,
        )
    pledge = factories.a_live_pledge(at=at)
    trinnings.find(run=None, at=at)
    found = TrinningProposal.objects.get(finding__is_current=True)
    proposal = proposals.put_trinning(
        trinning=found.reference, conditions_hold=True, by=officer, at=at
    )
    put = Put(
        proposal=proposal,
        officer=officer,
        mayor=factories.someone_of(asked.appeal.municipality),
        other_mayor=factories.someone_of(other.municipality),
        helper=factories.someone_of(pledge.municipality),
    )
    return asked, put
