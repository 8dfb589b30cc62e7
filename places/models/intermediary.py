"""Who stands between, and which zones they know."""

import uuid

from django.db import models
from django.db.models import Q

from places.engine.values import IntermediaryKind, KnowledgeDepth
from places.labels import INTERMEDIARY_KINDS, KNOWLEDGE_DEPTHS, choices
from places.models.zone import Zone


class Intermediary(models.Model):
    """A body that channels appeals and knows the zone.

    Two bodies of one `independence_group` count as one source; a body without a group stands
    for itself.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=choices(INTERMEDIARY_KINDS))
    independence_group = models.CharField(max_length=64, blank=True)

    class Privacy:
        """Who channels in a zone can put its people there at risk: never public."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset({"name", "independence_group"})
        plain: frozenset[str] = frozenset({"id", "reference", "kind"})

    class Meta:
        verbose_name_plural = "intermediaries"
        constraints = [
            models.UniqueConstraint(
                name="places_intermediary_once_per_name", fields=["kind", "name"]
            ),
            models.CheckConstraint(
                name="places_intermediary_kind_is_known",
                condition=Q(kind__in=[kind.value for kind in IntermediaryKind]),
            ),
        ]

    def __str__(self) -> str:
        return f"intermediary {self.reference}"


class Knowledge(models.Model):
    """That an intermediary knows a zone, how well, since when, and who says so."""

    intermediary = models.ForeignKey(Intermediary, models.CASCADE, related_name="knowledge")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="knowledge")
    depth = models.CharField(max_length=16, choices=choices(KNOWLEDGE_DEPTHS))
    since = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Privacy:
        """Where an intermediary works can put its people there at risk: never public."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset({"intermediary", "zone", "depth", "since", "source"})
        plain: frozenset[str] = frozenset({"id"})

    class Meta:
        verbose_name_plural = "knowledge"
        constraints = [
            models.UniqueConstraint(
                name="places_knowledge_once_per_zone", fields=["intermediary", "zone"]
            ),
            models.CheckConstraint(
                name="places_knowledge_depth_is_known",
                condition=Q(depth__in=[depth.value for depth in KnowledgeDepth]),
            ),
        ]

    def __str__(self) -> str:
        return f"knowledge {self.pk}"
