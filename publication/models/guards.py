"""What PostgreSQL refuses around published cards, whoever asks. Source: ADR 0039."""

from typing import Final

_MAY_BE_PUBLIC: Final = """
    PERFORM FROM matching_appeal
    WHERE id = NEW.appeal_id AND state IN ('acknowledged', 'answered')
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nobody has read the appeal, or it is over'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'publication_publication_of_a_live_appeal';
    END IF;
    PERFORM FROM publication_publicitychoice
    WHERE appeal_id = NEW.appeal_id AND is_forbidden;
    IF FOUND THEN
        RAISE EXCEPTION 'its author wants no publicity'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'publication_publication_while_not_forbidden';
    END IF;
"""

OF_AN_APPEAL_THAT_MAY_BE_PUBLIC: Final = f"""
    IF TG_OP = 'UPDATE' AND (NEW.state = OLD.state OR NEW.state NOT IN ('approved', 'listed')) THEN
        RETURN NEW;
    END IF;
    {_MAY_BE_PUBLIC}
    RETURN NEW;
"""
"""Asked when a publication begins, is approved, and is listed."""

_LIFE: Final = (
    "'state', 'state_version', 'crowd', 'decided_by_id', 'decided_at', 'due_on', 'ended_at'"
)

STAYS_AS_IT_WAS_APPROVED: Final = f"""
    IF to_jsonb(OLD) - ARRAY[{_LIFE}] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[{_LIFE}]
       OR NEW.crowd IS DISTINCT FROM OLD.crowd AND OLD.state <> 'approved'
    THEN
        RAISE EXCEPTION 'what was put to the author is never edited'
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'publication_publication_stays_as_it_was_approved';
    END IF;
    RETURN NEW;
"""
"""Whom it could mean is counted again on the day it is listed, and never after that."""

NOT_FORBIDDEN_WHILE_SHOWN: Final = """
    IF NOT NEW.is_forbidden THEN
        RETURN NEW;
    END IF;
    PERFORM FROM matching_appeal WHERE id = NEW.appeal_id FOR UPDATE;
    PERFORM FROM publication_publication
    WHERE appeal_id = NEW.appeal_id AND state IN ('proposed', 'approved', 'listed');
    IF FOUND THEN
        RAISE EXCEPTION 'a card of this appeal is still on its way'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'publication_publicitychoice_ends_what_was_open';
    END IF;
    RETURN NEW;
"""

TELLS_WHAT_WAS_APPROVED: Final = """
    PERFORM FROM publication_publication AS approved
    WHERE approved.card_reference = NEW.reference AND approved.state = 'listed'
      AND approved.place_id = NEW.place_id AND approved.phase = NEW.phase
      AND approved."group" = NEW."group" AND approved.activity = NEW.activity
      AND approved.size = NEW.size
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nobody has approved this card'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'publication_card_tells_what_was_approved';
    END IF;
    RETURN NEW;
"""

ONLY_CLOSES: Final = """
    IF to_jsonb(OLD) - ARRAY['summary', 'is_open']
       IS DISTINCT FROM to_jsonb(NEW) - ARRAY['summary', 'is_open']
       OR NEW.is_open OR NEW.summary <> ''
    THEN
        RAISE EXCEPTION 'a card that is public never tells another thing'
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'publication_card_only_closes';
    END IF;
    RETURN NEW;
"""
"""If it followed its town, whoever keeps every list could follow it too."""

LEAVES_A_TOMBSTONE: Final = """
    PERFORM FROM publication_tombstone WHERE card = OLD.reference;
    IF NOT FOUND OR OLD.is_open THEN
        RAISE EXCEPTION 'a card leaves closed, and with a tombstone'
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'publication_card_leaves_a_tombstone';
    END IF;
    RETURN OLD;
"""
