"""Pairs and trinnings that are put to their parties, for the tests of consent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from matching.engine.consents import Release
from matching.engine.lifecycle import AppealAction
from matching.models import Appeal, Pledge, Proposal, TrinningProposal
from matching.services import appeals, proposals, sides, trinnings
from tests import factories
from tests.clock import NOON

ALL = [Release.CONTACT, Release.NARRATIVE]


@dataclass(frozen=True, kw_only=True)
class Put:
    """A proposal that was put, and who speaks for each party."""

    proposal: Proposal
    officer: User
    mayor: User
    other_mayor: User | None
    helper: User

    @property
    def reference(self):
        return self.proposal.reference

    def now(self) -> Proposal:
        """The row as it is now."""
        return Proposal.objects.get(pk=self.proposal.pk)


def agree(
    put: Put, who: User | None, *, at: datetime = NOON, contact: str = "Call Olha Test"
) -> Proposal:
    assert who is not None
    return proposals.consent(reference=put.reference, releases=ALL, contact=contact, by=who, at=at)


def a_read_appeal(officer: User, *, name: str = "Kvitka", at: datetime = NOON, **said) -> Appeal:
    """An appeal of `officer`'s that a person has read."""
    appeal = factories.a_live_appeal(factories.a_municipality(name=name), at=at, **said)
    appeals.take_appeal(reference=appeal.reference, by=officer, at=at)
    return appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=at
    )


def a_pair(
    *,
    appeal: Appeal | None = None,
    pledge: Pledge | None = None,
    officer: User | None = None,
    at: datetime = NOON,
) -> Put:
    """A pair that waits for both."""
    officer = officer or (appeal.officer if appeal and appeal.officer else factories.an_officer())
    appeal = appeal or a_read_appeal(officer, at=at)
    pledge = pledge or factories.a_live_pledge(at=at)
    proposal = proposals.put_pair(
        appeal=appeal.reference,
        pledge=pledge.reference,
        conditions_hold=True,
        by=officer,
        at=at,
    )
    return Put(
        proposal=proposal,
        officer=officer,
        mayor=factories.someone_of(appeal.municipality),
        other_mayor=None,
        helper=factories.someone_of(pledge.municipality),
    )


def a_trinning(*, at: datetime = NOON) -> Put:
    """Two appeals of opposite sides and a helper from outside, put to all three."""
    officer = factories.an_officer()
    asking = [a_read_appeal(officer, name=name, at=at) for name in ("Kvitka", "Sosna")]
    for appeal, side in zip(asking, ("East", "West"), strict=True):
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
    assert proposal.other_appeal is not None
    return Put(
        proposal=proposal,
        officer=officer,
        mayor=factories.someone_of(proposal.appeal.municipality),
        other_mayor=factories.someone_of(proposal.other_appeal.municipality),
        helper=factories.someone_of(pledge.municipality),
    )
