"""What must have been imported before."""

from places.engine.values import CodeScheme
from places.imports.table import CheckedFile, FileRefused
from places.models import ZoneCode


def need_codifier(file: CheckedFile) -> None:
    """Refuse the file while the codifier has not been imported.

    Raises:
        FileRefused: there is no zone with a KATOTTG code.
    """
    if not ZoneCode.objects.filter(scheme=CodeScheme.KATOTTG.value).exists():
        raise FileRefused(
            file.path,
            "Its territories are KATOTTG codes, and the codifier is not here yet.",
            remedy="Run import_katottg first and repeat the command.",
        )
