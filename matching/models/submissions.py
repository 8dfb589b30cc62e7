"""What was sent once: the same form sent again, from a weak line, makes no second appeal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from matching.models.appeals import Appeal


class Submission(models.Model):
    """A form that made an appeal, kept in the transaction that made it.

    Only `services.submissions` writes it. The key comes with the form; the fingerprint tells
    whether the form says the same again, and nothing else.
    """

    client_key = models.UUIDField(editable=False)
    fingerprint = models.BinaryField(max_length=32)
    appeal = models.OneToOneField(Appeal, models.CASCADE, related_name="submission")
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"client_key", "fingerprint"})
        shared = frozenset({"sent_by", "sent_at"})
        plain = frozenset({"id", "appeal"})

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(
                name="matching_submission_each_form_once", fields=["client_key"]
            ),
        ]

    def __str__(self) -> str:
        return f"submission of {self.appeal}"
