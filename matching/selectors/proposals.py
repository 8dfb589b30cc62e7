"""Proposals as each may know them: a party hardly anything, the officer of the cases all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import may, require
from activities.engine.values import Activity, Venue
from activities.labels import ACTIVITY_LABELS, VENUE_LABELS
from matching.engine.consents import Party, RefusalReason, Release, Seen, seen_by_a_party
from matching.engine.disclosure import Field, fields_of, size_class
from matching.engine.lifecycle import (
    OVER_APPEALS,
    PLEDGE,
    Consent,
    PledgeState,
    ProposalState,
)
from matching.engine.receipts import Holder
from matching.labels import CONSENT_LABELS, REFUSAL_LABELS, SIZE_LABELS
from matching.models import Allotment, Appeal, Pledge, Proposal, ProposalQuerySet
from matching.selectors.speaking import Speaker, proposals_of
from places.models import Municipality

_JOINED: Final = (
    "appeal__municipality",
    "appeal__data_key",
    "other_appeal__municipality",
    "other_appeal__data_key",
    "pledge__municipality",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldParty:
    """What a reader may know of another party now; what may not be known is empty."""

    code: str
    name: str
    country_code: str
    size_label: str
    languages: Sequence[str]
    has_contact: bool
    has_narrative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldProposal:
    """A proposal as one of its parties sees it."""

    reference: UUID
    party: Party
    seen: Seen
    own: str  # what the reader's own party has said
    own_releases: Sequence[str]
    activity_label: str
    venue_label: str
    put_at: datetime
    last_day: datetime
    others: Sequence[ToldParty]
    may_speak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSide:
    """What a party has said, for the officer."""

    code: str
    town: Municipality
    consent: str
    consent_label: str
    reason_label: str
    said_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCase:
    """A proposal as the officer of its cases sees it."""

    proposal: Proposal
    activity_label: str
    venue_label: str
    sides: Sequence[ToldSide]
    is_live: bool
    step_in: Sequence[Municipality]


def party_of(speaker: Speaker, proposal: Proposal) -> Party | None:
    """Return the party of a proposal that a speaker speaks for; None where there is none.

    An intermediary speaks for the appeals that it wrote itself, a receipt for its one appeal.
    """
    appeals = ((Party.APPEAL, proposal.appeal), (Party.OTHER, proposal.other_appeal))
    for party, appeal in appeals:
        if appeal is not None and _speaks_for(speaker, appeal):
            return party
    return None if isinstance(speaker, Holder) else _helping(speaker, proposal)


def consents_of(proposal: Proposal) -> dict[Party, str]:
    """Return what each party of a proposal has said."""
    return {party: getattr(proposal, f"{party}_consent") for party in parties_of(proposal)}


def parties_of(proposal: Proposal) -> dict[Party, Appeal | Pledge]:
    """Return the parties of a proposal, those who ask first."""
    asking: dict[Party, Appeal | Pledge] = {Party.APPEAL: proposal.appeal}
    if proposal.other_appeal is not None:
        asking[Party.OTHER] = proposal.other_appeal
    return {**asking, Party.PLEDGE: proposal.pledge}


def keeper_of(proposal: Proposal, party: Party) -> Appeal:
    """Return the appeal under whose key the contact of a party is sealed."""
    if party is Party.OTHER and proposal.other_appeal is not None:
        return proposal.other_appeal
    return proposal.appeal


def proposals_for(speaker: Speaker, *, at: datetime) -> list[ToldProposal]:
    """Return the proposals to the parties that a speaker speaks for, the newest first."""
    rows = _readable(speaker).order_by("-put_at", "-pk")
    told = [(row, party_of(speaker, row)) for row in rows]
    return [_told(row, party, at=at) for row, party in told if party is not None]


def proposal_for(speaker: Speaker, reference: UUID, *, at: datetime) -> ToldProposal:
    """Return a proposal as the party that a speaker speaks for may know it.

    Raises:
        Proposal.DoesNotExist: not there, or the speaker speaks for none of its parties.
    """
    proposal = _readable(speaker).get(reference=reference)
    party = party_of(speaker, proposal)
    if party is None:
        raise Proposal.DoesNotExist
    return _told(proposal, party, at=at)


def case_of(user: User, reference: UUID) -> ToldCase:
    """Return all that was said to a proposal, and who would step in.

    Raises:
        PermissionDenied: `user` is no officer.
        Proposal.DoesNotExist: not there, or not between cases of `user`.
    """
    require(user, Permission.READ_CASE)
    proposal = Proposal.objects.of_officer(user).select_related(*_JOINED).get(reference=reference)
    return _told_case(proposal)


def cases_with(user: User, appeal: Appeal) -> list[ToldCase]:
    """Return the proposals of a case, the newest first; those across two desks are left out."""
    require(user, Permission.READ_CASE)
    rows = Proposal.objects.of_officer(user).select_related(*_JOINED)
    own = rows.filter(appeal=appeal) | rows.filter(other_appeal=appeal)
    return [_told_case(row) for row in own.order_by("-put_at", "-pk")]


def seen(proposal: Proposal, party: Party, *, at: datetime) -> Seen:
    """Return how a proposal looks to a party; who has gone itself waits for nothing."""
    looks = seen_by_a_party(
        ProposalState(proposal.state), last_day_passed=at >= proposal.expires_at
    )
    gone = looks is Seen.WAITS and _is_over(parties_of(proposal)[party])
    return Seen.DID_NOT_COME_ABOUT if gone else looks


def shown(proposal: Proposal, viewer: Party, party: Party, *, at: datetime) -> frozenset[Field]:
    """Return which fields of `party` the party `viewer` may read now."""
    released = frozenset(map(Release, getattr(proposal, f"{party}_releases")))
    return fields_of(viewer, party, seen=seen(proposal, viewer, at=at), released=released)


def _readable(speaker: Speaker) -> ProposalQuerySet:
    return proposals_of(speaker).select_related(*_JOINED)


def _speaks_for(speaker: Speaker, appeal: Appeal) -> bool:
    if isinstance(speaker, Holder):
        return appeal.reference == speaker.appeal and appeal.by_receipt
    return _may_speak_for(speaker, appeal)


def _may_speak_for(user: User, appeal: Appeal) -> bool:
    own = user.municipalities.filter(pk=appeal.municipality_id).exists()
    if not own and appeal.intermediary_id not in user.intermediary_ids:
        return False
    return may(user, Permission.WRITE_APPEAL, municipality=appeal.municipality)


def _helping(user: User, proposal: Proposal) -> Party | None:
    helper = proposal.pledge.municipality
    own = user.municipalities.filter(pk=helper.pk).exists()
    if own and may(user, Permission.WRITE_PLEDGE, municipality=helper):
        return Party.PLEDGE
    return None


def _is_over(thing: Appeal | Pledge) -> bool:
    if isinstance(thing, Appeal):
        return thing.state in OVER_APPEALS
    return not PLEDGE[PledgeState(thing.state)]


def _told(proposal: Proposal, party: Party, *, at: datetime) -> ToldProposal:
    looks = seen(proposal, party, at=at)
    others = {each: thing for each, thing in parties_of(proposal).items() if each is not party}
    return ToldProposal(
        reference=proposal.reference,
        party=party,
        seen=looks,
        own=getattr(proposal, f"{party}_consent"),
        own_releases=getattr(proposal, f"{party}_releases"),
        activity_label=str(ACTIVITY_LABELS[Activity(proposal.activity)]),
        venue_label=str(VENUE_LABELS[Venue(proposal.venue)]),
        put_at=proposal.put_at,
        last_day=proposal.expires_at,
        others=_others(proposal, party, others, at=at),
        may_speak=looks is Seen.WAITS,
    )


def _others(
    proposal: Proposal, party: Party, others: Mapping[Party, Appeal | Pledge], *, at: datetime
) -> list[ToldParty]:
    return [
        _party(each, thing, shown(proposal, party, each, at=at)) for each, thing in others.items()
    ]


def _party(party: Party, thing: Appeal | Pledge, fields: frozenset[Field]) -> ToldParty:
    town = thing.municipality
    return ToldParty(
        code=party.value,
        name=town.name if Field.NAME in fields else "",
        country_code=town.country_code if Field.COUNTRY in fields else "",
        size_label=str(SIZE_LABELS[size_class(town.population)]) if Field.SIZE in fields else "",
        languages=sorted(thing.languages) if Field.LANGUAGES in fields else [],
        has_contact=Field.CONTACT in fields,
        has_narrative=Field.NARRATIVE in fields,
    )


def _told_case(proposal: Proposal) -> ToldCase:
    state = ProposalState(proposal.state)
    refused = Consent.REFUSED in consents_of(proposal).values()
    is_live = state in {ProposalState.PUT, ProposalState.INTRODUCED}
    return ToldCase(
        proposal=proposal,
        activity_label=str(ACTIVITY_LABELS[Activity(proposal.activity)]),
        venue_label=str(VENUE_LABELS[Venue(proposal.venue)]),
        sides=[_side(proposal, each, thing) for each, thing in parties_of(proposal).items()],
        is_live=is_live,
        step_in=_step_in(proposal) if refused or not is_live else [],
    )


def _side(proposal: Proposal, party: Party, thing: Appeal | Pledge) -> ToldSide:
    consent = getattr(proposal, f"{party}_consent")
    reason = getattr(proposal, f"{party}_reason") if consent == Consent.REFUSED else ""
    return ToldSide(
        code=party.value,
        town=thing.municipality,
        consent=consent,
        consent_label=str(CONSENT_LABELS[Consent(consent)]) if consent else "",
        reason_label=str(REFUSAL_LABELS[RefusalReason(reason)]) if reason else "",
        said_at=getattr(proposal, f"{party}_said_at"),
    )


def _step_in(proposal: Proposal) -> list[Municipality]:
    """Return who would help in place of the pledge, as the last allocation says."""
    allotments = Allotment.objects.filter(
        allocation__is_current=True, appeal=proposal.appeal_id, pledge=proposal.pledge_id
    )
    ids = [pk for allotment in allotments for pk in allotment.alternates]
    pledges = Pledge.objects.live().select_related("municipality").in_bulk(ids)
    return [pledges[pk].municipality for pk in ids if pk in pledges]
