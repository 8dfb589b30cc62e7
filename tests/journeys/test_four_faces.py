"""The whole way of each of the four who use the platform, in four languages, on two screens.

The phone has no JavaScript. Each way is made through pages alone; what others do beside it
(a colleague, the worker, the other town) is done by the services.
"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from evidence.models import EvidenceItem
from matching.engine.lifecycle import ProposalState
from matching.models import Answer, Appeal, Pledge, Proposal
from prerequisites.models import ReadinessProfile
from tests import factories
from tests.intake.asking import MARK, a_sent
from tests.journeys.screens import EVERYWHERE
from tests.matching.proposing import a_pair, a_read_appeal, agree
from tests.publication.cards import a_case, a_crowded_region, listed
from tests.web.visitors import match

READY = ("motives", "objectives", "communication", "endurance", "partners", "calm_at_home")


def _sends(page: Page) -> None:
    """Press the one first button of the form."""
    page.locator("main form button.button:not(.button-second)").first.click()


def _reads(page: Page, language: str) -> None:
    """Hold a page to its language, its direction and its width."""
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("document.dir") == ("rtl" if language == "ar" else "ltr")
    width = (page.viewport_size or {"width": 0})["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("language", "kind"), EVERYWHERE)
def test_a_mayor_asks_without_an_account_is_read_and_follows(screen, language, kind):
    town = factories.a_municipality(name="Kvitka")
    page = screen(kind, language)

    page.goto("/")
    _reads(page, language)
    page.locator("a.door-first").click()
    _reads(page, language)
    page.locator("main a.button").first.click()
    page.locator("input[name=kinds][value=support]").check()
    page.locator("select[name=topic]").select_option("water")
    page.locator("textarea[name=summary]").fill(f"The pumps of {MARK} stand still.")
    page.locator("input[name=sought]").fill("kvitk")
    _sends(page)
    receipt = page.locator(".receipt").inner_text()
    _reads(page, language)
    page.locator(f"input[name=town][value='{town.reference}']").check()
    page.locator("input[name=urgency][value=urgent]").check()
    page.locator("input[name=languages][value=uk]").check()
    page.locator("input[name=filer][value=mayor]").check()
    page.locator("textarea[name=contact]").fill("By radio")
    _sends(page)
    expect(page.locator("blockquote")).to_contain_text(MARK)
    page.locator("form[action$='/send/'] button").click()
    expect(page.locator(".receipt")).to_have_text(receipt)
    page.locator("form[action$='/leave/'] button").click()

    other = screen(kind, language)
    other.goto("/follow/")
    other.locator("input[name=receipt]").fill(receipt)
    _sends(other)
    _reads(other, language)
    expect(other.locator("a[href$='/withdraw/']")).to_be_visible()
    assert MARK not in other.content()
    assert Appeal.objects.get().state == "quarantined"


@pytest.mark.parametrize(("language", "kind"), EVERYWHERE)
def test_a_helper_says_how_ready_it_is_pledges_agrees_and_is_introduced(screen, language, kind):
    lund = factories.a_municipality(name="Lund", country_code="SE", may_appeal=False)
    page = screen(kind, language, factories.someone_of(lund))

    page.goto("/start/")
    page.locator("a[href*='/readiness/']").click()
    _reads(page, language)
    for name in READY:
        page.locator(f"input[name={name}][value=yes]").check()
    page.locator("input[name=context_sources]").fill("3")
    _sends(page)
    assert ReadinessProfile.objects.get().motives == "yes"

    page.locator("main a[href$='/pledges/new/']").click()
    _reads(page, language)
    page.locator("input[name=activities][value=forums]").check()
    page.locator("input[name=actor][value=through_organisations]").check()
    page.locator("input[name=has_platform]").check()
    page.locator("details:has(input[name=languages]) summary").click()
    page.locator("input[name=languages][value=uk]").check()
    page.locator("input[name=capacity]").fill("2")
    page.locator("input[name=last_day]").fill("2027-12-31")
    _sends(page)
    page.locator("button[value=offer]").click()
    expect(page.locator(".tag-offered")).to_be_visible()

    put = a_pair(
        appeal=a_read_appeal(factories.an_officer(), at=timezone.now()),
        pledge=Pledge.objects.get(),
        at=timezone.now(),
    )
    page.goto("/proposals/")
    page.locator(f"main a[href*='{put.reference}']").click()
    _reads(page, language)
    expect(page.locator("main")).not_to_contain_text("Kvitka")
    page.locator("input[name=releases][value=contact]").check()
    page.locator("textarea[name=contact]").fill("Ask for Birgit Test")
    page.locator("form[action$='/agree/'] button").click()
    assert put.now().state == ProposalState.PUT
    expect(page.locator("main")).not_to_contain_text("Kvitka")

    agree(put, put.mayor, at=timezone.now(), contact="Call Olha Test")
    page.reload()
    expect(page.locator("main")).to_contain_text("Kvitka")
    page.locator("form[action$='/released/'] button").click()
    expect(page.locator("main")).to_contain_text("Call Olha Test")
    _reads(page, language)
    assert put.now().state == ProposalState.INTRODUCED


@pytest.mark.parametrize(("language", "kind"), EVERYWHERE)
def test_an_officer_confirms_judges_matches_proposes_and_answers(screen, language, kind):
    town = factories.a_municipality(name="Kvitka")
    factories.at_war(town.zone)
    a_sent(town, topic="dialogue", at=timezone.now())
    pledge = factories.a_live_pledge(at=timezone.now())
    page = screen(kind, language, factories.an_officer())

    _confirms(page, language)
    _judges(page, language, town.zone)
    match()
    _proposes(page, language, pledge)
    _answers(page, language)

    appeal = Appeal.objects.get()
    assert appeal.state == "answered"
    assert Proposal.objects.get().appeal == appeal


def _confirms(page: Page, language: str) -> None:
    page.goto("/desk/quarantine/")
    _reads(page, language)
    page.locator("form[action$='/check/'] button").click()
    page.locator("input[name=basis]").first.check()
    page.locator("input[name=goes_on][value=keep]").check()
    page.locator("form[action$='/accept/'] button").click()
    _reads(page, language)
    page.locator("form[action$='/acknowledge/'] button").click()
    assert Appeal.objects.get().state == "acknowledged"


def _judges(page: Page, language: str, zone) -> None:
    page.goto(f"/desk/zones/{zone.reference}/statements/new/")
    _reads(page, language)
    page.locator("select[name=source_kind]").select_option("un_body")
    page.locator("input[name=source_name]").fill("The mission")
    page.locator("select[name=subject]").select_option("p1")
    page.locator("input[name=says][value=met]").check()
    page.locator("input[name=observed_on]").fill(timezone.localdate().isoformat())
    page.locator("button[value=look]").click()
    assert not EvidenceItem.objects.filter(subject="p1").exists()
    page.locator("button[value=save]").click()
    expect(page.locator(".note-success")).to_be_visible()
    assert EvidenceItem.objects.filter(subject="p1").count() == 1


def _proposes(page: Page, language: str, pledge: Pledge) -> None:
    page.goto("/desk/")
    _reads(page, language)
    page.locator("main a[href*='/desk/cases/']").first.click()
    _reads(page, language)
    expect(page.locator("#verdict .verdict .tag").first).to_be_visible()
    page.locator(f"#match-1 a[href*='{pledge.reference}'][href*='put']").click()
    _reads(page, language)
    conditions = page.locator("input[name=conditions_hold]")
    if conditions.count():
        conditions.check()
    page.locator("main form button.button").click()
    expect(page.locator(".tag-put")).to_be_visible()


def _answers(page: Page, language: str) -> None:
    page.goto(f"/desk/cases/{Appeal.objects.get().reference}/")
    page.locator("#answers a.button").first.click()
    _reads(page, language)
    page.locator("main a[href*='/redirect/']").first.click()
    page.locator("textarea[name=text]").fill("The water fund of the region can help sooner.")
    page.locator("button[value=look]").click()
    _reads(page, language)
    assert Answer.objects.count() == 0
    page.locator("button[value=save]").click()
    expect(page.locator("#answers blockquote")).to_be_visible()


@pytest.mark.parametrize(("language", "kind"), EVERYWHERE)
def test_anybody_reads_how_it_is_decided_what_is_needed_and_what_came_of_it(screen, language, kind):
    card = listed(a_case(a_crowded_region(), at=timezone.now()), at=timezone.now())
    page = screen(kind, language)

    page.goto("/")
    for address in ("/decision/", "/map/", "/privacy/", "/security/", "/accessibility/"):
        page.locator(f"footer a[href='{address}']").click()
        expect(page).to_have_url(re.compile(f"{address}$"))
        _reads(page, language)
    page.goto("/")
    page.locator("main a[href='/results/']").click()
    _reads(page, language)
    page.locator("nav a[href='/needs/']").click()
    _reads(page, language)
    page.locator("main details summary").first.click()
    page.locator("main form[role=search] button").click()
    page.locator(f"main a[href='{reverse('web:needs:detail', args=[card.reference])}']").click()
    _reads(page, language)
    expect(page.locator("main")).to_contain_text("A town asks cities abroad")
    expect(page.locator("main")).not_to_contain_text("Trostianets")
