"""The queue narrowed, and the views of it that an officer saves."""

import pytest
from django.urls import reverse

from accounts.models import User
from activities.engine.values import Activity
from matching.engine.lifecycle import AppealAction, AppealState
from matching.engine.queue import QueueFilter
from matching.engine.values import Urgency
from matching.models import Appeal, SavedView
from matching.services import appeals
from matching.services import saved_views as services
from places.engine.values import ZoneKind
from tests import factories
from tests.clock import NOON
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit
from web.desk.saved.pages import MOST_ZONES

pytestmark = pytest.mark.django_db

QUEUE = reverse("web:desk:queue")
VIEWS = reverse("web:desk:saved_views")
SAVE = reverse("web:desk:save_view")
OUTSIDE = sorted(set(OTHERS) - {"an officer without the case", "a supervisor"})


@pytest.fixture
def officer() -> User:
    return factories.an_officer()


@pytest.fixture
def case(officer) -> Appeal:
    found = factories.a_live_appeal(
        factories.a_municipality(name="Trostianets"), urgency=Urgency.CRITICAL
    )
    appeals.take_appeal(reference=found.reference, by=officer, at=NOON)
    return found


@pytest.fixture
def view(officer) -> SavedView:
    return _save(officer, "Critical ones", urgency=Urgency.CRITICAL)


def _save(officer: User, name: str, **only) -> SavedView:
    return services.save_view(name=name, only=QueueFilter(**only), by=officer, at=NOON)


def _at(name: str, view: SavedView) -> str:
    return reverse(f"web:desk:{name}", args=[view.reference])


def _shown(user: User, address: str) -> int:
    return read(visit(user), address).count('<li class="case')


def test_the_queue_shows_what_is_asked_for(officer, case):
    factories.a_live_appeal(factories.a_municipality(name="Lypa"), activity=Activity.VISITS)

    assert _shown(officer, QUEUE) == 2
    assert _shown(officer, f"{QUEUE}?urgency=critical") == 1
    assert _shown(officer, f"{QUEUE}?urgency=ordinary") == 0


@pytest.mark.parametrize(
    "asked",
    ["urgency=whim", "zone=1", "language=xx", "state=draft", "owed=%27--", "page=-3", "x=1"],
)
def test_what_is_not_offered_leaves_its_question_open(officer, case, asked):
    assert _shown(officer, f"{QUEUE}?{asked}") == 1


def test_a_view_that_is_not_ones_own_is_missing(officer, view):
    for reference in (view.reference, NOBODYS, "x"):
        answer = visit(factories.an_officer()).get(f"{QUEUE}?view={reference}")
        assert answer.status_code == 404


def test_what_is_asked_for_is_saved_under_a_name_and_stands_above_the_queue(officer, case):
    client = visit(officer)
    zone = case.municipality.zone.reference

    said = sentences(client, f"{SAVE}?urgency=critical&zone={zone}", name=" Now ")

    assert said == ["The view is saved."]
    view = SavedView.objects.get()
    assert (view.name, view.as_filter()) == (
        "Now",
        QueueFilter(urgency=Urgency.CRITICAL, zone=zone),
    )
    page = " ".join(read(client, QUEUE).split())
    assert f'<a href="{QUEUE}?view={view.reference}"><bdi>Now</bdi>' in page
    assert '<span class="soft">(1)</span>' in page


@pytest.mark.parametrize(
    ("asked", "name", "says"),
    [
        ("?urgency=critical", "Critical ones", "You have a view of this name already."),
        ("?urgency=critical", "", "This field is required."),
        ("", "All", "This view keeps the whole queue."),
    ],
)
def test_what_cannot_be_saved_is_a_kind_sentence(officer, view, asked, name, says):
    page = visit(officer).post(SAVE + asked, {"name": name}).content.decode()

    assert says in page
    assert SavedView.objects.count() == 1


def test_a_twenty_first_view_is_a_kind_sentence(officer):
    for number in range(20):
        _save(officer, str(number), state=AppealState.SUBMITTED)

    page = visit(officer).post(f"{SAVE}?urgency=critical", {"name": "More"}).content.decode()

    assert "You have 20 views, and cannot save more." in page


def test_a_view_is_renamed_and_a_name_that_is_taken_is_a_kind_sentence(officer, view):
    client, other = visit(officer), _save(officer, "Other", urgency=Urgency.URGENT)

    taken = client.post(_at("rename_view", view), {"name": other.name}).content.decode()
    said = sentences(client, _at("rename_view", view), name="Before noon")

    assert "You have a view of this name already." in taken
    assert said == ["The view has another name."]
    view.refresh_from_db()
    assert view.name == "Before noon"


def test_the_queue_begins_with_the_start_view_until_it_is_asked_for_as_a_whole(officer, case, view):
    factories.a_live_appeal(factories.a_municipality(name="Lypa"))
    client = visit(officer)

    said = sentences(client, _at("begin_with_view", view))
    led = client.get(QUEUE)

    assert said == ["Your queue begins with this view."]
    assert led.headers["Location"] == f"{QUEUE}?view={view.reference}"
    assert _shown(officer, led.headers["Location"]) == 1
    assert _shown(officer, f"{QUEUE}?view=") == 2
    assert sentences(client, _at("begin_with_view", view)) == [
        "Your queue begins with all that waits."
    ]


def test_a_view_is_deleted(officer, view):
    assert sentences(visit(officer), _at("delete_view", view)) == [
        "The view is deleted. No case was changed."
    ]
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("who", sorted(set(OTHERS) - set(OUTSIDE)))
def test_a_view_of_another_officer_is_as_missing_as_none(view, who):
    client = visit(OTHERS[who]())

    answers = [
        client.get(_at("rename_view", view)),
        client.post(_at("begin_with_view", view)),
        client.post(_at("delete_view", view)),
        client.post(reverse("web:desk:delete_view", args=[NOBODYS])),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("who", OUTSIDE)
def test_views_are_closed_to_whoever_has_no_place_at_the_desk(view, who):
    client = visit(OTHERS[who]())

    answers = [
        client.get(VIEWS),
        client.get(SAVE),
        client.get(_at("rename_view", view)),
        client.post(_at("begin_with_view", view)),
        client.post(_at("delete_view", view)),
    ]

    assert {answer.status_code for answer in answers} == {403}


def test_the_page_of_views_tells_what_each_keeps(officer, case, view):
    page = read(visit(officer), VIEWS)

    assert "Critical ones" in page
    assert "Open: 1 appeal" in page


def test_the_zone_of_a_view_is_still_asked_for_when_its_cases_are_over(officer, case):
    view = _save(officer, "There", zone=case.municipality.zone.reference)
    appeals.move_appeal(
        reference=case.reference,
        action=AppealAction.WITHDRAW,
        by=factories.someone_of(case.municipality),
        at=NOON,
    )
    factories.a_live_appeal(factories.a_municipality(name="Lypa"))

    assert _shown(officer, f"{QUEUE}?view={view.reference}") == 0


def test_of_many_zones_only_those_that_hold_several_places_are_offered(officer):
    region = factories.a_zone(name="Sumy", kind=ZoneKind.REGION)
    for number in range(MOST_ZONES + 1):
        town = factories.a_municipality(
            name=f"Town {number}", zone=factories.a_zone(name=f"Town {number}", parent=region)
        )
        case = factories.a_live_appeal(town)
        appeals.take_appeal(reference=case.reference, by=officer, at=NOON)

    page = read(visit(officer), QUEUE)

    assert (">Sumy</option>" in page, ">Town 1</option>" in page) == (True, False)
