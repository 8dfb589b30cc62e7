"""Version 1 of the rules, as plain values: a migration does not read an engine that moves on."""

from datetime import UTC, datetime

from django.db import migrations

RULES_1 = {
    "validity_days": {
        "p1": 90,
        "p2": 180,
        "p2f": 180,
        "p3": 180,
        "p4": 1461
    },
    "validity_days_when_high": {
        "p1": 30
    },
    "sources_to_open": {
        "conflict_link": 1,
        "p1": 2,
        "p2": 2,
        "p2f": 2,
        "p3": 2,
        "p4": 2,
        "parallel_governance": 2,
        "partiality": 2,
        "r": 1,
        "restricted_mandate": 2,
        "s": 1
    },
    "sources_to_close": 1,
    "named_by": {
        "p3": [
            "congress",
            "humanitarian_organisation",
            "local_democracy_agency",
            "network",
            "ngo",
            "peace_movement",
            "peacekeepers",
            "transitional_administration",
            "un_body"
        ]
    },
    "context_only": [
        "country_index",
        "dataset"
    ],
    "needs_confirmation": [
        "conflict_link",
        "r",
        "s"
    ],
    "too_weak": [
        "low"
    ],
    "ended_by_office_change": [
        "p2",
        "p2f",
        "p3"
    ],
    "ended_by_violence": [
        "p1"
    ],
    "within_days": {
        "congress_answers": 30,
        "find_second_source": 14,
        "name_officials_anew": 30,
        "review": 90
    }
}

CAME_AT = datetime(2026, 1, 1, tzinfo=UTC)


def seed(apps, schema_editor):
    apps.get_model("prerequisites", "RuleSetVersion").objects.create(
        number=1,
        document=RULES_1,
        reason="The numbers the platform began with.",
        proposed_at=CAME_AT,
        adopted_at=CAME_AT,
    )


class Migration(migrations.Migration):
    dependencies = [("prerequisites", "0002_rules_reviews_overrides_judgements")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
