"""Keys of networks, the tokens they get, and what a call has answered."""

import uuid
from datetime import datetime, timedelta
from typing import Final, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Network, User
from api.engine.scopes import Scope
from matching.models import Pledge

LONGEST_LIFE: Final = timedelta(days=366)
LONGEST_TOKEN: Final = timedelta(hours=1)
_SCOPES: Final = sorted(scope.value for scope in Scope)
_DIGEST: Final = r"^[0-9a-f]{64}$"
_IS_A_SCOPE: Final = Q(scopes__len__gt=0) & Q(scopes__contained_by=_SCOPES)


class KeyQuerySet(models.QuerySet["Key"]):
    """Named questions about keys."""

    def live(self, at: datetime) -> Self:
        """Keep those that open something at `at`."""
        return self.filter(revoked_at__isnull=True, issued_at__lte=at, expires_at__gt=at)


class Key(models.Model):
    """With it a program of a network gets tokens. Its secrets are kept as digests alone.

    It acts as `user`, an account of its own that nobody signs in with: the trail tells programs
    from people. While a secret is exchanged, the former one works until `former_until`.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="keys")
    user = models.OneToOneField(User, models.PROTECT, related_name="key")
    name = models.CharField(max_length=80)
    client_id = models.CharField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=32))
    secret_sha256 = models.CharField(max_length=64)
    former_sha256 = models.CharField(max_length=64, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)  # exclusive
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="keys_issued")
    expires_at = models.DateTimeField()  # exclusive
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="keys_revoked"
    )

    objects = KeyQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"secret_sha256", "former_sha256"})
        shared = frozenset({"network", "name", "issued_by", "revoked_by"})
        plain = frozenset(
            {"id", "reference", "user", "client_id", "scopes", "former_until"}
            | {"issued_at", "expires_at", "revoked_at"}
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="api_key_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("A key has a name."),
            ),
            models.CheckConstraint(
                name="api_key_scopes_are_known",
                condition=_IS_A_SCOPE,
                violation_error_message=_("A key may do at least one thing."),
            ),
            models.CheckConstraint(
                name="api_key_lives_a_year_at_most",
                condition=Q(expires_at__gt=F("issued_at"))
                & Q(expires_at__lte=F("issued_at") + LONGEST_LIFE),
                violation_error_message=_("A key lives for a year at most."),
            ),
            models.CheckConstraint(
                name="api_key_keeps_digests_alone",
                condition=Q(secret_sha256__regex=_DIGEST)
                & (Q(former_sha256="") | Q(former_sha256__regex=_DIGEST)),
            ),
            models.CheckConstraint(
                name="api_key_former_secret_has_an_end",
                condition=Q(former_sha256="", former_until__isnull=True)
                | ~Q(former_sha256="") & Q(former_until__isnull=False),
            ),
            models.CheckConstraint(
                name="api_key_revoked_by_someone",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="revoked_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"key {self.reference}"


class Token(models.Model):
    """What a key gave for a short while. It is looked up by its digest in each call."""

    key = models.ForeignKey(Key, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=32))
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # exclusive

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"digest"})
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "key", "scopes", "issued_at", "expires_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(name="api_token_scopes_are_known", condition=_IS_A_SCOPE),
            models.CheckConstraint(
                name="api_token_keeps_a_digest_alone", condition=Q(digest__regex=_DIGEST)
            ),
            models.CheckConstraint(
                name="api_token_lives_an_hour_at_most",
                condition=Q(expires_at__gt=F("issued_at"))
                & Q(expires_at__lte=F("issued_at") + LONGEST_TOKEN),
            ),
        ]
        indexes = [
            # What the nightly task forgets.
            models.Index(name="api_token_expires", fields=["expires_at"]),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"


class NetworkPledge(models.Model):
    """Which network's records a pledge comes from: no other network may write it anew."""

    pledge = models.OneToOneField(Pledge, models.PROTECT, related_name="of_network")
    network = models.ForeignKey(Network, models.PROTECT, related_name="pledges")
    # What the network calls it; empty where it came without a name.
    external_id = models.CharField(max_length=64, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset({"pledge", "network", "external_id"})
        plain = frozenset({"id"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="api_networkpledge_one_of_each_name",
                fields=["network", "external_id"],
                condition=~Q(external_id=""),
            )
        ]
        triggers = [pgtrigger.Protect(name="stays_with_its_network", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"record {self.pk} of network {self.network_id}"


class KeptAnswer(models.Model):
    """What a call with an Idempotency-Key has answered, kept by the transaction of its effect."""

    user = models.ForeignKey(User, models.CASCADE, related_name="kept_answers")
    name = models.CharField(max_length=128)  # what the caller sent as Idempotency-Key
    fingerprint = models.CharField(max_length=64)  # of method, address, body
    status = models.PositiveSmallIntegerField()
    body = models.TextField()  # JSON, as it went out: its keys keep their order
    version = models.CharField(max_length=64, blank=True)
    kept_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"body", "name"})
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "user", "fingerprint", "status", "version", "kept_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="api_keptanswer_one_for_each_key", fields=["user", "name"]
            ),
            models.CheckConstraint(
                name="api_keptanswer_is_of_an_effect", condition=Q(status__range=(200, 299))
            ),
        ]
        indexes = [
            # What the nightly task forgets.
            models.Index(name="api_keptanswer_kept", fields=["kept_at"]),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
