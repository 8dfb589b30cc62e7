"""Keep results, what each side thinks of them, harm, and signs of positive peace."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from partnerships.engine.values import (
    Appraisal,
    Contribution,
    Direction,
    MemberRole,
    PeaceIndicator,
    Reach,
    Severity,
)
from partnerships.models import HarmEntry, Indicator, Objective, Partnership, Result
from partnerships.services.partnerships import (
    locked,
    place_of,
    record_step,
    sealed_words,
)


class AlreadyRecorded(Exception):
    """The objective has its result. Nothing was changed."""


class ObjectiveDropped(Exception):
    """The objective was given up, so it has no result. Nothing was changed."""


@transaction.atomic
def record_result(
    *,
    objective: UUID,
    reach: Reach,
    contribution: Contribution,
    text: str,
    by: User,
    at: datetime,
) -> Result:
    """Keep how far an objective was reached, and who brought it about.

    What a town reached alone is a result too, and is not counted for its helper (L686).

    Raises:
        Objective.DoesNotExist: there is none.
        Partnership.DoesNotExist: its partnership is not visible to `by`.
        PermissionDenied: `by` writes in no partnership.
        IllegalTransition: the partnership has ended.
        AlreadyRecorded, ObjectiveDropped, WordsMissing: see there.
    """
    goal = Objective.objects.select_related("partnership").get(reference=objective)
    partnership = locked(goal.partnership.reference, by)
    if partnership.objectives.filter(pk=goal.pk).exclude(dropped_at=None).exists():
        raise ObjectiveDropped
    result = Result(
        objective=goal,
        reach=reach.value,
        contribution=contribution.value,
        recorded_by=by,
        recorded_at=at,
    )
    result.sealed_text = sealed_words(
        partnership, place_of("result", "sealed_text", result.reference), text, at=at
    )
    try:
        with transaction.atomic():
            result.save(force_insert=True)
    except IntegrityError:
        raise AlreadyRecorded from None
    record_step(partnership, "result_recorded", by=by, at=at)
    return result


@transaction.atomic
def appraise(*, result: UUID, appraisal: Appraisal, by: User, at: datetime) -> Result:
    """Keep what the side of `by` thinks of a result; each side speaks for itself alone.

    Raises:
        Result.DoesNotExist: there is none.
        Partnership.DoesNotExist: its partnership is not visible to `by`.
        PermissionDenied: `by` is on neither side.
        IllegalTransition: the partnership has ended.
    """
    found = Result.objects.select_related("objective__partnership").get(reference=result)
    partnership = locked(found.objective.partnership.reference, by)
    asks = _is_on_side(partnership, by, {MemberRole.ASKING})
    helps = _is_on_side(partnership, by, {MemberRole.HELPING, MemberRole.LEAD})
    if not asks and not helps:
        raise PermissionDenied
    column = "asking_appraisal" if asks else "helping_appraisal"
    setattr(found, column, appraisal.value)
    found.save(update_fields=[column])
    record_step(partnership, "result_appraised", by=by, at=at)
    return found


@transaction.atomic
def record_harm(
    *, reference: UUID, severity: Severity, text: str, done: str, by: User, at: datetime
) -> HarmEntry:
    """Keep harm that was done or suffered, and what was done about it; it is never edited.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` writes in no partnership.
        IllegalTransition: the partnership has ended.
        WordsMissing: it is not said what happened, or what was done.
    """
    partnership = locked(reference, by)
    harm = HarmEntry(
        partnership=partnership, severity=severity.value, recorded_by=by, recorded_at=at
    )
    for column, words in (("sealed_text", text), ("sealed_done", done)):
        place = place_of("harm", column, harm.reference)
        setattr(harm, column, sealed_words(partnership, place, words, at=at))
    harm.save(force_insert=True)
    record_step(partnership, "harm_recorded", by=by, at=at)
    return harm


@transaction.atomic
def record_indicator(
    *,
    reference: UUID,
    sign: PeaceIndicator,
    direction: Direction,
    evidence: str,
    by: User,
    at: datetime,
) -> Indicator:
    """Keep where a sign of positive peace moved, and what shows it.

    Raises: as `record_harm`.
    """
    partnership = locked(reference, by)
    indicator = Indicator(
        partnership=partnership,
        sign=sign.value,
        direction=direction.value,
        recorded_by=by,
        recorded_at=at,
    )
    indicator.sealed_evidence = sealed_words(
        partnership,
        place_of("indicator", "sealed_evidence", indicator.reference),
        evidence,
        at=at,
    )
    indicator.save(force_insert=True)
    record_step(partnership, "indicator_recorded", by=by, at=at)
    return indicator


def _is_on_side(partnership: Partnership, user: User, roles: set[MemberRole]) -> bool:
    return partnership.members.filter(
        role__in=sorted(role.value for role in roles),
        left_at=None,
        municipality__in=user.municipalities.values("pk"),
    ).exists()
