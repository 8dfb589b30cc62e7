"""Questions whether help is still needed, and what was said."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from matching.engine.still_needed import SAID, Reply
from matching.labels import REPLY_LABELS
from matching.models.appeals import Appeal
from matching.models.guards import unnamed_only_by_receipt
from places.labels import choices

OPEN = Q(reply="")
SPOKEN = Q(reply__in=sorted(reply.value for reply in SAID))

_SAID_ONCE = """
    IF OLD.reply <> '' OR NEW.asked_at <> OLD.asked_at OR NEW.appeal_id <> OLD.appeal_id
       OR NEW.through_officer <> OLD.through_officer
    THEN
        RAISE EXCEPTION 'what was said once stays'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_stillneeded_said_once';
    END IF;
    RETURN NEW;
"""


class StillNeeded(models.Model):
    """One asking. Only `services.still_needed` writes it; a reply is given once."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField()
    due = models.DateField()
    # Where people may be in danger the officer asks, in a way that is safe for them.
    through_officer = models.BooleanField()
    reply = models.CharField(max_length=8, blank=True, choices=choices(REPLY_LABELS))
    replied_at = models.DateTimeField(null=True, blank=True)
    # Nobody, where the reply came by a receipt.
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Privacy:
        """Whether a town still needs help is for those who read its appeal."""

        secret = frozenset({"appeal", "reply"})
        shared = frozenset({"asked_at", "due", "through_officer", "replied_at", "replied_by"})
        plain = frozenset({"id"})

    class Meta:
        verbose_name = _("question whether help is still needed")
        verbose_name_plural = _("questions whether help is still needed")
        constraints = [
            models.UniqueConstraint(
                name="matching_stillneeded_one_open", fields=["appeal"], condition=OPEN
            ),
            models.CheckConstraint(
                name="matching_stillneeded_reply_is_known",
                condition=OPEN | Q(reply__in=sorted(reply.value for reply in Reply)),
            ),
            models.CheckConstraint(
                name="matching_stillneeded_who_speaks_is_known",
                condition=SPOKEN & Q(replied_at__isnull=False)
                | ~SPOKEN & Q(replied_at=None, replied_by=None),
            ),
            models.CheckConstraint(
                name="matching_stillneeded_danger_is_not_silence",
                condition=Q(through_officer=False) | ~Q(reply=Reply.SILENCE.value),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="said_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_SAID_ONCE,
            ),
            unnamed_only_by_receipt("replied_by_id", operation=pgtrigger.Update, once="replied_at"),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"
