from django.db import migrations

REFUSE = """
CREATE FUNCTION audit_statechange_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_statechange only grows'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_statechange_only_grows';
END;
$$;
CREATE TRIGGER audit_statechange_only_grows BEFORE TRUNCATE ON audit_statechange
    FOR EACH STATEMENT EXECUTE FUNCTION audit_statechange_refuse_truncate();
"""
ALLOW = """
DROP TRIGGER audit_statechange_only_grows ON audit_statechange;
DROP FUNCTION audit_statechange_refuse_truncate();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_statechange")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
