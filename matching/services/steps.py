"""Every step of an appeal and of a proposal, and what the step of one means for the other.

Whoever writes proposals takes locks in one order: appeals, pledges, proposals, each by id. So two
people who go at the same moment wait for each other, and never both for ever.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from audit.services import record, sign
from matching.engine.asides import AsideReason
from matching.engine.consents import Party, RefusalReason, apart_until
from matching.engine.lifecycle import (
    APPEAL,
    OVER_APPEALS,
    PROPOSAL,
    AppealAction,
    AppealState,
    Consent,
    ProposalAction,
    ProposalState,
    next_state,
)
from matching.models import Answer, Appeal, Pledge, Proposal
from matching.services import asides, clocks


class AlreadyAsked(Exception):
    """The municipality has a live appeal for the same activity and topic. Nothing was changed."""


_APPEAL_PAST: Final = {
    AppealAction.SUBMIT: "appeal.submitted",
    AppealAction.QUARANTINE: "appeal.quarantined",
    AppealAction.CONFIRM: "appeal.confirmed",
    AppealAction.REFUSE: "appeal.refused",
    AppealAction.WITHDRAW: "appeal.withdrawn",
    AppealAction.ACKNOWLEDGE: "appeal.acknowledged",
    AppealAction.ANSWER: "appeal.answered",
    AppealAction.REOPEN: "appeal.reopened",
    AppealAction.CLOSE: "appeal.closed",
    AppealAction.MERGE: "appeal.merged",
    AppealAction.SEPARATE: "appeal.separated",
}

_PROPOSAL_PAST: Final = {
    ProposalAction.INTRODUCE: "proposal.introduced",
    ProposalAction.LAPSE: "proposal.lapsed",
    ProposalAction.RETRACT: "proposal.retracted",
    ProposalAction.END: "proposal.ended",
}


def hold_with_partners(*, appeal: UUID | None = None, pledge: UUID | None = None) -> None:
    """Lock an appeal or a pledge, and before it all that a live proposal joins it with.

    With an appeal go those that were merged into it, or the one that it was merged into.
    """
    one = Q(appeal__reference=appeal) | Q(other_appeal__reference=appeal)
    live = Proposal.objects.live().filter(one if appeal else Q(pledge__reference=pledge))
    rows = list(live.values_list("appeal", "other_appeal", "pledge"))
    appeals = {pk for first, second, _pledge in rows for pk in (first, second) if pk is not None}
    if appeal is not None:
        appeals |= _family_of(appeal)
    lock_parties(appeals, {pledge_id for _first, _second, pledge_id in rows})


def lock_with_partners(ids: Collection[int]) -> dict[int, Appeal]:
    """Lock appeals with all that live proposals join them with, and return them as they are now."""
    joined = Proposal.objects.live().filter(Q(appeal__in=ids) | Q(other_appeal__in=ids))
    rows = list(joined.values_list("appeal", "other_appeal", "pledge"))
    partners = {pk for first, second, _pledge in rows for pk in (first, second) if pk is not None}
    appeals, _pledges = lock_parties({*ids, *partners}, {pledge for _a, _b, pledge in rows})
    return appeals


def _family_of(reference: UUID) -> set[int]:
    """Return the appeal and those merged with it; nothing where it stands alone."""
    one = Appeal.objects.filter(reference=reference)
    into = {pk for pair in one.values_list("merged_into", "merged_here") for pk in pair if pk}
    return into and {*into, *one.values_list("pk", flat=True)}


def lock_parties(
    appeals: Collection[int], pledges: Collection[int]
) -> tuple[dict[int, Appeal], dict[int, Pledge]]:
    """Lock appeals, then pledges, each by id, and return them as they are now."""
    asking = (
        Appeal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("municipality", "data_key")
        .filter(pk__in=appeals)
        .order_by("pk")
    )
    found = {appeal.pk: appeal for appeal in asking}
    offering = (
        Pledge.objects.select_for_update(of=("self",), no_key=True)
        .select_related("municipality")
        .filter(pk__in=pledges)
        .order_by("pk")
    )
    return found, {pledge.pk: pledge for pledge in offering}


def step_appeal(
    appeal: Appeal,
    action: AppealAction,
    *,
    actor_id: int | None,
    at: datetime,
    columns: Iterable[str] = (),
    facts: Mapping[str, str] | None = None,
) -> None:
    """Save the next state of an appeal that the caller has locked, and whose step it has allowed.

    One that is over parts from whom it was proposed or introduced to, in the same transaction.

    Args:
        appeal: the row.
        action: the step.
        actor_id: who takes it; None for the platform.
        at: now.
        columns: what else changes with the state, in one UPDATE.
        facts: ids and codes that the event keeps with the state.

    Raises:
        IllegalTransition: the appeal has moved on; nothing was changed.
        AlreadyAsked: the municipality has a live appeal for the same.
    """
    sign(actor_id=actor_id)
    appeal.state = next_state(APPEAL, AppealState(appeal.state), action).value
    if action in {AppealAction.SUBMIT, AppealAction.QUARANTINE}:
        appeal.submitted_at = at
    if action is not AppealAction.MERGE:
        appeal.merged_into = None
    save_unless_twin(appeal, ["state", "submitted_at", "merged_into", *columns])
    clocks.follow(appeal, at=at)

    record_appeal(appeal, _APPEAL_PAST[action], actor_id=actor_id, at=at, facts=facts)
    if appeal.state in OVER_APPEALS:
        part_from(appeal_id=appeal.pk, actor_id=actor_id, at=at)


def part_from(
    *,
    appeal_id: int | None = None,
    pledge_id: int | None = None,
    actor_id: int | None,
    at: datetime,
) -> None:
    """Take back and end all proposals of an appeal or a pledge that is over.

    The caller has locked it with its partners and saved its state.
    """
    of_appeal = Q(appeal=appeal_id) | Q(other_appeal=appeal_id)
    ids = list(
        Proposal.objects.live()
        .filter(of_appeal if appeal_id is not None else Q(pledge=pledge_id))
        .values_list("pk", flat=True)
    )
    if not ids:
        return
    for proposal in locked(ids):
        if proposal.state == ProposalState.PUT:
            step_proposal(proposal, ProposalAction.RETRACT, actor_id=actor_id, at=at)
        elif proposal.state == ProposalState.INTRODUCED:
            end_introduction(proposal, actor_id=actor_id, at=at)


def locked(ids: Iterable[int]) -> list[Proposal]:
    """Lock proposals by id and return them as they are now."""
    return list(
        Proposal.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
    )


def step_proposal(
    proposal: Proposal,
    action: ProposalAction,
    *,
    actor_id: int | None,
    at: datetime,
    columns: Iterable[str] = (),
) -> None:
    """Save the next state of a proposal that the caller has locked, with `columns`, in one UPDATE.

    Raises:
        IllegalTransition: it has moved on; nothing was changed.
    """
    proposal.state = next_state(PROPOSAL, ProposalState(proposal.state), action).value
    sign(actor_id=actor_id)
    if action is ProposalAction.INTRODUCE:
        proposal.introduced_at = at
    else:
        proposal.ended_at = at
    proposal.save(update_fields=["state", "introduced_at", "ended_at", *columns])
    if action in {ProposalAction.LAPSE, ProposalAction.RETRACT}:
        _keep_apart_who_refused(proposal, at=at)
    record(
        verb=_PROPOSAL_PAST[action],
        subject_kind="proposal",
        subject=str(proposal.reference),
        actor_id=actor_id,
        at=at,
        data={"state": proposal.state},
    )


def end_introduction(
    proposal: Proposal,
    *,
    actor_id: int | None,
    at: datetime,
    columns: Iterable[str] = (),
) -> None:
    """End an introduction; it is an answer no more, so an appeal without another waits again.

    What an appeal that is over was answered with stays as it is.
    """
    step_proposal(proposal, ProposalAction.END, actor_id=actor_id, at=at, columns=columns)
    answers = Answer.objects.standing().filter(
        proposal=proposal, appeal__state=AppealState.ANSWERED.value
    )
    for answer in answers.select_related("appeal__municipality").order_by("appeal"):
        # In the name of the officer who put it: an answer does not tell which party went.
        take_back(answer, by=proposal.put_by, actor_id=actor_id, at=at)


def take_back(answer: Answer, *, by: User, actor_id: int | None, at: datetime) -> None:
    """Take back an answer whose appeal is locked; an appeal without another waits again.

    Args:
        answer: one that stands, with its appeal.
        by: in whose name.
        actor_id: who brought it about; the trail keeps that.
        at: now.

    Raises:
        AlreadyAsked: the municipality has a live appeal for the same.
    """
    answer.retracted_by, answer.retracted_at = by, at
    answer.save(update_fields=["retracted_by", "retracted_at"])
    record_answer(answer, "answer.retracted", actor_id=actor_id, at=at)
    appeal = answer.appeal
    if appeal.state == AppealState.ANSWERED and not appeal.answers.standing().exists():
        step_appeal(appeal, AppealAction.REOPEN, actor_id=actor_id, at=at)


def _keep_apart_who_refused(proposal: Proposal, *, at: datetime) -> None:
    """Set aside what a party refused: an appeal its own pair, the helper every pair in it."""
    sides: dict[Party, tuple[AsideReason, list[Appeal | None]]] = {
        Party.APPEAL: (AsideReason.DECLINED_BY_APPELLANT, [proposal.appeal]),
        Party.OTHER: (AsideReason.DECLINED_BY_APPELLANT, [proposal.other_appeal]),
        Party.PLEDGE: (
            AsideReason.DECLINED_BY_HELPER,
            [proposal.appeal, proposal.other_appeal],
        ),
    }
    for party, (declined, appeals) in sides.items():
        if getattr(proposal, f"{party}_consent") != Consent.REFUSED:
            continue
        said_on = timezone.localdate(getattr(proposal, f"{party}_said_at"))
        reason = RefusalReason(getattr(proposal, f"{party}_reason"))
        for appeal in appeals:
            if appeal is not None:
                asides.keep_apart(
                    appeal=appeal,
                    pledge=proposal.pledge,
                    reason=declined,
                    until=apart_until(reason, said_on),
                    by=getattr(proposal, f"{party}_said_by"),
                    at=at,
                )


_ONE_LIVE: Final = "matching_appeal_one_live_per_activity"


def save_unless_twin(appeal: Appeal, columns: Sequence[str]) -> None:
    """Save columns of an appeal.

    Raises:
        AlreadyAsked: the municipality has a live appeal for the same.
    """
    try:
        with transaction.atomic():
            appeal.save(update_fields=columns)
    except IntegrityError as error:
        if _ONE_LIVE in str(error):
            raise AlreadyAsked from None
        raise


def record_appeal(
    appeal: Appeal,
    verb: str,
    *,
    actor_id: int | None,
    at: datetime,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Record what happened to an appeal, with where it stands."""
    record(
        verb=verb,
        subject_kind="appeal",
        subject=str(appeal.reference),
        actor_id=actor_id,
        at=at,
        data={"state": appeal.state, **(facts or {})},
    )


def record_answer(answer: Answer, verb: str, *, actor_id: int | None, at: datetime) -> None:
    """Record what happened to an answer, with whose it is."""
    record(
        verb=verb,
        subject_kind="answer",
        subject=str(answer.reference),
        actor_id=actor_id,
        at=at,
        data={"appeal": str(answer.appeal.reference), "kind": answer.kind},
    )
