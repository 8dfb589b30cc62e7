"""What cities offer to partner calls."""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import legal_steps
from partnercalls.engine.calling import MOST_EXPERTS
from partnercalls.engine.lifecycle import OFFER, STANDING_OFFERS, OfferState
from partnercalls.labels import OFFER_LABELS
from partnercalls.models.calls import PartnerCall
from partnercalls.models.guards import MOVES_THE_EXPERTS_FOUND, OF_A_LISTED_CALL
from places.labels import choices
from places.models import Municipality
from sealing.models import DataKey

_STANDING = Q(state__in=sorted(state.value for state in STANDING_OFFERS))


def _of_own_towns(user: User) -> Q:
    return Q(municipality__in=user.municipalities.values("pk"))


class ExpertOfferQuerySet(models.QuerySet["ExpertOffer"]):
    """Named questions about offers. They narrow; they never sort or slice."""

    def waiting(self) -> Self:
        """Keep those that the host has not answered."""
        return self.filter(state=OfferState.OFFERED.value)

    def standing(self) -> Self:
        """Keep those that wait or were taken up."""
        return self.filter(_STANDING)

    def taken_up(self) -> Self:
        """Keep those that a host has taken up."""
        return self.filter(state=OfferState.TAKEN_UP.value)

    def of_towns_of(self, user: User) -> Self:
        """Keep those of the municipalities that `user` acts for."""
        return self.filter(_of_own_towns(user))

    def visible_to(self, user: User) -> Self:
        """Keep the own municipalities' and those made to the own organisations.

        What a city took back is no longer the host's to read.
        """
        calls = PartnerCall.objects.written_for(user)
        received = Q(call__in=calls.values("pk")) & ~Q(state=OfferState.WITHDRAWN.value)
        return self.filter(_of_own_towns(user) | received)


class ExpertOffer(models.Model):
    """That a city would lend experts to a call. Only `services.offers` writes it."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(PartnerCall, models.PROTECT, related_name="offers")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="expert_offers")
    experts = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=16, choices=choices(OFFER_LABELS), default=OfferState.OFFERED.value
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    sealed_contact = models.BinaryField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # declined or taken back

    objects = ExpertOfferQuerySet.as_manager()

    class Privacy:
        """Between the city and the host; the secretariat reads the number of offers alone."""

        secret = frozenset({"sealed_contact", "data_key"})
        shared = frozenset({"call", "municipality", "experts", "made_by", "made_at", "ended_at"})
        plain = frozenset({"id", "reference", "state", "state_version"})

    class Meta:
        verbose_name = _("offer of experts")
        verbose_name_plural = _("offers of experts")
        constraints = [
            models.UniqueConstraint(
                name="partnercalls_expertoffer_one_standing",
                fields=["call", "municipality"],
                condition=_STANDING,
                violation_error_message=_("Your municipality has made an offer already."),
            ),
            models.CheckConstraint(
                name="partnercalls_expertoffer_lends_somebody",
                condition=Q(experts__range=(1, MOST_EXPERTS)),
            ),
            models.CheckConstraint(
                name="partnercalls_expertoffer_state_is_known",
                condition=Q(state__in=sorted(state.value for state in OfferState)),
            ),
            models.CheckConstraint(
                name="partnercalls_expertoffer_ends_once",
                condition=_STANDING & Q(ended_at=None) | ~_STANDING & Q(ended_at__isnull=False),
            ),
        ]
        triggers = [
            legal_steps(OFFER, born={OfferState.OFFERED}),
            pgtrigger.Trigger(
                name="of_a_listed_call",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=OF_A_LISTED_CALL,
            ),
            pgtrigger.Trigger(
                name="moves_the_experts_found",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                func=MOVES_THE_EXPERTS_FOUND,
            ),
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"offer of experts {self.reference}"
