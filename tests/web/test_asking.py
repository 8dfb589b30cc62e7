"""Pages for those who ask without an account."""

import gzip
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from matching.engine.receipts import grouped
from matching.models import Appeal
from tests import factories
from tests.intake.asking import MARK, a_draft, a_sent

pytestmark = pytest.mark.django_db

HEAVIEST_BYTES = 14_000
WHAT = {"kinds": ["support"], "topic": "water", "summary": f"Pumps of {MARK}", "sought": "Kvitka"}
WHO = {
    "urgency": "urgent",
    "months": "6",
    "languages": ["uk"],
    "filer": "mayor",
    "sought": "Kvitka",
}
RECEIPT = re.compile(r'class="receipt">([0-9A-Z-]{29})<')


def without_token(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", page)


def enter(client: Client, receipt: str):
    return client.post(reverse("web:following:enter"), {"receipt": receipt})


def ask(client: Client, town) -> str:
    """Ask from start to end, and return the receipt that the first answer shows."""
    begun = client.post(reverse("web:asking:what"), WHAT).content.decode()
    receipt: str = RECEIPT.findall(begun)[0]
    said = {**WHO, "town": str(town.reference), "receipt": receipt}
    client.post(reverse("web:asking:who"), said)
    return receipt


def test_somebody_without_an_account_asks_in_four_round_trips_and_has_a_receipt(client):
    town = factories.a_municipality(name="Kvitka")
    receipt = ask(client, town)

    sent = client.post(reverse("web:asking:send"), {"receipt": receipt})

    assert RECEIPT.findall(sent.content.decode()) == [receipt]
    assert Appeal.objects.get().state == "quarantined"


def test_to_send_twice_makes_one_appeal(client):
    receipt = ask(client, factories.a_municipality(name="Kvitka"))

    pages = [client.post(reverse("web:asking:send"), {"receipt": receipt}) for _ in range(2)]

    assert without_token(pages[0].content) == without_token(pages[1].content)
    assert Appeal.objects.count() == 1


def test_another_phone_goes_on_with_the_receipt():
    town = factories.a_municipality(name="Kvitka")
    receipt = ask(Client(), town)
    other = Client()

    entered = enter(other, receipt.lower().replace("-", " "))

    assert entered.url == reverse("web:following:case")
    assert MARK in other.get(reverse("web:asking:review")).content.decode()


@pytest.mark.parametrize("name", ["asking:who", "asking:review", "following:case"])
def test_without_a_receipt_nothing_is_shown(client, name):
    a_sent()

    assert client.get(reverse(f"web:{name}")).url == reverse("web:following:enter")


def test_wrong_receipts_are_answered_alike_to_the_byte(client):
    draft = a_draft()
    shown = grouped(draft.receipt)
    wrong = [shown[:-2] + "22", "22222222" + shown[9:], "nothing at all"]

    pages = {without_token(enter(client, each).content) for each in wrong}

    assert len(pages) == 1
    assert all(each.encode() not in page for page in pages for each in wrong)


def test_too_many_tries_are_told_to_wait_and_nobody_is_locked_out(client):
    draft = a_draft()
    wrong = grouped(draft.receipt)[:-2] + "22"
    answers = [enter(client, wrong) for _ in range(7)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert answers[-1]["Retry-After"] == "20"


def test_a_name_that_is_not_found_is_asked_for_again_and_loses_nothing(client):
    factories.a_municipality(name="Kvitka")
    client.post(reverse("web:asking:what"), {**WHAT, "sought": "Zzyzx"})

    page = client.post(reverse("web:asking:who"), {**WHO, "sought": "Zzyzx", "author": "Ada"})

    assert page.context["form"].errors.keys() == {"sought"}
    assert "Ada" in page.content.decode()


def test_another_name_shows_other_municipalities(client):
    factories.a_municipality(name="Kvitka")
    sosna = factories.a_municipality(name="Sosna")
    client.post(reverse("web:asking:what"), WHAT)

    page = client.post(reverse("web:asking:who"), {**WHO, "sought": "Sosna"})

    assert str(sosna.reference) in page.content.decode()


def test_pages_with_a_receipt_are_kept_nowhere_and_send_no_referrer_elsewhere(client):
    page = client.post(reverse("web:asking:what"), WHAT)

    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin"


def test_leaving_ends_it_on_this_phone(client):
    draft = a_draft()
    enter(client, grouped(draft.receipt))

    client.post(reverse("web:following:leave"))

    assert client.get(reverse("web:following:case")).url == reverse("web:following:enter")


def test_the_holder_of_the_receipt_withdraws_at_once(client):
    receipt = ask(client, factories.a_municipality(name="Kvitka"))
    client.post(reverse("web:asking:send"), {"receipt": receipt})

    client.post(reverse("web:following:withdraw"))

    assert Appeal.objects.get().state == "withdrawn"
    assert client.post(reverse("web:following:withdraw"), follow=True).status_code == 200


def test_a_draft_is_erased_at_once(client):
    receipt = ask(client, factories.a_municipality(name="Kvitka"))

    client.post(reverse("web:following:withdraw"))

    assert enter(Client(), receipt).status_code == 200


@pytest.mark.parametrize("language", ["en", "fr", "uk", "ar"])
def test_each_page_of_asking_weighs_little(client, language):
    factories.a_municipality(name="Kvitka")
    spoken = {"Accept-Language": language}
    pages = [
        client.get(reverse("web:asking:what"), headers=spoken),
        client.post(reverse("web:asking:what"), WHAT, headers=spoken),
        client.get(reverse("web:following:enter"), headers=spoken),
    ]

    styles = (settings.BASE_DIR / "static" / "css" / "platform.css").read_bytes()
    weights = [len(gzip.compress(page.content)) + len(gzip.compress(styles)) for page in pages]

    assert max(weights) <= HEAVIEST_BYTES, weights
