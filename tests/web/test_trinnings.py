"""The finder of trinnings and the page of sides: who reads them, and what they do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Appeal, TrinningProposal
from matching.services import appeals, sides, trinnings
from places.models import Stand
from tests import factories
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit

pytestmark = pytest.mark.django_db

SECRETARIAT = {"an officer without the case", "a supervisor"}
OUTSIDE = sorted(set(OTHERS) - SECRETARIAT)
FINDER = reverse("web:desk:trinnings")
SIDES = reverse("web:desk:sides")


@pytest.fixture
def cases() -> tuple[Appeal, Appeal]:
    """Two appeals of opposite sides that a helper could join, found by the matcher."""
    return _opposed("Kvitka", "East"), _opposed("Sosna", "West")


def _opposed(name: str, side: str) -> Appeal:
    appeal = factories.a_live_appeal(factories.a_municipality(name=name), at=timezone.now())
    sides.record_named_stand(
        municipality=appeal.municipality,
        conflict="The river war",
        side=side,
        starts=timezone.localdate() - timedelta(days=30),
        source="A report",
        by=factories.an_officer(),
        at=timezone.now(),
    )
    return appeal


def _found(**pledge) -> None:
    factories.a_live_pledge(at=timezone.now(), **pledge)
    trinnings.find(run=None, at=timezone.now())


def _holder(*cases: Appeal):
    officer = factories.an_officer()
    for case in cases:
        appeals.take_appeal(reference=case.reference, by=officer, at=timezone.now())
    return visit(officer)


def _end(stand: Stand) -> str:
    return reverse("web:desk:end_side", args=[stand.reference])


def _record(appeal: Appeal) -> str:
    return reverse("web:desk:record_side", args=[appeal.municipality.reference])


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_opens_a_page_of_trinnings_or_sides(cases, who):
    _found()
    client, stand = visit(OTHERS[who]()), Stand.objects.first()
    assert stand is not None

    answers = [client.get(address) for address in (FINDER, SIDES, _record(cases[0]), _end(stand))]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert not any(b"river war" in answer.content for answer in answers)


@pytest.mark.parametrize("who", sorted(SECRETARIAT))
def test_the_secretariat_opens_them(cases, who):
    client, stand = visit(OTHERS[who]()), Stand.objects.first()
    assert stand is not None

    answers = [client.get(each).status_code for each in (FINDER, SIDES, _end(stand))]

    assert answers == [200] * 3


def test_no_page_of_a_mayor_or_a_helper_holds_a_byte_of_it(cases):
    _found()
    pledge = TrinningProposal.objects.get().pledge
    doors = {"appeals": cases[0].municipality, "pledges": pledge.municipality}
    pages = [
        read(visit(factories.someone_of(town)), address)
        for door, town in doors.items()
        for address in (
            reverse(f"web:{door}:index"),
            reverse(f"web:{door}:detail", args=[(cases[0], pledge)[door == "pledges"].reference]),
        )
    ]

    assert "river war" in read(_holder(*cases), FINDER)
    told = ("river war", "Sosna", "Trinning", "East", FINDER)
    assert [word for word in told for page in pages if word in page] == []


def test_the_officer_of_both_reads_the_names_and_why(cases):
    _found()

    page = read(_holder(*cases), FINDER)

    for word in ("Kvitka", "Sosna", "Lund", "The river war", "serves the weaker side best"):
        assert word in page


@pytest.mark.parametrize("held", [0, 1])
def test_another_officer_reads_that_there_is_something_and_nothing_of_it(cases, held):
    _found()

    page = read(_holder(*cases[:held]), FINDER)

    assert "cases of which you do not hold both" in page
    assert [word for word in ("Kvitka", "Sosna", "Lund", "river war") if word in page] == []


def test_what_is_missing_for_two_is_told_to_their_officer(cases):
    _found(languages=["de"])

    page = read(_holder(*cases), FINDER)

    assert "No common language, and no interpreter." in page
    assert "An interpreter is found." in page


def test_a_town_is_found_by_name_and_its_side_recorded(cases):
    town = factories.a_municipality(name="Verba")
    client = visit(factories.an_officer())
    address = reverse("web:desk:record_side", args=[town.reference])
    side = Stand.objects.filter(side__name="East").get().side

    listed = read(client, f"{SIDES}?words=Verba")
    said = sentences(
        client,
        address,
        side=str(side.reference),
        starts=timezone.localdate().isoformat(),
        source="A report",
    )

    assert address in listed
    assert said == ["It is recorded. The next run takes it into account."]
    assert Stand.objects.get(municipality=town).side == side


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"conflict": "The river war", "new_side": "West"}, "End that first."),
        ({"conflict": "The river war"}, "Choose a side, or name another"),
        ({"conflict": "C", "new_side": "S", "starts": "2999-01-01"}, "has not come yet"),
    ],
)
def test_what_cannot_be_recorded_is_a_kind_sentence(cases, told, sentence):
    client = visit(factories.an_officer())
    said = {"starts": timezone.localdate().isoformat(), "source": "A report"} | told

    page = client.post(_record(cases[0]), said).content.decode()

    assert sentence in page
    assert Stand.objects.count() == 2


def test_a_stand_is_ended_once_and_a_colleague_who_was_faster_is_a_kind_sentence(cases):
    client, stand = visit(factories.an_officer()), Stand.objects.first()
    assert stand is not None
    ends = {"ends": timezone.localdate().isoformat()}

    said = sentences(client, _end(stand), **ends)
    again = client.post(_end(stand), ends).content.decode()

    assert said == ["It is ended. From then on its side is unknown."]
    assert "A colleague has ended it meanwhile. Nothing was changed." in again


def test_a_town_or_a_stand_that_nobody_has_is_missing():
    client = visit(factories.an_officer())

    answers = [
        client.get(reverse(f"web:desk:{name}", args=[NOBODYS])).status_code
        for name in ("record_side", "end_side")
    ]

    assert answers == [404, 404]
