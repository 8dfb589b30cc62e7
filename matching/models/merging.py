"""Two appeals that look like one call and are two, as an officer said."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from matching.models.appeals import Appeal


class ToldApart(models.Model):
    """That two appeals are two calls. The pair is unordered: `first` has the smaller id.

    Only `services.merging` writes it. The last word is kept here, every word in the trail.
    """

    first = models.ForeignKey(Appeal, models.PROTECT, related_name="+")
    second = models.ForeignKey(Appeal, models.PROTECT, related_name="+")
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Privacy:
        """Which appeals look alike is for the officer of both."""

        secret = frozenset({"first", "second"})
        shared = frozenset({"said_by", "said_at"})
        plain = frozenset({"id"})

    class Meta:
        verbose_name = _("two calls told apart")
        verbose_name_plural = _("calls told apart")
        constraints = [
            models.UniqueConstraint(
                name="matching_toldapart_each_pair_once", fields=["first", "second"]
            ),
            models.CheckConstraint(
                name="matching_toldapart_first_is_before_second",
                condition=Q(first__lt=F("second")),
            ),
        ]

    def __str__(self) -> str:
        return f"two calls told apart {self.pk}"
