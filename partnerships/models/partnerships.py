"""Partnerships: who belongs to them, what they agreed, and what keeps people safe in them."""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import legal_steps
from evidence.models.growing import only_grows
from matching.engine.lifecycle import ProposalState
from matching.models import Appeal, Proposal
from partnerships.engine.lifecycle import PARTNERSHIP, PartnershipState
from partnerships.engine.values import MemberRole, PauseReason
from partnerships.labels import PAUSE_LABELS, ROLE_LABELS, SAFEGUARD_LABELS, STATE_LABELS
from partnerships.models.guards import STOPS_WHAT_GOES_ON
from places.labels import choices
from places.models import Intermediary, Municipality

_ENDED = Q(state=PartnershipState.ENDED.value)
_PAUSED = Q(state=PartnershipState.PAUSED.value)
_A_TOWN = Q(municipality__isnull=False, intermediary__isnull=True)
_A_BODY = Q(municipality__isnull=True, intermediary__isnull=False)
_OF_TOWNS = sorted([MemberRole.ASKING.value, MemberRole.HELPING.value])
_OF_HELPERS = sorted([MemberRole.HELPING.value, MemberRole.LEAD.value])


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    """Named questions about partnerships. They narrow; they never sort or slice."""

    def live(self) -> Self:
        """Keep what has not ended."""
        return self.exclude(_ENDED)

    def visible_to(self, user: User) -> Self:
        """Keep the partnerships of the own municipality or body, and of an officer's own cases.

        Who left, or whose introduction holds no more, reads it no more. A network or another
        officer reads none.
        """
        here = Member.objects.in_touch()
        own = here.filter(municipality__in=user.municipalities.values("pk"))
        own |= here.filter(intermediary__in=user.intermediary_ids)
        party = Q(pk__in=own.values("partnership"))
        if user.is_secretariat:
            party |= Q(appeal__officer=user)
        return self.filter(party)

    def followed_by(self, user: User) -> Self:
        """Keep those in which a member of a network of `user` helps now; the network is no party.

        Nobody shows a row as it is: `selectors.followed` tells what a network may read of it.
        """
        helping = Member.objects.helping_of_network(user).in_touch()
        return self.filter(pk__in=helping.values("partnership"))


class Partnership(models.Model):
    """What follows an introduction. Only `services.partnerships` writes it.

    What its members write is sealed under the key of the appeal. It ends by the act of a
    council, never by itself; while consent is missing it rests.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="partnerships")
    state = models.CharField(
        max_length=16,
        choices=choices(STATE_LABELS),
        default=PartnershipState.INTRODUCED.value,
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    pause_reason = models.CharField(max_length=32, choices=choices(PAUSE_LABELS), blank=True)
    sealed_steering = models.BinaryField(default=b"", blank=True)
    ended_on_act_of = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+"
    )
    act_dated_on = models.DateField(null=True, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"appeal", "sealed_steering", "ended_on_act_of"})
        shared = frozenset({"opened_by", "opened_at", "pause_reason", "act_dated_on"})
        plain = frozenset({"id", "reference", "state", "state_version"})

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.UniqueConstraint(
                name="partnerships_partnership_one_live_for_an_appeal",
                fields=["appeal"],
                condition=~_ENDED,
            ),
            models.CheckConstraint(
                name="partnerships_partnership_state_is_known",
                condition=Q(state__in=sorted(state.value for state in PartnershipState)),
            ),
            models.CheckConstraint(
                name="partnerships_partnership_rests_for_a_reason",
                condition=_PAUSED
                & Q(pause_reason__in=sorted(reason.value for reason in PauseReason))
                | ~_PAUSED & Q(pause_reason=""),
                violation_error_message=_("A pause needs its reason."),
            ),
            models.CheckConstraint(
                name="partnerships_partnership_ends_by_the_act_of_a_council",
                condition=_ENDED & Q(ended_on_act_of__isnull=False, act_dated_on__isnull=False)
                | ~_ENDED & Q(ended_on_act_of__isnull=True, act_dated_on__isnull=True),
                violation_error_message=_("A partnership ends by the act of a council."),
            ),
        ]
        triggers = [
            legal_steps(PARTNERSHIP, born={PartnershipState.INTRODUCED}),
            pgtrigger.Trigger(
                name="nothing_goes_on_while_it_rests",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    new__state__in=[
                        PartnershipState.PAUSED.value,
                        PartnershipState.ENDED.value,
                    ]
                ),
                func=STOPS_WHAT_GOES_ON,
            ),
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"partnership {self.reference}"

    def get_absolute_url(self) -> str:
        """Return the room of the partnership."""
        return reverse("web:partnerships:detail", args=[self.reference])


class MemberQuerySet(models.QuerySet["Member"]):
    """Named questions about members. They narrow; they never sort or slice."""

    def present(self) -> Self:
        """Keep who has joined and not left."""
        return self.filter(left_at=None)

    def in_touch(self) -> Self:
        """Keep who is present and whose introduction holds: these may see contacts."""
        introduced = Q(proposal=None) | Q(proposal__state=ProposalState.INTRODUCED.value)
        return self.present().filter(introduced)

    def helping_of_network(self, user: User) -> Self:
        """Keep the towns that help, or helped, and belong to a network that `user` reads for."""
        members = user.network_municipalities.values("pk")
        return self.filter(role__in=_OF_HELPERS, municipality__in=members)


class Member(models.Model):
    """A municipality, or a body of civil society, in a partnership. It joins and leaves once.

    A network is led by a town that helps, or by the agency that knows the zone (ADR 0038).
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="members")
    role = models.CharField(max_length=16, choices=choices(ROLE_LABELS))
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+"
    )
    intermediary = models.ForeignKey(
        Intermediary, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="+")
    joined_at = models.DateTimeField()
    decided_on = models.DateField(null=True, blank=True)  # the day of the council's decision
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"municipality", "intermediary", "proposal"})
        shared = frozenset({"role", "joined_at", "decided_on", "left_at"})
        plain = frozenset({"id", "reference", "partnership"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnerships_member_is_one_body",
                condition=_A_BODY & ~Q(role__in=_OF_TOWNS)
                | _A_TOWN & ~Q(role=MemberRole.CIVIL_SOCIETY.value),
            ),
            models.CheckConstraint(
                name="partnerships_member_role_is_known",
                condition=Q(role__in=sorted(role.value for role in MemberRole)),
            ),
            models.UniqueConstraint(
                name="partnerships_member_town_once",
                fields=["partnership", "municipality"],
                condition=Q(left_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="partnerships_member_body_once",
                fields=["partnership", "intermediary"],
                condition=Q(left_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="partnerships_member_one_lead",
                fields=["partnership"],
                condition=Q(left_at__isnull=True, role=MemberRole.LEAD.value),
            ),
        ]
        triggers = only_grows(but_once=["decided_on", "left_at"])

    def __str__(self) -> str:
        return f"member {self.reference}"


class Objective(models.Model):
    """What a partnership sets out to reach, in sealed words that are never edited.

    It may be dropped once, for a reason that is kept in sealed words beside it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="objectives")
    sealed_text = models.BinaryField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # no list asks who
    sealed_reason = models.BinaryField(null=True, blank=True)  # null until it is dropped

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"sealed_text", "set_by", "dropped_by", "sealed_reason"})
        shared = frozenset({"set_at", "dropped_at"})
        plain = frozenset({"id", "reference", "partnership"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnerships_objective_says_something", condition=~Q(sealed_text=b"")
            ),
            models.CheckConstraint(
                name="partnerships_objective_is_dropped_for_a_reason",
                condition=Q(dropped_at=None, dropped_by=None, sealed_reason=None)
                | Q(dropped_at__isnull=False, dropped_by__isnull=False, sealed_reason__isnull=False)
                & ~Q(sealed_reason=b""),
                violation_error_message=_("An objective is dropped for a reason."),
            ),
        ]
        triggers = only_grows(but_once=["dropped_at", "dropped_by_id", "sealed_reason"])

    def __str__(self) -> str:
        return f"objective {self.reference}"


class Safeguard(models.Model):
    """One condition of a verdict as it was fulfilled, in sealed words; withdrawn once at most."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="safeguards")
    condition = models.CharField(max_length=40, choices=choices(SAFEGUARD_LABELS))
    sealed_text = models.BinaryField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"sealed_text", "recorded_by"})
        shared = frozenset({"condition", "recorded_at", "withdrawn_at"})
        plain = frozenset({"id", "reference", "partnership"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnerships_safeguard_says_something", condition=~Q(sealed_text=b"")
            ),
            models.CheckConstraint(
                name="partnerships_safeguard_condition_is_known",
                condition=Q(condition__in=sorted(each.value for each in SAFEGUARD_LABELS)),
            ),
            models.UniqueConstraint(
                name="partnerships_safeguard_one_of_each",
                fields=["partnership", "condition"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        triggers = only_grows(but_once=["withdrawn_at"])

    def __str__(self) -> str:
        return f"safeguard {self.reference}"
