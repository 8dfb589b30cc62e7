"""Every page of the platform, found through its addresses, so that a new one cannot escape."""

import gzip
from collections.abc import Iterator, Sequence
from datetime import timedelta

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as project
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import User
from activities.engine.values import Activity
from matching.engine.merging import MergeReason
from matching.engine.values import NeedTopic
from matching.services import (
    appeals,
    merging,
    still_needed,
)
from matching.services.narratives import seal_summary
from tests import factories
from tests.journeys.sessions import sign_in
from tests.web.visitors import NOBODYS, match
from web.urls import urlpatterns

HEAVIEST_FOR_A_MAYOR_BYTES = 14_000
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}  # axe spends its time on telling the rest
ACTS = {  # these only act: they are tested where they act
    "web:appeals:send",
    "web:appeals:remove_document",
    "web:following:remove_document",
    "web:pledges:move",
    "web:proposals:agree",
    "web:proposals:refuse",
    "web:proposals:revoke",
    "web:proposals:released",
    "web:desk:retract_proposal",
    "web:desk:two_calls",
    "web:desk:heard",
    "web:appeals:still_needed",
    "web:desk:separate",
    "web:partnerships:move",
    "web:partnerships:contacts",
    "web:desk:ask_agency",
    "web:desk:agency_reply",
    "web:partnerships:move_activity",
    "web:partnerships:close_review",
    "web:inbox:open",
    "web:inbox:mark_all",
    "web:mails:try_again",
    *("web:desk:begin_with_view", "web:desk:delete_view"),
    "web:desk:take",
    "web:desk:export",
    "web:desk:acknowledge",
    "web:desk:start_run",
    "web:desk:cancel_run",
    "web:zones:open",
    "web:zones:confirm",
    "web:zones:retract",
    "web:zones:close_review",
    "web:overrides:confirm",
    "web:overrides:reject",
    "web:overrides:end",
    "web:rules:adopt",
    "web:map:adopt",
    "web:map:reject",
    "web:policies:adopt",
    "web:policies:turn_down",
    "web:desk:lift_aside",
    "web:desk:actions:record_need",
    "web:desk:resume_clock",
    "web:desk:check",
    "web:desk:contact",
    "web:desk:accept",
    "web:desk:refuse_unconfirmed",
    "web:asking:send",
    "web:following:leave",
    "web:following:still_needed",
    "web:following:proposals:agree",
    "web:following:proposals:refuse",
    "web:following:proposals:revoke",
    "web:following:proposals:released",
    "web:desk:take_back_question",
    *("web:tables:carry_out", "web:tables:let_go"),
    "web:keys:exchange",
    "web:keys:revoke",
    *("web:people:end", "web:people:renew", "web:people:networks:end"),
    *("web:appeals:approve_card", "web:appeals:refuse_card"),
    *("web:appeals:forbid_card", "web:appeals:allow_card", "web:desk:take_back_card"),
    "web:needs:forget_search",
    *("web:calls:end", "web:calls:host_contact"),
    *("web:calls:move_offer", "web:calls:city_contact"),
    "web:webhooks:rotate",
    "web:webhooks:disable",
    "web:webhooks:enable",
    "web:webhooks:delete",
    "web:webhooks:test",
    "web:webhooks:replay_since",
    "web:webhooks:replay",
}
LEADS_ON = {
    "web:start",
    # Without a receipt these lead to where it is entered; test_asking.py looks at them with one.
    *("web:asking:who", "web:asking:review", "web:following:case", "web:following:withdraw"),
    # And these; test_following.py looks at them with one.
    *("web:following:proposals:detail", "web:following:reply", "web:following:object_to_answer"),
    "web:following:documents",
}
FEEDS = {  # no page: a document for feed readers, and what people download
    *("web:inbox:feed", "web:appeals:document", "web:following:document", "web:desk:document"),
    "web:partnerships:calendar",
    *("web:tables:table", "web:tables:not_taken"),
    *("web:open_data:needs_csv", "web:open_data:needs_json"),
    *("web:open_data:results_csv", "web:open_data:results_json"),
}
_NAMED_OTHERWISE: dict[str, list[int | str]] = {
    "web:desk:start_run": [],
    "web:desk:export": [],
    "web:inbox:mark_all": [],
    "web:asking:send": [],
    "web:following:leave": [],
    "web:following:still_needed": [],
    "web:appeals:remove_document": [NOBODYS, NOBODYS],
    "web:partnerships:move_activity": [NOBODYS, NOBODYS],
    "web:partnerships:close_review": [NOBODYS, NOBODYS],
    "web:desk:agency_reply": [NOBODYS, NOBODYS],
    "web:rules:adopt": [1],
    "web:map:adopt": [1],
    "web:map:reject": [1],
    "web:policies:adopt": [1],
    "web:policies:turn_down": [1],
    "web:desk:lift_aside": [NOBODYS, NOBODYS],
    "web:desk:actions:record_need": [NOBODYS, "consent"],
    "web:desk:two_calls": [NOBODYS, NOBODYS],
    "web:desk:take_back_question": [NOBODYS, NOBODYS],
    "web:desk:resume_clock": [NOBODYS, "answer"],
    "web:appeals:approve_card": [NOBODYS, NOBODYS],
    "web:appeals:refuse_card": [NOBODYS, NOBODYS],
    "web:desk:take_back_card": [NOBODYS, NOBODYS],
    "web:people:end": [NOBODYS, NOBODYS],
    "web:people:networks:end": [NOBODYS, NOBODYS],
}


def _names(patterns: Sequence[URLPattern | URLResolver], within: str = "web") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{within}:{pattern.namespace}" if pattern.namespace else within
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{within}:{pattern.name}"


@pytest.mark.django_db
def test_every_address_of_the_platform_is_looked_at(world):
    looked_at = {name for name in world.addresses() if name.startswith("web:")}

    assert set(_names(urlpatterns)) == looked_at | ACTS | LEADS_ON | FEEDS


@pytest.mark.django_db
def test_what_acts_cannot_be_followed_as_a_link(world):
    client = Client()
    client.force_login(world.officer)
    addresses = [
        reverse(name, args=_NAMED_OTHERWISE.get(name, [world.case.reference]))
        for name in sorted(ACTS)
    ]

    assert {client.get(address).status_code for address in addresses} == {405}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_for_a_mayor_is_light_with_its_style_and_script(world, language):
    client = Client(headers={"accept-language": language})
    client.force_login(world.mayor)

    weights = {
        name: _weight(client, address)
        for name, (user, address) in world.addresses().items()
        if user == world.mayor
    }

    assert {n: weight for n, weight in weights.items() if weight > HEAVIEST_FOR_A_MAYOR_BYTES} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_appeal_for_which_nobody_is_found_is_light_with_all_that_is_told(world, language):
    town = factories.a_municipality(name="Kvitka")
    appeal = factories.a_live_appeal(town, languages=["ka"], activity=Activity.ZONES_OF_PEACE)
    appeal.helpers_wanted, appeal.accepts_other_activities = 2, False
    seal_summary(appeal, "We ask to be heard. " * 100, at=timezone.now())
    appeal.save()
    match()
    still_needed.ask_due(at=timezone.now() + timedelta(days=61))
    client = Client(headers={"accept-language": language})
    client.force_login(factories.someone_of(town))

    page = client.get(appeal.get_absolute_url())

    assert len(page.context["guidance"].invitations) > 2
    assert _weight(client, appeal.get_absolute_url()) <= HEAVIEST_FOR_A_MAYOR_BYTES


@pytest.mark.parametrize(
    ("language", "width", "seen"),
    [
        ("en", 360, {"color_scheme": "light"}),
        ("ar", 320, {"color_scheme": "dark"}),
        ("fr", 1280, {"color_scheme": "light"}),
        ("uk", 640, {"device_scale_factor": 2}),  # 1,280 pixels at 200 %
    ],
)
def test_axe_finds_nothing_nothing_scrolls_sideways_and_no_policy_is_broken(
    browser: Browser, live_server, world, language, width, seen
):
    context = browser.new_context(
        base_url=live_server.url,
        locale=language,
        viewport={"width": width, "height": 740},
        **seen,
    )
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    page = context.new_page()

    found = {
        name: _troubles(page, live_server.url, *where) for name, where in world.addresses().items()
    }

    context.close()
    assert {name: trouble for name, trouble in found.items() if trouble != (width, [])} == {}
    assert [text for text in said if "Content Security Policy" in text] == []


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("ar", 320)])
def test_axe_finds_nothing_where_two_appeals_are_one_call(
    browser: Browser, live_server, language, width
):
    officer, town = factories.an_officer(), factories.a_municipality(name="Kvitka")
    kept, alike, merged = (
        factories.a_live_appeal(town, topic=topic, at=timezone.now())
        for topic in (NeedTopic.WATER, NeedTopic.WASTE, NeedTopic.HEALTH)
    )
    for each in (kept, alike, merged):
        appeals.take_appeal(reference=each.reference, by=officer, at=timezone.now())
    merging.merge_appeals(
        kept=kept.reference,
        merged=merged.reference,
        reason=MergeReason.SENT_TWICE,
        by=officer,
        at=timezone.now(),
    )
    still_needed.ask_due(at=timezone.now() + timedelta(days=61))
    mayor = factories.someone_of(town)
    context = browser.new_context(
        base_url=live_server.url, locale=language, viewport={"width": width, "height": 740}
    )
    page = context.new_page()

    found = [
        _troubles(page, live_server.url, *where)
        for where in (
            (mayor, merged.get_absolute_url()),
            (mayor, kept.get_absolute_url()),
            (officer, reverse("web:desk:case", args=[kept.reference])),
            (officer, reverse("web:desk:case", args=[merged.reference])),
        )
    ]

    context.close()
    assert found == [(width, [])] * 4


def test_the_longest_words_fit_on_the_smallest_screen(phone, live_server, world):
    page = phone("fr")
    page.set_viewport_size({"width": 320, "height": 640})

    widths = {
        name: _width(page, live_server.url, *where) for name, where in world.addresses().items()
    }

    assert {name: width for name, width in widths.items() if width != 320} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_appeal_with_its_answers_and_an_objection_is_light(world, language):
    client = Client(headers={"accept-language": language})
    client.force_login(world.mayor)

    page = client.get(world.case.get_absolute_url())

    assert page.context["answers"]
    assert page.context["objections"]
    assert _weight(client, world.case.get_absolute_url()) <= HEAVIEST_FOR_A_MAYOR_BYTES


def _weight(client: Client, address: str) -> int:
    """Return what a page weighs on its first visit, with its style and script."""
    frame = sum(
        len(brotli.compress((project.BASE_DIR / "static" / part).read_bytes()))
        for part in ("css/platform.css", "js/platform.js")
    )
    return frame + len(gzip.compress(client.get(address).content))


def _width(page: Page, base: str, user: User | None, address: str) -> int:
    """Open a page as the one it is for, and return how wide it is."""
    page.context.clear_cookies()
    if user:
        sign_in(page.context, user, base)
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, address
    return int(page.evaluate("document.documentElement.scrollWidth"))


def _troubles(
    page: Page, base: str, user: User | None, address: str
) -> tuple[int, list[tuple[str, str]]]:
    width = _width(page, base, user, address)
    violations = Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
    return width, [(each["id"], node["html"]) for each in violations for node in each["nodes"]]
