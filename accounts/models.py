"""People, the capacities in which they act, and the networks they may act for."""

import uuid
from datetime import datetime
from functools import cached_property
from typing import ClassVar, Final, Self

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.engine.roles import SECRETARIAT, Role, body_of
from accounts.labels import LANGUAGE_LABELS, ROLE_LABELS
from places.models import Municipality

_KEEPS_A_STEP: Final = """
    IF TG_OP = 'INSERT' THEN
        INSERT INTO accounts_networkstep (network_id, municipality_id, has_left, at)
        VALUES (NEW.network_id, NEW.municipality_id, FALSE, clock_timestamp());
    ELSE
        INSERT INTO accounts_networkstep (network_id, municipality_id, has_left, at)
        VALUES (OLD.network_id, OLD.municipality_id, TRUE, clock_timestamp());
    END IF;
    RETURN NULL;
"""

PROGRAMS: Final = "programs.invalid"
"""Where the accounts of programs have their addresses: a name that leads nowhere (RFC 2606)."""

IS_PROGRAM: Final = Q(email__endswith=f"@{PROGRAMS}")

_BODIES = ("municipality", "intermediary", "network")
_ROLES = [role.value for role in Role]


def _fits(role: Role) -> Q:
    filled = {f"{body}__isnull": body != body_of(role) for body in _BODIES}
    return Q(role=role.value, **filled)


class UserManager(BaseUserManager["User"]):
    """Makes users; the address is kept in lower case so that one person has one account."""

    def create_user(
        self, email: str, password: str | None = None, *, display_name: str = ""
    ) -> "User":
        """Return a new user. Without a password nobody can sign in until one is set.

        Raises:
            ValueError: there is no e-mail address.
        """
        return self._create(email, password, display_name=display_name, is_admin=False)

    def create_superuser(
        self, email: str, password: str | None = None, *, display_name: str = ""
    ) -> "User":
        """Return a new administrator of the machine, who reads no case by that alone.

        Raises:
            ValueError: there is no e-mail address.
        """
        return self._create(email, password, display_name=display_name, is_admin=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user whose address is `username`, in whatever case it is typed."""
        return self.get(email__iexact=username)

    def _create(
        self, email: str, password: str | None, *, display_name: str, is_admin: bool
    ) -> "User":
        if not email:
            raise ValueError("A user has an e-mail address.")
        user = self.model(
            email=email.strip().lower(),
            display_name=display_name or email.strip().lower(),
            is_staff=is_admin,
            is_superuser=is_admin,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who can sign in. What they may do comes from live memberships alone.

    `is_staff` opens Django's admin and nothing else.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=2, choices=list(LANGUAGE_LABELS.items()), default="en"
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the administration pages"), default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Privacy:
        secret = frozenset({"email", "display_name", "password"})
        shared: frozenset[str] = frozenset()
        plain = frozenset(
            {
                "id",
                "reference",
                "language",
                "is_active",
                "is_staff",
                "is_superuser",
                "joined_at",
                "last_login",
            }
        )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            # The plain unique index serves Django's own checks; this one is the rule.
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_one_per_address",
                violation_error_message=_("There is a user with this e-mail address."),
            ),
            models.CheckConstraint(
                name="accounts_user_has_a_name",
                condition=~Q(display_name="") & ~Q(email=""),
                violation_error_message=_("A user has a name and an e-mail address."),
            ),
            models.CheckConstraint(
                name="accounts_user_language_is_known",
                condition=Q(language__in=sorted(LANGUAGE_LABELS)),
                violation_error_message=_("The platform does not speak this language."),
            ),
        ]

    def __str__(self) -> str:
        return f"user {self.reference}"

    @cached_property
    def live_memberships(self) -> list["Membership"]:
        """What the user may act as now: one query, remembered as long as this instance lives."""
        if not self.is_active or self.pk is None:
            return []
        return list(Membership.objects.filter(user=self).live(timezone.now()).order_by("pk"))

    @cached_property
    def municipalities(self) -> models.QuerySet[Municipality]:
        """The municipalities the user acts for; at most one query however often it is walked."""
        keys = [membership.municipality_id for membership in self.live_memberships]
        return Municipality.objects.filter(pk__in=[key for key in keys if key is not None])

    @property
    def intermediary_ids(self) -> list[int]:
        """The intermediaries the user acts for."""
        keys = [membership.intermediary_id for membership in self.live_memberships]
        return [key for key in keys if key is not None]

    @property
    def network_ids(self) -> list[int]:
        """The networks the user reads for."""
        keys = [membership.network_id for membership in self.live_memberships]
        return [key for key in keys if key is not None]

    @cached_property
    def network_municipalities(self) -> models.QuerySet[Municipality]:
        """The members of the networks the user reads for; at most one query more.

        A question about each row and no join: DISTINCT would have PostgreSQL gather all members
        before it gives out the first page of anything.
        """
        members = NetworkMember.objects.filter(network__in=self.network_ids)
        return Municipality.objects.filter(pk__in=members.values("municipality"))

    @property
    def is_secretariat(self) -> bool:
        """Test whether the user is a live officer or supervisor."""
        return any(Role(membership.role) in SECRETARIAT for membership in self.live_memberships)


class Network(models.Model):
    """A network of municipalities that reads about its own members."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    independence_group = models.CharField(  # bodies of one group count as one source
        _("independence group"), max_length=64, blank=True
    )

    class Privacy:
        secret: frozenset[str] = frozenset()
        shared = frozenset({"name", "independence_group"})
        plain = frozenset({"id", "reference"})

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        constraints = [
            models.CheckConstraint(
                name="accounts_network_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("A network has a name."),
            ),
        ]

    def __str__(self) -> str:
        return f"network {self.reference}"


class NetworkMember(models.Model):
    """A municipality that belongs to a network."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="members")
    municipality = models.ForeignKey(
        "places.Municipality", models.PROTECT, related_name="network_members"
    )

    class Privacy:
        secret: frozenset[str] = frozenset()
        shared = frozenset({"network", "municipality"})
        plain = frozenset({"id"})

    class Meta:
        verbose_name = _("member of a network")
        verbose_name_plural = _("members of networks")
        constraints = [
            models.UniqueConstraint(
                name="accounts_networkmember_once",
                fields=["network", "municipality"],
                violation_error_message=_("This municipality belongs to the network already."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keeps_who_came_and_went",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                func=_KEEPS_A_STEP,
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of network {self.network_id}"


class NetworkStep(models.Model):
    """That a municipality joined a network or left it, for programs that keep a copy.

    The trigger of a member writes it, and nothing else. It outlives both, so that a tombstone
    stays one.
    """

    network = models.ForeignKey(Network, models.DO_NOTHING, related_name="+", db_constraint=False)
    municipality = models.ForeignKey(
        "places.Municipality",
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    has_left = models.BooleanField()
    at = models.DateTimeField(db_default=Now())

    class Privacy:
        secret: frozenset[str] = frozenset()
        shared = frozenset({"network", "municipality"})
        plain = frozenset({"id", "has_left", "at"})

    class Meta:
        triggers = [
            pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"step {self.pk} of network {self.network_id}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Named questions about memberships."""

    def live(self, at: datetime) -> Self:
        """Keep those that hold at `at`; the end is exclusive."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)


class Membership(models.Model):
    """The capacity in which a user acts, from `since` up to but without `until`.

    It is ended, never deleted: the trail must be able to say who acted as what.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(
        _("role"),
        max_length=16,
        choices=[(role.value, label) for role, label in ROLE_LABELS.items()],
    )
    municipality = models.ForeignKey(
        "places.Municipality", models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    intermediary = models.ForeignKey(
        "places.Intermediary", models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    network = models.ForeignKey(
        Network, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)  # exclusive

    objects = MembershipQuerySet.as_manager()

    class Privacy:
        secret: frozenset[str] = frozenset()
        shared = frozenset(
            {"user", "role", "municipality", "intermediary", "network", "since", "until"}
        )
        plain = frozenset({"id", "reference"})

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                name="accounts_membership_role_is_known",
                condition=Q(role__in=_ROLES),
                violation_error_message=_("There is no such role."),
            ),
            models.CheckConstraint(
                name="accounts_membership_body_fits_role",
                condition=(
                    _fits(Role.OFFICER)
                    | _fits(Role.SUPERVISOR)
                    | _fits(Role.MUNICIPALITY)
                    | _fits(Role.INTERMEDIARY)
                    | _fits(Role.NETWORK)
                ),
                violation_error_message=_("The membership names another body than its role."),
            ),
            models.CheckConstraint(
                name="accounts_membership_no_end_before_start",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_("A membership does not end before it starts."),
            ),
            models.UniqueConstraint(
                name="accounts_membership_one_open_per_capacity",
                fields=["user", "role", "municipality", "intermediary", "network"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                violation_error_message=_("The user has this membership already."),
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.reference}"
