"""Files that people send are held in memory and never written to a disk before they are clean."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class InMemoryOnly(MemoryFileUploadHandler):
    """Hold a file in memory; refuse what is larger before a byte of it is read.

    Django's own handler leaves the larger ones to a second one, which writes them to a disk.
    """

    def handle_raw_input(
        self,
        input_data: Any,  # Any: Django's signature
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Look at the length that the request names; no more than that is read.

        Raises:
            RequestDataTooBig: it is larger than we take.
        """
        if content_length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        super().handle_raw_input(input_data, META, content_length, boundary, encoding)
