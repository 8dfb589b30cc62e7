"""What the importers of evidence make of small files (bad files and second runs: tests/places)."""

from datetime import date

import pytest
import time_machine
from django.core.management import CommandError

from audit.models import Event
from evidence.engine.values import DatePrecision, Phase, Says, Subject
from evidence.models import ConflictEvent, EvidenceItem, PhaseSpell
from tests.clock import NOON
from tests.places import excerpts
from tests.places.excerpts import counts, have_ukraine, run, ucdp, ucdp_event, write

pytestmark = pytest.mark.django_db

TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _ukraine(tmp_path):
    with time_machine.travel(NOON, tick=False):
        have_ukraine(tmp_path)
        yield


def _hostilities(folder, text=excerpts.HOSTILITIES):
    return run("import_ua_hostilities", write(folder, text))


def _spells():
    return list(
        PhaseSpell.objects.order_by("zone__code", "starts", "pk").values_list(
            "zone__code", "phase", "status_code", "starts", "ends"
        )
    )


def test_periods_stay_at_the_territory_the_act_names(tmp_path):
    _hostilities(tmp_path)

    assert _spells() == [
        ("UA0101", Phase.HIGH, "occupied", date(2022, 2, 24), None),
        ("UA010101", Phase.HIGH, "active_hostilities", date(2022, 2, 24), date(2022, 4, 11)),
        ("UA010101", Phase.LOW_AFTER, "possible_hostilities", date(2022, 4, 10), None),
        (
            "UA01010201",
            Phase.LOW_AFTER,  # its district was occupied by then
            "possible_hostilities",
            date(2022, 3, 5),
            date(2022, 3, 6),
        ),
    ]


LIST_HEAD = "code,name_uk,oblast_uk,status,start,end\n"


def _phases_of(folder, code, *rows):
    """The phases a list of these rows gives one territory, each with its first and last day."""
    _hostilities(folder, LIST_HEAD + "".join(f"{row}\n" for row in rows))
    spells = PhaseSpell.objects.filter(zone__code=code).order_by("starts", "pk")
    return list(spells.values_list("phase", "starts", "ends"))


DISTRICT_AT_WAR = "UA0101,Вербівський район,КАЛИНСЬКА,active_hostilities,2022-03-12,2022-12-31"
VILLAGE_AT_WAR = "UA01010201,с-ще Ясени,КАЛИНСЬКА,active_hostilities,2022-03-12,2022-12-31"
TOWN_BESIDE_AT_WAR = "UA010101,Вербівська,КАЛИНСЬКА,active_hostilities,2022-03-12,2022-12-31"
TOWN_CALM = "UA010102,Ясенівська,КАЛИНСЬКА,possible_hostilities,2023-02-01,"


@pytest.mark.parametrize(
    ("war", "phase"),
    [
        (DISTRICT_AT_WAR, Phase.LOW_AFTER),
        (VILLAGE_AT_WAR, Phase.LOW_AFTER),
        (TOWN_BESIDE_AT_WAR, Phase.LOW_BEFORE),
    ],
    ids=["around it", "within it", "beside it"],
)
def test_calm_after_violence_around_or_within_a_town_is_no_calm_before_it(tmp_path, war, phase):
    found = _phases_of(tmp_path, "UA010102", war, TOWN_CALM)

    assert found[-1] == (phase, date(2023, 2, 1), None)


def test_a_calm_that_violence_cuts_in_two_is_before_and_after(tmp_path):
    calm = "UA010102,Ясенівська,КАЛИНСЬКА,possible_hostilities,2022-02-24,"

    assert _phases_of(tmp_path, "UA010102", calm, VILLAGE_AT_WAR) == [
        (Phase.LOW_BEFORE, date(2022, 2, 24), date(2022, 3, 12)),
        (Phase.LOW_AFTER, date(2022, 3, 12), None),
    ]


def test_where_the_list_goes_on_about_places_inside_the_town_has_their_phase(tmp_path):
    found = _phases_of(
        tmp_path,
        "UA010101",
        "UA010101,Вербівська,КАЛИНСЬКА,active_hostilities,2024-03-26,2024-05-29",
        "UA01010101,м. Вербове,КАЛИНСЬКА,active_hostilities_with_registers,2024-05-30,2024-10-03",
        "UA01010102,с. Згурівка,КАЛИНСЬКА,possible_hostilities,2024-05-30,2024-12-31",
        "UA01010101,м. Вербове,КАЛИНСЬКА,occupied,2024-10-04,2024-11-30",
    )

    assert found == [
        (Phase.HIGH, date(2024, 3, 26), date(2024, 5, 30)),
        (Phase.HIGH, date(2024, 5, 30), date(2024, 12, 1)),
        (Phase.LOW_AFTER, date(2024, 12, 1), date(2025, 1, 1)),
    ]
    assert list(
        PhaseSpell.objects.filter(zone__code="UA010101")
        .order_by("starts")
        .values_list("status_code", flat=True)
    ) == ["active_hostilities", "hostilities_inside", "possible_hostilities_inside"]


def test_what_the_list_says_of_the_district_leaves_no_gap_to_fill_from_inside(tmp_path):
    assert _phases_of(tmp_path, "UA010102", DISTRICT_AT_WAR, VILLAGE_AT_WAR) == []


def test_a_gap_that_a_newer_edition_fills_is_retracted(tmp_path):
    _phases_of(tmp_path, "UA010102", VILLAGE_AT_WAR)

    _hostilities(tmp_path, f"{LIST_HEAD}{VILLAGE_AT_WAR}\n{DISTRICT_AT_WAR}\n")

    (inside,) = PhaseSpell.objects.filter(zone__code="UA010102")
    assert (inside.status_code, inside.retracted_on) == ("hostilities_inside", TODAY)


def test_a_period_is_known_from_the_day_of_the_import(tmp_path):
    _hostilities(tmp_path)

    spells = PhaseSpell.objects.all()
    assert {spell.known_on for spell in spells} == {TODAY}
    assert {spell.source.name for spell in spells} == {
        "Order 376, Ministry for Communities and Territories Development of Ukraine"
    }
    assert set(spells.values_list("source_run__source", flat=True)) == {"ua_hostilities"}


def test_a_newer_edition_retracts_what_it_no_longer_holds(tmp_path):
    _hostilities(tmp_path)
    newer = excerpts.HOSTILITIES.replace("2022-04-10,\n", "2022-04-10,2022-06-30\n")

    said = _hostilities(tmp_path, newer)

    assert counts(said) == ["4 read, 1 created, 0 updated, 3 unchanged, 0 ignored, 0 quarantined"]
    assert list(
        PhaseSpell.objects.filter(zone__code="UA010101", phase=Phase.LOW_AFTER)
        .order_by("pk")
        .values_list("ends", "retracted_on")
    ) == [(None, TODAY), (date(2022, 7, 1), None)]
    assert Event.objects.get(verb="phase.retracted_by_import").data == {"retracted": 1}


def test_an_older_edition_changes_nothing(tmp_path):
    _hostilities(tmp_path)
    older = "".join(excerpts.HOSTILITIES.splitlines(keepends=True)[:2])

    with pytest.raises(CommandError, match=r"older edition of the list\. Nothing was changed"):
        _hostilities(tmp_path, older)

    assert PhaseSpell.objects.filter(retracted_on__isnull=True).count() == 4


def test_an_edition_that_lost_territories_changes_nothing(tmp_path):
    _hostilities(tmp_path)
    shrunken = "".join(excerpts.HOSTILITIES.splitlines(keepends=True)[:3])

    with pytest.raises(CommandError, match=r"2 of the 3 territories.*Nothing was changed"):
        _hostilities(tmp_path, shrunken)

    assert PhaseSpell.objects.filter(retracted_on__isnull=True).count() == 4


def _administrations(folder, text=excerpts.ADMINISTRATIONS, *options):
    return run("import_ua_administrations", write(folder, text), *options)


def _items():
    return list(
        EvidenceItem.objects.order_by("pk").values_list(
            "zone__code", "subject", "says", "observed_on", "date_precision"
        )
    )


def test_an_appointed_administration_is_evidence_to_be_confirmed(tmp_path):
    _administrations(tmp_path)

    year = (date(2025, 1, 1), DatePrecision.YEAR)
    assert _items() == [
        ("UA010101", Subject.P4, Says.UNMET, *year),
        ("UA010101", Subject.RESTRICTED_MANDATE, Says.MET, *year),
        ("UA010102", Subject.P4, Says.UNMET, *year),
        ("UA010102", Subject.RESTRICTED_MANDATE, Says.MET, *year),
        ("UA010102", Subject.PARALLEL_GOVERNANCE, Says.MET, *year),
    ]
    assert set(EvidenceItem.objects.values_list("confirmed_at", "known_on", "source__kind")) == {
        (None, TODAY, "official_act")
    }


def test_a_date_says_the_day_of_the_list(tmp_path):
    _administrations(tmp_path, excerpts.ADMINISTRATIONS, "--date", "2025-06-30")

    assert {row[3:] for row in _items()} == {(date(2025, 6, 30), DatePrecision.DAY)}


def test_a_file_without_a_year_in_its_name_needs_a_date(tmp_path):
    path = write(tmp_path, excerpts.ADMINISTRATIONS, "administrations.csv")

    with pytest.raises(CommandError, match=r"Nothing was changed\. Repeat the command with --date"):
        run("import_ua_administrations", path)

    assert _items() == []


def test_a_newer_list_supersedes_an_older_one(tmp_path):
    _administrations(tmp_path, excerpts.ADMINISTRATIONS, "--date", "2025-06-30")
    _administrations(tmp_path, excerpts.ADMINISTRATIONS, "--date", "2025-12-31")
    _administrations(tmp_path, excerpts.ADMINISTRATIONS, "--date", "2025-06-30")

    live = EvidenceItem.objects.filter(superseded_on__isnull=True)
    assert (EvidenceItem.objects.count(), live.count()) == (10, 5)
    assert {item.observed_on for item in live} == {date(2025, 12, 31)}


@pytest.mark.parametrize(
    ("where_prec", "latitude", "zone"),
    [
        (1, 49.12, "UA010101"),
        (2, 49.30, "UA010101"),  # 22 km off
        (2, 48.85, None),  # 28 km off
        (3, 49.12, "UA0101"),
        (4, 49.12, None),
        (5, 49.12, None),
        (7, 49.12, None),
    ],
)
def test_an_event_is_put_as_precisely_as_it_is_known(tmp_path, where_prec, latitude, zone):
    event = ucdp_event(where_prec=where_prec, latitude=latitude)

    run("import_ucdp", write(tmp_path, ucdp(event)))

    stored = ConflictEvent.objects.get()
    assert (stored.zone and stored.zone.code) == zone
    assert (stored.where_prec, stored.number_of_sources) == (where_prec, None)


def _events(folder, *options, best):
    run("import_ucdp", write(folder, ucdp(ucdp_event(best=best))), *options)
    return ConflictEvent.objects.values_list("best", "provisional").get()


def test_a_final_release_corrects_a_provisional_one(tmp_path):
    assert _events(tmp_path, "--provisional", best=3) == (3, True)
    assert _events(tmp_path, best=5) == (5, False)


def test_a_provisional_release_never_changes_a_final_event(tmp_path):
    assert _events(tmp_path, best=5) == (5, False)
    assert _events(tmp_path, "--provisional", best=3) == (5, False)
