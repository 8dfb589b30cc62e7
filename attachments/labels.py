"""The words of attachments in human languages."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from attachments.engine.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

KIND_LABELS: "Final[Mapping[Kind, StrPromise]]" = {
    Kind.JPEG: _("Image (JPEG)"),
    Kind.PNG: _("Image (PNG)"),
    Kind.WEBP: _("Image (WebP)"),
    Kind.PDF: _("Document (PDF)"),
}
