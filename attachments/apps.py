"""The app of the documents that belong to an appeal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from attachments.services.pdfs import limit_the_reader


class AttachmentsConfig(AppConfig):
    """Documents of appeals: cleaned before they are kept, sealed, and opened with a trace."""

    name = "attachments"
    verbose_name = _("attachments")

    def ready(self) -> None:
        """Let the reader of PDF unpack no more than we take."""
        limit_the_reader()
