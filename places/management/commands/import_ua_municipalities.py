from places.imports.command import ImportCommand
from places.imports.needs import need_codifier
from places.imports.runner import Importer
from places.imports.table import CheckedFile
from places.imports.ua_municipalities import TABLE, UaMunicipalities


class Command(ImportCommand):
    help = "Import Ukraine's municipalities with place and population (KSE Local Data Hub)."
    table = TABLE

    def importer(self, _options: dict[str, object], file: CheckedFile) -> Importer:
        need_codifier(file)
        return UaMunicipalities()
