"""Wrap the keys of all cases under the current master key."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from sealing.services import rotate


class Command(BaseCommand):
    """May be stopped and run again at any time; the platform goes on meanwhile."""

    help = "Wraps the keys of all cases under the first key of SEALING_KEYS."

    def handle(self, *_args: object, **_options: object) -> None:
        """Go on until no key is left under an older master key."""
        total = 0
        while wrapped := rotate(at=timezone.now()):
            total += wrapped
        self.stdout.write(f"{total} keys were wrapped anew.")
