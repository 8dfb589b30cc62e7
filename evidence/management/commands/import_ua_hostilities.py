from evidence.imports.ua_hostilities import TABLE, UaHostilities
from places.imports.command import ImportCommand
from places.imports.needs import need_codifier
from places.imports.runner import Importer
from places.imports.table import CheckedFile


class Command(ImportCommand):
    help = "Import the official list of hostilities in Ukraine as phase history."
    table = TABLE

    def importer(self, _options: dict[str, object], file: CheckedFile) -> Importer:
        need_codifier(file)
        return UaHostilities(file)
