import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.paginator import Paginator
from django.template import Context, Template
from django.urls import reverse
from playwright.sync_api import Browser, expect

from congress.engine.lifecycle import ActionState
from matching.engine.consents import Seen
from matching.engine.lifecycle import AppealState, Consent, PledgeState, ProposalState, RunState
from partnerships.engine.lifecycle import ActivityState, PartnershipState
from partnerships.engine.values import Reach
from web.context import NEUTRAL_PAGE
from web.public.specimens import SpecimenForm
from web.templatetags.platform import anchor, control, shape

STATIC = project.BASE_DIR / "static"
TEMPLATES = project.BASE_DIR / "templates"
HEAVIEST_STYLE_BYTES = 12_000
HEAVIEST_SCRIPT_BYTES = 1_000


def _style() -> str:
    return (STATIC / "css" / "platform.css").read_text(encoding="utf-8")


def _compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def test_the_style_sheet_is_light():
    assert _compressed(STATIC / "css" / "platform.css") < HEAVIEST_STYLE_BYTES


def test_the_script_is_tiny():
    assert _compressed(STATIC / "js" / "platform.js") < HEAVIEST_SCRIPT_BYTES


def test_the_style_sheet_loads_nothing_from_anywhere():
    assert re.findall(r"url\(|@import|@font-face", _style()) == []


def test_the_style_sheet_knows_no_left_and_no_right():
    assert re.findall(r"-(?:left|right)\b|\b(?:left|right)\s*[:;]", _style()) == []


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "icons.svg").read_text()))
    named = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', template.read_text(encoding="utf-8"))
    }

    assert named - drawn == set()


@pytest.mark.parametrize(
    "state",
    [
        *AppealState,
        *PledgeState,
        *ProposalState,
        *RunState,
        *PartnershipState,
        *ActionState,
        *ActivityState,
        *Reach,
        *Seen,
        *Consent,
    ],
)
def test_every_state_that_a_tag_shows_has_its_shape(state):
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "icons.svg").read_text()))

    assert shape(state.value) in drawn


def test_no_template_styles_or_scripts_inline():
    inline = r'<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?:\ssrc=|"application/json"))'

    found = [
        template.name
        for template in TEMPLATES.rglob("*.html")
        if re.search(inline, template.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("name", "direction"),
    [("name", "auto"), ("need", "auto"), ("email", "ltr"), ("since", "ltr")],
)
def test_a_text_runs_in_the_direction_it_is_written_in(name, direction):
    html = control(SpecimenForm()[name])

    assert f'dir="{direction}"' in html


@pytest.mark.parametrize(("name", "target"), [("name", "id_name"), ("kind", "id_kind_0")])
def test_an_error_links_to_the_first_control_of_its_field(name, target):
    assert anchor(SpecimenForm()[name]) == target


def test_the_error_of_a_field_is_tied_to_its_control():
    form = SpecimenForm({})
    template = Template('{% include "components/field.html" with field=field %}')

    html = template.render(Context({"field": form["name"]}))

    assert (
        " ".join(re.findall(r'aria-describedby="([^"]*)"', html)).split(),
        re.findall(r'<div class="[^"]*" id="([^"]*)"', html),
    ) == (["id_name_helptext", "id_name_error"], ["id_name_helptext", "id_name_error"])


def test_a_table_whose_row_is_too_short_is_refused():
    template = Template("{% load platform %}{% table 'Waiting' columns rows %}")

    with pytest.raises(ValueError, match="shorter"):
        template.render(Context({"columns": ["Place", "Days"], "rows": [["Kvitka"]]}))


def test_a_list_that_fits_on_one_page_shows_no_pages():
    template = Template('{% include "components/pagination.html" %}')

    assert template.render(Context({"page": Paginator([1], 20).page(1)})).strip() == ""


def test_the_first_step_of_the_keyboard_leads_to_the_content(page):
    page.goto(reverse("web:home"))

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_leave_now_takes_its_own_place_in_the_history(page):
    page.route(f"{NEUTRAL_PAGE}**", lambda route: route.fulfill(body="An ordinary page."))
    page.goto(reverse("web:privacy"))
    page.goto(reverse("web:ask"))

    page.get_by_role("link", name="Leave now").click()
    page.wait_for_url(NEUTRAL_PAGE)
    page.go_back()

    expect(page).to_have_title(re.compile("Privacy"))


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page, settings):
    settings.STYLE_PAGE = True
    page.goto(reverse("web:style"))
    expect(page.locator(".error-summary")).to_be_focused()

    page.locator(".error-summary").get_by_role("link", name="E-mail address").click()

    expect(page.locator("#id_wrong-email")).to_be_focused()


@pytest.mark.django_db
def test_without_javascript_one_can_still_change_the_language_and_leave(
    browser: Browser, live_server
):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(reverse("web:ask"))

    page.get_by_role("button", name="العربية").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("[data-leave]")).to_have_attribute("href", NEUTRAL_PAGE)
    context.close()
