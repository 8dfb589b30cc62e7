"""Mails that say only that something waits, and who wants them."""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.engine.delivery import MAX_ATTEMPTS
from audit.models import legal_steps
from notices.engine.mailing import MAIL, MailChoice, MailState
from notices.labels import CHOICE_LABELS, MAIL_STATE_LABELS
from places.labels import choices

_WAITING = Q(state=MailState.WAITING.value)
_SENT = Q(state=MailState.SENT.value)


class MailSetting(models.Model):
    """When one person wants mail; without a row a default holds."""

    user = models.OneToOneField(User, models.PROTECT, related_name="mail_setting")
    choice = models.CharField(max_length=8, choices=choices(CHOICE_LABELS))
    chosen_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"user"})
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "choice", "chosen_at"})

    class Meta:
        verbose_name = _("mail setting")
        verbose_name_plural = _("mail settings")
        constraints = [
            models.CheckConstraint(
                name="notices_mailsetting_choice_is_known",
                condition=Q(choice__in=sorted(choice.value for choice in MailChoice)),
            ),
        ]

    def __str__(self) -> str:
        return f"mail setting {self.pk}"


class MailQuerySet(models.QuerySet["Mail"]):
    """Named questions about mails. They narrow; they never sort or slice."""

    def waiting(self) -> Self:
        """Keep what is to be sent."""
        return self.filter(_WAITING)

    def dead(self) -> Self:
        """Keep what was given up."""
        return self.filter(state=MailState.DEAD.value)

    def visible_to(self, user: User) -> Self:
        """Keep what the secretariat may look after: a row tells nothing of a case."""
        return self if user.is_secretariat else self.none()


class Mail(models.Model):
    """One mail to one person, without content. At most one waits for each person.

    Its reference is its Message-ID, so that a mail sent twice is known as one. Only
    `services.mails` writes it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=8, choices=choices(MAIL_STATE_LABELS), default=MailState.WAITING.value
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=64, blank=True)  # a class name, never its message

    objects = MailQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"recipient"})
        shared: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "reference", "state", "state_version", "made_at", "due_at", "attempts"}
            | {"leased_until", "sent_at", "last_error"}
        )

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                name="notices_mail_one_waits_for_each_person",
                fields=["recipient"],
                condition=_WAITING,
            ),
            models.CheckConstraint(
                name="notices_mail_state_is_known",
                condition=Q(state__in=sorted(state.value for state in MailState)),
            ),
            models.CheckConstraint(
                name="notices_mail_sent_when_it_was",
                condition=_SENT & Q(sent_at__isnull=False) | ~_SENT & Q(sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="notices_mail_only_what_waits_is_leased",
                condition=_WAITING | Q(leased_until__isnull=True),
            ),
            models.CheckConstraint(
                name="notices_mail_is_given_up_in_time",
                condition=Q(attempts__lte=MAX_ATTEMPTS),
            ),
        ]
        indexes = [
            # services.mails.claim: what is due, oldest first.
            models.Index(name="notices_mail_due", fields=["due_at", "id"], condition=_WAITING),
            # When the person got the last one.
            models.Index(name="notices_mail_last", fields=["recipient", "-sent_at"]),
            # The page of the desk.
            models.Index(
                name="notices_mail_dead",
                fields=["id"],
                condition=Q(state=MailState.DEAD.value),
            ),
        ]
        triggers = [
            legal_steps(MAIL, born={MailState.WAITING}),
            pgtrigger.ReadOnly(
                name="goes_to_one_for_ever", fields=["reference", "recipient", "made_at"]
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.reference}"
