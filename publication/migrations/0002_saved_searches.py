import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0004_sides'),
        ('publication', '0001_cards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slot', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('activity', models.CharField(blank=True, choices=[('secondment', 'Lending specialists'), ('service_departments', 'Help for municipal services'), ('attention', 'Raising attention'), ('events', 'Sport and culture'), ('forums', 'International forums'), ('visits', 'Visits'), ('zones_of_peace', 'Zones of peace'), ('legitimacy', 'Earning legitimacy')], max_length=24)),
                ('group', models.CharField(blank=True, choices=[('services', 'Specialists and services'), ('voice', 'Attention, forums and visits'), ('meeting', 'Meeting and living in peace')], max_length=16)),
                ('phase', models.CharField(blank=True, choices=[('low_before', 'Low intensity, before'), ('high', 'High intensity'), ('low_after', 'Low intensity, after')], max_length=16)),
                ('saved_at', models.DateTimeField()),
                ('told_on', models.DateField(blank=True, null=True)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.zone')),
                ('saved_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved search',
                'verbose_name_plural': 'saved searches',
                'constraints': [models.UniqueConstraint(fields=('municipality', 'slot'), name='publication_savedsearch_slot_once'), models.CheckConstraint(condition=models.Q(('slot__gte', 1), ('slot__lte', 10)), name='publication_savedsearch_not_too_many'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='publication_savedsearch_has_a_name'), models.UniqueConstraint(fields=('municipality', 'name'), name='publication_savedsearch_name_once'), models.UniqueConstraint(fields=('municipality', 'activity', 'group', 'place', 'phase'), name='publication_savedsearch_each_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('activity', ''), ('group', ''), _connector='OR'), name='publication_savedsearch_activity_or_group'), models.CheckConstraint(condition=models.Q(('activity__in', ['', 'attention', 'events', 'forums', 'legitimacy', 'secondment', 'service_departments', 'visits', 'zones_of_peace']), ('group__in', ['', 'meeting', 'services', 'voice']), ('phase__in', ['', 'high', 'low_after', 'low_before'])), name='publication_savedsearch_words_are_known')],
            },
        ),
    ]
