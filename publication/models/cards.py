"""The public side of published cards: these two tables hold nothing that is not public."""

from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from evidence.labels import PHASES
from places.labels import choices
from places.models import Zone
from publication.engine.batches import month_of
from publication.engine.values import ActivityGroup, group_of
from publication.labels import GROUP_LABELS, SIZE_LABELS
from publication.models.guards import LEAVES_A_TOMBSTONE, ONLY_CLOSES, TELLS_WHAT_WAS_APPROVED
from publication.models.publications import Publication, tells_one_cell


class CardQuerySet(models.QuerySet["Card"]):
    """Named questions about cards, by what they tell. They narrow; they never sort or slice."""

    def readable(self) -> Self:
        """Keep the cards whose page is open: at once not those of an appeal that is over."""
        living = Publication.objects.of_the_living().filter(card_reference=OuterRef("reference"))
        return self.filter(Exists(living), is_open=True)

    def about(self, activity: Activity) -> Self:
        """Keep what may be about an activity: by name, or by group where only that is told."""
        return self.filter(
            Q(activity=activity.value) | Q(activity="", group=group_of(activity).value)
        )

    def in_group(self, group: ActivityGroup) -> Self:
        """Keep what is about a group of activities."""
        return self.filter(group=group.value)

    def within(self, code: str) -> Self:
        """Keep what lies in a region, or in a country with its regions, by the code of the zone."""
        return self.filter(Q(place__code=code) | Q(place__parent__code=code))

    def since(self, day: date) -> Self:
        """Keep what was published in the month of `day` or later: no card tells its day."""
        return self.filter(month__gte=month_of(day))


class Card(models.Model):
    """What anyone may read of an appeal. Only `services.batches` makes and removes it.

    It never tells another thing while it stands there, and its words go when its page closes.
    """

    reference = models.UUIDField(unique=True, editable=False)
    place = models.ForeignKey(Zone, models.PROTECT, related_name="cards")
    phase = models.CharField(max_length=16, choices=choices(PHASES), blank=True)
    group = models.CharField(max_length=16, choices=choices(GROUP_LABELS))
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS), blank=True)
    size = models.CharField(max_length=8, choices=choices(SIZE_LABELS), blank=True)
    month = models.DateField()  # in which it was published: its first day
    summary = models.TextField(max_length=600, blank=True)
    is_open = models.BooleanField(default=True)

    objects = CardQuerySet.as_manager()

    class Privacy:
        """All of it is public: what is not lies in `Publication`."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "reference", "place", "phase", "group", "activity", "size", "month"}
            | {"summary", "is_open"}
        )

    class Meta:
        verbose_name = _("public card")
        verbose_name_plural = _("public cards")
        constraints = [
            *tells_one_cell("card"),
            models.CheckConstraint(
                name="publication_card_has_words_while_it_is_open",
                condition=Q(is_open=True) & ~Q(summary="") | Q(is_open=False, summary=""),
            ),
            models.CheckConstraint(name="publication_card_tells_no_day", condition=Q(month__day=1)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="tells_what_was_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=TELLS_WHAT_WAS_APPROVED,
            ),
            pgtrigger.Trigger(
                name="only_closes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=ONLY_CLOSES,
            ),
            pgtrigger.Trigger(
                name="leaves_a_tombstone",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=LEAVES_A_TOMBSTONE,
            ),
        ]

    def __str__(self) -> str:
        return f"card {self.reference}"

    def get_absolute_url(self) -> str:
        """Return the page of this card."""
        return reverse("web:needs:detail", args=[self.reference])


class Tombstone(models.Model):
    """That a card is no longer public, for those who keep copies: its id and the day, no more."""

    card = models.UUIDField(unique=True)
    removed_on = models.DateField()

    class Privacy:
        """All of it is public."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "card", "removed_on"})

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")
        indexes = [
            # What a reader of the feed has missed since a day.
            models.Index(name="publication_tombstone_since", fields=["removed_on", "card"]),
        ]
        triggers = [
            pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"tombstone {self.card}"
