"""An officer: takes a case, reads it, is told who may help and who may not, starts a run."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from audit.models import Delivery
from matching.models import Appeal, MatchingPolicy
from matching.selectors.policies import policy_in_force
from matching.services import runs
from prerequisites.models import Override, RuleSetVersion
from prerequisites.selectors import current_rules
from tests import factories
from tests.journeys.sessions import sign_in
from tests.web.visitors import match


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_an_officer_takes_reads_and_understands_a_case(phone, language):
    appeal = factories.a_live_appeal(factories.a_municipality(name="Trostianets"))
    factories.a_live_pledge()
    speaks_german = factories.a_municipality(name="Graz", country_code="AT", may_appeal=False)
    factories.a_live_pledge(speaks_german, languages=["de"])
    page = phone(language, factories.an_officer())

    page.goto("/start/")
    page.locator("form[action$='/take/'] button").click()
    expect(page.locator("h1")).to_have_text("Trostianets")
    expect(page.locator(".now blockquote")).to_have_text("We ask to be heard.")
    page.locator("form[action$='/acknowledge/'] button").click()
    assert Appeal.objects.get(pk=appeal.pk).state == "acknowledged"

    match()
    page.locator(".now a").click()
    expect(page.locator("#verdict .verdict .tag").first).to_be_visible()
    expect(page.locator("#match-1 h3 bdi")).to_have_text("Lund")
    expect(page.locator("#match-1 .chip")).to_have_count(7)

    page.locator("#misses summary").first.click()
    expect(page.locator("#misses .gates").first).to_be_visible()
    page.locator("#misses details a").first.click()
    expect(page.locator("main")).to_contain_text("Graz")
    expect(page.locator(".gates li")).to_have_count(1)

    page.locator("nav a[href='/desk/runs/']").click()
    page.locator("form[action$='/start/'] button").click()
    expect(page.locator("progress")).to_have_attribute("max", "1")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_officers_decide_beside_the_evidence_and_one_of_them_ends_it(phone, language):
    town = factories.a_municipality(name="Trostianets")
    last_day = timezone.localdate() + timedelta(days=20)
    page, colleague = phone(language, factories.an_officer()), factories.an_officer()

    page.goto(f"/desk/zones/{town.zone.reference}/")
    page.locator("#overrides a.button").click()
    page.locator("select[name=subject]").select_option("p3")
    page.locator("input[name=value][value=met]").check()
    page.locator("input[name=last_day]").fill(last_day.isoformat())
    page.locator("textarea[name=reason]").fill("We met the mayor.")
    page.locator("button[value=look]").click()
    expect(page.locator(".now .tag").first).to_be_visible()
    assert Override.objects.count() == 0
    page.locator("button[value=save]").click()
    expect(page.locator("#overrides blockquote")).to_have_text("We met the mayor.")
    page.locator("#overrides .said a").click()
    expect(page.locator("form[action$='/confirm/']")).to_have_count(0)

    other = phone(language, colleague)
    other.goto("/desk/")
    other.locator("main a[href='/desk/zones/overrides/']").click()
    other.locator(".case a").click()
    other.locator("form[action$='/confirm/'] button").click()
    expect(other.locator(".note-success")).to_be_visible()
    assert Override.objects.get().confirmed_by == colleague

    other.locator("#overrides .said a").click()
    other.locator("form[action$='/end/'] button").click()
    expect(other.locator("#overrides details blockquote")).to_have_count(1)
    assert Override.objects.get().ended_by == colleague


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_officers_change_the_rules_after_a_look(phone, language):
    page, colleague = phone(language, factories.an_officer()), factories.an_officer()

    page.goto("/desk/zones/")
    page.locator("main a[href='/desk/zones/rules/']").click()
    page.locator("main a.button").click()
    page.locator("textarea[name=reason]").fill("Officials change sooner than we thought.")
    page.locator("input[name=days_p3]").fill("120")
    page.locator("button[value=look]").click()
    expect(page.locator(".now ul li").first).to_contain_text("120")
    assert not RuleSetVersion.objects.filter(number=2).exists()
    page.locator("button[value=save]").click()
    expect(page.locator(".note-success")).to_be_visible()
    expect(page.locator("form[action$='/adopt/']")).to_have_count(0)

    other = phone(language, colleague)
    other.goto("/desk/zones/rules/")
    other.locator("main h3 a").first.click()
    other.locator("form[action$='/adopt/'] button").click()
    expect(other.locator(".note-success")).to_be_visible()
    assert current_rules().version == 2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_officers_change_the_order_of_matching_after_a_look(phone, language):
    page, colleague = phone(language, factories.an_officer()), factories.an_officer()

    page.goto("/desk/runs/")
    page.locator("main a[href='/desk/policies/']").click()
    page.locator("main a.button:not(.button-second)").click()
    page.locator("input[name=name]").fill("Languages before links")
    page.locator("textarea[name=reason]").fill("They must talk to each other.")
    page.locator("select[name=place_languages]").select_option("3")
    page.locator("button[value=look]").click()
    expect(page.locator(".field-wrong select[name=place_languages]")).to_be_visible()
    page.locator("select[name=place_link]").select_option("4")
    page.locator("button[value=look]").click()
    expect(page.locator(".now")).to_be_visible()
    assert not MatchingPolicy.objects.filter(number=2).exists()
    page.locator("button[value=save]").click()
    expect(page.locator(".note-success")).to_be_visible()
    expect(page.locator("form[action$='/adopt/']")).to_have_count(0)

    other = phone(language, colleague)
    other.goto("/desk/policies/")
    other.locator("main h3 a").first.click()
    other.locator("form[action$='/adopt/'] button").click()
    expect(other.locator(".note-success")).to_be_visible()
    assert policy_in_force(timezone.localdate()).name == "Languages before links"


def test_a_run_shows_how_far_it_is_by_itself(page: Page, live_server):
    factories.a_live_appeal()
    officer = factories.an_officer()
    runs.start_run(by=officer, at=timezone.now())
    sign_in(page.context, officer, live_server.url)

    page.goto("/desk/runs/")
    expect(page.locator(".tag-running")).to_be_visible()
    delivery = Delivery.objects.get(handler="matching.tasks.match_block")
    runs.match_block(
        delivery=delivery.pk, reference=UUID(delivery.event.subject), at=timezone.now()
    )

    expect(page.locator(".tag-complete")).to_be_visible(timeout=10_000)
    expect(page.locator("progress")).to_have_attribute("value", "1")


def test_a_supervisor_chooses_for_whom_somebody_acts_on_the_smallest_screen(phone):
    region = factories.a_zone(name="Region with a long name")
    for _number in range(2):
        factories.a_municipality(zone=factories.a_zone(name="Kvitka", parent=region))
    page = phone("ar", factories.a_supervisor())
    page.set_viewport_size({"width": 320, "height": 640})

    page.goto("/desk/people/invite/")
    page.locator("[name=email]").fill("clerk@example.org")
    page.locator("[name=display_name]").fill("A clerk")
    page.locator("[name=role][value=municipality]").check()
    page.locator("[name=sought]").fill("Kvitka")
    page.locator("main form button").click()
    expect(page.locator("[name=body]")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    page.locator("[name=body]").first.check()
    page.locator("main form button").click()
    expect(page.locator("main code").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
