from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from places.imports.command import ImportCommand
from places.imports.runner import Summary, bring_in
from places.imports.table import check
from places.imports.twin_towns import LINKS, TOWNS, TwinLinks, TwinTowns


class Command(ImportCommand):
    help = "Import towns and their twinnings (Wikidata). Both files are checked before any write."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cities", type=Path, metavar="CITIES", help="the file of towns")
        parser.add_argument("links", type=Path, metavar="LINKS", help="the file of links")

    def bring_in(self, options: dict[str, object], *, at: datetime) -> list[Summary]:
        towns = check(Path(str(options["cities"])), TOWNS)
        links = check(Path(str(options["links"])), LINKS)
        return [bring_in(TwinTowns(), towns, at=at), bring_in(TwinLinks(), links, at=at)]
