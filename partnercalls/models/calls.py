"""Partner calls: a host organisation asks cities for experts. Source: report L526-528, L745."""

import uuid
from datetime import datetime
from typing import Self, cast

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.engine.roles import Permission
from accounts.models import Network, User
from accounts.permissions import may
from audit.models import legal_steps
from evidence.engine.values import Phase
from evidence.labels import PHASES
from matching.engine.values import NeedTopic, Window
from matching.labels import TOPIC_LABELS
from partnercalls.engine.calling import (
    MOST_EXPERTS,
    Ask,
    NegativePeace,
    is_outside_strict_definition,
)
from partnercalls.engine.lifecycle import CALL, OPEN_CALLS, CallState
from partnercalls.labels import CALL_LABELS, PEACE_LABELS
from partnercalls.models.guards import ONLY_OFFERS_MOVE_IT, STAYS_AS_IT_WAS_WRITTEN
from places.engine.values import IntermediaryKind
from places.labels import choices
from places.models import Intermediary
from sealing.models import DataKey

_WAS_LISTED = Q(state__in=[CallState.LISTED.value, CallState.CLOSED.value])
_REFUSED = Q(state=CallState.REFUSED.value)
_LOOKED_AT = ~Q(phase="") & ~Q(negative_peace="") & Q(map_version__isnull=False)
_NOT_LOOKED_AT = Q(phase="", negative_peace="", map_version=None)


def reads_listed(user: User) -> bool:
    """Test whether `user` reads listed calls of others for its own work: helpers and networks."""
    helps = any(town.may_help for town in user.municipalities)
    return helps or may(user, Permission.READ_OWN_NETWORK)


def _of_own_organisations(user: User) -> Q:
    return Q(intermediary__in=user.intermediary_ids) | Q(network__in=user.network_ids)


class PartnerCallQuerySet(models.QuerySet["PartnerCall"]):
    """Named questions about calls. They narrow; they never sort or slice."""

    def listed(self) -> Self:
        """Keep those that cities can answer."""
        return self.filter(state=CallState.LISTED.value)

    def once_listed(self) -> Self:
        """Keep those that cities could read at some time, also when they are over."""
        return self.filter(map_version__isnull=False)

    def open(self) -> Self:
        """Keep those to which something may still happen."""
        return self.filter(state__in=sorted(state.value for state in OPEN_CALLS))

    def written_for(self, user: User) -> Self:
        """Keep those of the organisations that `user` acts for."""
        return self.filter(_of_own_organisations(user))

    def visible_to(self, user: User) -> Self:
        """Keep the own ones; for helpers and networks the listed ones; for the desk all.

        A city also keeps those to which it made an offer, whatever became of them.
        """
        if may(user, Permission.DECIDE_CALL):
            return self
        answered = Q(offers__municipality__in=user.municipalities.values("pk"))
        # A question about each row: a join would count a call once for each offer.
        seen = _of_own_organisations(user) | Q(
            pk__in=PartnerCall.objects.filter(answered).values("pk")
        )
        if reads_listed(user):
            seen |= Q(state=CallState.LISTED.value)
        return self.filter(seen)


class PartnerCall(models.Model):
    """A call of one host organisation for experts on loan. Only `services.calls` writes it.

    It opens no introduction to a municipality of the zone. What was written is never edited:
    whoever wants to change it takes it back and writes another.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intermediary = models.ForeignKey(
        Intermediary, models.PROTECT, null=True, blank=True, related_name="calls"
    )
    network = models.ForeignKey(
        Network, models.PROTECT, null=True, blank=True, related_name="calls"
    )
    topic = models.CharField(max_length=24, choices=choices(TOPIC_LABELS))
    summary = models.TextField(max_length=600)
    experts = models.PositiveSmallIntegerField()
    found = models.PositiveSmallIntegerField(default=0)  # moved by offers that are taken up
    languages = ArrayField(models.CharField(max_length=8))
    country_code = models.CharField(max_length=2)
    starts = models.DateField()
    ends = models.DateField()  # exclusive
    shows_name = models.BooleanField()  # whether the list names the organisation
    state = models.CharField(
        max_length=16, choices=choices(CALL_LABELS), default=CallState.PROPOSED.value
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    phase = models.CharField(max_length=16, choices=choices(PHASES), blank=True)
    negative_peace = models.CharField(max_length=8, choices=choices(PEACE_LABELS), blank=True)
    map_version = models.PositiveIntegerField(null=True, blank=True)  # in force when it was listed
    refused_because = models.TextField(max_length=1_000, blank=True)
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    sealed_contact = models.BinaryField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_invented = models.BooleanField(default=False)  # the demonstration's story, marked as such

    objects = PartnerCallQuerySet.as_manager()

    class Privacy:
        """Who hosts where can put its people there at risk: named only where it wants to be."""

        secret = frozenset({"sealed_contact", "refused_because", "data_key"})
        shared = frozenset(
            {"intermediary", "network", "topic", "summary", "experts", "found", "languages"}
            | {"country_code", "starts", "ends", "phase", "negative_peace", "written_by"}
            | {"written_at", "decided_by", "decided_at", "ended_at"}
        )
        plain = frozenset(
            {"id", "reference", "state", "state_version", "shows_name", "map_version"}
            | {"is_invented"}
        )

    class Meta:
        verbose_name = _("partner call")
        verbose_name_plural = _("partner calls")
        constraints = [
            models.CheckConstraint(
                name="partnercalls_partnercall_of_one_organisation",
                condition=Q(intermediary__isnull=True, network__isnull=False)
                | Q(intermediary__isnull=False, network__isnull=True),
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_ends_after_it_starts",
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_asks_for_experts",
                condition=Q(experts__range=(1, MOST_EXPERTS)),
                violation_error_message=_("A call asks for 1 to 100 experts."),
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_finds_no_more_than_it_asks_for",
                condition=Q(found__lte=F("experts")),
                violation_error_message=_("More experts were found than the call asks for."),
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_has_a_language", condition=Q(languages__len__gt=0)
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_has_words", condition=~Q(summary="")
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_country_is_two_letters",
                condition=Q(country_code__regex=r"^[A-Z]{2}$"),
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_state_is_known",
                condition=Q(state__in=sorted(state.value for state in CallState)),
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_words_are_known",
                condition=Q(phase__in=["", *sorted(each.value for each in Phase)])
                & Q(negative_peace__in=["", *sorted(each.value for each in NegativePeace)])
                & Q(topic__in=sorted(each.value for each in NeedTopic)),
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_looked_at_before_it_is_listed",
                condition=_LOOKED_AT | _NOT_LOOKED_AT & ~_WAS_LISTED,
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_is_refused_for_a_reason",
                condition=_REFUSED & ~Q(refused_because="") | ~_REFUSED & Q(refused_because=""),
                violation_error_message=_("A call is refused only with a reason."),
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_author_does_not_decide",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="partnercalls_partnercall_decided_by_somebody",
                condition=Q(decided_by__isnull=False, decided_at__isnull=False)
                | Q(decided_by__isnull=True, decided_at__isnull=True) & ~_WAS_LISTED & ~_REFUSED,
            ),
        ]
        indexes = [
            # What cities read, and what the daily sweep looks through.
            models.Index(name="partnercalls_call_by_state", fields=["state", "ends", "id"]),
        ]
        triggers = [
            legal_steps(CALL, born={CallState.PROPOSED}),
            pgtrigger.Trigger(
                name="stays_as_it_was_written",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=STAYS_AS_IT_WAS_WRITTEN,
            ),
            pgtrigger.Trigger(
                name="only_offers_move_found",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=ONLY_OFFERS_MOVE_IT,
            ),
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"partner call {self.reference}"

    def get_absolute_url(self) -> str:
        """Return the page of this call for those who may read it."""
        return reverse("web:calls:detail", args=[self.reference])

    @property
    def host(self) -> Intermediary | Network:
        """Return the organisation that asks."""
        # Cast: a CHECK holds it to exactly one of the two.
        return cast("Intermediary | Network", self.intermediary or self.network)

    @property
    def host_kind(self) -> IntermediaryKind:
        """Return what kind of organisation asks; that is told also where its name is not."""
        return IntermediaryKind(
            self.intermediary.kind if self.intermediary else IntermediaryKind.NETWORK
        )

    @property
    def left(self) -> int:
        """Return how many experts are still looked for."""
        return self.experts - self.found

    @property
    def listed_at(self) -> datetime | None:
        """Return since when cities could read it; None where they never could."""
        return None if self.map_version is None else self.decided_at

    @property
    def is_outside_strict_definition(self) -> bool:
        """Test that it is recorded and not counted as city diplomacy (footnote 16)."""
        return is_outside_strict_definition(
            NegativePeace(self.negative_peace or NegativePeace.UNKNOWN)
        )

    @property
    def ask(self) -> Ask:
        """Return what a pledge can fit."""
        return Ask(
            topic=NeedTopic(self.topic),
            languages=frozenset(self.languages),
            country_code=self.country_code,
            window=Window(starts=self.starts, ends=self.ends),
        )
