"""A mayor with an old phone and no JavaScript: asks, is answered, withdraws."""

import pytest
from playwright.sync_api import Page, expect

from matching.models import Appeal
from tests import factories
from tests.web.visitors import match

PASSWORD = "a long way to the river"


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_a_mayor_asks_sees_the_outcome_and_withdraws(phone, language, direction):
    town = factories.a_municipality(name="Trostianets")
    factories.at_war(town.zone)
    mayor = factories.someone_of(town)
    mayor.set_password(PASSWORD)
    mayor.save()
    page = phone(language)

    page.goto("/")
    page.locator("a.door-first").click()
    page.locator("main a.button[href='/appeals/new/']").click()
    page.locator("input[name=login]").fill(mayor.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button.button:not(.button-second)").click()
    expect(page.locator("html")).to_have_attribute("dir", direction)

    _fill_in(page)
    page.locator("main form button.button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").click()
    page.locator("input[name=last_day]").fill("2027-12-31")
    page.locator("main form button.button").click()

    expect(page.locator("blockquote")).to_have_text("The pumps stand still.")
    assert Appeal.objects.get().state == "draft"
    page.locator("form[action$='/send/'] button").click()
    expect(page.locator(".note-success")).to_be_visible()
    expect(page.locator(".timeline [aria-current]")).to_have_count(1)

    match()
    page.reload()
    expect(page.locator("section[aria-labelledby=outcome] .tag")).to_be_visible()

    page.locator("a[href$='/withdraw/']").click()
    page.locator("main .button-danger").click()
    expect(page.locator(".note-success")).to_be_visible()
    assert Appeal.objects.get().state == "withdrawn"


def _fill_in(page: Page) -> None:
    """Answer everything but the last day."""
    page.locator("input[name=kinds][value=support]").check()
    page.locator("input[name=activity][value=forums]").check()
    page.locator("select[name=topic]").select_option("water")
    page.locator("textarea[name=summary]").fill("The pumps stand still.")
    page.locator("input[name=urgency][value=urgent]").check()
    page.locator("input[name=languages][value=uk]").check()
    page.locator("select[name=excluded]").first.select_option("BY")
