"""What PostgreSQL refuses around actions of the Congress, whoever asks. Source: ADR 0029."""

from typing import Final

from congress.engine.actions import OF_THE_CONGRESS, PROMISED, needs_of

_PROMISED: Final = ", ".join(f"'{state.value}'" for state in sorted(PROMISED))
_NEEDED: Final = ", ".join(
    f"('{kind.value}', '{need.value}')"
    for kind in sorted(OF_THE_CONGRESS)
    for need in sorted(needs_of(kind))
)

SCHEDULED_ONCE_ITS_NEEDS_ARE_MET: Final = f"""
    IF NEW.state <> 'scheduled' OR NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    PERFORM FROM (VALUES {_NEEDED}) AS needed (kind, need)
    LEFT JOIN congress_actionneed AS seen_to
      ON seen_to.action_id = NEW.id AND seen_to.need = needed.need
    WHERE needed.kind = NEW.kind AND seen_to.id IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'something is needed before'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'congress_action_scheduled_once_its_needs_are_met';
    END IF;
    RETURN NEW;
"""

NO_ANSWER_RESTS_ON_IT: Final = f"""
    IF NEW.state IN ({_PROMISED}) THEN
        RETURN NEW;
    END IF;
    PERFORM FROM congress_actionanswer AS rests
    JOIN matching_answer AS given ON given.id = rests.answer_id
    JOIN matching_appeal AS appeal ON appeal.id = given.appeal_id
    WHERE rests.action_id = NEW.id AND given.retracted_at IS NULL AND appeal.state = 'answered';
    IF FOUND THEN
        RAISE EXCEPTION 'an answer rests on it'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'congress_action_no_answer_rests_on_it';
    END IF;
    RETURN NEW;
"""
"""What a closed appeal was answered with stays as it is."""

RESTS_ON_A_PROMISED_ACTION: Final = f"""
    PERFORM FROM congress_congressaction
    WHERE id = NEW.action_id AND state IN ({_PROMISED})
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no day for it yet'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'congress_actionanswer_rests_on_a_promised_action';
    END IF;
    PERFORM FROM matching_answer AS given
    JOIN congress_congressaction AS action ON action.id = NEW.action_id
    JOIN congress_actionappeal AS asked
      ON asked.action_id = action.id AND asked.appeal_id = given.appeal_id
    WHERE given.id = NEW.answer_id AND given.kind = action.kind;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'another appeal, or another kind'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'congress_actionanswer_is_of_this_action';
    END IF;
    RETURN NEW;
"""
"""The action is locked while an answer comes to rest on it, so that nobody drops it meanwhile."""
