"""Where open appeals stand in the officers' queue, as PostgreSQL finds it from their clocks."""

import pgtrigger
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from matching.models.appeals import Appeal


class QueuePlace(models.Model):
    """The place of one open appeal in the queue: what a page of it is sorted by, and no more.

    Triggers alone write it, whenever an appeal or a clock of it moves; an appeal that is not open
    has none. `owed_on` is the first day on which something is owed that does not rest; it is the
    day on which the appeal was sent where it has no clocks, and empty where nothing is owed.
    """

    appeal = models.OneToOneField(
        Appeal, models.CASCADE, primary_key=True, related_name="queue_place"
    )
    is_on_top = models.BooleanField()  # something is late by half of its time again
    owed_on = models.DateField(null=True)
    sent_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset[str]()
        shared = frozenset({"sent_at"})
        plain = frozenset({"appeal", "is_on_top", "owed_on"})

    class Meta:
        verbose_name = _("place in the queue")
        verbose_name_plural = _("places in the queue")
        indexes = [
            # selectors.queue: what is owed first, page by page.
            models.Index(
                F("is_on_top").desc(),
                F("owed_on").asc(nulls_last=True),
                "sent_at",
                "appeal",
                name="matching_queueplace_order",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_clocks_move_it",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF pg_trigger_depth() = 1 THEN
                        RAISE EXCEPTION 'only appeals and their clocks move a place in the queue'
                        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
                              CONSTRAINT = 'matching_queueplace_only_clocks_move_it';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"place of appeal {self.appeal_id} in the queue"
