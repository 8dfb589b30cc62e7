from django.db import migrations

REFUSE = """
CREATE FUNCTION audit_event_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_event only grows'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_event_only_grows';
END;
$$;
CREATE TRIGGER audit_event_only_grows BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse_truncate();
"""
ALLOW = """
DROP TRIGGER audit_event_only_grows ON audit_event;
DROP FUNCTION audit_event_refuse_truncate();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
