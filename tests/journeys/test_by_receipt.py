"""A mayor without an account replies to the officer, agrees to a proposal, and is introduced."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import ProposalState
from matching.engine.receipts import grouped
from matching.models import CaseQuestion
from matching.services import answers, questions
from tests import factories
from tests.intake.asking import Asked, a_read
from tests.matching.proposing import Put, a_pair, agree

NARROW = 320


@pytest.fixture
def asked(transactional_db) -> Asked:
    return a_read(town=factories.a_municipality(name="Kvitka"), at=timezone.now())


def _put(asked: Asked) -> Put:
    return a_pair(appeal=asked.appeal, officer=asked.officer, at=timezone.now())


def _ask(asked: Asked) -> CaseQuestion:
    return questions.ask(
        appeal=asked.appeal.reference,
        text="Does the ford hold?",
        by=asked.officer,
        at=timezone.now(),
    )


def _enter(page: Page, asked: Asked) -> None:
    page.goto("/follow/")
    page.locator("input[name=receipt]").fill(grouped(asked.receipt))
    page.locator("main form button.button").click()


def _fits(page: Page) -> None:
    page.locator("main h1").wait_for()  # a page that is on its way has no width yet
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_somebody_with_a_receipt_replies_agrees_and_is_introduced(phone, asked, language):
    put = _put(asked)
    agree(put, put.helper, at=timezone.now(), contact="Write to Lund")
    _ask(asked)
    page = phone(language)
    page.set_viewport_size({"width": NARROW, "height": 640})

    _enter(page, asked)
    _fits(page)
    page.locator("a[href*='/questions/']").click()
    _fits(page)
    page.locator("textarea[name=text]").fill("It holds.")
    page.locator("main form button.button").click()
    expect(page.locator("main")).to_contain_text("It holds.")

    page.locator("a[href*='/proposals/']").click()
    _fits(page)
    page.locator("form[action$='/agree/'] button").click()
    _fits(page)
    page.locator("form[action$='/released/'] button").click()
    _fits(page)

    expect(page.locator("main")).to_contain_text("Write to Lund")
    assert put.now().state == ProposalState.INTRODUCED


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("ar", NARROW)])
def test_axe_finds_nothing_where_a_receipt_speaks(
    browser: Browser, live_server, asked, language, width
):
    put, question = _put(asked), _ask(asked)
    answer = answers.give_answer(
        appeal=asked.appeal.reference,
        kind=AnswerKind.DECLARATION,
        text="The Congress has declared it.",
        by=asked.officer,
        at=timezone.now(),
    )
    context = browser.new_context(
        base_url=live_server.url, locale=language, viewport={"width": width, "height": 740}
    )
    page = context.new_page()
    _enter(page, asked)

    found = {}
    for address in (
        reverse("web:following:case"),
        reverse("web:following:proposals:detail", args=[put.reference]),
        reverse("web:following:reply", args=[question.reference]),
        reverse("web:following:object_to_answer", args=[answer.reference]),
    ):
        page.goto(address)
        assert page.url.endswith(address)
        troubles = [each["id"] for each in Axe().run(page).response["violations"]]
        found[address] = (page.evaluate("document.documentElement.scrollWidth"), troubles)

    context.close()
    assert set(map(str, found.values())) == {str((width, []))}
