"""Put a pair to its parties, hear each of them, introduce, and end. Source: docs/safety.md.

Nobody is introduced to anybody without the consent of each. Until then what one party does shows
to no other: a refusal, a withdrawal and silence all wait until the last day.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import psycopg
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.map import mode_of
from activities.engine.values import Activity, Venue
from activities.selectors import map_in_force
from audit.services import record, sign
from matching.engine.consents import (
    DAYS_TO_SPEAK,
    RELEASABLE,
    Party,
    RefusalReason,
    Release,
    all_consent,
    answer_by,
    apart_until,
)
from matching.engine.gates import Gate
from matching.engine.lifecycle import (
    INTRODUCIBLE,
    AppealState,
    Consent,
    PledgeState,
    ProposalAction,
    ProposalState,
)
from matching.engine.values import Route
from matching.models import Appeal, Pledge, Proposal, TrinningProposal
from matching.selectors.pairs import fit_of
from matching.selectors.proposals import consents_of, keeper_of, party_of
from matching.selectors.speaking import Speaker, account_of, actor_id_of, proposals_of
from matching.services import steps
from matching.services.answers import keep_answer
from matching.services.keys import key_of
from sealing import services as sealing
from sealing.engine.envelope import Place

_AT_ONCE: Final = 500


class ProposalRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class NotRead(ProposalRefused):
    """The appeal is not acknowledged yet, or it is over."""


class NotOffered(ProposalRefused):
    """The pledge is not offered now."""


class NoRoom(ProposalRefused):
    """The appeal has its helpers, or the pledge helps as many as it can."""


class DoesNotFit(ProposalRefused):
    """A gate stays shut for this pair today."""

    def __init__(self, gates: Sequence[Gate]) -> None:
        super().__init__(", ".join(gates))
        self.gates = gates


class ConditionsOpen(ProposalRefused):
    """The conditions of an introduction are not confirmed."""


class PutAlready(ProposalRefused):
    """This pair waits for consent or is introduced, alone or in a trinning."""


class LastDayPassed(ProposalRefused):
    """The proposal waits for nobody any more."""


class SpokenAlready(ProposalRefused):
    """The party has said this before, or has refused."""


class NothingToRevoke(ProposalRefused):
    """The party has given no consent that it could revoke."""


class ContactMissing(ProposalRefused):
    """The contact is to be released, and none is named."""


class CannotIntroduce(ProposalRefused):
    """Everyone has consented, but a party has gone or has no room any more."""


def put_pair(
    *, appeal: UUID, pledge: UUID, conditions_hold: bool = False, by: User, at: datetime
) -> Proposal:
    """Put a pair to both, by its best route of today.

    Raises:
        Appeal.DoesNotExist: not there, or not a case of `by`.
        Pledge.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` is no officer.
        ProposalRefused: see its kinds; nothing was changed.
    """
    require(by, Permission.READ_CASE)
    asked = Appeal.objects.get(reference=appeal, officer=by)
    offered = Pledge.objects.visible_to(by).get(reference=pledge)
    return _put([asked], offered, None, conditions_hold=conditions_hold, by=by, at=at)


def put_trinning(
    *, trinning: UUID, conditions_hold: bool = False, by: User, at: datetime
) -> Proposal:
    """Put a trinning that was found to its three parties.

    Raises:
        TrinningProposal.DoesNotExist: not there, or not between cases of `by`.
        PermissionDenied: `by` is no officer.
        ProposalRefused: see its kinds; nothing was changed.
    """
    require(by, Permission.READ_CASE)
    found = TrinningProposal.objects.select_related("first", "second", "pledge").get(
        reference=trinning, finding__is_current=True, first__officer=by, second__officer=by
    )
    route = Route(activity=Activity(found.activity), venue=Venue(found.venue))
    return _put(
        [found.first, found.second],
        found.pledge,
        route,
        conditions_hold=conditions_hold,
        by=by,
        at=at,
    )


@transaction.atomic
def _put(
    asked: Sequence[Appeal],
    offered: Pledge,
    route: Route | None,
    *,
    conditions_hold: bool,
    by: User,
    at: datetime,
) -> Proposal:
    asking, offering = steps.lock_parties([appeal.pk for appeal in asked], [offered.pk])
    appeals, pledge = [asking[appeal.pk] for appeal in asked], offering[offered.pk]
    _require_room(appeals, pledge, by=by)
    first, *rest = appeals
    route = _fitting_route(first, pledge, route, conditions_hold=conditions_hold, at=at)
    for appeal in rest:
        _fitting_route(appeal, pledge, route, conditions_hold=conditions_hold, at=at)

    sign(actor_id=by.pk)
    proposal = Proposal(
        appeal=appeals[0],
        other_appeal=appeals[1] if len(appeals) > 1 else None,
        pledge=pledge,
        activity=route.activity.value,
        venue=route.venue.value,
        put_by=by,
        put_at=at,
        expires_at=at + timedelta(days=DAYS_TO_SPEAK),
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        if _guard_of(error) == "matching_proposedpair_once_at_a_time":
            raise PutAlready from None
        raise
    record(
        verb="proposal.put",
        subject_kind="proposal",
        subject=str(proposal.reference),
        actor_id=by.pk,
        at=at,
        data={"activity": proposal.activity, "venue": proposal.venue},
    )
    return proposal


def _require_room(appeals: Sequence[Appeal], pledge: Pledge, *, by: User) -> None:
    if any(appeal.officer_id != by.pk for appeal in appeals):
        raise PermissionDenied
    if any(AppealState(appeal.state) not in INTRODUCIBLE for appeal in appeals):
        raise NotRead
    if pledge.state != PledgeState.OFFERED:
        raise NotOffered
    has_helpers = any(appeal.helpers_found >= appeal.helpers_wanted for appeal in appeals)
    if has_helpers or pledge.engaged >= pledge.capacity:
        raise NoRoom


def _fitting_route(
    appeal: Appeal, pledge: Pledge, route: Route | None, *, conditions_hold: bool, at: datetime
) -> Route:
    fit = fit_of(appeal, pledge, at=at, route=route)
    if fit.gates:
        raise DoesNotFit(fit.gates)
    if fit.conditions and not conditions_hold:
        raise ConditionsOpen
    return fit.route


@transaction.atomic
def consent(
    *,
    reference: UUID,
    releases: Collection[Release] = (),
    contact: str = "",
    by: Speaker,
    at: datetime,
) -> Proposal:
    """Give the consent of the party that `by` speaks for; the last consent introduces.

    Where everyone has consented and a party has gone or is full meanwhile, the proposal is taken
    back: to the parties that looks like silence, and the officer is told.

    Raises:
        Proposal.DoesNotExist: not there, or `by` speaks for none of its parties.
        ContactMissing: the contact is to be released and none is named.
        sealing.Erased: what people wrote for the appeal was destroyed.
        SpokenAlready, LastDayPassed: nothing was changed.
    """
    proposal, party = _heard(reference, by)
    _require_open(proposal, at)
    if getattr(proposal, f"{party}_consent") in {Consent.GIVEN, Consent.REFUSED}:
        raise SpokenAlready
    released = RELEASABLE[party] & set(releases)
    if Release.CONTACT in released and not contact.strip():
        raise ContactMissing

    text = contact.strip() if Release.CONTACT in released else ""
    setattr(proposal, f"{party}_releases", sorted(release.value for release in released))
    setattr(proposal, f"{party}_contact", _sealed(proposal, party, text, at=at))
    columns = [*_say(proposal, party, Consent.GIVEN, by=by, at=at), f"{party}_releases"]
    columns.append(f"{party}_contact")
    proposal.save(update_fields=columns)
    _record("proposal.consented", proposal, party, by=by, at=at)
    if proposal.state == ProposalState.PUT and all_consent(consents_of(proposal)):
        _introduce_or_take_back(proposal, by=by, at=at)
    return proposal


@transaction.atomic
def refuse(*, reference: UUID, reason: RefusalReason, by: Speaker, at: datetime) -> Proposal:
    """Refuse for the party that `by` speaks for. The others see what silence would show.

    The event tells until when the pair is to stay apart; it is set aside once the proposal is
    over.

    Raises:
        Proposal.DoesNotExist: not there, or `by` speaks for none of its parties.
        SpokenAlready, LastDayPassed: nothing was changed.
    """
    proposal, party = _heard(reference, by)
    _require_open(proposal, at)
    if getattr(proposal, f"{party}_consent") == Consent.REFUSED:
        raise SpokenAlready
    setattr(proposal, f"{party}_reason", reason.value)
    columns = [*_say(proposal, party, Consent.REFUSED, by=by, at=at), *_forget(proposal, party)]
    proposal.save(update_fields=[*columns, f"{party}_reason"])
    until = apart_until(reason, timezone.localdate(at))
    _record(
        "proposal.refused",
        proposal,
        party,
        by=by,
        at=at,
        reason=reason.value,
        until=until.isoformat(),
    )
    return proposal


@transaction.atomic
def revoke(*, reference: UUID, by: Speaker, at: datetime) -> Proposal:
    """Take consent back: before the introduction it is gone, afterwards the introduction ends.

    Raises:
        Proposal.DoesNotExist: not there, or `by` speaks for none of its parties.
        NothingToRevoke: no consent stands; nothing was changed.
    """
    proposal, party = _heard(reference, by)
    if getattr(proposal, f"{party}_consent") != Consent.GIVEN:
        raise NothingToRevoke
    columns = [*_say(proposal, party, Consent.REVOKED, by=by, at=at), *_forget(proposal, party)]
    if proposal.state == ProposalState.INTRODUCED:
        steps.end_introduction(proposal, actor_id=actor_id_of(by), at=at, columns=columns)
    else:
        proposal.save(update_fields=columns)
    _record("proposal.revoked", proposal, party, by=by, at=at)
    return proposal


@transaction.atomic
def retract(*, reference: UUID, by: User, at: datetime) -> Proposal:
    """Take back what waits for consent, or end what was introduced, as the officer of the case.

    Raises:
        Proposal.DoesNotExist: not there, or not between cases of `by`.
        PermissionDenied: `by` is no officer.
        IllegalTransition: it is over; nothing was changed.
    """
    require(by, Permission.READ_CASE)
    found = Proposal.objects.filter(reference=reference).of_officer(by).get()
    proposal = _locked(found)
    if proposal.state == ProposalState.INTRODUCED:
        steps.end_introduction(proposal, actor_id=by.pk, at=at)
    else:
        steps.step_proposal(proposal, ProposalAction.RETRACT, actor_id=by.pk, at=at)
    return proposal


@transaction.atomic
def lapse_due(*, at: datetime) -> int:
    """Let the proposals lapse whose last day has passed; return how many. Safe to run twice.

    Only now a pair that somebody refused is set aside: before, the parties would see it in what
    the matcher finds for them.
    """
    due = Proposal.objects.filter(state=ProposalState.PUT.value, expires_at__lte=at)
    lapsed = 0
    for found in due.order_by("pk")[:_AT_ONCE]:
        proposal = _locked(found)
        if proposal.state == ProposalState.PUT:
            steps.step_proposal(proposal, ProposalAction.LAPSE, actor_id=None, at=at)
            lapsed += 1
    return lapsed


def place_of_contact(proposal: Proposal, party: Party) -> Place:
    """Return where the contact of a party lies."""
    return Place(table="proposal", column=f"{party}_contact", row=proposal.reference)


def _introduce_or_take_back(proposal: Proposal, *, by: Speaker, at: datetime) -> None:
    try:
        _introduce(proposal, by=by, at=at)
    except CannotIntroduce:
        proposal.state, proposal.introduced_at = ProposalState.PUT.value, None
        steps.step_proposal(proposal, ProposalAction.RETRACT, actor_id=None, at=at)


def _introduce(proposal: Proposal, *, by: Speaker, at: datetime) -> None:
    """Introduce in one UPDATE, answer the appeals, and take back what can no longer be.

    Raises:
        CannotIntroduce: PostgreSQL refused: a party has gone or has no room any more.
    """
    try:
        with transaction.atomic():
            steps.step_proposal(proposal, ProposalAction.INTRODUCE, actor_id=actor_id_of(by), at=at)
    except IntegrityError as error:
        if _guard_of(error) in _NO_ROOM_OR_GONE:
            raise CannotIntroduce from None
        raise
    mode = mode_of(
        Activity(proposal.activity), Venue(proposal.venue), map_in_force(timezone.localdate(at))
    )
    for appeal in (proposal.appeal, proposal.other_appeal):
        if appeal is not None:
            appeal.refresh_from_db(fields=["helpers_found", "state"])
            keep_answer(
                appeal,
                kind=answer_by(mode),
                by=proposal.put_by,
                at=at,
                proposal_id=proposal.pk,
            )
    _take_back_rivals(proposal, at=at)


_NO_ROOM_OR_GONE: Final = {
    "matching_proposal_between_live_parties",
    "matching_pledge_engaged_within_capacity",
    "matching_appeal_finds_no_more_than_it_wants",
}


def _guard_of(error: IntegrityError) -> str | None:
    """Return the name of what PostgreSQL refused by; a trigger names it beside its message."""
    cause = error.__cause__
    return cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None


def _take_back_rivals(proposal: Proposal, *, at: datetime) -> None:
    """Take back what waits for a party that has no room any more."""
    pledge = Pledge.objects.get(pk=proposal.pledge_id)
    rivals = Q(pledge=pledge) if pledge.engaged >= pledge.capacity else Q(pk__in=())
    for appeal in (proposal.appeal, proposal.other_appeal):
        if appeal is not None and appeal.helpers_found >= appeal.helpers_wanted:
            rivals |= Q(appeal=appeal) | Q(other_appeal=appeal)
    ids = Proposal.objects.filter(rivals, state=ProposalState.PUT.value).values_list(
        "pk", flat=True
    )
    for rival in steps.locked(list(ids)):
        if rival.state == ProposalState.PUT:
            steps.step_proposal(rival, ProposalAction.RETRACT, actor_id=None, at=at)


def _heard(reference: UUID, by: Speaker) -> tuple[Proposal, Party]:
    """Return the proposal, locked with its parties, and the party that `by` speaks for."""
    found = (
        proposals_of(by)
        .select_related("appeal__municipality", "other_appeal__municipality")
        .select_related("pledge__municipality")
        .get(reference=reference)
    )
    party = party_of(by, found)
    if party is None:
        raise Proposal.DoesNotExist
    return _locked(found), party


def _locked(found: Proposal) -> Proposal:
    ids = [pk for pk in (found.appeal_id, found.other_appeal_id) if pk is not None]
    asking, offering = steps.lock_parties(ids, [found.pledge_id])
    (proposal,) = steps.locked([found.pk])
    proposal.appeal, proposal.pledge = asking[found.appeal_id], offering[found.pledge_id]
    if found.other_appeal_id is not None:
        proposal.other_appeal = asking[found.other_appeal_id]
    return proposal


def _require_open(proposal: Proposal, at: datetime) -> None:
    """Stop a party that speaks too late; one that was taken back still hears like one that waits.

    Raises:
        LastDayPassed: the proposal waits for nobody any more.
        SpokenAlready: everyone has consented.
    """
    if proposal.state == ProposalState.INTRODUCED:
        raise SpokenAlready
    if proposal.state == ProposalState.ENDED or at >= proposal.expires_at:
        raise LastDayPassed


def _say(
    proposal: Proposal, party: Party, said: Consent, *, by: Speaker, at: datetime
) -> list[str]:
    values = {"consent": said.value, "said_at": at, "said_by": account_of(by)}
    for name, value in values.items():
        setattr(proposal, f"{party}_{name}", value)
    return [f"{party}_{name}" for name in values]


def _forget(proposal: Proposal, party: Party) -> list[str]:
    values: dict[str, object] = {"releases": [], "contact": b""}
    for name, value in values.items():
        setattr(proposal, f"{party}_{name}", value)
    return [f"{party}_{name}" for name in values]


def _sealed(proposal: Proposal, party: Party, text: str, *, at: datetime) -> bytes:
    key = key_of(keeper_of(proposal, party), at=at)
    return sealing.sealed(key, place_of_contact(proposal, party), text)


def _record(
    verb: str, proposal: Proposal, party: Party, *, by: Speaker, at: datetime, **data: str
) -> None:
    record(
        verb=verb,
        subject_kind="proposal",
        subject=str(proposal.reference),
        actor_id=actor_id_of(by),
        at=at,
        data={"party": party.value, **data},
    )
