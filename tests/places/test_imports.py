"""Each importer over a small file: what it makes, that twice is once, and what it sets aside."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import Event
from places.engine.values import ImportState, QuarantineReason, TieKind, ZoneKind
from places.imports import geonames, katottg, runner
from places.imports.geonames import PackagedPlaces
from places.imports.katottg import Katottg
from places.imports.runner import bring_in
from places.imports.table import check
from places.models import ImportRun, Municipality, QuarantinedRow, Tie, Zone, ZoneCode
from tests.clock import NOON
from tests.places import excerpts
from tests.places.excerpts import counts, have_ukraine, run, write

pytestmark = pytest.mark.django_db

# command, the file it reads, a column of it
ONE_FILE = [
    ("import_katottg", excerpts.KATOTTG, "category"),
    ("import_ua_municipalities", excerpts.MUNICIPALITIES, "lat_center"),
    ("import_ua_agreements", excerpts.AGREEMENTS, "register_number"),
    ("import_ua_hostilities", excerpts.HOSTILITIES, "status"),
    ("import_ua_administrations", excerpts.ADMINISTRATIONS, "occupation_status"),
    ("import_ucdp", excerpts.ucdp(excerpts.ucdp_event()), "where_prec"),
]
COMMANDS = [command for command, _, _ in ONE_FILE]


def _rows():
    return [model.objects.count() for model in (ImportRun, Zone, Municipality, Tie, Event)]


@pytest.mark.parametrize(("command", "text", "column"), ONE_FILE, ids=COMMANDS)
def test_a_file_with_another_column_changes_nothing(command, text, column, tmp_path):
    have_ukraine(tmp_path)
    before = _rows()

    with pytest.raises(CommandError, match=f"{column}.*Nothing was changed"):
        run(command, write(tmp_path, text.replace(column, "renamed", 1)))

    assert _rows() == before


@pytest.mark.parametrize(("command", "text", "_column"), ONE_FILE, ids=COMMANDS)
def test_a_truncated_file_changes_nothing(command, text, _column, tmp_path):
    have_ukraine(tmp_path)
    before = _rows()

    with pytest.raises(CommandError, match=r"cut off.*Nothing was changed"):
        run(command, write(tmp_path, text[:-4]))

    assert _rows() == before


@pytest.mark.parametrize(("command", "text", "_column"), ONE_FILE, ids=COMMANDS)
def test_a_file_in_another_encoding_changes_nothing(command, text, _column, tmp_path):
    have_ukraine(tmp_path)
    before = _rows()
    path = tmp_path / "old_2025.csv"
    path.write_bytes((text + "Київ\n").encode("cp1251"))

    with pytest.raises(CommandError, match=r"is not UTF-8 text.*Nothing was changed"):
        run(command, path)

    assert _rows() == before


def test_a_broken_file_of_links_keeps_the_towns_out_too(tmp_path):
    towns = write(tmp_path, excerpts.TOWNS, "towns.csv")
    links = write(tmp_path, excerpts.LINKS[:-1], "links.csv")

    with pytest.raises(CommandError, match=r"links\.csv.*cut off.*Nothing was changed"):
        run("import_twin_towns", towns, links)

    assert _rows() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("content", [excerpts.GEONAMES[:-1], "not\ta\tgazetteer\n"])
def test_a_broken_geonames_file_changes_nothing(content, tmp_path):
    with pytest.raises(CommandError, match=r"cut off.*Nothing was changed"):
        run("import_geonames", write(tmp_path, content))

    assert _rows() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("command", "text"),
    [(command, text) for command, text, _ in ONE_FILE[1:5]],
    ids=COMMANDS[1:5],
)
def test_what_rests_on_the_codifier_asks_for_it_first(command, text, tmp_path):
    with pytest.raises(CommandError, match=r"Nothing was changed\. Run import_katottg first"):
        run(command, write(tmp_path, text))

    assert _rows() == [0, 0, 0, 0, 0]


def test_the_codifier_becomes_a_tree(tmp_path):
    said = run("import_katottg", write(tmp_path, excerpts.KATOTTG))

    assert counts(said) == [
        "9 read, 9 created, 0 updated, 0 unchanged, 0 ignored, 0 quarantined",
    ]
    assert list(
        Zone.objects.order_by("code").values_list("code", "parent__code", "kind", "name_latin")
    ) == [
        ("UA", None, ZoneKind.COUNTRY, "Ukraine"),
        ("UA01", "UA", ZoneKind.REGION, "Kalynska"),
        ("UA0101", "UA01", ZoneKind.DISTRICT, "Verbivskyi"),
        ("UA010101", "UA0101", ZoneKind.MUNICIPALITY, "Verbivska"),
        ("UA01010101", "UA010101", ZoneKind.SETTLEMENT, "Verbove"),
        ("UA0101010101", "UA01010101", ZoneKind.CITY_DISTRICT, "Zavodskyi"),
        ("UA01010102", "UA010101", ZoneKind.SETTLEMENT, "Zghurivka"),
        ("UA010102", "UA0101", ZoneKind.MUNICIPALITY, "Yasenivska"),
        ("UA01010201", "UA010102", ZoneKind.SETTLEMENT, "Yaseny"),
        ("UA80000000000093317", "UA", ZoneKind.MUNICIPALITY, "Kyiv"),
    ]
    assert Municipality.objects.get().zone.latitude == 50.4501


def test_every_imported_row_knows_its_run_and_its_key(tmp_path):
    have_ukraine(tmp_path)

    assert set(Zone.objects.values_list("source_run__source", flat=True)) == {"katottg"}
    assert set(Municipality.objects.values_list("source_run__source", "source_key")) == {
        ("katottg", "UA80000000000093317"),
        ("ua_municipalities", "UA010101"),
        ("ua_municipalities", "UA010102"),
    }


def test_municipalities_bring_place_and_people(tmp_path):
    have_ukraine(tmp_path)

    first, second = Municipality.objects.filter(zone__code__startswith="UA0101").order_by("pk")
    assert (first.name, first.name_latin, first.population) == (
        "Вербівська міська громада",
        "Verbove",
        9361,
    )
    assert (first.zone.latitude, first.zone.longitude, first.zone.area_km2) == (49.1, 28.3, 86.1)
    assert second.zone.area_km2 is None


def test_a_newer_edition_updates_what_differs_and_nothing_else(tmp_path):
    have_ukraine(tmp_path)
    newer = excerpts.MUNICIPALITIES.replace("9361", "9000")

    said = run("import_ua_municipalities", write(tmp_path, newer))

    assert counts(said) == ["2 read, 0 created, 1 updated, 1 unchanged, 0 ignored, 0 quarantined"]
    assert Municipality.objects.get(zone__code="UA010101").population == 9000


def test_a_renamed_unit_is_updated_by_the_codifier(tmp_path):
    have_ukraine(tmp_path)

    said = run("import_katottg", write(tmp_path, excerpts.KATOTTG.replace("Згурівка", "Калинове")))

    assert counts(said) == ["9 read, 0 created, 1 updated, 8 unchanged, 0 ignored, 0 quarantined"]
    assert Zone.objects.get(code="UA010101").latitude == 49.1


def test_both_directions_of_an_agreement_are_one_tie(tmp_path):
    have_ukraine(tmp_path)

    said = run("import_ua_agreements", write(tmp_path, excerpts.AGREEMENTS))

    assert counts(said) == ["2 read, 1 created, 0 updated, 1 unchanged, 0 ignored, 0 quarantined"]
    tie = Tie.objects.get()
    assert (tie.kind, tie.starts, tie.ends) == (
        TieKind.COOPERATION_AGREEMENT,
        date(2015, 2, 12),
        date(2023, 4, 11),
    )


def test_twin_towns_join_what_is_known_and_add_helpers(tmp_path):
    have_ukraine(tmp_path)

    said = run(
        "import_twin_towns",
        write(tmp_path, excerpts.TOWNS, "towns.csv"),
        write(tmp_path, excerpts.LINKS, "links.csv"),
    )

    assert counts(said) == [
        "3 read, 3 created, 0 updated, 0 unchanged, 0 ignored, 0 quarantined",
        "2 read, 2 created, 0 updated, 0 unchanged, 0 ignored, 0 quarantined",
    ]
    assert ZoneCode.objects.get(code="Q1").zone.code == "UA010101"
    assert list(
        Municipality.objects.filter(zone__codes__scheme="wikidata")
        .order_by("pk")
        .values_list("name_latin", "country_code", "may_appeal", "may_help", "zone__parent__code")
    ) == [
        ("Verbove", "UA", True, True, "UA0101"),
        ("Lindental", "DE", False, True, "DE"),
        ("Belmont-sur-Lac", "FR", False, True, "FR"),
    ]
    assert set(Tie.objects.values_list("source_key", flat=True)) == {"Q1-Q2", "Q2-Q3"}


def test_crimea_is_in_ukraine_whatever_a_source_says(tmp_path):
    towns = "qid,name,country,lat,lon,population\nQ9,Seaside,Russia,44.95,34.10,340000\n"
    links = "qid_a,qid_b\nQ9,Q8\n"

    run("import_twin_towns", write(tmp_path, towns, "t.csv"), write(tmp_path, links, "l.csv"))

    assert Municipality.objects.get().country_code == "UA"


def test_geonames_adds_towns_names_regions_and_only_codes_where_a_codifier_rules(tmp_path):
    have_ukraine(tmp_path)

    said = run("import_geonames", write(tmp_path, excerpts.GEONAMES))

    assert counts(said) == ["5 read, 3 created, 0 updated, 0 unchanged, 2 ignored, 0 quarantined"]
    assert list(
        Zone.objects.filter(country_code="DE")
        .order_by("pk")
        .values_list("code", "kind", "name_latin", "parent__code")
    ) == [
        ("DE", ZoneKind.COUNTRY, "Germany", None),
        ("geonames:DE.05", ZoneKind.REGION, "Hesse", "DE"),
        ("geonames:11", ZoneKind.MUNICIPALITY, "Lindental", "geonames:DE.05"),
    ]
    assert ZoneCode.objects.get(scheme="geonames", code="14").zone.code == "UA010101"
    assert not ZoneCode.objects.filter(scheme="geonames", code="15").exists()


def test_a_town_that_geonames_brought_is_recognised_by_twin_towns(tmp_path):
    run("import_geonames", write(tmp_path, excerpts.GEONAMES))

    run(
        "import_twin_towns",
        write(tmp_path, excerpts.TOWNS, "towns.csv"),
        write(tmp_path, excerpts.LINKS, "links.csv"),
    )

    assert ZoneCode.objects.get(code="Q2").zone.code == "geonames:11"
    assert Municipality.objects.get(zone__code="geonames:11").may_appeal


def test_the_packaged_places_have_the_columns_of_the_file():
    places = PackagedPlaces(15_000)

    row = next(iter(places))

    assert set(row.values) <= set(geonames.TABLE.columns)
    assert places.rows > 30_000
    assert len(places.sha256) == 64


TWICE = [
    *[(command, (text,)) for command, text, _ in ONE_FILE],
    ("import_geonames", (excerpts.GEONAMES,)),
    ("import_twin_towns", (excerpts.TOWNS, excerpts.LINKS)),
]


@pytest.mark.parametrize(("command", "texts"), TWICE, ids=[command for command, _ in TWICE])
def test_the_second_run_finds_everything_unchanged(command, texts, tmp_path):
    have_ukraine(tmp_path)
    files = [write(tmp_path, text, f"{number}_2025.csv") for number, text in enumerate(texts)]
    run(command, *files)
    before = _rows()[1:4]

    said = run(command, *files)

    assert _rows()[1:4] == before
    assert all(" 0 created, 0 updated, " in line for line in counts(said))
    assert all(", 0 quarantined" in line for line in counts(said))


BAD = [
    ("import_katottg", excerpts.KATOTTG, "UA01010102,UA010101", "UA01010102,UA9", "unknown_place"),
    ("import_katottg", excerpts.KATOTTG, "UA01010102,UA010101,C", "UA01010102,UA010101,Z",
     "unknown_word"),
    ("import_katottg", excerpts.KATOTTG, "UA01010102,", "UA01010101,", "same_key_twice"),
    ("import_katottg", excerpts.KATOTTG, ",C,Згурівка", "", "missing_value"),
    ("import_ua_municipalities", excerpts.MUNICIPALITIES, "49.50", "149.50",
     "impossible_coordinates"),
    ("import_ua_municipalities", excerpts.MUNICIPALITIES, "4200", "many", "not_a_number"),
    ("import_ua_municipalities", excerpts.MUNICIPALITIES, "UA010102,", "UA99,", "unknown_place"),
    ("import_ua_agreements", excerpts.AGREEMENTS, "UA010102,UA010101", "UA010102,UA99",
     "unknown_place"),
    ("import_ua_agreements", excerpts.AGREEMENTS, "UA010102,UA010101", "UA010102,UA010102",
     "same_place_twice"),
    ("import_ua_agreements", excerpts.AGREEMENTS, "2023-04-10,UA010102", "2014-01-01,UA010102",
     "ends_before_it_starts"),
    ("import_ua_hostilities", excerpts.HOSTILITIES, "2022-02-24,2022-04-10", "soon,2022-04-10",
     "not_a_date"),
    ("import_ua_hostilities", excerpts.HOSTILITIES, "2022-02-24,2022-04-10",
     "2022-02-24,2022-02-10", "ends_before_it_starts"),
    ("import_ua_hostilities", excerpts.HOSTILITIES, "UA0101,", "UA99,", "unknown_place"),
    ("import_ua_administrations", excerpts.ADMINISTRATIONS, "Non-occupied", "Perhaps",
     "unknown_word"),
    ("import_ua_administrations", excerpts.ADMINISTRATIONS, "UA010102,", "UA99,",
     "unknown_place"),
    ("import_ucdp", excerpts.ucdp(excerpts.ucdp_event(where_prec=8)), "", "", "unknown_word"),
    ("import_ucdp", excerpts.ucdp(excerpts.ucdp_event(ends="2014-05-01")), "", "",
     "ends_before_it_starts"),
    ("import_geonames", excerpts.GEONAMES, "\tDE\t\t05", "\tQQ\t\t05", "unknown_country"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "text", "old", "new", "reason"), BAD)
def test_a_bad_row_is_set_aside_and_the_others_come_in(command, text, old, new, reason, tmp_path):
    have_ukraine(tmp_path)
    path = write(tmp_path, text.replace(old, new, 1))

    run(command, path)
    run(command, path)

    row = QuarantinedRow.objects.get()
    last = ImportRun.objects.latest("pk")
    assert (row.reason, last.quarantined, last.state) == (reason, 1, ImportState.DONE)
    assert row.raw
    assert row.sentence


def test_a_town_in_no_country_of_today_is_set_aside_with_its_links(tmp_path):
    towns = write(tmp_path, excerpts.TOWNS.replace("Germany", "Atlantis"), "towns.csv")
    links = write(tmp_path, excerpts.LINKS, "links.csv")

    run("import_twin_towns", towns, links)

    assert list(QuarantinedRow.objects.order_by("pk").values_list("reason", "line")) == [
        (QuarantineReason.UNKNOWN_COUNTRY, 3),
        (QuarantineReason.UNKNOWN_PLACE, 2),
        (QuarantineReason.UNKNOWN_PLACE, 3),
    ]


class _StopsAtTheSecondBatch(Katottg):
    def __init__(self):
        super().__init__()
        self.batches = 0

    def take(self, rows, run):
        self.batches += 1
        if self.batches == 2:
            raise KeyboardInterrupt
        return super().take(rows, run)


def test_a_stopped_import_keeps_its_batches_and_goes_on_from_there(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "BATCH_ROWS", 4)
    path = write(tmp_path, excerpts.KATOTTG)
    file = check(path, katottg.TABLE)

    with pytest.raises(KeyboardInterrupt):
        bring_in(_StopsAtTheSecondBatch(), file, at=NOON)

    stopped = ImportRun.objects.get()
    assert (stopped.state, stopped.read, stopped.created) == (ImportState.STOPPED, 4, 4)
    assert counts(run("import_katottg", path)) == [
        "9 read, 5 created, 0 updated, 4 unchanged, 0 ignored, 0 quarantined",
    ]


def test_an_import_while_another_runs_changes_nothing(tmp_path):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [runner._LOCK])

        with pytest.raises(CommandError, match=r"Another import is running\. Nothing was changed"):
            call_command("import_katottg", str(write(tmp_path, excerpts.KATOTTG)))
    finally:
        other.close()

    assert _rows() == [0, 0, 0, 0, 0]


def test_an_import_is_in_the_trail_with_its_counts_only(tmp_path):
    run("import_katottg", write(tmp_path, excerpts.KATOTTG))

    event = Event.objects.get()
    assert event.verb == "import.done"
    assert event.data == {"read": 9, "created": 9, "updated": 0, "quarantined": 0}
