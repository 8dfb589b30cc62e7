from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0010_proposal_contacts_and_guards")]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="sealed_summary",
            field=models.BinaryField(blank=True, db_default=b"", default=b""),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="summary",
            field=models.TextField(blank=True, default="", editable=False, max_length=2000),
        ),
    ]
