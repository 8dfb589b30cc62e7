import re
from argparse import ArgumentParser
from datetime import date

from evidence.engine.values import DatePrecision
from evidence.imports.ua_administrations import TABLE, UaAdministrations
from places.imports.command import ImportCommand
from places.imports.needs import need_codifier
from places.imports.runner import Importer
from places.imports.table import CheckedFile, FileRefused


class Command(ImportCommand):
    help = "Import Ukraine's appointed military administrations as evidence to be confirmed."
    table = TABLE

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--date",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day of the list (default: the year in the name of the file)",
        )

    def importer(self, options: dict[str, object], file: CheckedFile) -> Importer:
        need_codifier(file)
        observed_on = options["date"]
        if isinstance(observed_on, date):
            return UaAdministrations(observed_on=observed_on, precision=DatePrecision.DAY)
        return UaAdministrations(observed_on=_year_of(file), precision=DatePrecision.YEAR)


def _year_of(file: CheckedFile) -> date:
    years = re.findall(r"(?<!\d)20\d\d(?!\d)", file.path.stem)
    if len(years) != 1:
        raise FileRefused(
            file.path,
            "The name of the file does not say of which year the list is.",
            remedy="Repeat the command with --date YYYY-MM-DD.",
        )
    return date(int(years[0]), 1, 1)
