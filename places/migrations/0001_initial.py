import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        # unaccent() itself is not immutable (its dictionary may change), so an index cannot hold
        # it; this function pins the dictionary by name, schema included, as dumps need it.
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION places_fold(words text) RETURNS text
                LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
                AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, words)) $$
            """,
            reverse_sql="DROP FUNCTION places_fold(text)",
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('source', models.CharField(max_length=40)),
                ('file_name', models.CharField(max_length=255)),
                ('file_sha256', models.CharField(max_length=64)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('running', 'Running'), ('done', 'Done'), ('stopped', 'Stopped')], default='running', max_length=16)),
                ('read', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('quarantined', models.PositiveIntegerField(default=0)),
                ('ignored', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['running', 'done', 'stopped'])), name='places_importrun_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state', 'running')), models.Q(models.Q(('state', 'running'), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='places_importrun_runs_until_it_is_finished'), models.CheckConstraint(condition=models.Q(('read', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('created'), '+', models.F('updated')), '+', models.F('unchanged')), '+', models.F('quarantined')), '+', models.F('ignored')))), name='places_importrun_no_row_is_dropped')],
            },
        ),
        migrations.CreateModel(
            name='Intermediary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('peacekeepers', 'Peacekeepers'), ('un_transitional_administration', 'UN transitional administration'), ('humanitarian_organisation', 'Humanitarian organisation'), ('peace_movement', 'Peace movement'), ('ngo', 'Non-governmental organisation'), ('local_democracy_agency', 'Local Democracy Agency'), ('network', 'Network of municipalities'), ('congress', 'The Congress')], max_length=40)),
                ('independence_group', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'verbose_name_plural': 'intermediaries',
                'constraints': [models.UniqueConstraint(fields=('kind', 'name'), name='places_intermediary_once_per_name'), models.CheckConstraint(condition=models.Q(('kind__in', ['peacekeepers', 'un_transitional_administration', 'humanitarian_organisation', 'peace_movement', 'ngo', 'local_democracy_agency', 'network', 'congress'])), name='places_intermediary_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('country', 'Country'), ('region', 'Region'), ('district', 'District'), ('municipality', 'Municipality'), ('settlement', 'Settlement'), ('city_district', 'City district')], max_length=16)),
                ('name', models.CharField(max_length=200)),
                ('name_latin', models.CharField(blank=True, max_length=200)),
                ('country_code', models.CharField(blank=True, max_length=2)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('population', models.PositiveIntegerField(blank=True, null=True)),
                ('area_km2', models.FloatField(blank=True, null=True)),
                ('source_key', models.CharField(blank=True, max_length=64)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='places.zone')),
                ('source_run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='zones', to='places.importrun')),
            ],
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('name_latin', models.CharField(blank=True, max_length=200)),
                ('country_code', models.CharField(blank=True, max_length=2)),
                ('may_appeal', models.BooleanField(default=True)),
                ('may_help', models.BooleanField(default=True)),
                ('population', models.PositiveIntegerField(blank=True, null=True)),
                ('source_key', models.CharField(blank=True, max_length=64)),
                ('source_run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='municipalities', to='places.importrun')),
                ('zone', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='municipality', to='places.zone')),
            ],
            options={
                'verbose_name_plural': 'municipalities',
            },
        ),
        migrations.CreateModel(
            name='Knowledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('depth', models.CharField(choices=[('regional', 'Knows the region'), ('local', 'Knows the place'), ('daily', 'Is there every day')], max_length=16)),
                ('since', models.DateField(blank=True, null=True)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('intermediary', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='knowledge', to='places.intermediary')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='knowledge', to='places.zone')),
            ],
            options={
                'verbose_name_plural': 'knowledge',
            },
        ),
        migrations.CreateModel(
            name='ZoneCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('katottg', 'KATOTTG'), ('geonames', 'GeoNames'), ('wikidata', 'Wikidata'), ('iso3166', 'ISO 3166')], max_length=16)),
                ('code', models.CharField(max_length=40)),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='places.zone')),
            ],
        ),
        migrations.CreateModel(
            name='QuarantinedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('reason', models.CharField(choices=[('missing_value', 'A value is missing'), ('not_a_number', 'Not a number'), ('not_a_date', 'Not a date'), ('unknown_word', 'Unknown word'), ('unknown_place', 'Unknown place'), ('unknown_country', 'Unknown country'), ('impossible_coordinates', 'Impossible coordinates'), ('ends_before_it_starts', 'Ends before it starts'), ('same_place_twice', 'The same place twice'), ('same_key_twice', 'The same key twice'), ('too_long', 'Too long'), ('unsafe_text', 'Unsafe text')], max_length=32)),
                ('sentence', models.CharField(max_length=500)),
                ('raw', models.JSONField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quarantine', to='places.importrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'line'), name='places_quarantinedrow_once_per_line'), models.CheckConstraint(condition=models.Q(('reason__in', ['missing_value', 'not_a_number', 'not_a_date', 'unknown_word', 'unknown_place', 'unknown_country', 'impossible_coordinates', 'ends_before_it_starts', 'same_place_twice', 'same_key_twice', 'too_long', 'unsafe_text'])), name='places_quarantinedrow_reason_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('twinning', 'Twinning'), ('cooperation_agreement', 'Cooperation agreement'), ('agency', 'Shared Local Democracy Agency')], max_length=24)),
                ('starts', models.DateField(blank=True, null=True)),
                ('ends', models.DateField(blank=True, null=True)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('source_key', models.CharField(blank=True, max_length=64)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties_as_first', to='places.municipality')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties_as_second', to='places.municipality')),
                ('source_run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='places.importrun')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='places_tie_first_is_before_second'), models.CheckConstraint(condition=models.Q(('kind__in', ['twinning', 'cooperation_agreement', 'agency'])), name='places_tie_kind_is_known'), models.CheckConstraint(condition=models.Q(('starts__isnull', True), ('ends__isnull', True), ('ends__gt', models.F('starts')), _connector='OR'), name='places_tie_ends_after_it_starts'), models.UniqueConstraint(fields=('kind', 'first', 'second', 'source_key'), name='places_tie_once_per_source_key')],
            },
        ),
        migrations.AddIndex(
            model_name='zone',
            index=models.Index(fields=['country_code', 'kind'], name='places_zone_kind_of_country'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='places_zone_is_not_its_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['country', 'region', 'district', 'municipality', 'settlement', 'city_district'])), name='places_zone_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180)), _connector='OR'), name='places_zone_coordinates_are_whole_and_on_earth'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('country_code', ''), ('country_code__regex', '^[A-Z]{2}$'), _connector='OR'), name='places_zone_country_code_is_two_letters'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('area_km2__isnull', True), ('area_km2__gt', 0), _connector='OR'), name='places_zone_area_is_positive'),
        ),
        migrations.AddIndex(
            model_name='municipality',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('name'), function='places_fold'), name='gin_trgm_ops'), name='places_municipality_name'),
        ),
        migrations.AddIndex(
            model_name='municipality',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('name_latin'), function='places_fold'), name='gin_trgm_ops'), name='places_municipality_latin'),
        ),
        migrations.AddIndex(
            model_name='municipality',
            index=models.Index(fields=['country_code', 'id'], name='places_municipality_country'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('may_appeal', True), ('may_help', True), _connector='OR'), name='places_municipality_may_ask_or_help'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('country_code', ''), ('country_code__regex', '^[A-Z]{2}$'), _connector='OR'), name='places_municipality_country_code_is_two_letters'),
        ),
        migrations.AddConstraint(
            model_name='knowledge',
            constraint=models.UniqueConstraint(fields=('intermediary', 'zone'), name='places_knowledge_once_per_zone'),
        ),
        migrations.AddConstraint(
            model_name='knowledge',
            constraint=models.CheckConstraint(condition=models.Q(('depth__in', ['regional', 'local', 'daily'])), name='places_knowledge_depth_is_known'),
        ),
        migrations.AddConstraint(
            model_name='zonecode',
            constraint=models.UniqueConstraint(fields=('scheme', 'code'), name='places_zonecode_one_zone_per_code'),
        ),
        migrations.AddConstraint(
            model_name='zonecode',
            constraint=models.CheckConstraint(condition=models.Q(('scheme__in', ['katottg', 'geonames', 'wikidata', 'iso3166'])), name='places_zonecode_scheme_is_known'),
        ),
    ]
