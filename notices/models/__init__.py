"""The tables of notices."""

from notices.models.notices import Notice, NoticeQuerySet

__all__ = ["Notice", "NoticeQuerySet"]
