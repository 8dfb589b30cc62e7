from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0002_allocations")]

    operations = [
        migrations.AddField(
            model_name="matchresult",
            name="openings",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
