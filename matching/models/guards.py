"""What PostgreSQL refuses around appeals and pledges, whoever asks. Source: docs/safety.md."""

from typing import Final

import pgtrigger

NEEDS_AN_ANSWER: Final = """
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    PERFORM FROM matching_answer
    WHERE appeal_id = NEW.id AND retracted_at IS NULL
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no answer stands'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_appeal_over_only_with_an_answer';
    END IF;
    RETURN NEW;
"""
"""The answer is locked while the appeal is closed, so that nobody takes it back meanwhile."""

ANSWERS_WHAT_IS_OVER: Final = """
    PERFORM FROM matching_appeal
    WHERE id = NEW.appeal_id AND state IN ('answered', 'closed')
    FOR UPDATE;
    IF FOUND AND NOT EXISTS (
        SELECT FROM matching_answer
        WHERE appeal_id = NEW.appeal_id AND retracted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'the last answer of an appeal that counts as answered'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_answer_the_last_one_stays';
    END IF;
    RETURN NULL;
"""
"""Checked at the end of the transaction, so that one answer may take the place of another."""

INTO_ONE_THAT_GOES_ON: Final = """
    IF TG_OP = 'UPDATE' AND NEW.merged_into_id IS NOT DISTINCT FROM OLD.merged_into_id THEN
        RETURN NEW;
    END IF;
    PERFORM FROM matching_appeal
    WHERE id = NEW.merged_into_id AND state IN ('submitted', 'acknowledged', 'answered')
    FOR NO KEY UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM matching_appeal WHERE merged_into_id = NEW.id) THEN
        RAISE EXCEPTION 'merged into one that goes on, and nothing into what is merged'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_appeal_into_one_that_goes_on';
    END IF;
    RETURN NEW;
"""
"""No chain and no cycle: one step leads from a merged appeal to the one that goes on.

The kept one is locked, so that of two who merge the same pair crosswise only one can succeed.
"""


NO_OBJECTION_OPEN: Final = """
    IF NEW.state <> OLD.state
       AND EXISTS (
           SELECT FROM matching_objection WHERE appeal_id = NEW.id AND replied_at IS NULL
       )
    THEN
        RAISE EXCEPTION 'an objection waits for its reply'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_appeal_closed_with_every_objection_replied_to';
    END IF;
    RETURN NEW;
"""
"""Who objects holds the appeal, and who closes it holds it too: one of the two sees the other."""

OBJECTS_TO_WHAT_STANDS: Final = """
    PERFORM FROM matching_appeal
    WHERE id = NEW.appeal_id AND state IN ('submitted', 'acknowledged', 'answered')
    FOR SHARE;
    IF FOUND AND NEW.answer_id IS NOT NULL THEN
        PERFORM FROM matching_answer
        WHERE id = NEW.answer_id AND appeal_id = NEW.appeal_id AND retracted_at IS NULL
        FOR SHARE;
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is nothing to object to'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_objection_to_what_stands';
    END IF;
    RETURN NEW;
"""


def unnamed_only_by_receipt(
    column: str, *, operation: pgtrigger.Operation, once: str = ""
) -> pgtrigger.Trigger:
    """Return the trigger that lets nobody speak without a name but by the receipt of the appeal.

    Args:
        column: who spoke.
        operation: with which statement one speaks.
        once: the column that is empty until somebody has spoken, where one speaks by an update.
    """
    spoken = f"NEW.{once} IS NOT NULL AND OLD.{once} IS NULL AND " if once else ""
    return pgtrigger.Trigger(
        name="unnamed_only_by_receipt",
        when=pgtrigger.Before,
        operation=operation,
        func=f"""
            IF {spoken}NEW.{column} IS NULL AND NOT EXISTS (
                SELECT FROM matching_appeal WHERE id = NEW.appeal_id AND by_receipt
            )
            THEN
                RAISE EXCEPTION 'only the holder of a receipt speaks without a name'
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
                      CONSTRAINT = TG_TABLE_NAME || '_unnamed_only_by_receipt';
            END IF;
            RETURN NEW;
        """,
    )


ASKS_WHO_STILL_ASKS: Final = """
    IF TG_OP = 'UPDATE' AND NEW.replied_at IS NOT DISTINCT FROM OLD.replied_at THEN
        RETURN NEW;
    END IF;
    PERFORM FROM matching_appeal
    WHERE id = NEW.appeal_id
      AND state IN ('quarantined', 'submitted', 'acknowledged', 'answered')
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an appeal that is over is asked nothing and says nothing'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_casequestion_of_a_live_appeal';
    END IF;
    RETURN NEW;
"""


def moved_by_proposals(column: str) -> pgtrigger.Trigger:
    """Return the trigger that lets only other triggers move a counter, never a statement."""
    return pgtrigger.Trigger(
        name=f"only_proposals_move_{column}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NEW.{column} IS DISTINCT FROM
               (CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.{column} END)
               AND pg_trigger_depth() = 1
            THEN
                RAISE EXCEPTION 'only a proposal moves {column}'
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
                      CONSTRAINT = TG_TABLE_NAME || '_only_proposals_move_{column}';
            END IF;
            RETURN NEW;
        """,
    )


MOVES_THE_COUNTERS: Final = """
    moved := CASE WHEN NEW.state = 'introduced' THEN 1
                  WHEN OLD.state = 'introduced' THEN -1 ELSE 0 END;
    IF NEW.state = OLD.state OR moved = 0 THEN
        RETURN NULL;
    END IF;
    UPDATE matching_appeal SET helpers_found = helpers_found + moved
    WHERE id IN (NEW.appeal_id, NEW.other_appeal_id);
    UPDATE matching_pledge SET engaged = engaged + moved
    WHERE id = NEW.pledge_id;
    RETURN NULL;
"""
"""CHECK constraints hold the counters to what is wanted and to the capacity.

A trinning takes one place of the pledge, as in the engine: it is one meeting [ours].
"""

BETWEEN_LIVE_PARTIES: Final = """
    IF NEW.state = OLD.state OR NEW.state <> 'introduced' THEN
        RETURN NEW;
    END IF;
    SELECT count(*) INTO live FROM (
        SELECT FROM matching_appeal
        WHERE id IN (NEW.appeal_id, NEW.other_appeal_id) AND state IN ('acknowledged', 'answered')
        ORDER BY id
        FOR NO KEY UPDATE
    ) AS asking;
    SELECT live + count(*) INTO live FROM (
        SELECT FROM matching_pledge
        WHERE id = NEW.pledge_id AND state = 'offered'
        FOR NO KEY UPDATE
    ) AS offering;
    IF live <> (CASE WHEN NEW.other_appeal_id IS NULL THEN 2 ELSE 3 END) THEN
        RAISE EXCEPTION 'a party is not there any more'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_proposal_between_live_parties';
    END IF;
    RETURN NEW;
"""
"""The parties are locked, asking before offering: a withdrawal that came first wins."""

ONE_LIVE_PAIR: Final = """
    IF TG_OP = 'INSERT' AND NEW.state = 'put' THEN
        INSERT INTO matching_proposedpair (proposal_id, appeal_id, pledge_id)
        SELECT NEW.id, asking, NEW.pledge_id
        FROM unnest(ARRAY[NEW.appeal_id, NEW.other_appeal_id]) AS asking
        WHERE asking IS NOT NULL;
    ELSIF TG_OP = 'UPDATE' AND NEW.state NOT IN ('put', 'introduced') THEN
        DELETE FROM matching_proposedpair WHERE proposal_id = NEW.id;
    END IF;
    RETURN NULL;
"""

BORN_WITHOUT_CONSENT: Final = """
    IF NEW.appeal_consent <> '' OR NEW.other_consent <> '' OR NEW.pledge_consent <> '' THEN
        RAISE EXCEPTION 'nobody has spoken before it was put'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_proposal_born_without_consent';
    END IF;
    RETURN NEW;
"""

KEPT_BY_PROPOSALS: Final = """
    IF pg_trigger_depth() = 1 THEN
        RAISE EXCEPTION 'only a proposal keeps a pair'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_proposedpair_kept_by_proposals';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
"""


FINDS_ITS_PLACE: Final = """
    DELETE FROM matching_queueplace WHERE appeal_id = moved
    AND NOT EXISTS (
        SELECT FROM matching_appeal
        WHERE id = moved AND state IN ('submitted', 'acknowledged', 'answered')
    );
    INSERT INTO matching_queueplace (appeal_id, is_on_top, owed_on, sent_at)
    SELECT
        appeal.id,
        COALESCE(bool_or(clock.rung = 3) FILTER (WHERE awake.runs), false),
        CASE WHEN count(clock.id) = 0 THEN (appeal.submitted_at AT TIME ZONE 'UTC')::date
             ELSE min(clock.due_on) FILTER (WHERE awake.runs) END,
        COALESCE(appeal.submitted_at, appeal.created_at)
    FROM matching_appeal AS appeal
    LEFT JOIN matching_appealclock AS clock ON clock.appeal_id = appeal.id
    CROSS JOIN LATERAL (
        SELECT clock.met_at IS NULL AND clock.dropped_at IS NULL
               AND clock.paused_until IS NULL AS runs
    ) AS awake
    WHERE appeal.id = moved AND appeal.state IN ('submitted', 'acknowledged', 'answered')
    GROUP BY appeal.id
    ON CONFLICT (appeal_id) DO UPDATE SET
        is_on_top = EXCLUDED.is_on_top,
        owed_on = EXCLUDED.owed_on,
        sent_at = EXCLUDED.sent_at
    WHERE (matching_queueplace.is_on_top, matching_queueplace.owed_on,
           matching_queueplace.sent_at)
          IS DISTINCT FROM (EXCLUDED.is_on_top, EXCLUDED.owed_on, EXCLUDED.sent_at);
    RETURN NULL;
"""
"""What rests counts for nothing here; 3 is the highest rung of a clock."""


def finds_its_place(appeal: str, *, name: str) -> pgtrigger.Trigger:
    """Return the trigger that writes the place of an appeal in the queue anew.

    Args:
        appeal: where it finds the id of the appeal.
        name: how it is called.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("moved", "bigint")],
        func=f"moved := {appeal}; {FINDS_ITS_PLACE}",
    )
