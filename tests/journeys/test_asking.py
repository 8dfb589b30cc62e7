"""Somebody with an old phone, no JavaScript and no account asks, comes back, and withdraws."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from intake.engine.dossier import Basis
from intake.services import quarantine
from matching.engine.receipts import grouped
from matching.models import Appeal
from matching.services import unconfirmed
from tests import factories
from tests.clock import NOON
from tests.intake.asking import CONTACT, MARK, a_draft

NARROW = 320


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_somebody_asks_without_an_account_and_comes_back_on_another_phone(
    phone, language, direction
):
    town = factories.a_municipality(name="Kvitka")
    page = phone(language)
    page.set_viewport_size({"width": NARROW, "height": 640})

    page.goto("/ask/")
    page.locator("main a.button").first.click()
    expect(page.locator("html")).to_have_attribute("dir", direction)
    receipt = _ask(page, str(town.reference))
    assert Appeal.objects.get().state == "quarantined"
    page.locator("form[action$='/leave/'] button").click()

    other = phone(language)
    other.set_viewport_size({"width": NARROW, "height": 640})
    other.goto("/follow/")
    other.locator("input[name=receipt]").fill(receipt.lower())
    other.locator("main form button.button").click()
    _fits(other)
    _confirmed()
    other.reload()
    expect(other.locator("h1")).to_be_visible()
    assert MARK not in other.url
    assert receipt not in other.content()

    other.locator("a[href$='/withdraw/']").click()
    _fits(other)
    other.locator("main .button-danger").click()
    assert Appeal.objects.get().state == "withdrawn"


def _ask(page: Page, town: str) -> str:
    """Fill in the three pages, send, and return the receipt."""
    page.locator("input[name=kinds][value=support]").check()
    page.locator("select[name=topic]").select_option("water")
    page.locator("textarea[name=summary]").fill(f"The pumps of {MARK} stand still.")
    page.locator("input[name=sought]").fill("kvitk")
    _fits(page)
    page.locator("main form button.button").click()

    receipt = page.locator(".receipt").inner_text()
    _fits(page)
    page.locator(f"input[name=town][value='{town}']").check()
    page.locator("input[name=urgency][value=urgent]").check()
    page.locator("input[name=languages][value=en]").check()
    page.locator("input[name=filer][value=mayor]").check()
    page.locator("textarea[name=contact]").fill(CONTACT)
    page.locator("main form button.button").click()

    expect(page.locator("blockquote")).to_contain_text(MARK)
    _fits(page)
    page.locator("form[action$='/send/'] button").click()
    expect(page.locator(".receipt")).to_have_text(receipt)
    _fits(page)
    return receipt


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW


def _confirmed() -> None:
    officer = factories.an_officer()
    appeal = Appeal.objects.get()
    unconfirmed.take_for_checking(reference=appeal.reference, by=officer, at=NOON)
    quarantine.confirm_and_keep(appeal=appeal.reference, basis=Basis.CALL_BACK, by=officer, at=NOON)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_pages_behind_a_receipt(browser: Browser, live_server, language):
    draft = a_draft()
    context = browser.new_context(base_url=live_server.url, locale=language)
    page = context.new_page()
    page.goto("/follow/")
    page.locator("input[name=receipt]").fill(grouped(draft.receipt))
    page.locator("main form button.button").click()

    found = {}
    for name in ("asking:who", "asking:review", "following:case", "following:withdraw"):
        page.goto(reverse(f"web:{name}"))
        assert page.url.endswith(reverse(f"web:{name}"))
        found[name] = [each["id"] for each in Axe().run(page).response["violations"]]

    context.close()
    assert {name: troubles for name, troubles in found.items() if troubles} == {}
