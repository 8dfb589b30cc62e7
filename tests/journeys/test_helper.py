"""A town that helps: says how ready it is, pledges, offers, rests."""

import pytest
from playwright.sync_api import expect

from matching.models import Pledge
from prerequisites.models import ReadinessProfile
from tests import factories

YES = ("motives", "objectives", "communication", "endurance", "partners", "calm_at_home")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_helper_answers_pledges_offers_and_rests(phone, language):
    town = factories.a_municipality(name="Lund", country_code="SE", may_appeal=False)
    page = phone(language, factories.someone_of(town))

    page.goto("/start/")
    page.locator("a[href*='/readiness/']").click()
    for name in YES:
        page.locator(f"input[name={name}][value=yes]").check()
    page.locator("input[name=context_sources]").fill("3")
    page.locator("main form button.button").click()
    expect(page.locator(".note-success")).to_be_visible()
    assert ReadinessProfile.objects.get().motives == "yes"

    page.locator("main a[href$='/pledges/new/']").click()
    page.locator("input[name=activities][value=forums]").check()
    page.locator("input[name=actor][value=through_organisations]").check()
    page.locator("input[name=has_platform]").check()
    page.locator("details:has(input[name=languages]) summary").click()
    page.locator("input[name=languages][value=sv]").check()
    page.locator("input[name=capacity]").fill("2")
    page.locator("input[name=last_day]").fill("2027-12-31")
    page.locator("main form button.button").click()

    for action, state in (("offer", "offered"), ("pause", "paused"), ("resume", "offered")):
        page.locator(f"button[value={action}]").click()
        expect(page.locator(f".tag-{state}")).to_be_visible()
        assert Pledge.objects.get().state == state
    expect(page.locator("section[aria-labelledby=fit]")).to_be_visible()
