"""Proposals: a pair or a trinning put to people, and what each party has said to it."""

import uuid
from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.labels import ACTIVITY_LABELS, VENUE_LABELS
from audit.models import legal_steps
from matching.engine.lifecycle import LIVE_PROPOSALS, PROPOSAL, Consent, PledgeState, ProposalState
from matching.engine.receipts import Holder
from matching.labels import CONSENT_LABELS, PROPOSAL_STATE_LABELS
from matching.models.appeals import Appeal
from matching.models.guards import (
    BETWEEN_LIVE_PARTIES,
    BORN_WITHOUT_CONSENT,
    KEPT_BY_PROPOSALS,
    MOVES_THE_COUNTERS,
    ONE_LIVE_PAIR,
)
from matching.models.pledges import Pledge
from places.labels import choices

LIVE = Q(state__in=sorted(state.value for state in LIVE_PROPOSALS))
_INTRODUCED = Q(state=ProposalState.INTRODUCED.value)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Named questions about proposals. They narrow; they never sort or slice."""

    def live(self) -> Self:
        """Keep what waits for consent or is introduced."""
        return self.filter(LIVE)

    def of_officer(self, user: User) -> Self:
        """Keep what lies between cases of `user` alone."""
        return self.filter(
            Q(other_appeal__isnull=True) | Q(other_appeal__officer=user), appeal__officer=user
        )

    def held_by(self, holder: Holder) -> Self:
        """Keep what was put to the one appeal that the receipt of `holder` opens.

        As with `visible_to`, nobody shows a row as it is.
        """
        one = Q(appeal__reference=holder.appeal, appeal__by_receipt=True)
        one |= Q(other_appeal__reference=holder.appeal, other_appeal__by_receipt=True)
        return self.filter(one)

    def visible_to(self, user: User) -> Self:
        """Keep what `user` may read of: a party's own, or that of an officer who has its cases.

        What a party may read of it is little before everyone has consented; the selectors of
        proposals tell it, and nobody shows a row of this table as it is.
        """
        towns = user.municipalities.values("pk")
        party = Q(appeal__municipality__in=towns) | Q(pledge__municipality__in=towns)
        party |= Q(other_appeal__municipality__in=towns)
        party |= Q(appeal__intermediary__in=user.intermediary_ids)
        party |= Q(other_appeal__intermediary__in=user.intermediary_ids)
        if user.is_secretariat:
            party |= Q(appeal__officer=user) & (
                Q(other_appeal__isnull=True) | Q(other_appeal__officer=user)
            )
        return self.filter(party)

    def followed_by(self, user: User) -> Self:
        """Keep what was put to members of the networks of `user` that help; they are no party.

        As with `visible_to`, nobody shows a row as it is: `selectors.followed` tells what a
        network may read of it.
        """
        members = user.network_municipalities.values("pk")
        offered = ~Q(pledge__state=PledgeState.DRAFT.value)
        return self.filter(offered, pledge__municipality__in=members)


class Proposal(models.Model):
    """A pair, or a trinning of two appeals and one pledge, put to its parties.

    Every consent lies in this row, beside the state, so that one UPDATE introduces and a CHECK
    refuses an introduction that lacks one. Who refuses looks to the others like who is silent:
    the proposal waits until its last day either way. Whom to speak to is sealed under the key of
    an appeal. Only `services.proposals` and `services.steps` write it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="proposals")
    other_appeal = models.ForeignKey(
        Appeal, models.PROTECT, null=True, blank=True, related_name="trinning_proposals"
    )
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="proposals")
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS))
    venue = models.CharField(max_length=16, choices=choices(VENUE_LABELS))
    state = models.CharField(
        max_length=16, choices=choices(PROPOSAL_STATE_LABELS), default=ProposalState.PUT.value
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    put_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    introduced_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    appeal_consent = models.CharField(max_length=8, choices=choices(CONSENT_LABELS), blank=True)
    appeal_said_at = models.DateTimeField(null=True, blank=True)
    appeal_said_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    appeal_reason = models.CharField(max_length=32, blank=True)
    appeal_releases = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    appeal_contact = models.BinaryField(default=b"", db_default=b"", blank=True)

    other_consent = models.CharField(max_length=8, choices=choices(CONSENT_LABELS), blank=True)
    other_said_at = models.DateTimeField(null=True, blank=True)
    other_said_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    other_reason = models.CharField(max_length=32, blank=True)
    other_releases = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    other_contact = models.BinaryField(default=b"", db_default=b"", blank=True)

    pledge_consent = models.CharField(max_length=8, choices=choices(CONSENT_LABELS), blank=True)
    pledge_said_at = models.DateTimeField(null=True, blank=True)
    pledge_said_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    pledge_reason = models.CharField(max_length=32, blank=True)
    pledge_releases = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    pledge_contact = models.BinaryField(default=b"", db_default=b"", blank=True)

    objects = ProposalQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset(
            {"appeal", "other_appeal", "appeal_consent", "other_consent", "pledge_consent"}
            | {"appeal_said_at", "other_said_at", "pledge_said_at"}
            | {"appeal_said_by", "other_said_by", "pledge_said_by"}
            | {"appeal_reason", "other_reason", "pledge_reason"}
            | {"appeal_releases", "other_releases", "pledge_releases"}
            | {"appeal_contact", "other_contact", "pledge_contact"}
        )
        shared = frozenset(
            {"pledge", "activity", "venue", "put_by", "put_at", "expires_at"}
            | {"introduced_at", "ended_at"}
        )
        plain = frozenset({"id", "reference", "state", "state_version"})

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                name="matching_proposal_introduced_by_consent_of_all",
                condition=~_INTRODUCED
                | Q(
                    appeal_consent=Consent.GIVEN.value,
                    pledge_consent=Consent.GIVEN.value,
                    introduced_at__isnull=False,
                )
                & (Q(other_appeal__isnull=True) | Q(other_consent=Consent.GIVEN.value)),
                violation_error_message=_("Not everyone has consented."),
            ),
            models.CheckConstraint(
                name="matching_proposal_of_two_different_appeals",
                condition=Q(other_appeal__isnull=True) | ~Q(other_appeal=F("appeal")),
            ),
            models.CheckConstraint(
                name="matching_proposal_nobody_speaks_for_a_missing_party",
                condition=Q(other_appeal__isnull=False) | Q(other_consent=""),
            ),
            models.CheckConstraint(
                name="matching_proposal_has_a_last_day", condition=Q(expires_at__gt=F("put_at"))
            ),
            models.CheckConstraint(
                name="matching_proposal_state_is_known",
                condition=Q(state__in=sorted(state.value for state in ProposalState)),
            ),
            *(
                models.CheckConstraint(
                    name=f"matching_proposal_{party}_said_when_it_spoke",
                    condition=Q(**{f"{party}_consent": "", f"{party}_said_at__isnull": True})
                    | Q(
                        **{
                            f"{party}_consent__in": sorted(each.value for each in Consent),
                            f"{party}_said_at__isnull": False,
                        }
                    ),
                )
                for party in ("appeal", "other", "pledge")
            ),
            *(
                models.CheckConstraint(
                    name=f"matching_proposal_{party}_refuses_with_a_reason",
                    condition=~Q(**{f"{party}_consent": Consent.REFUSED.value})
                    | ~Q(**{f"{party}_reason": ""}),
                )
                for party in ("appeal", "other", "pledge")
            ),
        ]
        indexes = [
            # The sweep of proposals whose last day has passed.
            models.Index(
                name="matching_proposal_expiry",
                fields=["expires_at"],
                condition=Q(state=ProposalState.PUT.value),
            ),
        ]
        triggers = [
            legal_steps(PROPOSAL, born={ProposalState.PUT}),
            pgtrigger.Trigger(
                name="between_live_parties",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("live", "integer")],
                func=BETWEEN_LIVE_PARTIES,
            ),
            pgtrigger.Trigger(
                name="moves_the_counters",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                declare=[("moved", "integer")],
                func=MOVES_THE_COUNTERS,
            ),
            pgtrigger.Trigger(
                name="one_live_pair",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=ONE_LIVE_PAIR,
            ),
            pgtrigger.Trigger(
                name="is_born_without_consent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=BORN_WITHOUT_CONSENT,
            ),
            pgtrigger.ReadOnly(
                name="joins_the_same_for_ever",
                fields=["appeal", "other_appeal", "pledge", "activity", "venue"],
            ),
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"proposal {self.reference}"


class ProposedPair(models.Model):
    """An appeal and a pledge that a live proposal joins: once at a time, also in trinnings.

    The trigger of a proposal keeps it; nothing else writes it.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="pairs")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="+")
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="+")

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"appeal", "pledge"})
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "proposal"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matching_proposedpair_once_at_a_time", fields=["appeal", "pledge"]
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_proposals_keep_it",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=KEPT_BY_PROPOSALS,
            ),
        ]

    def __str__(self) -> str:
        return f"pair {self.pk} of proposal {self.proposal_id}"
