"""Appeals: calls for help from municipalities in a conflict zone."""

import uuid
from datetime import datetime
from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.labels import ACTIVITY_LABELS
from audit.models import legal_steps
from matching.engine.lifecycle import APPEAL, LIVE_APPEALS, WAITING_APPEALS, AppealState
from matching.engine.receipts import Holder
from matching.engine.values import Urgency
from matching.labels import (
    APPEAL_KIND_LABELS,
    APPEAL_STATE_LABELS,
    TOPIC_LABELS,
    URGENCY_LABELS,
)
from matching.models.guards import (
    INTO_ONE_THAT_GOES_ON,
    NEEDS_AN_ANSWER,
    NO_OBJECTION_OPEN,
    finds_its_place,
    moved_by_proposals,
)
from places.labels import choices
from places.models import Intermediary, Municipality
from sealing.models import DataKey

ANSWERED = {AppealState.ANSWERED.value, AppealState.CLOSED.value}
LIVE = Q(state__in=sorted(state.value for state in LIVE_APPEALS))
NOT_YET_A_CASE = [AppealState.DRAFT.value, AppealState.QUARANTINED.value]
UNCONFIRMED_STATES = [
    *NOT_YET_A_CASE,
    AppealState.WITHDRAWN.value,
    AppealState.CLOSED.value,  # refused; PostgreSQL asks for the answer
]
UNCONFIRMED = Q(by_receipt=True, confirmed_at=None)
WAITING = Q(state__in=sorted(state.value for state in WAITING_APPEALS))


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Named questions about appeals. They narrow; they never sort or slice."""

    def open(self) -> Self:
        """Keep the appeals that are sent and not over."""
        return self.filter(LIVE)

    def live(self) -> Self:
        """Keep the open appeals that still want a helper: these are matched."""
        return self.open().filter(helpers_found__lt=F("helpers_wanted"))

    def visible_to(self, user: User) -> Self:
        """Keep what `user` may read. Every page, endpoint and export starts here.

        A draft belongs to its own municipality, and to the intermediary that wrote it: a mayor
        under threat must be able to write without being seen, even by the secretariat. What is
        sent is read by the officer who took the case; another officer sees it only as a line of
        the queue, without a name. An intermediary reads what it wrote, nothing else of the town.

        What came without an account is read by nobody here until an officer has confirmed it:
        who sent it may not be of the municipality, and whoever is may be in danger from it.
        """
        own = Q(municipality__in=user.municipalities.values("pk"))
        own |= Q(intermediary__in=user.intermediary_ids)
        own &= ~UNCONFIRMED
        if user.is_secretariat:
            return self.filter(own | (Q(officer=user) & ~Q(state__in=NOT_YET_A_CASE)))
        return self.filter(own)

    def held_by(self, holder: Holder) -> Self:
        """Keep the one appeal that the receipt of `holder` opens."""
        return self.filter(reference=holder.appeal, by_receipt=True)

    def quarantined(self) -> Self:
        """Keep what came without an account and nobody has confirmed."""
        return self.filter(state=AppealState.QUARANTINED.value)

    def waiting_for_an_officer(self) -> Self:
        """Keep the live appeals that no officer has taken."""
        return self.open().filter(officer=None)


class Appeal(models.Model):
    """A call for help from a municipality in a conflict zone.

    Only `services.move_appeal` changes `state`; only `services.take_appeal` sets `officer`.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="appeals")
    intermediary = models.ForeignKey(
        Intermediary, models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    kinds = ArrayField(models.CharField(max_length=16, choices=choices(APPEAL_KIND_LABELS)))
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS))
    topic = models.CharField(max_length=24, choices=choices(TOPIC_LABELS))
    # What the author says in its own words: only `services.narratives` opens it.
    sealed_summary = models.BinaryField(default=b"", db_default=b"", blank=True)
    # Where the words lay unsealed before; empty now, and gone with the next version.
    summary = models.TextField(max_length=2_000, default="", blank=True, editable=False)
    languages = ArrayField(models.CharField(max_length=8))
    urgency = models.CharField(max_length=16, choices=choices(URGENCY_LABELS))
    starts = models.DateField()
    ends = models.DateField()  # exclusive
    excluded = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    accepts_other_activities = models.BooleanField(default=True)
    # More than one: a network. The database's default serves the code of the version before.
    helpers_wanted = models.PositiveSmallIntegerField(default=1, db_default=1)
    # How many are introduced now: moved by the trigger of a proposal and by nothing else.
    helpers_found = models.PositiveSmallIntegerField(default=0, db_default=0)
    # What people wrote for this appeal is sealed under this key, and forgotten with it.
    data_key = models.OneToOneField(
        DataKey, models.PROTECT, null=True, blank=True, related_name="appeal"
    )
    state = models.CharField(
        max_length=16,
        choices=choices(APPEAL_STATE_LABELS),
        default=AppealState.DRAFT.value,
    )
    # The same call under another appeal: set exactly while it is merged.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_here",
        db_index=False,  # the partial index below serves what is asked
    )
    # When an earlier call that was merged into this one was sent; its wait counts here.
    waits_since = models.DateTimeField(null=True, blank=True)
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    officer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="cases")
    # Sent without an account. Such an appeal lives on only once an officer has confirmed it.
    by_receipt = models.BooleanField(default=False, db_default=False)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # nobody looks for appeals by it
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    is_invented = models.BooleanField(default=False)  # the demonstration's story, marked as such

    objects = AppealQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"summary", "sealed_summary"}) | frozenset(
            {"municipality", "intermediary", "excluded"}
        )
        shared = frozenset(
            {"kinds", "activity", "topic", "languages", "urgency", "starts", "ends"}
            | {"accepts_other_activities", "helpers_wanted", "officer"}
            | {"submitted_at", "created_at", "helpers_found", "waits_since", "merged_into"}
            | {"by_receipt", "confirmed_by", "confirmed_at"}
        )
        plain = frozenset({"id", "reference", "state", "state_version", "data_key", "is_invented"})

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                name="matching_appeal_ends_after_it_starts",
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                name="matching_appeal_has_a_kind", condition=Q(kinds__len__gt=0)
            ),
            models.CheckConstraint(
                name="matching_appeal_has_a_language", condition=Q(languages__len__gt=0)
            ),
            models.CheckConstraint(
                name="matching_appeal_keeps_no_words_unsealed", condition=Q(summary="")
            ),
            models.CheckConstraint(
                name="matching_appeal_wants_a_helper", condition=Q(helpers_wanted__gte=1)
            ),
            models.CheckConstraint(
                name="matching_appeal_finds_no_more_than_it_wants",
                condition=Q(helpers_found__lte=F("helpers_wanted")),
                violation_error_message=_("This appeal has all the helpers it wants."),
            ),
            models.CheckConstraint(
                name="matching_appeal_state_is_known",
                condition=Q(state__in=sorted(state.value for state in AppealState)),
            ),
            models.CheckConstraint(
                name="matching_appeal_submitted_at_once_sent",
                condition=Q(state=AppealState.DRAFT.value, submitted_at=None)
                | Q(state=AppealState.WITHDRAWN.value)
                | (~Q(state=AppealState.DRAFT.value) & Q(submitted_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="matching_appeal_urgency_is_known",
                condition=Q(urgency__in=sorted(urgency.value for urgency in Urgency)),
            ),
            models.CheckConstraint(
                name="matching_appeal_merged_into_another",
                condition=Q(state=AppealState.MERGED.value, merged_into__isnull=False)
                & ~Q(merged_into=F("id"))
                | ~Q(state=AppealState.MERGED.value) & Q(merged_into=None),
            ),
            models.CheckConstraint(
                name="matching_appeal_waits_since_before_it_was_sent",
                condition=Q(waits_since=None) | Q(waits_since__lt=F("submitted_at")),
            ),
            models.CheckConstraint(
                name="matching_appeal_by_receipt_lives_once_confirmed",
                condition=Q(by_receipt=False, confirmed_at=None)
                & ~Q(state=AppealState.QUARANTINED.value)
                | Q(by_receipt=True, confirmed_at__isnull=False)
                | Q(by_receipt=True, state__in=sorted(UNCONFIRMED_STATES)),
                violation_error_message=_("An officer must confirm this appeal first."),
            ),
            models.CheckConstraint(
                name="matching_appeal_confirmed_by_and_at_go_together",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="matching_appeal_one_live_per_activity",
                fields=["municipality", "activity", "topic"],
                condition=WAITING,
                violation_error_message=_(
                    "This municipality already has a live appeal for the same thing."
                ),
            ),
        ]
        indexes = [
            # The officer's queue: appeals that wait for an answer, the longest wait first.
            models.Index(
                name="matching_appeal_queue", fields=["submitted_at", "id"], condition=WAITING
            ),
            # What goes on under an appeal: few are merged.
            models.Index(
                name="matching_appeal_merged_into",
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
            ),
            GinIndex(name="matching_appeal_kinds", fields=["kinds"]),  # the desk's kind filter
        ]
        triggers = [
            legal_steps(APPEAL, born={AppealState.DRAFT}),
            moved_by_proposals("helpers_found"),
            pgtrigger.Trigger(
                name="over_only_with_an_answer",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state__in=sorted(ANSWERED)),
                func=NEEDS_AN_ANSWER,
            ),
            pgtrigger.Trigger(
                name="into_one_that_goes_on",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__merged_into__isnull=False),
                func=INTO_ONE_THAT_GOES_ON,
            ),
            pgtrigger.Trigger(
                name="closed_with_every_objection_replied_to",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state=AppealState.CLOSED.value),
                func=NO_OBJECTION_OPEN,
            ),
            finds_its_place("NEW.id", name="finds_its_place_in_the_queue"),
        ]

    def __str__(self) -> str:
        return f"appeal {self.reference}"

    @property
    def waiting_since(self) -> datetime:
        """Return from when on its wait counts: an earlier call merged into it counts as its own."""
        return self.waits_since or self.submitted_at or self.created_at

    def get_absolute_url(self) -> str:
        """Return the page of this appeal for those who may read it."""
        return reverse("web:appeals:detail", args=[self.reference])
