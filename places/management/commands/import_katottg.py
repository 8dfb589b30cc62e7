from places.imports.command import ImportCommand
from places.imports.katottg import TABLE, Katottg
from places.imports.runner import Importer
from places.imports.table import CheckedFile


class Command(ImportCommand):
    help = "Import Ukraine's official codifier of territories (KATOTTG) as zones."
    table = TABLE

    def importer(self, _options: dict[str, object], _file: CheckedFile) -> Importer:
        return Katottg()
