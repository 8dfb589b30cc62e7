"""Single keys for the desk: off until switched on, silent in fields, and nothing but links."""

import gzip

import pytest
from django.conf import settings as project
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from matching.services import appeals
from tests import factories
from tests.journeys.sessions import sign_in
from tests.web.visitors import OTHERS, read, sentences, visit

QUEUE = reverse("web:desk:queue")
LIST = reverse("web:desk:shortcuts")
SCRIPT = "js/shortcuts.js"
OUTSIDE = sorted(set(OTHERS) - {"an officer without the case", "a supervisor"})


def test_the_script_is_tiny():
    path = project.BASE_DIR / "static" / SCRIPT

    assert len(gzip.compress(path.read_bytes())) < 1_000


@pytest.mark.django_db
def test_they_are_off_until_they_are_switched_on_and_can_be_switched_off():
    client = visit(factories.an_officer())
    loaded = [SCRIPT in read(client, QUEUE)]

    said = [sentences(client, LIST)]
    loaded.append(SCRIPT in read(client, QUEUE))
    said.append(sentences(client, LIST))
    loaded.append(SCRIPT in read(client, QUEUE))

    assert loaded == [False, True, False]
    assert said == [["The shortcuts are on until you sign out."], ["The shortcuts are off."]]


@pytest.mark.django_db
def test_they_end_with_the_session():
    officer = factories.an_officer()
    client = visit(officer)
    client.post(LIST)
    client.logout()
    client.force_login(officer)

    assert SCRIPT not in read(client, QUEUE)


@pytest.mark.django_db
@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_has_them(who):
    client = visit(OTHERS[who]())

    assert (client.get(LIST).status_code, client.post(LIST).status_code) == (403, 403)
    assert SCRIPT not in read(client, reverse("web:decision"))


@pytest.mark.django_db
def test_only_a_supervisor_leaps_to_the_figures():
    fairness = f'data-f="{reverse("web:desk:fairness")}"'
    pages = []
    for user in (factories.an_officer(), factories.a_supervisor()):
        client = visit(user)
        client.post(LIST)
        pages.append(read(client, QUEUE))

    assert [fairness in page for page in pages] == [False, True]


@pytest.fixture
def supervisor() -> User:
    """A supervisor with one case and, below it, an appeal that nobody has taken."""
    user = factories.a_supervisor()
    own = factories.a_live_appeal(factories.a_municipality(name="Trostianets"))
    appeals.take_appeal(reference=own.reference, by=user, at=timezone.now())
    factories.a_live_appeal(factories.a_municipality(name="Lypa"), at=timezone.now())
    return user


@pytest.fixture
def desk(browser: Browser, live_server, supervisor, request):
    """The queue in a browser, with the shortcuts switched on."""
    context = browser.new_context(base_url=live_server.url, locale=request.param)
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    sign_in(context, supervisor, live_server.url)
    page = context.new_page()
    page.goto(LIST)
    page.locator("main form button").click()
    page.wait_for_load_state()
    page.goto(QUEUE)
    yield page
    context.close()
    assert [text for text in said if "Content Security Policy" in text] == []


def _case_in_focus(page: Page) -> int:
    return int(
        page.evaluate("[...document.querySelectorAll('.case')].indexOf(document.activeElement)")
    )


@pytest.mark.parametrize("desk", ["en", "ar"], indirect=True)
def test_j_and_k_go_from_case_to_case_and_stop_at_the_ends(desk):
    focused = []
    for key in ("j", "j", "j", "k", "k"):
        desk.keyboard.press(key)
        focused.append(_case_in_focus(desk))

    assert focused == [0, 1, 1, 0, 0]


@pytest.mark.parametrize("desk", ["en"], indirect=True)
@pytest.mark.parametrize("key", ["o", "Enter"])
def test_o_and_enter_open_ones_own_case(desk, key):
    desk.keyboard.press("j")
    desk.keyboard.press(key)

    expect(desk).to_have_title("Dialogue between communities, Trostianets · City diplomacy")


@pytest.mark.parametrize("desk", ["en"], indirect=True)
def test_a_case_that_nobody_has_taken_is_not_taken_by_a_key(desk):
    desk.keyboard.press("k")
    desk.keyboard.press("o")
    desk.keyboard.press("Enter")

    assert _case_in_focus(desk) == 1
    expect(desk.get_by_role("button", name="Take this case")).to_have_count(1)


@pytest.mark.parametrize("desk", ["ar"], indirect=True)
@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (["g", "s"], "web:desk:search"),
        (["g", "f"], "web:desk:fairness"),
        (["?"], "web:desk:shortcuts"),
    ],
)
def test_keys_lead_to_pages(desk, keys, name):
    for key in keys:
        desk.keyboard.press(key)

    desk.wait_for_url(f"**{reverse(name)}")


@pytest.mark.parametrize("desk", ["en"], indirect=True)
def test_a_key_is_known_by_its_place_in_another_alphabet(desk):
    desk.evaluate(
        "document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'ت', code: 'KeyJ', bubbles: true}))"
    )

    assert _case_in_focus(desk) == 0


@pytest.mark.parametrize("desk", ["en"], indirect=True)
def test_in_a_field_and_with_a_modifier_keys_are_only_keys(desk):
    desk.locator("#find").focus()
    desk.keyboard.type("jg?")
    written = desk.locator("#find").input_value()
    desk.locator("h1").click()
    desk.keyboard.press("Alt+j")

    assert (written, _case_in_focus(desk)) == ("jg?", -1)
    assert desk.url.endswith(QUEUE)
