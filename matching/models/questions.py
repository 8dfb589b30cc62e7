"""Questions of an officer that the author of an appeal alone can answer, and the replies. [ours]"""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evidence.models.growing import only_grows
from matching.models.appeals import Appeal
from matching.models.guards import ASKS_WHO_STILL_ASKS, unnamed_only_by_receipt

_OPEN = Q(replied_at__isnull=True, taken_back_at__isnull=True)
_NOT_REPLIED = Q(replied_by=None, replied_at=None, sealed_reply=None)
_REPLIED = Q(replied_at__isnull=False, sealed_reply__isnull=False) & ~Q(sealed_reply=b"")


class CaseQuestionQuerySet(models.QuerySet["CaseQuestion"]):
    """Named questions about questions. They narrow; they never sort or slice."""

    def open(self) -> Self:
        """Keep what waits for a reply."""
        return self.filter(_OPEN)


class CaseQuestion(models.Model):
    """What the officer of a case asks the author of the appeal, and the reply.

    Both are sealed under the key of the appeal and never edited. It is replied to once, or taken
    back once. Only `services.questions` writes it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appeal = models.ForeignKey(
        Appeal,
        models.PROTECT,
        related_name="case_questions",
        db_index=False,  # the index below serves it
    )
    sealed_text = models.BinaryField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    sealed_reply = models.BinaryField(null=True, blank=True)
    # Nobody, where the reply came by a receipt.
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuestionQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"sealed_text", "sealed_reply"})
        shared = frozenset({"asked_by", "asked_at", "replied_by", "replied_at", "taken_back_at"})
        plain = frozenset({"id", "reference", "appeal"})

    class Meta:
        verbose_name = _("question to the author of an appeal")
        verbose_name_plural = _("questions to the authors of appeals")
        constraints = [
            models.UniqueConstraint(
                name="matching_casequestion_one_open_for_an_appeal",
                fields=["appeal"],
                condition=_OPEN,
                violation_error_message=_("A question waits for its reply already."),
            ),
            models.CheckConstraint(
                name="matching_casequestion_has_words", condition=~Q(sealed_text=b"")
            ),
            models.CheckConstraint(
                name="matching_casequestion_is_replied_to_in_words",
                condition=_NOT_REPLIED | _REPLIED,
            ),
            models.CheckConstraint(
                name="matching_casequestion_replied_to_or_taken_back",
                condition=Q(replied_at=None) | Q(taken_back_at=None),
            ),
        ]
        indexes = [
            # services.questions.read_questions: those of one appeal, the newest first.
            models.Index(
                name="matching_casequestion_newest", fields=["appeal", "-asked_at", "-id"]
            ),
        ]
        triggers = [
            *only_grows(but_once=["sealed_reply", "replied_by_id", "replied_at", "taken_back_at"]),
            pgtrigger.Trigger(
                name="of_a_live_appeal",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=ASKS_WHO_STILL_ASKS,
            ),
            unnamed_only_by_receipt("replied_by_id", operation=pgtrigger.Update, once="replied_at"),
        ]

    def __str__(self) -> str:
        return f"question {self.reference}"
