import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('peacekeepers', 'Peacekeepers'), ('un_body', 'United Nations body'), ('transitional_administration', 'Transitional administration'), ('humanitarian_organisation', 'Humanitarian organisation'), ('peace_movement', 'Peace movement'), ('ngo', 'Non-governmental organisation'), ('civil_society', 'Civil society'), ('religious_body', 'Religious body'), ('local_democracy_agency', 'Local Democracy Agency'), ('network', 'Network of municipalities'), ('congress', 'The Congress'), ('election_authority', 'Election authority'), ('official_act', 'Official act'), ('government', 'Government'), ('diaspora', 'Diaspora'), ('media', 'Media'), ('dataset', 'Data set'), ('country_index', 'Country index'), ('staff', 'Staff of the secretariat')], max_length=40)),
                ('independence_group', models.CharField(blank=True, max_length=64)),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='places.municipality')),
            ],
        ),
        migrations.CreateModel(
            name='PhaseSpell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('phase', models.CharField(choices=[('low_before', 'Low intensity, before'), ('high', 'High intensity'), ('low_after', 'Low intensity, after')], max_length=16)),
                ('status_code', models.CharField(blank=True, max_length=40)),
                ('starts', models.DateField()),
                ('ends', models.DateField(blank=True, null=True)),
                ('known_on', models.DateField()),
                ('retracted_on', models.DateField(blank=True, null=True)),
                ('source_key', models.CharField(blank=True, max_length=120)),
                ('source_run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spells', to='places.importrun')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spells', to='places.zone')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spells', to='evidence.source')),
            ],
        ),
        migrations.CreateModel(
            name='EvidenceItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject', models.CharField(choices=[('p1', 'Negative peace (P1)'), ('p2', 'Some rule of law (P2)'), ('p2f', 'Will to be seen acting by the rules (P2f)'), ('p3', 'Able and courageous local officials (P3)'), ('p4', 'Local elections (P4)'), ('s', 'Local support'), ('r', 'The request comes from the zone'), ('conflict_link', 'Link to violent conflict'), ('office_change', 'Change of office-holder'), ('restricted_mandate', 'Restricted mandate'), ('parallel_governance', 'Parallel governance'), ('partiality', 'Partiality')], max_length=32)),
                ('says', models.CharField(choices=[('met', 'Met'), ('emerging', 'Emerging'), ('unmet', 'Unmet')], max_length=16)),
                ('statement', models.TextField(blank=True, max_length=4000)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('observed_on', models.DateField()),
                ('known_on', models.DateField()),
                ('date_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], default='day', max_length=8)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('confidence', models.CharField(choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High')], default='medium', max_length=8)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('superseded_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('source_key', models.CharField(blank=True, max_length=120)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source_run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='places.importrun')),
                ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='evidence.evidenceitem')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='places.zone')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='evidence.source')),
            ],
        ),
        migrations.CreateModel(
            name='ConflictEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dataset', models.CharField(max_length=40)),
                ('event_id', models.PositiveIntegerField()),
                ('provisional', models.BooleanField(default=False)),
                ('country_code', models.CharField(blank=True, max_length=2)),
                ('type_of_violence', models.PositiveSmallIntegerField()),
                ('conflict_new_id', models.PositiveIntegerField()),
                ('conflict_name', models.CharField(max_length=200)),
                ('dyad_name', models.CharField(max_length=200)),
                ('side_a', models.CharField(max_length=200)),
                ('side_b', models.CharField(max_length=200)),
                ('number_of_sources', models.PositiveIntegerField(blank=True, null=True)),
                ('where_prec', models.PositiveSmallIntegerField()),
                ('where_coordinates', models.CharField(blank=True, max_length=200)),
                ('adm_1', models.CharField(blank=True, max_length=200)),
                ('adm_2', models.CharField(blank=True, max_length=200)),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
                ('country', models.CharField(max_length=100)),
                ('event_clarity', models.PositiveSmallIntegerField()),
                ('date_prec', models.PositiveSmallIntegerField()),
                ('date_start', models.DateField()),
                ('date_end', models.DateField()),
                ('deaths_a', models.PositiveIntegerField()),
                ('deaths_b', models.PositiveIntegerField()),
                ('deaths_civilians', models.PositiveIntegerField()),
                ('deaths_unknown', models.PositiveIntegerField()),
                ('best', models.PositiveIntegerField()),
                ('high', models.PositiveIntegerField()),
                ('low', models.PositiveIntegerField()),
                ('source_key', models.CharField(max_length=64, unique=True)),
                ('source_run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conflict_events', to='places.importrun')),
                ('zone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conflict_events', to='places.zone')),
            ],
            options={
                'indexes': [models.Index(fields=['zone', 'date_start'], name='evidence_event_of_zone')],
                'constraints': [models.UniqueConstraint(fields=('dataset', 'event_id'), name='evidence_conflictevent_once_per_dataset'), models.CheckConstraint(condition=models.Q(('zone__isnull', True), ('where_prec__lte', 3), _connector='OR'), name='evidence_conflictevent_vague_place_is_never_pinned'), models.CheckConstraint(condition=models.Q(('where_prec__gte', 1), ('where_prec__lte', 7)), name='evidence_conflictevent_where_prec_is_1_to_7'), models.CheckConstraint(condition=models.Q(('date_end__gte', models.F('date_start'))), name='evidence_conflictevent_does_not_end_before_it_starts'), models.CheckConstraint(condition=models.Q(('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180)), name='evidence_conflictevent_coordinates_are_on_earth')],
            },
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(fields=('kind', 'name'), name='evidence_source_once_per_name'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['peacekeepers', 'un_body', 'transitional_administration', 'humanitarian_organisation', 'peace_movement', 'ngo', 'civil_society', 'religious_body', 'local_democracy_agency', 'network', 'congress', 'election_authority', 'official_act', 'government', 'diaspora', 'media', 'dataset', 'country_index', 'staff'])), name='evidence_source_kind_is_known'),
        ),
        migrations.AddIndex(
            model_name='phasespell',
            index=models.Index(fields=['zone', 'known_on'], name='evidence_spell_of_zone'),
        ),
        migrations.AddConstraint(
            model_name='phasespell',
            constraint=models.CheckConstraint(condition=models.Q(('phase__in', ['low_before', 'high', 'low_after'])), name='evidence_phasespell_phase_is_known'),
        ),
        migrations.AddConstraint(
            model_name='phasespell',
            constraint=models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gt', models.F('starts')), _connector='OR'), name='evidence_phasespell_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='phasespell',
            constraint=models.CheckConstraint(condition=models.Q(('retracted_on__isnull', True), ('retracted_on__gte', models.F('known_on')), _connector='OR'), name='evidence_phasespell_is_retracted_after_it_is_known'),
        ),
        migrations.AddConstraint(
            model_name='phasespell',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('source_key', ''), _negated=True), ('retracted_on__isnull', True)), fields=('source_key',), name='evidence_phasespell_once_per_source_key'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasespell',
            trigger=pgtrigger.compiler.Trigger(name='is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='ce81f44cea00f8d43cb944f5d75fbaa1e534dcea', operation='DELETE', pgid='pgtrigger_is_never_deleted_9edff', table='evidence_phasespell', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasespell',
            trigger=pgtrigger.compiler.Trigger(name='is_never_edited', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF to_jsonb(OLD) - ARRAY['retracted_on'] IS DISTINCT FROM\n                   to_jsonb(NEW) - ARRAY['retracted_on'] OR (OLD.retracted_on IS NOT NULL AND NEW.retracted_on IS DISTINCT FROM OLD.retracted_on)\n                THEN\n                    RAISE EXCEPTION 'a row of % is never edited', TG_TABLE_NAME\n                    USING ERRCODE = 'restrict_violation',\n                          CONSTRAINT = TG_TABLE_NAME || '_only_grows';\n                END IF;\n                RETURN NEW;\n            ", hash='a5e6e27a8f75c6d061f7ea9934b5df7d00787fc4', operation='UPDATE', pgid='pgtrigger_is_never_edited_81074', table='evidence_phasespell', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='evidenceitem',
            index=models.Index(fields=['zone', 'known_on'], name='evidence_item_of_zone'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(('subject__in', ['p1', 'p2', 'p2f', 'p3', 'p4', 's', 'r', 'conflict_link', 'office_change', 'restricted_mandate', 'parallel_governance', 'partiality'])), name='evidence_evidenceitem_subject_is_known'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(('says__in', ['met', 'emerging', 'unmet'])), name='evidence_evidenceitem_says_is_known'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(('known_on__gte', models.F('observed_on'))), name='evidence_evidenceitem_is_observed_before_it_is_known'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gt', models.F('observed_on')), _connector='OR'), name='evidence_evidenceitem_holds_for_at_least_a_day'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='evidence_evidenceitem_confirmed_by_and_at_go_together'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), ('recorded_by__isnull', True), models.Q(('confirmed_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='evidence_evidenceitem_author_does_not_confirm'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('superseded_by__isnull', True), ('superseded_on__isnull', True)), models.Q(('superseded_by__isnull', False), ('superseded_on__gte', models.F('known_on'))), _connector='OR'), name='evidence_evidenceitem_superseded_by_and_on_go_together'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_by__isnull', True), models.Q(('superseded_by', models.F('id')), _negated=True), _connector='OR'), name='evidence_evidenceitem_does_not_supersede_itself'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.UniqueConstraint(condition=models.Q(('source_key', ''), _negated=True), fields=('source_key',), name='evidence_evidenceitem_once_per_source_key'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceitem',
            trigger=pgtrigger.compiler.Trigger(name='is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3c6b8219cd710b4e1300a632fdb26e9b1154abfc', operation='DELETE', pgid='pgtrigger_is_never_deleted_72ace', table='evidence_evidenceitem', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceitem',
            trigger=pgtrigger.compiler.Trigger(name='is_never_edited', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF to_jsonb(OLD) - ARRAY['confirmed_by_id', 'confirmed_at', 'superseded_by_id', 'superseded_on'] IS DISTINCT FROM\n                   to_jsonb(NEW) - ARRAY['confirmed_by_id', 'confirmed_at', 'superseded_by_id', 'superseded_on'] OR (OLD.confirmed_by_id IS NOT NULL AND NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id) OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at) OR (OLD.superseded_by_id IS NOT NULL AND NEW.superseded_by_id IS DISTINCT FROM OLD.superseded_by_id) OR (OLD.superseded_on IS NOT NULL AND NEW.superseded_on IS DISTINCT FROM OLD.superseded_on)\n                THEN\n                    RAISE EXCEPTION 'a row of % is never edited', TG_TABLE_NAME\n                    USING ERRCODE = 'restrict_violation',\n                          CONSTRAINT = TG_TABLE_NAME || '_only_grows';\n                END IF;\n                RETURN NEW;\n            ", hash='e00c545f9a6a3b63b7011b3b88f9fd9e104d9e38', operation='UPDATE', pgid='pgtrigger_is_never_edited_8bb73', table='evidence_evidenceitem', when='BEFORE')),
        ),
    ]
