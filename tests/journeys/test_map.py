"""Two officers change the map: one decides, looks and proposes, the other looks and adopts."""

import pytest
from playwright.sync_api import expect

from activities.models import MapVersion
from matching.services import appeals
from tests import factories
from tests.clock import NOON


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_officers_change_two_activities_in_one_version(phone, language):
    one, other = factories.an_officer(), factories.an_officer()
    case = factories.a_live_appeal(factories.a_municipality(name="Trostianets"))
    appeals.take_appeal(reference=case.reference, by=one, at=NOON)
    page = phone(language, one)

    page.goto("/map/")
    page.locator("a[href='/map/versions/']").click()
    page.locator("a[href='/map/versions/change/forums/']").click()
    page.locator("#id_fit_high").select_option("0")
    page.locator("#id_reason").fill("Too little came of them.")
    page.locator("button[value='look']").click()
    expect(page.locator(".now .case")).to_contain_text("Trostianets")
    assert not MapVersion.objects.exclude(number=1).exists()

    page.locator("button[formaction='/map/versions/change/visits/']").click()
    page.locator("input[name='risks'][value='dependence']").check()
    page.locator("#id_reason").fill("Too little came of forums; visits make dependent.")
    page.locator("button[value='look']").click()
    expect(page.locator(".now h3")).to_have_count(4)
    page.locator("button[value='save']").click()
    expect(page.locator("form[action$='/adopt/']")).to_have_count(0)

    page = phone(language, other)
    page.goto("/map/versions/2/")
    page.locator("form[action$='/adopt/'] button").click()
    expect(page.locator(".tag-for")).to_be_visible()

    page = phone(language)
    page.goto("/map/")
    expect(page.locator("blockquote")).to_have_text(
        "Too little came of forums; visits make dependent."
    )
    expect(page.locator("td .basis-ours")).to_have_count(1)
    page.locator("a[href='/map/1/']").click()
    expect(page.locator(".note-warning")).to_be_visible()
