"""Pairs that are set aside until a date."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from matching.engine.asides import AsideReason
from matching.labels import ASIDE_REASON_LABELS
from matching.models.appeals import Appeal
from matching.models.pledges import Pledge
from places.labels import choices

LIVE = Q(closed_at=None)


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    """Named questions about pairs set aside. They narrow; they never sort or slice."""

    def live(self) -> Self:
        """Keep those that nobody lifted and of which it was not yet told that they are over."""
        return self.filter(LIVE)

    def in_force(self, on: date) -> Self:
        """Keep those that kept their pair apart on a day, as the record tells now."""
        lifted_later = Q(lifted_at=None) | Q(lifted_at__date__gt=on)
        return self.filter(lifted_later, starts__lte=on, until__gt=on)


class SetAside(models.Model):
    """That one appeal and one pledge are not put together until a date, and why.

    Only `services.asides` writes it; it is lifted or passes, and is never edited or deleted.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="asides")
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="asides")
    reason = models.CharField(max_length=24, choices=choices(ASIDE_REASON_LABELS))
    note = models.TextField(max_length=1_000, blank=True)  # for the secretariat alone
    starts = models.DateField()
    until = models.DateField()  # exclusive: on this day the pair can be proposed again
    set_at = models.DateTimeField()
    # Nobody, where an appellant refused by a receipt.
    set_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)  # lifted, or its day had come

    objects = SetAsideQuerySet.as_manager()

    class Privacy:
        """Who declined whom, and why, is for the officer of the case."""

        secret = frozenset({"appeal", "pledge", "reason", "note"})
        shared = frozenset({"starts", "until", "set_at", "set_by", "lifted_at", "lifted_by"})
        plain = frozenset({"id", "reference", "closed_at"})

    class Meta:
        verbose_name = _("pair set aside")
        verbose_name_plural = _("pairs set aside")
        constraints = [
            models.UniqueConstraint(
                name="matching_setaside_one_live_per_pair",
                fields=["appeal", "pledge"],
                condition=LIVE,
                violation_error_message=_("This pair is set aside already."),
            ),
            models.CheckConstraint(
                name="matching_setaside_ends_after_it_starts",
                condition=Q(until__gt=F("starts")),
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                name="matching_setaside_reason_is_known",
                condition=Q(reason__in=sorted(reason.value for reason in AsideReason)),
            ),
            models.CheckConstraint(
                name="matching_setaside_named_unless_an_appellant_declined",
                condition=Q(set_by__isnull=False)
                | Q(reason=AsideReason.DECLINED_BY_APPELLANT.value),
            ),
            models.CheckConstraint(
                name="matching_setaside_lifted_at_and_by_together",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_setaside_lifting_closes_it",
                condition=Q(lifted_at=None) | Q(closed_at__isnull=False, closed_at=F("lifted_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"pair set aside {self.reference}"
