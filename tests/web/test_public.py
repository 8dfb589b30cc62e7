import gzip
import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from accounts.engine.roles import Permission
from activities.engine.values import Activity
from tests import factories
from web import navigation
from web.context import platform
from web.public.views import csrf_failure

PAGES = [
    "home",
    "ask",
    "offer",
    "networks",
    "decision",
    "thematic_map",
    "privacy",
    "security",
    "accessibility",
]
HEAVIEST_PAGE_BYTES = 8_000

pytestmark = pytest.mark.django_db


class Reader(HTMLParser):
    """Collects what the tests ask about a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def _page(client: Client, name: str, *, language: str = "en") -> str:
    headers = {"Accept-Language": language}
    return client.get(reverse(f"web:{name}"), headers=headers).content.decode()


def _title(page: str) -> str:
    return "".join(re.findall(r"<title>(.*?)</title>", page, re.DOTALL)).strip()


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_may_open_each_public_page(client, name):
    response = client.get(reverse(f"web:{name}"))

    assert response.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_can_only_be_read(client, name):
    response = client.post(reverse(f"web:{name}"))

    assert response.status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_main_heading_and_one_main_landmark(client, name):
    reader = Reader(_page(client, name))

    assert (len(reader.all("h1")), len(reader.all("main"))) == (1, 1)


def test_no_two_pages_share_a_title(client):
    titles = {_title(_page(client, name)) for name in PAGES}

    assert len(titles) == len(PAGES)


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("uk", "ltr"), ("ar", "rtl")]
)
def test_a_page_tells_its_language_and_direction(client, language, direction):
    reader = Reader(_page(client, "home", language=language))

    assert reader.all("html") == [{"lang": language, "dir": direction}]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_on_a_page_is_refused_by_the_content_security_policy(client, name):
    reader = Reader(_page(client, name))

    inline = [
        (tag, attribute)
        for tag, attrs in reader.tags
        for attribute in attrs
        if tag == "style" or attribute == "style" or attribute.startswith("on")
    ]
    sources = [attrs.get("src") for attrs in reader.all("script")]

    assert (inline, sources) == ([], ["/static/js/platform.js"])


@pytest.mark.parametrize("name", PAGES)
def test_only_leave_now_leads_to_another_site(client, name):
    reader = Reader(_page(client, name))

    outside = [attrs for attrs in reader.all("a") if (attrs["href"] or "").startswith("http")]

    assert [attrs["rel"] for attrs in outside] == ["noreferrer nofollow"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_enough_for_a_slow_line(client, name):
    page = _page(client, name).encode()

    assert len(gzip.compress(page)) < HEAVIEST_PAGE_BYTES


def test_each_language_is_named_in_itself_and_the_current_one_is_no_button(client):
    reader = Reader(_page(client, "home", language="uk"))

    buttons = [attrs for attrs in reader.all("button") if attrs.get("name") == "language"]

    assert [(each["value"], each["lang"], each["dir"]) for each in buttons] == [
        ("en", "en", "ltr"),
        ("fr", "fr", "ltr"),
        ("ar", "ar", "rtl"),
    ]


def test_choosing_a_language_comes_back_to_the_same_page(client):
    response = client.post(
        reverse("set_language"), {"language": "ar", "next": reverse("web:decision")}, follow=True
    )

    page = response.content.decode()
    assert (response.redirect_chain, Reader(page).all("html")) == (
        [(reverse("web:decision"), 302)],
        [{"lang": "ar", "dir": "rtl"}],
    )


def test_the_map_explains_every_activity_of_the_engine(client):
    reader = Reader(_page(client, "thematic_map"))

    headings = [attrs["id"] for attrs in reader.all("h2") if "id" in attrs]

    assert headings == [*(activity.value for activity in Activity), "versions"]


def test_the_map_says_of_an_addition_of_ours_that_it_is_ours(client):
    page = _page(client, "thematic_map")

    assert re.search(
        r'Those who were visited are punished afterwards.*?<span class="tag mark-ours">', page
    )


def test_the_style_page_is_not_there_on_real_data(client, settings):
    settings.STYLE_PAGE = False

    assert client.get(reverse("web:style")).status_code == 404


def test_the_style_page_is_there_for_those_who_build(client, settings):
    settings.STYLE_PAGE = True

    assert client.get(reverse("web:style")).status_code == 200


@pytest.mark.parametrize(("demo", "banners"), [(True, 1), (False, 0)])
def test_a_demonstration_says_so_on_each_page(client, settings, demo, banners):
    settings.DEMO = demo

    page = _page(client, "home")

    assert page.count("Demonstration: every appeal here is invented.") == banners


def test_a_form_from_elsewhere_is_refused_in_plain_words():
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("set_language"), {"language": "fr"})

    assert (response.status_code, "Nothing was changed." in response.content.decode()) == (
        403,
        True,
    )


def test_the_reason_of_a_refused_form_stays_out_of_sight():
    request = RequestFactory().post("/")
    request.user = AnonymousUser()

    page = csrf_failure(request, reason="CSRF token from POST incorrect").content.decode()

    assert "incorrect" not in page


def test_the_page_for_faults_needs_neither_request_nor_database():
    with translation.override("ar"):
        page = Template('{% extends "500.html" %}').render(Context())

    assert Reader(page).all("html") == [{"lang": "ar", "dir": "rtl"}]


DOORS = [
    navigation.Door(label=navigation.DOORS[0].label, url_name="web:home"),
    navigation.Door(
        label=navigation.DOORS[0].label, url_name="web:ask", needs=Permission.READ_DESK
    ),
]


def test_navigation_offers_an_officer_the_desk():
    items = navigation.items_for(factories.an_officer(), here="/nowhere/", doors=DOORS)

    assert [item.href for item in items] == [reverse("web:home"), reverse("web:ask")]


def test_navigation_offers_a_municipality_no_desk():
    mayor = factories.someone_of(factories.a_municipality())

    items = navigation.items_for(mayor, here="/nowhere/", doors=DOORS)

    assert [item.href for item in items] == [reverse("web:home")]


def test_navigation_marks_the_page_one_is_on_or_below():
    items = navigation.items_for(AnonymousUser(), here=reverse("web:offer") + "further/")

    assert [item.href for item in items if item.is_current] == [reverse("web:offer")]


def test_the_frame_remembers_where_one_was_for_the_language_switch():
    request = RequestFactory().get("/map/", {"page": "2"})
    request.user = AnonymousUser()

    assert platform(request)["platform"].here == "/map/?page=2"
