import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.loader import CannotLoad, load
from places.imports.table import FileRefused


class Command(BaseCommand):
    help = "Load the demonstration's invented story into an empty database; once is enough."

    def handle(self, *_args: object, **_options: object) -> None:
        began = time.monotonic()
        try:
            loaded = load(at=timezone.now(), tell=self._tell)
        except (CannotLoad, FileRefused) as refused:
            raise CommandError(str(refused)) from refused
        if loaded is None:
            self.stdout.write("The story is loaded already. Nothing was changed.")
            return
        seconds = time.monotonic() - began
        self.stdout.write(f"The story is loaded: {loaded}, in {seconds:.1f} s.")

    def _tell(self, step: str) -> None:
        self.stdout.write(f"  {step} ...")
        self.stdout.flush()
