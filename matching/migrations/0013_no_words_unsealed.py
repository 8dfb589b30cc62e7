from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0012_summaries_are_sealed")]

    operations = [
        AddConstraintNotValid(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("summary", "")),
                name="matching_appeal_keeps_no_words_unsealed",
            ),
        ),
    ]
