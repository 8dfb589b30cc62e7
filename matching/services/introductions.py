"""Let an introduced party read what the others released, and keep who read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.services import record
from matching.engine.consents import Party, Seen
from matching.engine.disclosure import Field
from matching.models import Appeal, Proposal
from matching.selectors.proposals import keeper_of, parties_of, party_of, seen, shown
from matching.selectors.speaking import Speaker, actor_id_of, proposals_of
from matching.services.narratives import open_summary
from matching.services.proposals import place_of_contact
from matching.services.steps import locked
from sealing import services as sealing
from sealing.engine.reasons import OpenReason


class NotIntroduced(Exception):
    """The parties are not introduced, or not any more. Nothing was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What one party released; empty where it released nothing."""

    name: str
    contact: str
    narrative: str


@transaction.atomic
def open_released(*, reference: UUID, by: Speaker, at: datetime) -> Sequence[Opened]:
    """Open what the other parties released to the one that `by` speaks for.

    The proposal is locked while it is opened: who revoked before is not read any more.

    Raises:
        Proposal.DoesNotExist: not there, or `by` speaks for none of its parties.
        NotIntroduced: see there.
        sealing.Erased: what people wrote for the appeal was destroyed.
    """
    found = proposals_of(by).get(reference=reference)
    (proposal,) = locked([found.pk])
    party = party_of(by, proposal)
    if party is None:
        raise Proposal.DoesNotExist
    if seen(proposal, party, at=at) is not Seen.INTRODUCED:
        raise NotIntroduced
    opened = [
        Opened(
            name=thing.municipality.name,
            contact=_contact(proposal, party, each, by=by, at=at),
            narrative=_narrative(proposal, party, each, by=by, at=at),
        )
        for each, thing in parties_of(proposal).items()
        if each is not party
    ]
    record(
        verb="introduction.opened",
        subject_kind="proposal",
        subject=str(proposal.reference),
        actor_id=actor_id_of(by),
        at=at,
        data={"party": party.value},
    )
    return opened


def _contact(proposal: Proposal, viewer: Party, party: Party, *, by: Speaker, at: datetime) -> str:
    key = keeper_of(proposal, party).data_key
    if key is None or Field.CONTACT not in shown(proposal, viewer, party, at=at):
        return ""
    return sealing.opened(
        key,
        place_of_contact(proposal, party),
        getattr(proposal, f"{party}_contact"),
        actor_id=actor_id_of(by),
        reason=OpenReason.INTRODUCTION,
        at=at,
    )


def _narrative(
    proposal: Proposal, viewer: Party, party: Party, *, by: Speaker, at: datetime
) -> str:
    appeal = parties_of(proposal)[party]
    if Field.NARRATIVE not in shown(proposal, viewer, party, at=at):
        return ""
    if not isinstance(appeal, Appeal):
        return ""
    return open_summary(appeal, by=by, reason=OpenReason.INTRODUCTION, at=at)
