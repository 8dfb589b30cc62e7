"""What PostgreSQL refuses around partnerships, whoever asks. Source: docs/safety.md, I4 to I6."""

from typing import Final

from activities.engine.values import Activity, Venue
from partnerships.engine.lifecycle import RUNNING
from prerequisites.engine.permits import ONLY_IN_ENCLAVE, PERMITS, Refusal
from prerequisites.engine.values import VerdictClass

_INSIDE: Final = sorted(
    (verdict_class.value, activity.value)
    for verdict_class in VerdictClass
    for activity in Activity
    if not isinstance(PERMITS[verdict_class][activity][Venue.INSIDE], Refusal)
)
_ROWS: Final = ", ".join(f"('{verdict}', '{activity}')" for verdict, activity in _INSIDE)
_ENCLAVE: Final = ", ".join(f"'{activity.value}'" for activity in sorted(ONLY_IN_ENCLAVE))
_RUNNING: Final = ", ".join(f"'{state.value}'" for state in sorted(RUNNING))

IN_A_RUNNING_PARTNERSHIP: Final = f"""
    PERFORM FROM partnerships_partnership
    WHERE id = NEW.partnership_id AND state IN ({_RUNNING})
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the partnership rests'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'partnerships_activity_in_a_running_partnership';
    END IF;
    RETURN NEW;
"""

LOCK_THE_MAP: Final = "SELECT 1 FROM activities_mapversion WHERE adopted_at IS NOT NULL FOR SHARE"
"""Who plans and who adopts a version wait for each other: adopting locks every version."""

BY_THE_MAP: Final = """
    PERFORM FROM activities_mapversion WHERE adopted_at IS NOT NULL FOR SHARE;
    PERFORM FROM activities_allowedcell AS cell
    JOIN prerequisites_judgement AS judged ON judged.id = NEW.judgement_id
    JOIN partnerships_member AS member
      ON member.partnership_id = NEW.partnership_id
     AND member.municipality_id = judged.municipality_id
     AND member.role = 'asking' AND member.left_at IS NULL
    WHERE cell.id = NEW.cell_id
      AND cell.version_id = (
          SELECT id FROM activities_mapversion
          WHERE adopted_at IS NOT NULL ORDER BY number DESC LIMIT 1
      )
      AND cell.phase = judged.phase
      AND cell.zone_of_peace = (judged.verdict ->> 'zone_of_peace')::boolean;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the map in force does not allow this'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'partnerships_activity_by_the_map_in_force';
    END IF;
    RETURN NEW;
"""
"""The phase is that of the verdict, of a town that asks; the foreign key does the rest.

The map is asked after it was locked, in a statement of its own: so it sees what was adopted
while the lock was waited for.
"""

DIRECT_NEEDS_A_VERDICT: Final = f"""
    PERFORM FROM activities_allowedcell WHERE id = NEW.cell_id AND mode = 'direct';
    IF NOT FOUND THEN
        RETURN NEW;
    END IF;
    PERFORM FROM prerequisites_judgement AS judged
    JOIN activities_allowedcell AS cell ON cell.id = NEW.cell_id
    WHERE judged.id = NEW.judgement_id
      AND judged.is_current
      AND (judged.expires_on IS NULL OR judged.expires_on > CURRENT_DATE)
      AND (judged.class_if_asked, cell.activity) IN ({_ROWS})
      AND (cell.activity NOT IN ({_ENCLAVE}) OR (judged.verdict ->> 'zone_of_peace')::boolean)
    FOR SHARE OF judged;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no verdict that holds permits this'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'partnerships_activity_direct_by_a_verdict_that_holds';
    END IF;
    RETURN NEW;
"""
"""The verdict is locked while the activity is written: one of the two sees the other."""

STOPS_DIRECT_ACTIVITIES: Final = """
    signed := current_setting('citydiplomacy.actor', true);
    PERFORM set_config('citydiplomacy.actor', 'platform', true);
    UPDATE partnerships_partnershipactivity AS activity
    SET state = 'held_for_review'
    FROM activities_allowedcell AS cell
    WHERE cell.id = activity.cell_id AND cell.mode = 'direct'
      AND activity.judgement_id = NEW.id AND activity.state IN ('planned', 'under_way');
    PERFORM set_config('citydiplomacy.actor', coalesce(signed, ''), true);
    RETURN NULL;
"""
"""The platform signs these steps, whoever judged; then the transaction is its signer's again."""

WRITES_THE_LEDGER: Final = """
    INSERT INTO partnerships_legitimacyentry
        (activity_id, helper_id, town_id, phase, verdict_class, at)
    SELECT NEW.id, present.municipality_id, judged.municipality_id, judged.phase,
           judged.class_if_asked, clock_timestamp()
    FROM prerequisites_judgement AS judged
    JOIN partnerships_member AS present
      ON present.partnership_id = NEW.partnership_id
     AND present.role IN ('helping', 'lead') AND present.left_at IS NULL
     AND present.municipality_id IS NOT NULL
    WHERE judged.id = NEW.judgement_id
      AND (judged.phase = 'high' OR judged.class_if_asked NOT IN
           ('direct_open', 'direct_conditional'));
    RETURN NULL;
"""
"""Hard times: violence is high, or the verdict is closed. Source: L636-638, L648-650."""

STOPS_WHAT_GOES_ON: Final = """
    IF NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    IF NEW.state = 'ended' THEN
        UPDATE partnerships_partnershipactivity SET state = 'cancelled'
        WHERE partnership_id = NEW.id AND state IN ('planned', 'under_way', 'held_for_review');
    ELSE
        UPDATE partnerships_partnershipactivity SET state = 'held_for_review'
        WHERE partnership_id = NEW.id AND state IN ('planned', 'under_way');
    END IF;
    RETURN NULL;
"""
"""Whoever lets the partnership rest signs these steps too."""
