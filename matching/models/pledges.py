"""Pledges: what helping municipalities offer as standing capacity."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import NetworkMember, User
from activities.engine.values import ActorMode
from activities.labels import ACTIVITY_LABELS, ACTOR_LABELS
from audit.models import legal_steps
from matching.engine.lifecycle import LIVE_PLEDGES, PLEDGE, PledgeState
from matching.labels import FORM_LABELS, PLEDGE_STATE_LABELS, TOPIC_LABELS
from matching.models.guards import moved_by_proposals
from places.labels import choices
from places.models import Municipality

LIVE = Q(state__in=sorted(state.value for state in LIVE_PLEDGES))


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """Named questions about pledges. They narrow; they never sort or slice."""

    def live(self) -> Self:
        """Keep the pledges that can be matched."""
        return self.filter(LIVE)

    def visible_to(self, user: User) -> Self:
        """Keep what `user` may read: the own municipality's, the own network's, or the desk's."""
        own = Q(municipality__in=user.municipalities.values("pk"))
        # By the members themselves: each table more is planned anew in each call of a program.
        members = NetworkMember.objects.filter(network__in=user.network_ids)
        through_network = Q(municipality__in=members.values("municipality"))
        if user.is_secretariat:
            return self.filter(own | ~Q(state=PledgeState.DRAFT.value))
        return self.filter(own | through_network & ~Q(state=PledgeState.DRAFT.value))


class Pledge(models.Model):
    """An offer of a helping municipality. It opens nothing without an appeal (report L652).

    Only `services.move_pledge` changes `state`.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="pledges")
    activities = ArrayField(models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS)))
    topics = ArrayField(
        models.CharField(max_length=24, choices=choices(TOPIC_LABELS)), default=list, blank=True
    )
    forms = ArrayField(
        models.CharField(max_length=24, choices=choices(FORM_LABELS)), default=list, blank=True
    )
    actor = models.CharField(
        max_length=24, choices=choices(ACTOR_LABELS), default=ActorMode.SINGLE.value
    )
    capacity = models.PositiveSmallIntegerField()  # how many appeals it can help at a time
    # How many it helps now: moved by the trigger of a proposal and by nothing else.
    engaged = models.PositiveSmallIntegerField(default=0)
    languages = ArrayField(models.CharField(max_length=8))
    has_interpreter = models.BooleanField(default=False)
    has_host_partner = models.BooleanField(default=False)
    has_platform = models.BooleanField(default=False)
    can_host = models.BooleanField(default=False)
    projects_done = models.PositiveSmallIntegerField(default=0)
    starts = models.DateField()
    ends = models.DateField()  # exclusive
    excluded = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    state = models.CharField(
        max_length=16, choices=choices(PLEDGE_STATE_LABELS), default=PledgeState.DRAFT.value
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    created_at = models.DateTimeField()
    is_invented = models.BooleanField(default=False)  # the demonstration's story, marked as such

    objects = PledgeQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"excluded"})
        shared = frozenset(
            {"municipality", "topics", "forms", "actor", "capacity", "engaged", "languages"}
            | {"has_interpreter", "has_host_partner", "has_platform", "can_host"}
            | {"projects_done", "starts", "ends", "created_at", "activities"}
        )
        plain = frozenset({"id", "reference", "state", "state_version", "is_invented"})

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        constraints = [
            models.CheckConstraint(
                name="matching_pledge_ends_after_it_starts",
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                name="matching_pledge_has_an_activity", condition=Q(activities__len__gt=0)
            ),
            models.CheckConstraint(
                name="matching_pledge_has_a_language", condition=Q(languages__len__gt=0)
            ),
            models.CheckConstraint(
                name="matching_pledge_capacity_from_1_to_1000",
                condition=Q(capacity__range=(1, 1_000)),
                violation_error_message=_("The capacity runs from 1 to 1,000 appeals."),
            ),
            models.CheckConstraint(
                name="matching_pledge_engaged_within_capacity",
                condition=Q(engaged__lte=F("capacity")),
                violation_error_message=_("This pledge is already engaged to its capacity."),
            ),
            models.CheckConstraint(
                name="matching_pledge_state_is_known",
                condition=Q(state__in=sorted(state.value for state in PledgeState)),
            ),
        ]
        indexes = [
            # What the matcher loads: live pledges by activity.
            GinIndex(name="matching_pledge_live", fields=["activities"], condition=LIVE),
        ]
        triggers = [legal_steps(PLEDGE, born={PledgeState.DRAFT}), moved_by_proposals("engaged")]

    def __str__(self) -> str:
        return f"pledge {self.reference}"

    def get_absolute_url(self) -> str:
        """Return the page of this pledge for those who may read it."""
        return reverse("web:pledges:detail", args=[self.reference])
