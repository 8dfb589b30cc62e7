"""Plan, start, hold, cancel activities, each by the map in force and under a verdict."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from activities.engine.values import Activity, ActorMode, Mode, Venue
from activities.models import AllowedCell
from activities.selectors import current_map
from audit.services import record, sign
from matching.engine.lifecycle import IllegalTransition, next_state
from partnerships.engine.lifecycle import ACTIVITY, RUNNING, ActivityAction, ActivityState
from partnerships.engine.values import MemberRole
from partnerships.models import Partnership, PartnershipActivity
from partnerships.models.guards import LOCK_THE_MAP
from partnerships.services.partnerships import (
    NotAMember,
    locked,
    place_of,
    recorded,
    sealed_words,
)
from places.models import Municipality
from prerequisites.engine.permits import (
    ONLY_IN_ENCLAVE,
    PERMITS,
    TOLD_ONLY,
    Condition,
    Refusal,
)
from prerequisites.engine.values import VerdictClass
from prerequisites.models import Judgement


class NotByTheMap(Exception):
    """The map in force does not allow this activity in this phase. Nothing was changed."""


class NoVerdictHolds(Exception):
    """There is no verdict, or it has gone stale: it is looked at first. Nothing was changed."""


class NotPermitted(Exception):
    """The verdict does not permit this activity at this venue. Nothing was changed."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep why."""
        super().__init__(refusal.value)
        self.refusal = refusal


class ConditionsOpen(Exception):
    """The verdict asks for something that is not recorded yet. Nothing was changed."""

    def __init__(self, conditions: frozenset[Condition]) -> None:
        """Keep what is asked for."""
        super().__init__(", ".join(sorted(conditions)))
        self.conditions = conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be carried out, where, led by whom, from which day."""

    activity: Activity
    venue: Venue
    actor: ActorMode
    starts: date
    text: str


@transaction.atomic
def plan_activity(
    *, reference: UUID, town: Municipality, plan: Plan, by: User, at: datetime
) -> PartnershipActivity:
    """Plan an activity for a town that asks.

    1. Lock its verdict: whoever judges at the same time waits, and then stops what was planned.
    2. Lock the partnership and the map, ask the map in force and what the verdict permits.
    3. Keep the activity; PostgreSQL asks the same again.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` writes in no partnership.
        NotAMember: the town does not ask in this partnership.
        IllegalTransition: the partnership rests, or is not agreed yet.
        NoVerdictHolds, NotByTheMap, NotPermitted, ConditionsOpen, WordsMissing: see there.
    """
    judgement = _judgement(town)
    partnership = locked(reference, by)
    _refuse_stranger(partnership, town)
    if partnership.state not in RUNNING:
        raise IllegalTransition("Activities are planned once the partnership is agreed.")
    activity = PartnershipActivity(
        partnership=partnership,
        cell=_cell(judgement, plan.activity, plan.venue, plan.actor),
        judgement=judgement,
        starts=plan.starts,
        planned_by=by,
        planned_at=at,
    )
    _refuse_closed(partnership, activity, today=timezone.localdate(at))
    activity.sealed_text = sealed_words(
        partnership, place_of("activity", "sealed_text", activity.reference), plan.text, at=at
    )
    sign(actor_id=by.pk)
    activity.save(force_insert=True)
    _record(activity, "planned", by=by, at=at)
    return activity


@transaction.atomic
def move_activity(
    *, reference: UUID, action: ActivityAction, by: User, at: datetime
) -> PartnershipActivity:
    """Start, hold or cancel an activity, or let one go on that was stopped for a review.

    Where it begins, or goes on, it rests on the verdict of that day, and keeps its phase.

    Raises:
        PartnershipActivity.DoesNotExist: there is none, or `by` does not see its partnership.
        PermissionDenied: `by` writes in no partnership.
        IllegalTransition: it has moved on, or is stopped by the platform alone.
        NoVerdictHolds, NotByTheMap, NotPermitted, ConditionsOpen: as in `plan_activity`.
    """
    if action is ActivityAction.STOP:
        raise IllegalTransition("Only a verdict stops an activity.")
    seen = Partnership.objects.visible_to(by).values("pk")
    found = PartnershipActivity.objects.select_related("partnership", "judgement").get(
        reference=reference, partnership__in=seen
    )
    begins = action in {ActivityAction.START, ActivityAction.GO_ON}
    judgement = _judgement(found.judgement.municipality) if begins else found.judgement
    partnership = locked(found.partnership.reference, by)
    activity = (
        PartnershipActivity.objects.select_for_update(of=("self",))
        .select_related("cell", "partnership")
        .get(pk=found.pk)
    )
    activity.state = next_state(ACTIVITY, ActivityState(activity.state), action).value
    if begins:
        if partnership.state not in RUNNING:
            raise IllegalTransition("The partnership rests.")
        cell = activity.cell
        activity.judgement = judgement
        activity.cell = _cell(
            judgement, Activity(cell.activity), Venue(cell.venue), ActorMode(cell.actor)
        )
        _refuse_closed(partnership, activity, today=timezone.localdate(at))
    sign(actor_id=by.pk)
    activity.save(update_fields=["state", "judgement", "cell"])
    _record(activity, action.value, by=by, at=at)
    return activity


@transaction.atomic
def stop_what_expired(*, at: datetime) -> int:
    """Stop open direct activities whose verdict has gone stale; return how many.

    What a newer verdict replaced is stopped by PostgreSQL at once; this is for mere age.
    """
    stale = list(
        PartnershipActivity.objects.open()
        .direct()
        .filter(judgement__expires_on__lte=timezone.localdate(at))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    sign(actor_id=None)
    for activity in stale:
        activity.state = ActivityState.HELD_FOR_REVIEW.value
        activity.save(update_fields=["state"])
        _record(activity, ActivityAction.STOP.value, by=None, at=at)
    return len(stale)


def _judgement(town: Municipality) -> Judgement:
    judgement = (
        Judgement.objects.select_for_update(no_key=True)
        .filter(municipality=town, is_current=True)
        .first()
    )
    if judgement is None:
        raise NoVerdictHolds
    return judgement


def _lock_map() -> None:
    """Let no version be adopted before what is planned by the one in force is kept."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_THE_MAP)


def _cell(judgement: Judgement, activity: Activity, venue: Venue, actor: ActorMode) -> AllowedCell:
    _lock_map()
    cell = AllowedCell.objects.filter(
        version__number=current_map().version,
        activity=activity.value,
        phase=judgement.phase,
        actor=actor.value,
        venue=venue.value,
        zone_of_peace=judgement.verdict["zone_of_peace"],
    ).first()
    if cell is None:
        raise NotByTheMap
    return cell


def _refuse_closed(partnership: Partnership, activity: PartnershipActivity, *, today: date) -> None:
    judgement, cell = activity.judgement, activity.cell
    kind, venue = Activity(cell.activity), Venue(cell.venue)
    ruling = PERMITS[VerdictClass(judgement.class_if_asked)][kind][venue]
    if isinstance(ruling, Refusal):
        raise NotPermitted(ruling)
    if kind in ONLY_IN_ENCLAVE and not cell.zone_of_peace:
        raise NotPermitted(Refusal.ONLY_IN_ENCLAVE)
    is_stale = judgement.expires_on is not None and judgement.expires_on <= today
    if is_stale and cell.mode == Mode.DIRECT:
        raise NoVerdictHolds
    missing = ruling - TOLD_ONLY - recorded(partnership)
    if missing:
        raise ConditionsOpen(missing)


def _refuse_stranger(partnership: Partnership, town: Municipality) -> None:
    asks = partnership.members.filter(municipality=town, role=MemberRole.ASKING.value, left_at=None)
    if not asks.exists():
        raise NotAMember


def _record(activity: PartnershipActivity, verb: str, *, by: User | None, at: datetime) -> None:
    record(
        verb=f"partnership_activity.{verb}",
        subject_kind="partnership_activity",
        subject=str(activity.reference),
        actor_id=by.pk if by else None,
        at=at,
    )
