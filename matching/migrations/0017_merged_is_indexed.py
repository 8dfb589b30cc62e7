from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built beside the running code."""

    atomic = False

    dependencies = [("matching", "0016_merged_and_told_apart")]

    operations = [
        AddIndexConcurrently(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="matching_appeal_merged_into",
            ),
        ),
    ]
