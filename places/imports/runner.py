"""Carry a checked file into the database: batch by batch, counted, safe to repeat."""

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Final, Protocol, TypeVar

from django.db import connection, transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from audit.services import record
from places.engine.values import ImportState, QuarantineReason
from places.imports.table import FileRefused, Row
from places.imports.values import BadRow
from places.models import ImportRun, QuarantinedRow

BATCH_ROWS: Final = 1_000
_LOCK: Final = 0x636974696573  # any number, the same in every process

_Draft = TypeVar("_Draft")


class Outcome(StrEnum):
    """What became of a sound row. The values are columns of ImportRun."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    IGNORED = "ignored"


Result = Outcome | BadRow


class SoundFile(Protocol):
    """A file, or something like one, that is known to be sound as a whole."""

    @property
    def path(self) -> Path: ...
    @property
    def sha256(self) -> str: ...
    @property
    def rows(self) -> int: ...
    def __iter__(self) -> Iterator[Row]: ...


class Importer(Protocol):
    """What differs between sources."""

    source: str

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch and return what became of each row, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What an import did and what it cost."""

    run: ImportRun
    seconds: float
    peak_mb: float

    def __str__(self) -> str:
        run = self.run
        return (
            f"{run.source}: {run.read} read, {run.created} created, {run.updated} updated, "
            f"{run.unchanged} unchanged, {run.ignored} ignored, {run.quarantined} quarantined "
            f"in {self.seconds:.1f} s ({run.read / max(self.seconds, 0.001):,.0f} rows/s, "
            f"peak {self.peak_mb:.0f} MB)."
        )


def bring_in(importer: Importer, file: SoundFile, *, at: datetime) -> Summary:
    """Carry the file into the database.

    1. Take the lock of all importers, so that two never write at once.
    2. Write each batch in its own transaction, with its quarantine and the counts of the run.
    3. Close the run. A run that is stopped keeps its batches; the same command goes on from there.

    Raises:
        FileRefused: another import is running.
    """
    began = time.monotonic()
    with _alone(file):
        run = ImportRun.objects.create(
            source=importer.source,
            file_name=file.path.name,
            file_sha256=file.sha256,
            started_at=at,
        )
        try:
            for batch in _batches(_with_progress(file, importer.source)):
                _write(importer, run, batch)
        except BaseException:
            _close(run, ImportState.STOPPED)
            raise
        _close(run, ImportState.DONE)
    return Summary(run=run, seconds=time.monotonic() - began, peak_mb=_peak_mb())


def sort_out(
    rows: Sequence[Row],
    *,
    read: Callable[[Row], _Draft | None],
    save: Callable[[Sequence[_Draft]], Sequence[Result]],
) -> list[Result]:
    """Read each row, save those that can be read, and return the results in the rows' order.

    `read` raises BadRow for a row that cannot be used and returns None for one to be ignored.
    """
    results: list[Result] = []
    drafts: list[_Draft] = []
    places: list[int] = []
    for row in rows:
        try:
            draft = read(whole_row(row))
        except BadRow as bad:
            results.append(bad)
            continue
        results.append(Outcome.IGNORED)
        if draft is not None:
            places.append(len(results) - 1)
            drafts.append(draft)
    for place, result in zip(places, save(drafts), strict=True):
        results[place] = result
    return results


def whole_row(row: Row) -> Row:
    """Return the row if it has one value per column.

    Raises:
        BadRow: it is torn.
    """
    if row.is_whole:
        return row
    raise BadRow(
        QuarantineReason.MISSING_VALUE, "The row has fewer or more values than there are columns."
    )


class SeenKeys:
    """Refuses the second row with one key, so that repeating a file never flips a value.

    Keeps a 64-bit hash per key, about 60 bytes a row, whatever the rows hold.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def first(self, key: str) -> str:
        """Return `key` when it is seen for the first time.

        Raises:
            BadRow: it stood in an earlier row of the file.
        """
        mark = hash(key)
        if mark in self._seen:
            raise BadRow(
                QuarantineReason.SAME_KEY_TWICE,
                f"{key[:80]} stands in an earlier row; the first one counts.",
            )
        self._seen.add(mark)
        return key


def _write(importer: Importer, run: ImportRun, batch: Sequence[Row]) -> None:
    with transaction.atomic():
        results = importer.take(batch, run)
        bad = [
            (row, result)
            for row, result in zip(batch, results, strict=True)
            if isinstance(result, BadRow)
        ]
        _set_aside(run, bad)
        counts = Counter(
            "quarantined" if isinstance(result, BadRow) else result.value for result in results
        )
        run.read += len(batch)
        for column, count in counts.items():
            setattr(run, column, getattr(run, column) + count)
        run.save(update_fields=["read", *counts])


def _set_aside(run: ImportRun, bad: Sequence[tuple[Row, BadRow]]) -> None:
    """Keep bad rows as they came; the same line of the same file is kept once, not once a run."""
    if not bad:
        return
    known = set(
        QuarantinedRow.objects.filter(
            run__source=run.source,
            run__file_sha256=run.file_sha256,
            line__in=[row.line for row, _ in bad],
        ).values_list("line", "reason")
    )
    QuarantinedRow.objects.bulk_create(
        QuarantinedRow(
            run=run,
            line=row.line,
            reason=why.reason.value,
            sentence=why.sentence[:500],
            raw={name: value.replace("\x00", "\ufffd") for name, value in row.values.items()},
        )
        for row, why in bad
        if (row.line, why.reason.value) not in known
    )


def _close(run: ImportRun, state: ImportState) -> None:
    with transaction.atomic():
        run.state = state.value
        run.finished_at = timezone.now()
        run.save(update_fields=["state", "finished_at"])
        record(
            verb=f"import.{state.value}",
            subject_kind="import_run",
            subject=str(run.reference),
            actor_id=None,
            at=run.finished_at,
            data={
                "read": run.read,
                "created": run.created,
                "updated": run.updated,
                "quarantined": run.quarantined,
            },
        )


@contextmanager
def _alone(file: SoundFile) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        (is_ours,) = cursor.fetchone()
    if not is_ours:
        raise FileRefused(
            file.path,
            "Another import is running.",
            remedy="Wait until it has ended and repeat the command.",
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    stream = iter(rows)
    while batch := list(islice(stream, BATCH_ROWS)):
        yield batch


def _with_progress(file: SoundFile, title: str) -> Iterator[Row]:
    with Progress(console=Console(file=sys.stderr), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(title, total=file.rows)
        for row in file:
            yield row
            progress.advance(task)


def _peak_mb() -> float:
    """Return the largest memory this process ever held; Linux counts it in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
