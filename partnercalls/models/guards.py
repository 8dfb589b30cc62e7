"""What PostgreSQL refuses around partner calls, whoever asks. Source: ADR 0060."""

from typing import Final

STAYS_AS_IT_WAS_WRITTEN: Final = """
    IF (NEW.intermediary_id, NEW.network_id, NEW.topic, NEW.summary, NEW.experts, NEW.languages,
        NEW.country_code, NEW.starts, NEW.ends, NEW.shows_name, NEW.written_by_id, NEW.written_at)
       IS DISTINCT FROM
       (OLD.intermediary_id, OLD.network_id, OLD.topic, OLD.summary, OLD.experts, OLD.languages,
        OLD.country_code, OLD.starts, OLD.ends, OLD.shows_name, OLD.written_by_id, OLD.written_at)
    THEN
        RAISE EXCEPTION 'what the secretariat has read is never edited'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'partnercalls_partnercall_stays_as_it_was_written';
    END IF;
    RETURN NEW;
"""

ONLY_OFFERS_MOVE_IT: Final = """
    IF NEW.found IS DISTINCT FROM (CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.found END)
       AND pg_trigger_depth() = 1
    THEN
        RAISE EXCEPTION 'only an offer that is taken up moves the experts found'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'partnercalls_partnercall_only_offers_move_found';
    END IF;
    RETURN NEW;
"""

MOVES_THE_EXPERTS_FOUND: Final = """
    IF NEW.state = OLD.state OR NEW.state <> 'taken_up' THEN
        RETURN NULL;
    END IF;
    UPDATE partnercalls_partnercall AS call SET found = call.found + NEW.experts
    WHERE call.id = NEW.call_id;
    RETURN NULL;
"""
"""A CHECK holds the number found to the number asked for."""

OF_A_LISTED_CALL: Final = """
    IF TG_OP = 'UPDATE' AND (NEW.state = OLD.state OR NEW.state <> 'taken_up') THEN
        RETURN NEW;
    END IF;
    PERFORM FROM partnercalls_partnercall WHERE id = NEW.call_id AND state = 'listed' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the call is not listed'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'partnercalls_expertoffer_of_a_listed_call';
    END IF;
    RETURN NEW;
"""
"""Asked when an offer is made and when it is taken up: a call that ends meanwhile wins."""
