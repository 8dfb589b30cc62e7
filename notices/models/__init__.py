"""The tables of notices."""

from notices.models.mails import Mail, MailQuerySet, MailSetting
from notices.models.notices import Notice, NoticeQuerySet

__all__ = ["Mail", "MailQuerySet", "MailSetting", "Notice", "NoticeQuerySet"]
