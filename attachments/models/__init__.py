"""The tables of attachments."""

from attachments.models.attachments import Attachment, AttachmentQuerySet

__all__ = ["Attachment", "AttachmentQuerySet"]
