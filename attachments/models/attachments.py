"""Documents that the author of an appeal added to it. [ours]"""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from attachments.engine.kinds import KEPT
from attachments.engine.limits import MOST_BYTES, MOST_OF_AN_APPEAL
from attachments.labels import KIND_LABELS
from attachments.models.guards import OF_A_LIVE_APPEAL, REMOVED_ONCE_AND_WHOLE
from matching.engine.receipts import Holder
from matching.models import Appeal
from matching.models.guards import unnamed_only_by_receipt
from matching.selectors.speaking import Speaker
from places.labels import choices
from sealing.models import DataKey

_THERE = Q(removed_at=None)
_GONE = Q(sealed_label=b"", sealed_content=b"")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Named questions about attachments. They narrow; they never sort or slice."""

    def there(self) -> Self:
        """Keep what was not removed."""
        return self.filter(_THERE)

    def readable_by(self, speaker: Speaker) -> Self:
        """Keep what `speaker` may open. Every page starts here.

        The municipality that asks reads what belongs to its appeal, whoever holds the receipt
        what belongs to that appeal, the officer of a case what belongs to it, also while the
        officer still checks who asks. An intermediary reads what it added itself. Nobody else
        learns that there is anything.
        """
        if isinstance(speaker, Holder):
            return self.filter(appeal__in=Appeal.objects.held_by(speaker))
        readable = Q(appeal__municipality__in=speaker.municipalities.values("pk"))
        readable |= Q(appeal__officer=speaker) | Q(added_by=speaker)
        readable &= Q(appeal__in=Appeal.objects.visible_to(speaker))
        if speaker.is_secretariat:
            readable |= Q(appeal__in=Appeal.objects.quarantined().filter(officer=speaker))
        return self.filter(readable)


class Attachment(models.Model):
    """A document of an appeal, made anew from what can be seen in the file that came.

    Label and bytes are sealed under the key that the appeal had then; the name of the file is
    not kept. It is never edited. Once it is removed, its bytes are gone and the row tells that
    there was something. Only `services` writes it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appeal = models.ForeignKey(
        Appeal,
        models.PROTECT,
        related_name="attachments",
        db_index=False,  # the index below serves it
    )
    data_key = models.ForeignKey(
        DataKey,
        models.PROTECT,
        related_name="+",
        db_index=False,  # nobody looks for attachments by it
    )
    # Which of the places for documents of the appeal it takes: so PostgreSQL counts them.
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=choices(KIND_LABELS))
    size_bytes = models.PositiveIntegerField()
    sealed_label = models.BinaryField()
    sealed_content = models.BinaryField()
    # Nobody, where it came by a receipt.
    added_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"sealed_label", "sealed_content", "added_by", "removed_by"})
        shared = frozenset({"kind", "size_bytes", "added_at", "removed_at"})
        plain = frozenset({"id", "reference", "appeal", "data_key", "place"})

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(
                name="attachments_attachment_one_in_each_place",
                fields=["appeal", "place"],
                condition=_THERE,
                violation_error_message=_("This appeal has as many documents as it may have."),
            ),
            models.CheckConstraint(
                name="attachments_attachment_in_a_place_that_there_is",
                condition=Q(place__gte=1, place__lte=MOST_OF_AN_APPEAL),
            ),
            models.CheckConstraint(
                name="attachments_attachment_kind_is_known",
                condition=Q(kind__in=sorted(kind.value for kind in KEPT)),
            ),
            models.CheckConstraint(
                name="attachments_attachment_of_a_size_that_is_taken",
                condition=Q(size_bytes__gte=1, size_bytes__lte=MOST_BYTES),
            ),
            models.CheckConstraint(
                name="attachments_attachment_is_gone_once_removed",
                condition=_THERE & ~Q(sealed_label=b"") & ~Q(sealed_content=b"")
                | Q(removed_at__isnull=False) & _GONE,
            ),
            models.CheckConstraint(
                name="attachments_attachment_is_removed_at_a_time",
                condition=Q(removed_by=None) | Q(removed_at__isnull=False),
            ),
        ]
        indexes = [
            # services.read_attachments: those of one appeal, in the order in which they came.
            models.Index(name="attachments_of_an_appeal", fields=["appeal", "added_at", "id"]),
        ]
        triggers = [
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="removed_once_and_whole",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=REMOVED_ONCE_AND_WHOLE,
            ),
            pgtrigger.Trigger(
                name="of_a_live_appeal",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=OF_A_LIVE_APPEAL,
            ),
            unnamed_only_by_receipt("added_by_id", operation=pgtrigger.Insert),
        ]

    def __str__(self) -> str:
        return f"attachment {self.reference}"
