"""A host asks cities for experts: four people, from the call to both telephones."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from partnercalls.models import PartnerCall
from tests import factories
from tests.journeys.screens import DESKTOP, PHONE
from tests.partnercalls.hosting import a_ready_city


@pytest.mark.parametrize(("language", "kind"), [("ar", PHONE), ("fr", DESKTOP)])
def test_experts_are_asked_for_listed_offered_and_taken_up(screen, live_server, language, kind):
    host, city = factories.an_intermediary(), a_ready_city()
    asking = screen(kind, language, factories.someone_at(host))
    desk = screen(kind, language, factories.an_officer())
    helping = screen(kind, language, factories.someone_of(city))
    today = timezone.localdate()

    asking.goto("/calls/")
    asking.locator("main a[href='/calls/write/']").click()
    asking.locator("select[name=topic]").select_option("water")
    asking.locator("input[name=experts]").fill("1")
    asking.locator("textarea[name=summary]").fill("An engineer for pumping stations.")
    asking.locator("select[name=country]").select_option("GE")
    asking.locator("input[name=starts]").fill(str(today + timedelta(days=30)))
    asking.locator("input[name=last_day]").fill(str(today + timedelta(days=90)))
    for gift in ("access", "security", "logistics"):
        asking.locator(f"input[name=gives_{gift}]").check()
    asking.locator("textarea[name=contact]").fill("Nino, +995 32 000 000")
    if not asking.locator("input[name=languages][value=en]").is_visible():
        asking.locator("details:has(input[name=languages]) summary").click()
    asking.locator("input[name=languages][value=en]").check()
    asking.locator("main form button.button").click()
    expect(asking.locator(".tag-proposed")).to_be_visible()
    call = PartnerCall.objects.get()

    desk.goto("/calls/")
    desk.locator(f"main a[href='/calls/{call.reference}/']").first.click()
    desk.locator("main a[href$='/list/']").click()
    desk.locator("input[name=phase][value=low_after]").check()
    desk.locator("input[name=peace][value=holds]").check()
    desk.locator("main form button.button").click()
    expect(desk.locator(".tag-listed")).to_be_visible()

    helping.goto("/calls/")
    expect(helping.locator(".tag-for")).to_be_visible()
    helping.locator(f"main a[href='/calls/{call.reference}/']").click()
    expect(helping.get_by_text(host.name)).to_have_count(0)
    helping.locator("main a[href$='/offer/']").click()
    helping.locator("textarea[name=contact]").fill("Eva, +46 46 000 000")
    helping.locator("main form button.button").click()
    expect(helping.locator(".tag-waits")).to_be_visible()

    asking.goto(f"/calls/{call.reference}/")
    asking.locator("form[action$='/contact/'] button").last.click()
    expect(asking.get_by_text("Eva, +46 46 000 000")).to_be_visible()
    asking.goto(f"/calls/{call.reference}/")
    asking.locator("button[value=take_up]").click()
    expect(asking.locator(".tag-taken_up")).to_be_visible()

    helping.goto(f"/calls/{call.reference}/")
    helping.locator("form[action$='/contact/'] button").click()
    expect(helping.get_by_text("Nino, +995 32 000 000")).to_be_visible()
    expect(helping.get_by_text(host.name)).to_be_visible()
