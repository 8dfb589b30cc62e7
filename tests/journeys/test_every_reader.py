"""Every page for those who use no mouse, see colours of their own, or read on paper."""

from typing import Final

import pytest
import zeal
from django.test import Client
from playwright.sync_api import Browser, Page
from zeal.constants import initialize_app_registry
from zeal.patch import patch

from tests.journeys.sessions import sign_in
from tests.journeys.world import World

A4_PX: Final = 794

# What the tabulator must reach: of radio buttons that belong together it reaches one.
STOPS: Final = """() => {
    const groups = new Set();
    window.stops = [...document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [tabindex='0']"
    )].filter((each) => {
        if (each.disabled || each.type === "hidden" || each.tabIndex < 0) return false;
        if (!each.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
            return false;
        if (each.type !== "radio") return true;
        const group = `${each.form && each.form.action} ${each.name}`;
        const isFirst = !groups.has(group);
        groups.add(group);
        return isFirst;
    });
    window.reached = new Set();
    window.unseen = [];
    window.last = null;
    window.rounds = 0;
    return window.stops.length + 3 * document.querySelectorAll("input[type=date]").length;
}"""
REACHES: Final = """() => {
    const here = document.activeElement;
    if (here === window.last) return true;  // a date has a stop for each of its parts
    window.last = here;
    if (here === document.body) return !window.rounds++;  // focus may begin in the middle
    if (window.reached.has(here)) return false;
    window.reached.add(here);
    const look = getComputedStyle(here);
    const hasRing = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
    if (!hasRing) window.unseen.push(here.outerHTML.slice(0, 120));
    return true;
}"""
MISSED: Final = """() => [...window.unseen, ...window.stops.filter((each) => {
    if (window.reached.has(each)) return false;
    return each.type !== "radio" || ![...window.reached].some((one) => one.name === each.name);
}).map((each) => each.outerHTML.slice(0, 120))]"""

FLAT: Final = """() => [...document.querySelectorAll(
    "main .button:not(.button-link), main .tag, main input:not([type=hidden]), main select, \
main textarea"
)].filter((each) => {
    if (!each.checkVisibility() || each.matches("[type=radio], [type=checkbox], [type=file]"))
        return false;
    const look = getComputedStyle(each);
    return look.borderTopStyle === "none" || parseFloat(look.borderTopWidth) === 0;
}).map((each) => each.outerHTML.slice(0, 120))"""

ON_PAPER: Final = """() => [
    ...[...document.querySelectorAll(".nav, .leave, .foot, .skip, .back, .button")]
        .filter((each) => each.checkVisibility()).map((each) => each.className),
    ...(getComputedStyle(document.body).backgroundColor.match(/0, 0, 0, 0|255, 255, 255/)
        ? [] : ["paper is dark"]),
    ...(document.documentElement.scrollWidth > window.innerWidth ? ["wider than paper"] : []),
    ...[...document.querySelectorAll("main details:not([open]) > :not(summary)")]
        .filter((each) => !each.checkVisibility({contentVisibilityAuto: true}))
        .map((each) => `folded away: ${each.outerHTML.slice(0, 80)}`),
]"""


def _open(page: Page, base: str, user, address: str) -> None:
    page.context.clear_cookies()
    if user:
        sign_in(page.context, user, base)
    page.goto(address)


def _missed_by_keyboard(page: Page) -> list[str]:
    """Press the tabulator until it comes round; return what it missed, or showed no ring on."""
    stops = page.evaluate(STOPS)
    for _stop in range(stops + 3):
        page.keyboard.press("Tab")
        if not page.evaluate(REACHES):
            break
    return [str(each) for each in page.evaluate(MISSED)]


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    browser: Browser, live_server, world: World
):
    context = browser.new_context(base_url=live_server.url, locale="en")
    page = context.new_page()

    missed = {}
    for name, where in world.addresses().items():
        _open(page, live_server.url, *where)
        missed[name] = _missed_by_keyboard(page)

    context.close()
    assert {name: each for name, each in missed.items() if each} == {}


def test_in_forced_colours_everything_that_acts_has_a_border(
    browser: Browser, live_server, world: World
):
    context = browser.new_context(base_url=live_server.url, locale="ar", forced_colors="active")
    page = context.new_page()

    flat = {}
    for name, where in world.addresses().items():
        _open(page, live_server.url, *where)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        flat[name] = page.evaluate(FLAT)

    context.close()
    assert {name: each for name, each in flat.items() if each} == {}


def test_on_paper_there_is_only_what_can_be_read(browser: Browser, live_server, world: World):
    context = browser.new_context(
        base_url=live_server.url,
        locale="fr",
        color_scheme="dark",
        viewport={"width": A4_PX, "height": 1123},
    )
    page = context.new_page()
    page.emulate_media(media="print")

    wrong = {}
    for name, where in world.addresses().items():
        _open(page, live_server.url, *where)
        wrong[name] = page.evaluate(ON_PAPER)

    context.close()
    assert {name: each for name, each in wrong.items() if each} == {}


TWICE: Final = {"web:desk:compare"}
"""They lay two rows side by side, and fetch each of them alone."""


@pytest.fixture(scope="module")
def _rows_are_watched() -> None:
    """Let zeal see each row that is fetched alone, one after the other."""
    initialize_app_registry()
    patch()


@pytest.mark.django_db
@pytest.mark.usefixtures("_rows_are_watched")
def test_no_page_asks_for_its_rows_one_by_one(world: World):
    asked = {}
    for name, (user, address) in world.addresses().items():
        client = Client()
        if user:
            client.force_login(user)
        try:
            with zeal.zeal_context():
                client.get(address)
        except zeal.NPlusOneError as error:
            asked[name] = str(error)

    assert set(asked) == TWICE, asked
