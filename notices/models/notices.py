"""Notices: that something happened which one person should see."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import Event
from evidence.models.growing import only_grows
from notices.engine.telling import Kind
from notices.labels import KIND_LABELS
from places.labels import choices


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Named questions about notices. They narrow; they never sort or slice."""

    def visible_to(self, user: User) -> Self:
        """Keep the own ones: nobody reads the inbox of another."""
        return self.filter(recipient=user.pk)

    def unread(self) -> Self:
        """Keep what its recipient has not marked as read."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One event of which one person is told. It holds no words: they are made when it is read.

    Only `services.telling` writes it, and `services.reading` marks it, once.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(User, models.PROTECT, related_name="notices")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32, choices=choices(KIND_LABELS))
    subject_kind = models.CharField(max_length=32)
    subject = models.UUIDField()
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"recipient", "event", "subject_kind", "subject"})
        shared = frozenset({"kind", "made_at", "read_at"})
        plain = frozenset({"id", "reference"})

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                name="notices_notice_once_for_each_event",
                fields=["event", "recipient", "kind"],
            ),
            models.CheckConstraint(
                name="notices_notice_kind_is_known",
                condition=Q(kind__in=sorted(kind.value for kind in Kind)),
            ),
            models.CheckConstraint(
                name="notices_notice_not_read_before_it_was_made",
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("made_at")),
            ),
        ]
        indexes = [
            # The inbox of one person, the newest first.
            models.Index(name="notices_notice_inbox", fields=["recipient", "-id"]),
            # The count on every page.
            models.Index(
                name="notices_notice_unread",
                fields=["recipient", "-id"],
                condition=Q(read_at__isnull=True),
            ),
        ]
        triggers = only_grows(but_once=["read_at"])

    def __str__(self) -> str:
        return f"notice {self.reference}"
