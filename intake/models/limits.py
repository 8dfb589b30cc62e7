"""How far each limit is used up."""

from django.db import models


class Allowance(models.Model):
    """The moment at which a bucket is empty again. It names no person, case or address.

    Only `services.limits` writes it, in one statement.
    """

    bucket = models.CharField(max_length=64, unique=True)
    empty_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"bucket"})
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "empty_at"})

    def __str__(self) -> str:
        return f"allowance {self.pk}"
