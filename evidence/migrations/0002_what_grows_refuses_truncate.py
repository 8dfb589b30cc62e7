from django.db import migrations

REFUSE = """
CREATE FUNCTION evidence_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_only_grows';
END;
$$;
CREATE TRIGGER evidence_evidenceitem_only_grows BEFORE TRUNCATE ON evidence_evidenceitem
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse_truncate();
CREATE TRIGGER evidence_phasespell_only_grows BEFORE TRUNCATE ON evidence_phasespell
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse_truncate();
"""
ALLOW = """
DROP TRIGGER evidence_phasespell_only_grows ON evidence_phasespell;
DROP TRIGGER evidence_evidenceitem_only_grows ON evidence_evidenceitem;
DROP FUNCTION evidence_refuse_truncate();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
