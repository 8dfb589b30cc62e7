"""What was published of all partnerships together, as it was published."""

import pgtrigger
from django.db import models


class ResultsEdition(models.Model):
    """The public figures of one quarter: classes alone, no count. Written once, never changed.

    `figures` is what `engine.figures` let through, as `services.editions` writes it down.
    """

    as_of = models.DateField(unique=True)  # exclusive: what came later is not counted
    figures = models.JSONField()
    published_at = models.DateTimeField()

    class Privacy:
        """All of it is public."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "as_of", "figures", "published_at"})

    class Meta:
        triggers = [
            pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"results until {self.as_of}"
