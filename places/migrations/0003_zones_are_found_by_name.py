import django.contrib.postgres.indexes
import django.db.models.expressions
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False  # an index that is made beside the running code locks no table

    dependencies = [
        ('places', '0002_coordinates_are_whole'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='zone',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.expressions.Func(django.db.models.expressions.F('name'), function='places_fold'), name='gin_trgm_ops'), name='places_zone_name'),
        ),
        AddIndexConcurrently(
            model_name='zone',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.expressions.Func(django.db.models.expressions.F('name_latin'), function='places_fold'), name='gin_trgm_ops'), name='places_zone_latin'),
        ),
    ]
