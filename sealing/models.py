"""The keys under which the texts of single cases are sealed."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

_GONE = Q(wrapped=b"")


class DataKey(models.Model):
    """The key of one case, wrapped under a master key that is not in the database.

    Only `sealing.services` touches it. To destroy it is to erase all that was sealed under it,
    in every copy of the database that the master key could open.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wrapped = models.BinaryField()
    master = models.CharField(max_length=16)  # the name of the master key, never the key
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"wrapped"})
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "reference", "master", "made_at", "destroyed_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealing_datakey_gone_once_destroyed",
                condition=(_GONE & Q(destroyed_at__isnull=False))
                | (~_GONE & Q(destroyed_at__isnull=True)),
                violation_error_message="A key is there, or it is destroyed.",
            ),
        ]
        indexes = [
            # services.rotate: keys that are not yet under the current master key.
            models.Index(
                name="sealing_datakey_rotation",
                fields=["master", "id"],
                condition=Q(destroyed_at__isnull=True),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stays_destroyed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__destroyed_at__isnull=False),
                func="""
                    RAISE EXCEPTION 'a destroyed key stays destroyed'
                    USING ERRCODE = 'restrict_violation',
                          CONSTRAINT = 'sealing_datakey_stays_destroyed';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"data key {self.reference}"
