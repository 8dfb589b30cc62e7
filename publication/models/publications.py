"""The private side of published cards: whose they are, who approved them, whom they could mean."""

import uuid
from typing import Final, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.labels import ACTIVITY_LABELS
from audit.models import legal_steps
from evidence.labels import PHASES
from matching.engine.lifecycle import INTRODUCIBLE
from matching.models import Appeal
from places.labels import choices
from places.models import Zone
from publication.engine.lifecycle import AGREED, OPEN, PUBLICATION, PublicationState
from publication.engine.values import GROUPS, K, SizeClass, Step
from publication.labels import GROUP_LABELS, SIZE_LABELS, STATE_LABELS, STEP_LABELS
from publication.models.guards import (
    NOT_FORBIDDEN_WHILE_SHOWN,
    OF_AN_APPEAL_THAT_MAY_BE_PUBLIC,
    STAYS_AS_IT_WAS_APPROVED,
)

_OPEN: Final = Q(state__in=sorted(state.value for state in OPEN))
_AGREED: Final = Q(state__in=sorted(state.value for state in AGREED))
_NAMED_IN_GROUP: Final = Q(activity="") | Q(
    *(
        Q(group=group.value, activity__in=sorted(activity.value for activity in activities))
        for group, activities in GROUPS.items()
    ),
    _connector=Q.OR,
)
_FINE: Final = [Step.EXACT.value, Step.SIZE_DROPPED.value]


def tells_one_cell(table: str) -> list[models.CheckConstraint]:
    """Return what holds of the cell of a card, in either table that has one."""
    return [
        models.CheckConstraint(
            name=f"publication_{table}_activity_is_of_its_group", condition=_NAMED_IN_GROUP
        ),
        models.CheckConstraint(
            name=f"publication_{table}_group_is_known",
            condition=Q(group__in=sorted(group.value for group in GROUPS)),
        ),
        models.CheckConstraint(
            name=f"publication_{table}_size_is_known",
            condition=Q(size__in=["", *sorted(size.value for size in SizeClass)]),
        ),
        models.CheckConstraint(
            name=f"publication_{table}_phase_is_known",
            condition=Q(phase__in=["", *sorted(phase.value for phase in PHASES)]),
        ),
        models.CheckConstraint(
            name=f"publication_{table}_size_goes_before_activity",
            condition=Q(size="") | ~Q(activity=""),
        ),
    ]


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Named questions about publications. They narrow; they never sort or slice."""

    def visible_to(self, user: User) -> Self:
        """Keep those of the appeals that `user` may read."""
        return self.filter(appeal__in=Appeal.objects.visible_to(user))

    def open(self) -> Self:
        """Keep what is not over."""
        return self.filter(_OPEN)

    def of_the_living(self) -> Self:
        """Keep those whose appeal was read and goes on."""
        return self.filter(appeal__state__in=sorted(state.value for state in INTRODUCIBLE))


class Publication(models.Model):
    """That a card of an appeal is put to its author, and what became of it.

    The words are the officer's, sealed under the key of the appeal until they are public. Only
    `services` writes it. No event and no other table joins `card_reference` to an appeal.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="publications")
    # By chance, and another one for each publication: it is all that a reader learns.
    card_reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    phase = models.CharField(max_length=16, choices=choices(PHASES), blank=True)
    group = models.CharField(max_length=16, choices=choices(GROUP_LABELS))
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS), blank=True)
    size = models.CharField(max_length=8, choices=choices(SIZE_LABELS), blank=True)
    step = models.CharField(max_length=20, choices=choices(STEP_LABELS))
    # The municipalities that could be meant, by their ids, as of the last count.
    crowd = ArrayField(models.BigIntegerField())
    sealed_summary = models.BinaryField()
    state = models.CharField(
        max_length=16,
        choices=choices(STATE_LABELS),
        default=PublicationState.PROPOSED.value,
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)  # drawn by chance when it is approved
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"appeal", "card_reference", "sealed_summary", "crowd", "due_on"})
        shared = frozenset(
            {"place", "phase", "group", "activity", "size", "step"}
            | {"proposed_by", "proposed_at", "decided_by", "decided_at", "ended_at"}
        )
        plain = frozenset({"id", "reference", "state", "state_version"})

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            *tells_one_cell("publication"),
            models.CheckConstraint(
                name="publication_publication_could_mean_at_least_ten",
                condition=Q(crowd__len__gte=K),
                violation_error_message=_("Too few municipalities could be meant."),
            ),
            models.CheckConstraint(
                name="publication_publication_tells_what_its_step_lets",
                condition=Q(step=Step.EXACT.value) & ~Q(size="") & ~Q(activity="")
                | Q(step=Step.SIZE_DROPPED.value, size="") & ~Q(activity="")
                | ~Q(step__in=_FINE) & Q(size="", activity=""),
            ),
            models.CheckConstraint(
                name="publication_publication_has_words", condition=~Q(sealed_summary=b"")
            ),
            models.CheckConstraint(
                name="publication_publication_decided_by_and_at_go_together",
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="publication_publication_waits_for_its_day_once_agreed",
                condition=~_AGREED | Q(decided_at__isnull=False, due_on__isnull=False),
                violation_error_message=_("Its author has not approved it."),
            ),
            models.UniqueConstraint(
                name="publication_publication_one_open_for_an_appeal",
                fields=["appeal"],
                condition=_OPEN,
                violation_error_message=_("This appeal has a card already."),
            ),
        ]
        indexes = [
            # What the next batch has to look at: few at any time.
            models.Index(
                name="publication_open_by_state", fields=["state", "due_on"], condition=_OPEN
            ),
        ]
        triggers = [
            legal_steps(PUBLICATION, born={PublicationState.PROPOSED}),
            pgtrigger.Trigger(
                name="of_an_appeal_that_may_be_public",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=OF_AN_APPEAL_THAT_MAY_BE_PUBLIC,
            ),
            pgtrigger.Trigger(
                name="stays_as_it_was_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=STAYS_AS_IT_WAS_APPROVED,
            ),
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"publication {self.reference}"


class PublicityChoice(models.Model):
    """What the author of an appeal says about publicity. Without a row nobody has asked yet."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="publicity")
    is_forbidden = models.BooleanField()
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    said_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"appeal"})
        shared = frozenset({"is_forbidden", "said_by", "said_at"})
        plain = frozenset({"id"})

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="ends_what_was_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NOT_FORBIDDEN_WHILE_SHOWN,
            ),
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"choice {self.pk}"
