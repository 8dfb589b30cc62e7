"""Ticking several cases on the queue: a look, then a page that tells what became of each."""

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from matching.engine.lifecycle import AppealState
from matching.models import Appeal
from matching.services import narratives
from tests import factories
from tests.clock import NOON
from tests.journeys.sessions import sign_in
from tests.matching.test_together import take, waiting
from tests.web.visitors import OTHERS, read, visit

pytestmark = pytest.mark.django_db

QUEUE = reverse("web:desk:queue")
TOGETHER = reverse("web:desk:together")
OUTSIDE = sorted(set(OTHERS) - {"an officer without the case", "a supervisor"})


@pytest.fixture
def officer() -> User:
    return factories.an_officer()


def _said(deed: str, cases: list[Appeal]) -> dict[str, object]:
    return {"deed": deed, "case": [str(each.reference) for each in cases]}


def _look(user: User, deed: str, cases: list[Appeal]) -> str:
    return read(visit(user), f"{TOGETHER}?{urlencode(_said(deed, cases), doseq=True)}")


def _do(user: User, deed: str, cases: list[Appeal]) -> str:
    return visit(user).post(TOGETHER, _said(deed, cases)).content.decode()


def test_the_queue_offers_to_tick_what_can_be_taken_or_acknowledged(officer):
    _free, mine, done = waiting(3)
    for each in (mine, done):
        take(each, officer)
    factories.put_in_state(done, AppealState.ACKNOWLEDGED)

    page = read(visit(officer), QUEUE)

    assert page.count('form="together"') == 2
    assert '<form class="row" id="together" action="/desk/together/">' in page


def test_only_what_some_line_allows_is_offered(officer):
    client = visit(officer)
    [appeal] = waiting(1)
    offered = [_offered(read(client, QUEUE))]
    take(appeal, officer)
    offered.append(_offered(read(client, QUEUE)))
    factories.put_in_state(appeal, AppealState.ACKNOWLEDGED)
    offered.append(_offered(read(client, QUEUE)))

    assert offered == [["take"], ["acknowledge"], []]


def _offered(page: str) -> list[str]:
    return re.findall(r'name="deed" value="(\w+)"', page)


def test_a_look_tells_what_would_be_done_and_does_nothing(officer):
    free, mine = waiting(2)
    take(mine, officer)

    page = _look(officer, "take", [free, mine])

    assert "Becomes yours." in page
    assert "Nothing was changed: it is yours already." in page
    assert page.count('name="case"') == 1
    free.refresh_from_db()
    assert free.officer is None


def test_the_name_of_what_is_taken_shows_afterwards_and_not_before(officer):
    town = factories.a_municipality(name="Trostianets")
    appeal = factories.a_live_appeal(town)

    before, after = _look(officer, "take", [appeal]), _do(officer, "take", [appeal])

    assert ("Trostianets" in before, "Trostianets" in after) == (False, True)
    assert "Done to 1 of 1 case." in after


def test_the_answer_tells_of_each_case_what_happened_and_why_not(officer):
    read_one, unread = waiting(2)
    for each in (read_one, unread):
        take(each, officer)
        each.refresh_from_db()
    narratives.read_summary(read_one, by=officer, at=NOON)

    page = _do(officer, "acknowledge", [read_one, unread])
    again = _do(officer, "acknowledge", [read_one])

    assert "Done to 1 of 2 cases." in page
    assert "Its municipality sees that it was read." in page
    assert "you have not opened its words yet" in page
    assert "Nothing was changed: it was read before." in again


def test_of_a_case_that_a_colleague_has_taken_nothing_is_told(officer):
    [appeal] = waiting(1)
    take(appeal, factories.an_officer())

    page = _look(officer, "take", [appeal])

    assert "Not in your queue any more" in page
    assert "Forums" not in page
    assert "There is nothing to do to any of these." in page


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("deed=take", "Tick one case at least."),
        ("deed=take&case=x", "Tick cases of the queue."),
        ("deed=take" + "&case=1" * 51, "Tick fewer cases: 50 at the most."),
        ("deed=close&case=00000000-0000-4000-8000-000000000000", "Choose on the queue what to do."),
    ],
)
def test_what_cannot_be_read_is_a_kind_sentence(officer, asked, says):
    assert says in read(visit(officer), f"{TOGETHER}?{asked}")


@pytest.mark.parametrize("deed", ["answer", "close", "verdict", "consent", ""])
def test_nothing_else_is_done_to_several_cases(officer, deed):
    [appeal] = waiting(1)
    take(appeal, officer)

    page = _do(officer, deed, [appeal])

    assert "Choose on the queue what to do." in page
    appeal.refresh_from_db()
    assert appeal.state == AppealState.SUBMITTED


@pytest.mark.parametrize("who", OUTSIDE)
def test_it_is_closed_to_whoever_has_no_place_at_the_desk(who):
    client, cases = visit(OTHERS[who]()), waiting(1)

    answers = [client.get(TOGETHER), client.post(TOGETHER, _said("take", cases))]

    assert {answer.status_code for answer in answers} == {403}
    assert not Appeal.objects.exclude(officer=None).exists()


def test_it_is_done_with_the_keyboard_alone_and_without_javascript(browser, live_server):
    officer = factories.an_officer()
    waiting(2)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    sign_in(context, officer, live_server.url)
    page = context.new_page()
    page.goto(QUEUE)

    boxes = page.get_by_role("checkbox", name="Tick")
    for number in range(2):
        boxes.nth(number).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Take these cases").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_title("Take these cases · City diplomacy")
    page.get_by_role("button", name="Take these cases").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Done to 2 of 2 cases.")).to_be_visible()
    context.close()
    assert Appeal.objects.filter(officer=officer).count() == 2
