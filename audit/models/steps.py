"""Lives that PostgreSQL itself keeps to: illegal steps are refused, legal ones are signed once."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final, TypeVar

import pgtrigger
from django.db import models
from django.db.models.functions import Now

State = TypeVar("State", bound=StrEnum)
Action = TypeVar("Action", bound=StrEnum)

ACTOR_SETTING: Final = "citydiplomacy.actor"  # set by audit.services.sign, for one transaction

_FUNC: Final = """
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
        NEW.state_version := OLD.state_version;
        RETURN NEW;
    END IF;
    was := CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END;
    IF (was, NEW.state) NOT IN ({steps}) THEN
        RAISE EXCEPTION 'no step of % leads there', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = TG_TABLE_NAME || '_legal_step';
    END IF;
    actor := current_setting('{setting}', true);
    IF coalesce(actor, '') = '' THEN
        RAISE EXCEPTION 'nobody signed this step of %', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = TG_TABLE_NAME || '_signed_step';
    END IF;
    NEW.state_version := CASE WHEN TG_OP = 'INSERT' THEN 1 ELSE OLD.state_version + 1 END;
    INSERT INTO audit_statechange (table_name, row_id, version, was, becomes, actor, at)
    VALUES (TG_TABLE_NAME, NEW.id, NEW.state_version, was, NEW.state, actor, clock_timestamp());
    RETURN NEW;
"""


def legal_steps(
    lifecycle: Mapping[State, Mapping[Action, State]], *, born: Collection[State]
) -> pgtrigger.Trigger:
    """Return the trigger that holds the column `state` of a model to its lifecycle.

    The model also has a column `state_version`, which the trigger alone moves. Each step is kept
    in `StateChange` with whoever signed the transaction; an unsigned step is refused. Since the
    table of steps is part of the trigger, a table that changes without a migration is found by
    `makemigrations --check`.

    Args:
        lifecycle: the table of the engine.
        born: states in which a row may be made.
    """
    steps = sorted(
        {("", state.value) for state in born}
        | {
            (state.value, reached.value)
            for state, ways in lifecycle.items()
            for reached in ways.values()
        }
    )
    return pgtrigger.Trigger(
        name="legal_steps",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("was", "text"), ("actor", "text")],
        func=_FUNC.format(
            steps=", ".join(f"('{was}', '{becomes}')" for was, becomes in steps),
            setting=ACTOR_SETTING,
        ),
    )


class StateChange(models.Model):
    """One step of one row, written by the trigger of `legal_steps` and by nothing else.

    `actor` is `user:` and an id, or `platform`.
    """

    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    was = models.CharField(max_length=32)
    becomes = models.CharField(max_length=32)
    actor = models.CharField(max_length=32)
    at = models.DateTimeField(db_default=Now())

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset({"actor", "at"})
        plain = frozenset({"id", "table_name", "row_id", "version", "was", "becomes"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="audit_statechange_each_step_once",
                fields=["table_name", "row_id", "version"],
            ),
        ]
        # TRUNCATE is refused by a trigger in migration 0004: it has no rows to speak of.
        triggers = [
            pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"step {self.version} of {self.table_name} {self.row_id}"
