from places.imports.command import ImportCommand
from places.imports.needs import need_codifier
from places.imports.runner import Importer
from places.imports.table import CheckedFile
from places.imports.ua_agreements import TABLE, UaAgreements


class Command(ImportCommand):
    help = "Import registered agreements between Ukraine's municipalities as ties."
    table = TABLE

    def importer(self, _options: dict[str, object], file: CheckedFile) -> Importer:
        need_codifier(file)
        return UaAgreements()
