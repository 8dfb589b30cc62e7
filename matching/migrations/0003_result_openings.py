from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="matchresult",
            name="openings",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
