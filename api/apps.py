"""The app of the partner API."""

from django.apps import AppConfig

from audit.subscriptions import subscribe


class ApiConfig(AppConfig):
    """The same selectors and services as the pages, for machines."""

    name = "api"
    verbose_name = "partner API"

    def ready(self) -> None:
        """Let the worker write what came in bulk."""
        subscribe("bulk_part.queued", "api.tasks.write_bulk_part")
