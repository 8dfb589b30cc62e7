"""What helping municipalities look for again and again among the public cards."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from evidence.engine.values import Phase
from evidence.labels import PHASES
from places.labels import choices
from places.models import Municipality, Zone
from publication.engine.searches import MOST, Search
from publication.engine.values import ActivityGroup
from publication.labels import GROUP_LABELS


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Named questions about saved searches. They narrow; they never sort or slice."""

    def visible_to(self, user: User) -> Self:
        """Keep those of the own municipalities: what a city looks for is nobody else's."""
        return self.filter(municipality__in=user.municipalities.values("pk"))


class SavedSearch(models.Model):
    """One search that a municipality keeps under a name. Only `services.searches` writes it.

    `slot` numbers the searches of a municipality from 1, so that the database holds their number
    whoever saves at the same time. `told_on` is the day on which a new card fitted last.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS), blank=True)
    group = models.CharField(max_length=16, choices=choices(GROUP_LABELS), blank=True)
    place = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="+")
    phase = models.CharField(max_length=16, choices=choices(PHASES), blank=True)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    saved_at = models.DateTimeField()
    told_on = models.DateField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"municipality", "name", "saved_by"})
        shared = frozenset({"activity", "group", "place", "phase", "saved_at", "told_on"})
        plain = frozenset({"id", "reference", "slot"})

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(
                name="publication_savedsearch_slot_once", fields=["municipality", "slot"]
            ),
            models.CheckConstraint(
                name="publication_savedsearch_not_too_many",
                condition=Q(slot__gte=1, slot__lte=MOST),
            ),
            models.CheckConstraint(
                name="publication_savedsearch_has_a_name", condition=~Q(name="")
            ),
            models.UniqueConstraint(
                name="publication_savedsearch_name_once", fields=["municipality", "name"]
            ),
            models.UniqueConstraint(
                name="publication_savedsearch_each_once",
                fields=["municipality", "activity", "group", "place", "phase"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="publication_savedsearch_activity_or_group",
                condition=Q(activity="") | Q(group=""),
            ),
            models.CheckConstraint(
                name="publication_savedsearch_words_are_known",
                condition=Q(activity__in=["", *sorted(each.value for each in Activity)])
                & Q(group__in=["", *sorted(each.value for each in ActivityGroup)])
                & Q(phase__in=["", *sorted(each.value for each in Phase)]),
            ),
        ]

    def __str__(self) -> str:
        return f"saved search {self.reference}"

    @property
    def search(self) -> Search:
        """Return what is looked for."""
        return Search(
            activity=Activity(self.activity) if self.activity else None,
            group=ActivityGroup(self.group) if self.group else None,
            place=self.place_id,
            phase=Phase(self.phase) if self.phase else None,
        )
