"""Answers: what closes or satisfies an appeal. No appeal goes without one. Source: L712."""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evidence.models.growing import only_grows
from matching.engine.answers import BY_MATCH, TO_APPEALS, WRITTEN
from matching.labels import ANSWER_LABELS
from matching.models.appeals import Appeal
from matching.models.guards import ANSWERS_WHAT_IS_OVER
from matching.models.proposals import Proposal
from places.labels import choices


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Named questions about answers. They narrow; they never sort or slice."""

    def standing(self) -> Self:
        """Keep what was given and not taken back."""
        return self.filter(retracted_at=None)

    def visible_to(self, user: User) -> Self:
        """Keep the answers to appeals that `user` may read."""
        return self.filter(appeal__in=Appeal.objects.visible_to(user).values("pk"))


class Answer(models.Model):
    """One answer to one appeal. It is never edited; it can be taken back once.

    Its words are sealed under the key of the appeal. Only `services.answers` writes it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=24, choices=choices(ANSWER_LABELS))
    sealed_text = models.BinaryField(default=b"", blank=True)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="answers"
    )
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    retracted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    retracted_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"sealed_text"})
        shared = frozenset({"kind", "given_by", "given_at", "retracted_by", "retracted_at"})
        plain = frozenset({"id", "reference", "appeal", "proposal"})

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                name="matching_answer_kind_answers_appeals",
                condition=Q(kind__in=sorted(kind.value for kind in TO_APPEALS)),
            ),
            models.CheckConstraint(
                name="matching_answer_is_written_where_it_must_be",
                condition=~Q(kind__in=sorted(kind.value for kind in WRITTEN)) | ~Q(sealed_text=b""),
                violation_error_message=_("This answer needs its reasons in words."),
            ),
            models.CheckConstraint(
                name="matching_answer_by_match_has_a_proposal",
                condition=Q(kind__in=sorted(kind.value for kind in BY_MATCH))
                & Q(proposal__isnull=False)
                | ~Q(kind__in=sorted(kind.value for kind in BY_MATCH)) & Q(proposal__isnull=True),
            ),
            models.CheckConstraint(
                name="matching_answer_retracted_by_and_at_go_together",
                condition=Q(retracted_by__isnull=True, retracted_at__isnull=True)
                | Q(retracted_by__isnull=False, retracted_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="matching_answer_one_for_each_appeal_of_a_proposal",
                fields=["proposal", "appeal"],
                condition=Q(proposal__isnull=False),
            ),
        ]
        indexes = [
            # The trigger that looks for a standing answer; the case page.
            models.Index(
                name="matching_answer_standing",
                fields=["appeal"],
                condition=Q(retracted_at__isnull=True),
            ),
        ]
        triggers = [
            *only_grows(but_once=["retracted_by_id", "retracted_at"]),
            pgtrigger.Trigger(
                name="the_last_one_stays",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=ANSWERS_WHAT_IS_OVER,
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.reference}"
