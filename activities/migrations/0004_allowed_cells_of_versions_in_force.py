"""Keep what every adopted version of the map allows, read from its document as it is kept."""

from itertools import product

from django.db import migrations


def _fits(cell, phase, venue, zone_of_peace):
    holds = {"zone_of_peace": zone_of_peace, "venue_outside": venue == "outside"}
    special = [
        each["fit"]["score"]
        for each in cell["special_fits"]
        if each["phase"] == phase and holds[each["situation"]]
    ]
    return max([cell["fits"][phase]["score"], *special]) > 0


def keep(apps, schema_editor):
    AllowedCell = apps.get_model("activities", "AllowedCell")
    MapVersion = apps.get_model("activities", "MapVersion")
    for version in MapVersion.objects.exclude(adopted_at=None):
        AllowedCell.objects.bulk_create(
            AllowedCell(
                version=version,
                activity=activity,
                phase=phase,
                actor=actor,
                venue=venue,
                zone_of_peace=zone_of_peace,
                mode=cell["modes"][venue],
            )
            for activity, cell in sorted(version.document.items())
            for phase, actor, venue, zone_of_peace in product(
                sorted(cell["fits"]), sorted(cell["actors"]), sorted(cell["modes"]), (False, True)
            )
            if cell["actors"][actor]["score"] and _fits(cell, phase, venue, zone_of_peace)
        )


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_allowed_cells")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
