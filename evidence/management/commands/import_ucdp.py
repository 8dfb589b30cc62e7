from argparse import ArgumentParser

from evidence.imports.ucdp import TABLE, UcdpEvents
from places.imports.command import ImportCommand
from places.imports.runner import Importer
from places.imports.table import CheckedFile


class Command(ImportCommand):
    help = "Import conflict events of UCDP GED. Import the municipalities of the country first."
    table = TABLE

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--provisional",
            action="store_true",
            help="the file is a candidate release: mark its events as provisional",
        )

    def importer(self, options: dict[str, object], _file: CheckedFile) -> Importer:
        return UcdpEvents(provisional=bool(options["provisional"]))
