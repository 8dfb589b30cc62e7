"""Open a review of each partnership whose zone was judged worse. It proposes and ends nothing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from activities.engine.values import Activity, Venue
from activities.selectors import current_map
from audit.services import record
from evidence.engine.values import Phase
from matching.models import Proposal
from partnerships.engine.downgrade import Seen, proposed, ways_to_go_on
from partnerships.engine.values import MemberRole
from partnerships.models import Member, Partnership, PartnershipReview
from partnerships.services.partnerships import locked
from prerequisites.engine.review import Outcome, Way
from prerequisites.engine.values import VerdictClass
from prerequisites.models import Judgement


class AlreadyClosed(Exception):
    """Somebody closed the review before. Nothing was changed."""


@transaction.atomic
def review_after_judging(*, at: datetime) -> int:
    """Open a review for each live partnership of a town judged worse than before; return how many.

    Running twice opens nothing twice: one review for a partnership and a judgement, and none
    where the same is proposed already.

    Cost: at most seven queries for each town that asks in a live partnership.
    """
    opened = 0
    towns = (
        Member.objects.present()
        .filter(role=MemberRole.ASKING.value, partnership__in=Partnership.objects.live())
        .select_related("partnership", "municipality")
        .order_by("pk")
    )
    for member in towns:
        opened += _review(member, at=at)
    return opened


@transaction.atomic
def close_review(*, reference: UUID, by: User, at: datetime) -> PartnershipReview:
    """Close a review: somebody has looked. Whether to pause is decided apart.

    Raises:
        PartnershipReview.DoesNotExist: there is none.
        Partnership.DoesNotExist: its partnership is not visible to `by`.
        PermissionDenied: `by` writes in no partnership.
        IllegalTransition: the partnership has ended.
        AlreadyClosed: see there.
    """
    found = PartnershipReview.objects.select_related("partnership").get(reference=reference)
    locked(found.partnership.reference, by)
    review = PartnershipReview.objects.select_for_update().get(pk=found.pk)
    if review.closed_at is not None:
        raise AlreadyClosed
    review.closed_by, review.closed_at = by, at
    review.save(update_fields=["closed_by", "closed_at"])
    _record(review, "closed", by=by, at=at)
    return review


def _review(member: Member, *, at: datetime) -> int:
    now = Judgement.objects.filter(municipality=member.municipality_id, is_current=True).first()
    trusted = _trusted(member)
    if now is None or trusted is None or trusted == now:
        return 0
    before, after = _seen(trusted), _seen(now)
    outcome = proposed(before, after, _ways(member.partnership))
    waiting = PartnershipReview.objects.filter(
        partnership=member.partnership,
        municipality=member.municipality_id,
        outcome=outcome.value,
        closed_at=None,
    )
    if outcome is Outcome.CARRY_ON or waiting.exists():
        return 0
    review, is_new = PartnershipReview.objects.get_or_create(
        partnership=member.partnership,
        judgement=now,
        defaults={
            "municipality": now.municipality,
            "outcome": outcome.value,
            "go_on_with": [way.value for way in ways_to_go_on(after, current_map())],
            "opened_at": at,
        },
    )
    if is_new:
        _record(review, "opened", by=None, at=at)
    return int(is_new)


def _trusted(member: Member) -> Judgement | None:
    """Return the verdict that the partnership last looked at, so that slow falls add up.

    The one that was current when it closed its last review, else when the town joined.
    """
    closed = PartnershipReview.objects.filter(
        partnership=member.partnership, municipality=member.municipality_id, closed_at__isnull=False
    )
    last = closed.order_by("-closed_at", "-pk").first()
    judgements = Judgement.objects.filter(municipality=member.municipality_id)
    looked_at = last.closed_at if last and last.closed_at else member.joined_at
    before = judgements.filter(made_at__lte=looked_at).order_by("-made_at", "-pk").first()
    return before or judgements.order_by("made_at", "pk").first()


def _seen(judgement: Judgement) -> Seen:
    return Seen(
        verdict_class=VerdictClass(judgement.class_if_asked),
        phase=Phase(judgement.phase) if judgement.phase else None,
        zone_of_peace=bool(judgement.verdict["zone_of_peace"]),
    )


def _ways(partnership: Partnership) -> list[Way]:
    """Return what the partnership was introduced for, and what it does beside that."""
    proposals = Proposal.objects.filter(
        pk__in=partnership.members.exclude(proposal=None).values("proposal")
    ).values_list("activity", "venue")
    done = partnership.activities.exclude(state__in=["held", "cancelled"]).values_list(
        "cell__activity", "cell__venue"
    )
    return [
        Way(activity=Activity(activity), venue=Venue(venue))
        for activity, venue in sorted({*proposals, *done})
    ]


def _record(review: PartnershipReview, verb: str, *, by: User | None, at: datetime) -> None:
    record(
        verb=f"partnership_review.{verb}",
        subject_kind="partnership_review",
        subject=str(review.reference),
        actor_id=by.pk if by else None,
        at=at,
        data={"partnership": str(review.partnership.reference), "outcome": review.outcome},
    )
