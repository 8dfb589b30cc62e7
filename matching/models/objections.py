"""Objections: a municipality does not agree, says why, and is owed a reply. [ours]"""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evidence.models.growing import only_grows
from matching.models.answers import Answer
from matching.models.appeals import Appeal
from matching.models.guards import OBJECTS_TO_WHAT_STANDS, unnamed_only_by_receipt

_OPEN = Q(replied_at__isnull=True)


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Named questions about objections. They narrow; they never sort or slice."""

    def open(self) -> Self:
        """Keep what waits for a reply."""
        return self.filter(_OPEN)


class Objection(models.Model):
    """What a municipality says against the verdict's outcome, or against one answer.

    Without an answer it is against the outcome. Words and reply are sealed under the key of the
    appeal, never edited, and replied to once. Only `services.objections` writes it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="objections")
    answer = models.ForeignKey(
        Answer, models.PROTECT, null=True, blank=True, related_name="objections"
    )
    sealed_text = models.BinaryField()
    # Nobody, where it was made by a receipt.
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    sealed_reply = models.BinaryField(null=True, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"sealed_text", "sealed_reply"})
        shared = frozenset({"made_by", "made_at", "replied_by", "replied_at"})
        plain = frozenset({"id", "reference", "appeal", "answer"})

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.UniqueConstraint(
                name="matching_objection_one_open_for_an_appeal",
                fields=["appeal"],
                condition=_OPEN,
                violation_error_message=_("An objection waits for its reply already."),
            ),
            models.CheckConstraint(
                name="matching_objection_has_words", condition=~Q(sealed_text=b"")
            ),
            models.CheckConstraint(
                name="matching_objection_is_replied_to_in_words",
                condition=Q(replied_by=None, replied_at=None, sealed_reply=None)
                | Q(replied_by__isnull=False, replied_at__isnull=False, sealed_reply__isnull=False)
                & ~Q(sealed_reply=b""),
            ),
        ]
        triggers = [
            *only_grows(but_once=["sealed_reply", "replied_by_id", "replied_at"]),
            pgtrigger.Trigger(
                name="objects_to_what_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=OBJECTS_TO_WHAT_STANDS,
            ),
            unnamed_only_by_receipt("made_by_id", operation=pgtrigger.Insert),
        ]

    def __str__(self) -> str:
        return f"objection {self.reference}"
