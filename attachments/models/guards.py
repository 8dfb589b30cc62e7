"""What PostgreSQL refuses around attachments, whoever asks. Source: docs/adr/0041."""

from typing import Final

OF_A_LIVE_APPEAL: Final = """
    PERFORM FROM matching_appeal
    WHERE id = NEW.appeal_id AND data_key_id = NEW.data_key_id
      AND state IN ('draft', 'quarantined', 'submitted', 'acknowledged', 'answered')
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing is added to an appeal that is over, or under another key'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'attachments_attachment_of_a_live_appeal';
    END IF;
    RETURN NEW;
"""

REMOVED_ONCE_AND_WHOLE: Final = """
    IF OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL
       OR to_jsonb(OLD) - ARRAY['sealed_label', 'sealed_content', 'removed_by_id', 'removed_at']
          IS DISTINCT FROM
          to_jsonb(NEW) - ARRAY['sealed_label', 'sealed_content', 'removed_by_id', 'removed_at']
    THEN
        RAISE EXCEPTION 'an attachment is never edited, only removed, once'
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'attachments_attachment_only_grows';
    END IF;
    RETURN NEW;
"""
"""That its bytes go with it is a CHECK of the table."""
