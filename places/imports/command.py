"""What all import commands share: check the file, carry it in, say what happened."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from places.imports.runner import Importer, Summary, bring_in
from places.imports.table import CheckedFile, FileRefused, Table, check


class ImportCommand(BaseCommand):
    """One file, one importer. A refused file ends the command with one sentence."""

    table: Table
    file_help = "the file to import"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help=self.file_help)

    def handle(self, *_args: object, **options: object) -> None:
        try:
            summaries = self.bring_in(options, at=timezone.now())
        except FileRefused as refused:
            raise CommandError(str(refused)) from refused
        for summary in summaries:
            self.stdout.write(str(summary))

    def bring_in(self, options: dict[str, object], *, at: datetime) -> list[Summary]:
        """Check the file and carry it in."""
        file = check(Path(str(options["file"])), self.table)
        return [bring_in(self.importer(options, file), file, at=at)]

    def importer(self, options: dict[str, object], file: CheckedFile) -> Importer:
        """Return the importer for the checked file.

        Raises:
            FileRefused: what it needs is not there; nothing was changed.
        """
        raise NotImplementedError
