"""Open, agree, start, pause, resume and end partnerships; members come and go."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import Activity, Venue
from activities.selectors import current_map
from audit.services import record, sign
from matching.engine.lifecycle import IllegalTransition, ProposalState, next_state
from matching.models import AgencyRequest, Appeal, Proposal
from matching.services.keys import key_of
from partnerships.engine.lifecycle import PARTNERSHIP, PartnershipAction, PartnershipState
from partnerships.engine.needs import Standing, lacks_of
from partnerships.engine.values import Lack, MemberRole, PauseReason
from partnerships.models import Member, Objective, Partnership, Result, Safeguard
from partnerships.selectors import BODIES
from places.models import Intermediary, Municipality
from prerequisites.engine.permits import Condition
from sealing import services as sealing
from sealing.engine.envelope import Place

_OF_STAFF: Final = frozenset({Condition.STAFF_APPROVAL})
_HELP: Final = frozenset({MemberRole.HELPING, MemberRole.LEAD})
_LIVE: Final = frozenset(PartnershipState) - {PartnershipState.ENDED}


class NotIntroduced(Exception):
    """Not everyone has consented, or somebody took consent back. Nothing was changed."""


class NotReady(Exception):
    """Something is missing before the partnership is agreed. Nothing was changed."""

    def __init__(self, lacks: tuple[Lack, ...]) -> None:
        """Keep what is missing."""
        super().__init__(", ".join(lacks))
        self.lacks = lacks


class WordsMissing(Exception):
    """This is kept only in words. Nothing was changed."""


class NotAMember(Exception):
    """The body does not belong to the partnership any more. Nothing was changed."""


class NotCivilSociety(Exception):
    """The body is none of civil society. Nothing was changed."""


class AlreadyDropped(Exception):
    """The objective was dropped before. Nothing was changed."""


class HasResult(Exception):
    """The objective has its result, so it stays. Nothing was changed."""


@transaction.atomic
def open_partnership(*, proposal: UUID, at: datetime) -> Partnership:
    """Open the partnership of an introduction, or let its helper join the one there is.

    The platform does so by itself, in the name of the officer who put the proposal, so that
    nobody forgets (ADR 0036). An appeal that wants a network has one partnership: each
    introduction brings a member, and the appeal stays open for the rest (L375-385). The agency
    that accepted to lead has its seat from the beginning; where none was asked, the first helper
    leads (ADR 0038).

    Raises:
        Proposal.DoesNotExist: there is none.
        NotIntroduced: see there.
    """
    found = Proposal.objects.get(reference=proposal)
    appeal = Appeal.objects.select_for_update(no_key=True).get(pk=found.appeal_id)
    introduced = Proposal.objects.select_for_update(no_key=True).get(pk=found.pk)
    if introduced.state != ProposalState.INTRODUCED:
        raise NotIntroduced

    officer = introduced.put_by
    partnership = Partnership.objects.live().filter(appeal=appeal).first()
    if partnership is None:
        sign(actor_id=None)
        partnership = Partnership.objects.create(appeal=appeal, opened_by=officer, opened_at=at)
        record_step(partnership, "opened", by=None, at=at)
    _join(partnership, appeal.municipality_id, MemberRole.ASKING, None, at=at)
    if introduced.other_appeal is not None:
        other = introduced.other_appeal.municipality_id
        _join(partnership, other, MemberRole.ASKING, introduced, at=at)
    _seat_agency(partnership, at=at)
    role = _role_of_helper(partnership)
    _join(partnership, introduced.pledge.municipality_id, role, introduced, at=at)
    record_step(partnership, "joined", by=None, at=at)
    return partnership


@transaction.atomic
def seat_agency(*, request: UUID, at: datetime) -> Member | None:
    """Give the agency that accepted to lead its seat; None where nothing is open yet.

    Where a helper leads already, it stays so, and the agency joins beside it.

    Raises:
        AgencyRequest.DoesNotExist: there is none.
    """
    asked = AgencyRequest.objects.get(reference=request)
    live = Partnership.objects.live().filter(appeal=asked.appeal_id)
    partnership = live.select_for_update().first()
    return _seat_agency(partnership, at=at) if partnership else None


@transaction.atomic
def add_body(*, reference: UUID, intermediary: Intermediary, by: User, at: datetime) -> Member:
    """Let a body of civil society join; the officer of the case does so.

    It reads what is written in the partnership, and the contacts of nobody.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` is not of the secretariat.
        NotCivilSociety: see there.
        IllegalTransition: the partnership has ended.
    """
    partnership = locked(reference, by)
    require(by, Permission.READ_CASE)
    if intermediary.kind not in BODIES:
        raise NotCivilSociety
    member, is_new = Member.objects.get_or_create(
        partnership=partnership,
        intermediary=intermediary,
        left_at=None,
        defaults={"role": MemberRole.CIVIL_SOCIETY.value, "joined_at": at},
    )
    if is_new:
        record_step(partnership, "joined", by=by, at=at)
    return member


@transaction.atomic
def leave(*, member: UUID, by: User, at: datetime) -> Member:
    """Let a member leave; what it wrote stays, and it reads nothing more.

    When the last one that helps, or the last one that asks, has left, the partnership rests.

    Raises:
        Partnership.DoesNotExist: not visible to `by`.
        PermissionDenied: it is not `by`'s to decide.
        NotAMember: it has left before.
        IllegalTransition: the partnership has ended.
    """
    found = _member(member, by)
    found.left_at = at
    found.save(update_fields=["left_at"])
    record_step(found.partnership, "left", by=by, at=at)
    partnership = Partnership.objects.select_for_update().get(pk=found.partnership_id)
    _rest_without_help(partnership, PauseReason.OWN_CAPACITY, by=by, at=at)
    return found


@transaction.atomic
def record_decision(*, member: UUID, decided_on: date, by: User, at: datetime) -> Member:
    """Keep the day on which a member's council decided to take part.

    Raises: as `leave`.
    """
    found = _member(member, by)
    found.decided_on = decided_on
    found.save(update_fields=["decided_on"])
    record_step(found.partnership, "decided", by=by, at=at)
    return found


@transaction.atomic
def set_objective(*, reference: UUID, text: str, by: User, at: datetime) -> Objective:
    """Keep an objective, sealed.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` writes in no partnership.
        WordsMissing: there are no words.
        IllegalTransition: the partnership has ended.
    """
    partnership = locked(reference, by)
    objective = Objective(partnership=partnership, set_by=by, set_at=at)
    objective.sealed_text = sealed_words(
        partnership, place_of("objective", "sealed_text", objective.reference), text, at=at
    )
    objective.save(force_insert=True)
    record_step(partnership, "objective_set", by=by, at=at)
    return objective


@transaction.atomic
def drop_objective(*, objective: UUID, reason: str, by: User, at: datetime) -> Objective:
    """Give an objective up, and keep why, sealed. What has its result stays.

    Raises:
        Objective.DoesNotExist: there is none.
        Partnership.DoesNotExist: its partnership is not visible to `by`.
        PermissionDenied: `by` writes in no partnership.
        IllegalTransition: the partnership has ended.
        AlreadyDropped, HasResult, WordsMissing: see there.
    """
    found = Objective.objects.select_related("partnership").get(reference=objective)
    partnership = locked(found.partnership.reference, by)
    dropped = Objective.objects.select_for_update().get(pk=found.pk)
    if dropped.dropped_at is not None:
        raise AlreadyDropped
    if Result.objects.filter(objective=dropped).exists():
        raise HasResult
    place = place_of("objective", "sealed_reason", dropped.reference)
    dropped.sealed_reason = sealed_words(partnership, place, reason, at=at)
    dropped.dropped_at, dropped.dropped_by = at, by
    dropped.save(update_fields=["dropped_at", "dropped_by", "sealed_reason"])
    record_step(partnership, "objective_dropped", by=by, at=at)
    return dropped


@transaction.atomic
def record_safeguard(
    *, reference: UUID, condition: Condition, text: str, by: User, at: datetime
) -> Safeguard:
    """Keep how a condition was fulfilled; a new one takes the place of the old.

    Raises:
        as `set_objective`; PermissionDenied also where the secretariat alone approves.
    """
    partnership = locked(reference, by)
    if condition in _OF_STAFF:
        require(by, Permission.READ_CASE)
    safeguard = Safeguard(
        partnership=partnership, condition=condition.value, recorded_by=by, recorded_at=at
    )
    safeguard.sealed_text = sealed_words(
        partnership, place_of("safeguard", "sealed_text", safeguard.reference), text, at=at
    )
    partnership.safeguards.filter(condition=condition.value, withdrawn_at=None).update(
        withdrawn_at=at
    )
    safeguard.save(force_insert=True)
    record_step(
        partnership, "safeguard_recorded", by=by, at=at, data={"condition": condition.value}
    )
    return safeguard


@transaction.atomic
def move_partnership(
    *,
    reference: UUID,
    action: PartnershipAction,
    by: User,
    at: datetime,
    reason: PauseReason | None = None,
) -> Partnership:
    """Agree, start, pause or resume; an end has its own service, for it needs a council's act.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` writes in no partnership.
        NotReady: something is missing before it is agreed.
        NotIntroduced: consent is missing, so it does not go on.
        IllegalTransition: it has moved on, or a pause has no reason.
    """
    partnership = locked(reference, by)
    is_pause = action is PartnershipAction.PAUSE
    if action is PartnershipAction.END or is_pause != (reason is not None):
        raise IllegalTransition(
            "An end needs an act, a pause its reason, and nothing else has one."
        )
    if not is_pause and not _has_consent(partnership):
        raise NotIntroduced
    if action in {PartnershipAction.AGREE, PartnershipAction.START}:
        lacks = lacks_now(partnership)
        if lacks:
            raise NotReady(lacks)
    step(partnership, action, by=by, at=at, reason=reason)
    return partnership


@transaction.atomic
def end_partnership(
    *, reference: UUID, municipality: Municipality, act_dated_on: date, by: User, at: datetime
) -> Partnership:
    """End a partnership by the act of a member's council.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` does not write for that municipality.
        NotAMember: the municipality does not belong to it.
        IllegalTransition: it has ended before.
    """
    partnership = locked(reference, by)
    require(by, Permission.WRITE_PARTNERSHIP, municipality=municipality)
    if not partnership.members.filter(municipality=municipality, left_at=None).exists():
        raise NotAMember
    partnership.ended_on_act_of = municipality
    partnership.act_dated_on = act_dated_on
    step(partnership, PartnershipAction.END, by=by, at=at)
    return partnership


@transaction.atomic
def part_where_consent_ended(*, at: datetime) -> int:
    """Let those leave whose introduction holds no more; return how many partnerships rest now.

    They read nothing from the moment of their word on, since reads ask for the introduction
    itself. A partnership in which no helper is left rests until there is one. Nobody's leaving
    makes a link between the others that was not there before.
    """
    gone = (
        Member.objects.present()
        .exclude(proposal=None)
        .exclude(proposal__state=ProposalState.INTRODUCED.value)
        .order_by("partnership", "pk")
    )
    left = set(gone.values_list("partnership", flat=True))
    paused = 0
    for partnership in (
        Partnership.objects.live().filter(pk__in=left).select_for_update().order_by("pk")
    ):
        for member in gone.filter(partnership=partnership):
            member.left_at = at
            member.save(update_fields=["left_at"])
            record_step(partnership, "left", by=None, at=at)
        paused += _rest_without_help(partnership, PauseReason.CONSENT_REVOKED, by=None, at=at)
    return paused


def step(
    partnership: Partnership,
    action: PartnershipAction,
    *,
    by: User | None,
    at: datetime,
    reason: PauseReason | None = None,
) -> None:
    """Take a step of a partnership that the caller has locked, and record it.

    While it rests nothing goes on, and what ends is over: PostgreSQL stops or cancels what was
    planned or under way.

    Raises:
        IllegalTransition: the table has no such step; nothing was changed.
    """
    partnership.state = next_state(PARTNERSHIP, PartnershipState(partnership.state), action)
    partnership.pause_reason = reason.value if reason else ""
    sign(actor_id=by.pk if by else None)
    partnership.save(update_fields=["state", "pause_reason", "ended_on_act_of", "act_dated_on"])
    data = {"reason": reason.value} if reason else {}
    record_step(partnership, action.value, by=by, at=at, data=data)


def lacks_now(partnership: Partnership) -> tuple[Lack, ...]:
    """Return what the partnership still needs before it is agreed."""
    introduced = Proposal.objects.filter(appeal=partnership.appeal, introduced_at__isnull=False)
    proposal = introduced.order_by("-introduced_at").first()
    activity = proposal.activity if proposal else partnership.appeal.activity
    venue = proposal.venue if proposal else Venue.INSIDE.value
    towns = partnership.members.filter(left_at=None, municipality__isnull=False)
    standing = Standing(
        activity=Activity(activity),
        venue=Venue(venue),
        objectives=partnership.objectives.filter(dropped_at=None).count(),
        undecided=towns.filter(decided_on=None).count(),
        recorded=recorded(partnership),
    )
    return lacks_of(standing, current_map())


def recorded(partnership: Partnership) -> frozenset[Condition]:
    """Return the conditions that are recorded as fulfilled."""
    kept = partnership.safeguards.filter(withdrawn_at=None).values_list("condition", flat=True)
    return frozenset(map(Condition, kept))


def place_of(table: str, column: str, row: UUID) -> Place:
    """Return where sealed words of a partnership lie."""
    return Place(table=table, column=column, row=row)


def sealed_words(partnership: Partnership, place: Place, text: str, *, at: datetime) -> bytes:
    """Return words under the key of the appeal.

    Raises:
        WordsMissing: there are none.
        Erased: the key was destroyed.
    """
    if not text.strip():
        raise WordsMissing
    return sealing.sealed(key_of(partnership.appeal, at=at), place, text.strip())


def locked(reference: UUID, by: User) -> Partnership:
    """Return a live partnership that `by` may write in, locked.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` writes in no partnership.
        IllegalTransition: it has ended.
    """
    require(by, Permission.WRITE_PARTNERSHIP)
    partnership = (
        Partnership.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("appeal", "appeal__data_key")
        .get(reference=reference)
    )
    if partnership.state not in _LIVE:
        raise IllegalTransition("The partnership has ended.")
    return partnership


def _member(reference: UUID, by: User) -> Member:
    found = Member.objects.select_related("municipality", "partnership").get(reference=reference)
    locked(found.partnership.reference, by)
    if found.intermediary_id is None:
        require(by, Permission.WRITE_PARTNERSHIP, municipality=found.municipality)
    elif found.intermediary_id not in by.intermediary_ids:
        require(by, Permission.READ_CASE)
    member = Member.objects.select_for_update().get(pk=found.pk)
    if member.left_at is not None:
        raise NotAMember
    return member


def _rest_without_help(
    partnership: Partnership, reason: PauseReason, *, by: User | None, at: datetime
) -> bool:
    """Let a partnership rest where nobody is left who asks, or nobody who helps."""
    towns = partnership.members.filter(left_at=None, municipality__isnull=False)
    here = set(towns.values_list("role", flat=True))
    may_rest = PartnershipAction.PAUSE in PARTNERSHIP[PartnershipState(partnership.state)]
    if not may_rest or (MemberRole.ASKING in here and here & _HELP):
        return False
    step(partnership, PartnershipAction.PAUSE, by=by, at=at, reason=reason)
    return True


def _join(
    partnership: Partnership,
    municipality_id: int,
    role: MemberRole,
    proposal: Proposal | None,
    *,
    at: datetime,
) -> None:
    Member.objects.get_or_create(
        partnership=partnership,
        municipality_id=municipality_id,
        left_at=None,
        defaults={"role": role.value, "proposal": proposal, "joined_at": at},
    )


def _role_of_helper(partnership: Partnership) -> MemberRole:
    """Return what a helper joins as: the first one leads where no agency was asked to."""
    appeal = partnership.appeal
    is_led = _has_lead(partnership) or appeal.agency_requests.standing().exists()
    return MemberRole.HELPING if appeal.helpers_wanted == 1 or is_led else MemberRole.LEAD


def _has_lead(partnership: Partnership) -> bool:
    return partnership.members.filter(role=MemberRole.LEAD.value, left_at=None).exists()


def _seat_agency(partnership: Partnership, *, at: datetime) -> Member | None:
    """Give the agency that accepted to lead its seat, once: who left does not come back so."""
    accepted = partnership.appeal.agency_requests.accepted().select_related("agency").first()
    if accepted is None:
        return None
    seated = partnership.members.filter(intermediary=accepted.agency).first()
    if seated is not None:
        return seated
    role = MemberRole.CIVIL_SOCIETY if _has_lead(partnership) else MemberRole.LEAD
    member = Member.objects.create(
        partnership=partnership, intermediary=accepted.agency, role=role.value, joined_at=at
    )
    record_step(partnership, "joined", by=None, at=at)
    return member


def _has_consent(partnership: Partnership) -> bool:
    return Member.objects.in_touch().filter(partnership=partnership).exclude(proposal=None).exists()


def record_step(
    partnership: Partnership,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    data: Mapping[str, str] | None = None,
) -> None:
    """Record what happened to a partnership, or in it."""
    record(
        verb=f"partnership.{verb}",
        subject_kind="partnership",
        subject=str(partnership.reference),
        actor_id=by.pk if by else None,
        at=at,
        data=data or {},
    )
