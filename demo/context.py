"""What the home page of the demonstration shows beside its content."""

from django.conf import settings
from django.http import HttpRequest

from demo.cast import PARTS, Part


def accounts(_request: HttpRequest) -> dict[str, list[Part]]:
    """Return the sign-ins of the demonstration, none where it is off."""
    return {"demo_accounts": list(PARTS.values()) if settings.DEMO else []}
