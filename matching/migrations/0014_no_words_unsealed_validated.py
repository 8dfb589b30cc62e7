from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matching", "0013_no_words_unsealed")]

    operations = [
        ValidateConstraint(
            model_name="appeal", name="matching_appeal_keeps_no_words_unsealed"
        ),
    ]
