from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0002_what_grows_refuses_truncate'),
        ('places', '0002_coordinates_are_whole'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='evidenceitem',
            name='evidence_evidenceitem_superseded_by_and_on_go_together',
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('superseded_by__isnull', True), ('superseded_on__isnull', True)), models.Q(('superseded_by__isnull', False), ('superseded_on__gte', models.F('known_on')), ('superseded_on__isnull', False)), _connector='OR'), name='evidence_evidenceitem_superseded_by_and_on_go_together'),
        ),
    ]
