"""Who speaks for a party: somebody with an account, or whoever holds the receipt of an appeal."""

from typing import TypeAlias

from accounts.models import User
from matching.engine.receipts import Holder
from matching.models import Appeal, AppealQuerySet, Proposal, ProposalQuerySet

Speaker: TypeAlias = User | Holder


def account_of(speaker: Speaker) -> User | None:
    """Return the account of a speaker; the holder of a receipt has none."""
    return None if isinstance(speaker, Holder) else speaker


def actor_id_of(speaker: Speaker) -> int | None:
    """Return how the trail names a speaker; a receipt names nobody."""
    return None if isinstance(speaker, Holder) else speaker.pk


def appeals_of(speaker: Speaker) -> AppealQuerySet:
    """Return the appeals that a speaker may read."""
    if isinstance(speaker, Holder):
        return Appeal.objects.held_by(speaker)
    return Appeal.objects.visible_to(speaker)


def proposals_of(speaker: Speaker) -> ProposalQuerySet:
    """Return the proposals of which a speaker may know something."""
    if isinstance(speaker, Holder):
        return Proposal.objects.held_by(speaker)
    return Proposal.objects.visible_to(speaker)
