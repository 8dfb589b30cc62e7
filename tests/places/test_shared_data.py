"""The whole real files, where the folder with them lies beside the project.

The imports commit batch by batch, as they do in earnest: checking a hundred thousand references
at the end of one transaction would take minutes.
"""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from places.engine.values import QuarantineReason
from places.models import Municipality, QuarantinedRow, Tie, Zone
from tests.places.excerpts import counts, run

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here"),
]

RUNS = [
    ("import_katottg", ["ua_katottg_2025-05-16.csv"]),
    ("import_ua_municipalities", ["ua_hromadas_kse.csv"]),
    ("import_ua_agreements", ["ua_intermunicipal_agreements.csv"]),
    ("import_twin_towns", ["wikidata_twin_cities.csv", "wikidata_twin_links.csv"]),
]


def _run_all():
    said = [run(command, *(DATA / name for name in names)) for command, names in RUNS]
    return [line for each in said for line in counts(each)]


def test_ukraine_and_the_twin_towns_come_in_once():
    first = _run_all()
    second = _run_all()

    assert first == [
        "31748 read, 31748 created, 0 updated, 0 unchanged, 0 ignored, 0 quarantined",
        "1469 read, 1469 created, 0 updated, 0 unchanged, 0 ignored, 0 quarantined",
        "2368 read, 1184 created, 0 updated, 1184 unchanged, 0 ignored, 0 quarantined",
        "4566 read, 4565 created, 0 updated, 0 unchanged, 0 ignored, 1 quarantined",
        "8182 read, 8175 created, 0 updated, 0 unchanged, 0 ignored, 7 quarantined",
    ]
    assert second == [
        "31748 read, 0 created, 0 updated, 31748 unchanged, 0 ignored, 0 quarantined",
        "1469 read, 0 created, 0 updated, 1469 unchanged, 0 ignored, 0 quarantined",
        "2368 read, 0 created, 0 updated, 2368 unchanged, 0 ignored, 0 quarantined",
        "4566 read, 0 created, 0 updated, 4565 unchanged, 0 ignored, 1 quarantined",
        "8182 read, 0 created, 0 updated, 8175 unchanged, 0 ignored, 7 quarantined",
    ]
    assert Municipality.objects.filter(source_run__source="ua_municipalities").count() == 1_469
    assert Zone.objects.filter(source_run__source="katottg").exclude(code="UA").count() == 31_748
    assert Tie.objects.count() == 1_184 + 8_175
    # One town lies in a state that is no more, and seven links lead there.
    assert Counter(QuarantinedRow.objects.values_list("reason", flat=True)) == {
        QuarantineReason.UNKNOWN_COUNTRY: 1,
        QuarantineReason.UNKNOWN_PLACE: 7,
    }

    recognised = dict(
        Zone.objects.filter(codes__code__in=["Q7550", "Q1899", "Q36036", "Q1874"]).values_list(
            "codes__code", "municipality__name_latin"
        )
    )
    assert recognised == {"Q7550": "Lutsk", "Q1899": "Kyiv", "Q36036": "Lviv", "Q1874": "Odesa"}
