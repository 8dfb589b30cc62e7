"""Publish the figures of all partnerships together, once for each quarter."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.engine.values import Activity
from audit.services import record
from partnerships.engine.editions import due_on, years_until
from partnerships.engine.figures import Dimension, RegionClass, Table, published, signs_told
from partnerships.models import ResultsEdition
from partnerships.selectors.figures import counted_until, signs_until


@transaction.atomic
def publish_results(*, at: datetime) -> ResultsEdition | None:
    """Publish the figures that are due, with one audit event; None where they stand there already.

    Two at once publish once.
    """
    as_of = due_on(timezone.localdate(at))
    if ResultsEdition.objects.filter(as_of=as_of).exists():
        return None
    edition = ResultsEdition(as_of=as_of, figures=_figures(as_of), published_at=at)
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


def _figures(as_of: date) -> dict[str, object]:
    rows = {
        Dimension.YEAR: years_until(as_of),
        Dimension.ACTIVITY: tuple(activity.value for activity in Activity),
        Dimension.REGION: tuple(region.value for region in RegionClass),
    }
    return {
        "tables": [_written(table) for table in published(counted_until(as_of), rows)],
        "signs": [
            [sign.value, direction.value, lowest]
            for (sign, direction), lowest in signs_told(signs_until(as_of)).items()
        ],
    }


def _written(table: Table) -> dict[str, object]:
    """Return a table as it is kept; a list of pairs, for JSON in PostgreSQL keeps no order."""
    return {
        "measure": table.measure.value,
        "dimension": table.dimension.value,
        "classes": [[row, lowest] for row, lowest in table.classes.items()],
    }
