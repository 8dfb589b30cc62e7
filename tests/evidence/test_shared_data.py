"""The whole real files, where the folder with them lies beside the project."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from evidence import selectors
from evidence.engine.time import phase_at
from evidence.engine.values import Phase
from evidence.models import ConflictEvent, EvidenceItem, PhaseSpell
from places.models import Municipality, QuarantinedRow
from tests.places.excerpts import counts, run

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here"),
]

RUNS = [
    ("import_ua_hostilities", "ua_hostilities_order376_2025-05-07.csv"),
    ("import_ua_administrations", "ua_local_military_administrations_2025.csv"),
    ("import_ucdp", "ucdp_ged221_ukr_2014_2021.csv"),
    ("import_ucdp", "ucdp_ged_col.csv"),
]


def _run_all():
    return [counts(run(command, DATA / name))[0] for command, name in RUNS]


def test_phases_evidence_and_events_come_in_once():
    run("import_katottg", DATA / "ua_katottg_2025-05-16.csv")
    run("import_ua_municipalities", DATA / "ua_hromadas_kse.csv")

    first, second = _run_all(), _run_all()

    assert first == [
        "3192 read, 3192 created, 0 updated, 0 unchanged, 0 ignored, 0 quarantined",
        "202 read, 202 created, 0 updated, 0 unchanged, 0 ignored, 0 quarantined",
        "2989 read, 2989 created, 0 updated, 0 unchanged, 0 ignored, 0 quarantined",
        "4632 read, 4632 created, 0 updated, 0 unchanged, 0 ignored, 0 quarantined",
    ]
    assert second == [
        "3192 read, 0 created, 0 updated, 3192 unchanged, 0 ignored, 0 quarantined",
        "202 read, 0 created, 0 updated, 202 unchanged, 0 ignored, 0 quarantined",
        "2989 read, 0 created, 0 updated, 2989 unchanged, 0 ignored, 0 quarantined",
        "4632 read, 0 created, 0 updated, 4632 unchanged, 0 ignored, 0 quarantined",
    ]
    assert PhaseSpell.objects.count() == 3_192 + 110  # cut in two, or told of places inside
    assert EvidenceItem.objects.count() == 2 * 202 + 138
    assert not ConflictEvent.objects.filter(where_prec__gte=4, zone__isnull=False).exists()
    assert QuarantinedRow.objects.count() == 0

    pinned = ConflictEvent.objects.filter(zone__isnull=False, country_code="UA")
    assert pinned.aggregate(count=Count("pk"))["count"] > 2_200
    _the_leaf_has_its_phase_on_a_day("UA12060130000012028", date(2025, 5, 7), Phase.LOW_BEFORE)
    _the_leaf_has_its_phase_on_a_day("UA23060010000052992", date(2025, 5, 7), Phase.LOW_AFTER)
    _the_leaf_has_its_phase_on_a_day("UA14160170000023385", date(2025, 5, 7), Phase.HIGH)


def _the_leaf_has_its_phase_on_a_day(code, day, phase):
    leaf = Municipality.objects.get(zone__code=code).zone_id
    today = timezone.localdate()

    facts = selectors.facts_for([leaf], as_of=day, known_on=today)[leaf]

    found = phase_at(facts.spells, as_of=day, known_on=today)
    assert found is not None
    assert found.phase is phase
