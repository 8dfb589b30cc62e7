"""Local Democracy Agencies that are asked to lead a network, and what they said."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evidence.models.growing import only_grows
from matching.models.appeals import Appeal
from places.models import Intermediary

STANDS = Q(accepted=None) | Q(accepted=True)


class AgencyRequestQuerySet(models.QuerySet["AgencyRequest"]):
    """Named questions about requests to agencies. They narrow; they never sort or slice."""

    def standing(self) -> Self:
        """Keep what waits for a reply, or was accepted."""
        return self.filter(STANDS)

    def accepted(self) -> Self:
        """Keep where the agency takes its seat and leads."""
        return self.filter(accepted=True)


class AgencyRequest(models.Model):
    """That the agency that knows the zone was asked to lead, and whether it does.

    Only `services.agencies` writes it: it is replied to once, and never edited or deleted.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="agency_requests")
    agency = models.ForeignKey(Intermediary, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    accepted = models.BooleanField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AgencyRequestQuerySet.as_manager()

    class Privacy:
        """Which body knows of which appeal points at a town."""

        secret = frozenset({"appeal", "agency"})
        shared = frozenset({"asked_by", "asked_at", "accepted", "replied_at", "replied_by"})
        plain = frozenset({"id", "reference"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matching_agencyrequest_once", fields=["appeal", "agency"]
            ),
            models.UniqueConstraint(
                name="matching_agencyrequest_one_waits",
                fields=["appeal"],
                condition=Q(accepted=None),
                violation_error_message=_("An agency was asked already."),
            ),
            models.UniqueConstraint(
                name="matching_agencyrequest_one_leads",
                fields=["appeal"],
                condition=Q(accepted=True),
                violation_error_message=_("An agency was asked already."),
            ),
            models.CheckConstraint(
                name="matching_agencyrequest_reply_at_and_by_together",
                condition=Q(accepted__isnull=True, replied_at__isnull=True, replied_by__isnull=True)
                | Q(accepted__isnull=False, replied_at__isnull=False, replied_by__isnull=False),
            ),
        ]
        triggers = only_grows(but_once=["accepted", "replied_at", "replied_by_id"])

    def __str__(self) -> str:
        return f"request to an agency {self.reference}"
