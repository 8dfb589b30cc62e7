"""Each rule that must never break, broken once."""

from datetime import date

import psycopg
import pytest
from django.db import IntegrityError, connection
from django.db.models import ProtectedError

from places.engine.values import ImportState, TieKind, ZoneKind
from places.models import ImportRun, Knowledge, Municipality, QuarantinedRow, Tie, Zone, ZoneCode
from tests.clock import NOON
from tests.factories import a_municipality, a_zone, an_intermediary, knows

pytestmark = pytest.mark.django_db


def _zone(**changes):
    return Zone.objects.create(**{"code": "z", "kind": "municipality", "name": "Z", **changes})


def _run(**changes):
    return ImportRun.objects.create(
        **{
            "source": "katottg",
            "file_name": "list.csv",
            "file_sha256": "0" * 64,
            "started_at": NOON,
            **changes,
        }
    )


def _tie(first, second, **changes):
    return Tie.objects.create(
        **{"kind": TieKind.TWINNING.value, "first": first, "second": second, **changes}
    )


def _own_parent():
    zone = a_zone()
    zone.parent = zone
    zone.save()


def _half_a_pair():
    one, other = a_municipality(), a_municipality()
    _tie(other, one)


def _same_tie_twice():
    one, other = a_municipality(), a_municipality()
    _tie(one, other, source_key="k")
    _tie(one, other, source_key="k")


def _code_for_two_zones():
    ZoneCode.objects.create(scheme="geonames", code="1", zone=a_zone())
    ZoneCode.objects.create(scheme="geonames", code="1", zone=a_zone())


def _same_line_twice():
    run = _run()
    for _ in range(2):
        QuarantinedRow.objects.create(run=run, line=2, reason="too_long", sentence="x", raw={})


def _known_twice():
    intermediary, zone = an_intermediary(), a_zone()
    knows(intermediary, zone)
    knows(intermediary, zone)


def _same_body_twice():
    one, other = an_intermediary(), an_intermediary()
    other.name = one.name
    other.save()


@pytest.mark.parametrize(
    ("constraint", "break_it"),
    [
        ("places_zone_is_not_its_own_parent", _own_parent),
        ("places_zone_kind_is_known", lambda: _zone(kind="planet")),
        ("places_zone_coordinates_are_whole_and_on_earth", lambda: _zone(latitude=1.0)),
        (
            "places_zone_coordinates_are_whole_and_on_earth",
            lambda: _zone(latitude=91.0, longitude=0.0),
        ),
        ("places_zone_country_code_is_two_letters", lambda: _zone(country_code="ua")),
        ("places_zone_area_is_positive", lambda: _zone(area_km2=0.0)),
        ("places_zonecode_one_zone_per_code", _code_for_two_zones),
        (
            "places_zonecode_scheme_is_known",
            lambda: ZoneCode.objects.create(scheme="mine", code="1", zone=a_zone()),
        ),
        (
            "places_municipality_may_ask_or_help",
            lambda: a_municipality(may_appeal=False, may_help=False),
        ),
        (
            "places_municipality_country_code_is_two_letters",
            lambda: Municipality.objects.create(zone=a_zone(), name="M", country_code="U1"),
        ),
        ("places_tie_first_is_before_second", _half_a_pair),
        (
            "places_tie_kind_is_known",
            lambda: _tie(a_municipality(), a_municipality(), kind="rumour"),
        ),
        (
            "places_tie_ends_after_it_starts",
            lambda: _tie(
                a_municipality(),
                a_municipality(),
                starts=date(2020, 1, 1),
                ends=date(2020, 1, 1),
            ),
        ),
        ("places_tie_once_per_source_key", _same_tie_twice),
        ("places_importrun_state_is_known", lambda: _run(state="lost", finished_at=NOON)),
        (
            "places_importrun_runs_until_it_is_finished",
            lambda: _run(state=ImportState.DONE.value),
        ),
        ("places_importrun_runs_until_it_is_finished", lambda: _run(finished_at=NOON)),
        ("places_importrun_no_row_is_dropped", lambda: _run(read=3, created=2)),
        ("places_quarantinedrow_once_per_line", _same_line_twice),
        (
            "places_quarantinedrow_reason_is_known",
            lambda: QuarantinedRow.objects.create(
                run=_run(), line=2, reason="dislike", sentence="x", raw={}
            ),
        ),
        ("places_intermediary_once_per_name", _same_body_twice),
        (
            "places_intermediary_kind_is_known",
            lambda: type(an_intermediary()).objects.create(name="x", kind="club"),
        ),
        ("places_knowledge_once_per_zone", _known_twice),
        (
            "places_knowledge_depth_is_known",
            lambda: Knowledge.objects.create(
                intermediary=an_intermediary(), zone=a_zone(), depth="rumours"
            ),
        ),
    ],
)
def test_the_database_refuses(constraint, break_it):
    with pytest.raises(IntegrityError) as refused:
        break_it()

    assert isinstance(refused.value.__cause__, psycopg.Error)
    assert refused.value.__cause__.diag.constraint_name == constraint


def test_a_zone_with_a_municipality_stays():
    municipality = a_municipality()

    with pytest.raises(ProtectedError):
        municipality.zone.delete()


def test_names_are_found_without_accents_and_with_a_typing_error():
    a_municipality(name="Saint-Étienne")
    a_municipality(name="Вінниця")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM places_municipality "
            "WHERE places_fold(name) %% places_fold(%s) ORDER BY name",
            ["SAINT ETIENE"],
        )
        found = cursor.fetchall()

    assert found == [("Saint-Étienne",)]


def test_rows_name_themselves_without_names():
    municipality = a_municipality(name="Вінниця", zone=a_zone(kind=ZoneKind.MUNICIPALITY))
    run = _run()
    row = QuarantinedRow(run=run, line=2)
    knowledge = knows(an_intermediary(), municipality.zone)

    shown = [
        str(row),
        str(run),
        str(municipality),
        str(municipality.zone),
        str(ZoneCode(scheme="geonames", code="7")),
        str(_tie(municipality, a_municipality())),
        str(knowledge),
        str(knowledge.intermediary),
    ]

    assert len(set(shown)) == 8
    assert "Вінниця" not in " ".join(shown)
