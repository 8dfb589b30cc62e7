"""Triggers for tables that only grow: what was said stays said, and can be taken back once."""

from collections.abc import Sequence

import pgtrigger


def only_grows(*, but_once: Sequence[str]) -> list[pgtrigger.Trigger]:
    """Return triggers that refuse deletion and every change except filling empty columns.

    Args:
        but_once: columns that may go from null to a value, once, in any order.
    """
    columns = ", ".join(f"'{column}'" for column in but_once)
    refilled = " OR ".join(
        f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})"
        for column in but_once
    )
    return [
        pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
        pgtrigger.Trigger(
            name="is_never_edited",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF to_jsonb(OLD) - ARRAY[{columns}] IS DISTINCT FROM
                   to_jsonb(NEW) - ARRAY[{columns}] OR {refilled}
                THEN
                    RAISE EXCEPTION 'a row of % is never edited', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation',
                          CONSTRAINT = TG_TABLE_NAME || '_only_grows';
                END IF;
                RETURN NEW;
            """,
        ),
    ]
