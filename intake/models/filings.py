"""Filings: what somebody without an account writes, and the receipt that finds it again."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.engine.dossier import Basis, Filer
from intake.labels import BASIS_LABELS, FILER_LABELS
from matching.models import Appeal
from places.labels import choices
from sealing.models import DataKey


class Filing(models.Model):
    """A draft, and later the dossier beside an appeal, of somebody who has a receipt.

    All words are sealed under the key of the case, which the appeal goes on with. The receipt is
    kept nowhere: its locator as a mark, its secret as a slow hash. Only `services` write it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    locator_mark = models.BinaryField(max_length=32)
    slow_hash = models.CharField(max_length=128)
    data_key = models.OneToOneField(DataKey, models.PROTECT, related_name="filing")
    # Everything that was said, but for how to reach people.
    sealed_dossier = models.BinaryField(default=b"", blank=True)
    sealed_contact = models.BinaryField(default=b"", blank=True)
    filer = models.CharField(max_length=16, choices=choices(FILER_LABELS), blank=True)
    # How an officer made sure that it is genuine.
    basis = models.CharField(max_length=16, choices=choices(BASIS_LABELS), blank=True)
    appeal = models.OneToOneField(
        Appeal, models.PROTECT, null=True, blank=True, related_name="filing"
    )
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"locator_mark", "slow_hash", "sealed_dossier", "sealed_contact"})
        shared = frozenset({"filer", "basis", "started_at", "touched_at", "sent_at"})
        plain = frozenset({"id", "reference", "data_key", "appeal"})

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        constraints = [
            models.UniqueConstraint(
                name="intake_filing_each_locator_once", fields=["locator_mark"]
            ),
            models.CheckConstraint(
                name="intake_filing_sent_with_an_appeal",
                condition=Q(appeal__isnull=True, sent_at__isnull=True)
                | Q(appeal__isnull=False, sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="intake_filing_keeps_a_slow_hash",
                condition=Q(slow_hash__startswith="$argon2id$"),
            ),
            models.CheckConstraint(
                name="intake_filing_filer_is_known",
                condition=Q(filer__in=["", *sorted(filer.value for filer in Filer)]),
            ),
            models.CheckConstraint(
                name="intake_filing_basis_is_known_and_of_an_appeal",
                condition=Q(basis="")
                | Q(appeal__isnull=False, basis__in=sorted(basis.value for basis in Basis)),
            ),
        ]
        indexes = [
            # The nightly look for drafts that nobody came back to.
            models.Index(
                name="intake_filing_drafts", fields=["touched_at"], condition=Q(appeal=None)
            ),
        ]

    def __str__(self) -> str:
        return f"filing {self.reference}"
