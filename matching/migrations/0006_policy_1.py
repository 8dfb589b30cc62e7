"""Version 1 of the policy, as plain values: a migration does not read an engine that moves on."""

from datetime import UTC, date, datetime

from django.db import migrations

POLICY_1 = {
    "order": [
        "fit_of_need",
        "form_of_help",
        "link",
        "languages",
        "endurance",
        "experience",
        "balance",
    ],
    "waiting_days": [14, 28, 56],
    "options": [2, 4, 8, 16],
}

CAME_AT = datetime(2026, 1, 1, tzinfo=UTC)


def seed(apps, schema_editor):
    apps.get_model("matching", "MatchingPolicy").objects.create(
        number=1,
        name="The order the platform began with",
        document=POLICY_1,
        reason="The order of the criteria and the steps the platform began with.",
        proposed_at=CAME_AT,
        adopted_at=CAME_AT,
        valid_from=date(2026, 1, 1),
    )


class Migration(migrations.Migration):
    dependencies = [("matching", "0005_policies")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
