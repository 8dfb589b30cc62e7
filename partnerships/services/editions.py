"""Publish the figures of all partnerships together, once for each quarter."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.services import record
from partnerships.engine.editions import due_on, edition_of, figures_of
from partnerships.engine.figures import NOTHING
from partnerships.models import ResultsEdition
from partnerships.selectors.figures import counted_until, latest_edition, signs_until


@transaction.atomic
def publish_results(*, at: datetime) -> ResultsEdition | None:
    """Publish the figures that are due, with one audit event; None where they stand there already.

    Two at once publish once.
    """
    as_of = due_on(timezone.localdate(at))
    if ResultsEdition.objects.filter(as_of=as_of).exists():
        return None
    last = latest_edition()
    figures = figures_of(
        counted_until(as_of),
        signs_until(as_of),
        as_of=as_of,
        before=edition_of(last.figures, as_of=last.as_of) if last else NOTHING,
    )
    edition = ResultsEdition(as_of=as_of, figures=figures, published_at=at)
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
    except IntegrityError:
        return None
    record(
        verb="results.published",
        subject_kind="results_edition",
        subject=str(as_of),
        actor_id=None,
        at=at,
    )
    return edition
