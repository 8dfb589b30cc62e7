"""Create what is new, update what differs, leave the rest: a few queries per batch."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from django.db import models

from places.imports.runner import Outcome
from places.models import ImportRun

_Model = TypeVar("_Model", bound=models.Model)
_RUN: Final = "source_run"


def upsert(
    table: "models.QuerySet[_Model]",
    drafts: Sequence[_Model],
    *,
    key: str,
    owned: Sequence[str],
    run: ImportRun,
) -> list[Outcome]:
    """Write the drafts and return what became of each; each draft has its primary key then.

    Args:
        table: the rows among which a stored one is looked for.
        drafts: unsaved rows, no two with the same key.
        key: the unique column that tells which stored row a draft means.
        owned: the columns this importer answers for; the others are left as they are.
        run: written on rows that are created or updated.

    Cost: one read, one insert and one update per call, each only when needed.
    """
    if not drafts:
        return []
    stored = {
        getattr(row, key): row
        for row in table.filter(**{f"{key}__in": [getattr(draft, key) for draft in drafts]})
    }
    fresh = [draft for draft in drafts if getattr(draft, key) not in stored]
    changed = []
    outcomes = []
    for draft in drafts:
        row = stored.get(getattr(draft, key))
        if row is None:
            setattr(draft, _RUN, run)
            outcomes.append(Outcome.CREATED)
            continue
        draft.pk = row.pk
        differs = assign(row, {name: getattr(draft, name) for name in owned})
        if differs:
            setattr(row, _RUN, run)
            changed.append(row)
        outcomes.append(Outcome.UPDATED if differs else Outcome.UNCHANGED)
    table.bulk_create(fresh)
    save_changed(table, changed, [*owned, _RUN])
    return outcomes


def assign(row: models.Model, values: Mapping[str, object]) -> bool:
    """Set the values on the row and tell whether any of them differs from before."""
    differs = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            differs = True
    return differs


def save_changed(
    table: "models.QuerySet[_Model]", rows: Sequence[_Model], columns: Iterable[str]
) -> None:
    """Update the columns of all rows in one statement."""
    if rows:
        table.bulk_update(rows, list(columns))


def strongest(*outcomes: Outcome) -> Outcome:
    """Return what to say of a row that touched several tables."""
    order = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.IGNORED)
    return min(outcomes, key=order.index)
