"""The pages on which officers check what came without an account."""

import pytest
from django.urls import reverse

from intake.models import Filing
from matching.models import Appeal
from tests import factories
from tests.intake.asking import AUTHOR, CONTACT, MARK, a_checked, a_sent
from tests.web.visitors import OTHERS, read, sentences, visit

pytestmark = pytest.mark.django_db


def at(name, appeal):
    return reverse(f"web:desk:{name}", args=[appeal.reference])


def test_the_list_shows_no_name_before_an_officer_checks():
    officer = factories.an_officer()
    _filing, appeal = a_sent(factories.a_municipality(name="Kvitka"))
    index = reverse("web:desk:quarantine")

    before = read(visit(officer), index)
    visit(officer).post(at("check", appeal))

    assert ("Kvitka" in before, "Kvitka" in read(visit(officer), index)) == (False, True)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_opens_a_dossier(who):
    _filing, appeal = a_checked(factories.an_officer())

    answer = visit(OTHERS[who]()).get(at("dossier", appeal))

    assert answer.status_code in {403, 404}
    assert MARK not in answer.content.decode()


def test_the_contact_is_shown_on_giving_a_reason():
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer)
    client = visit(officer)

    dossier = read(client, at("dossier", appeal))
    without = client.post(at("contact", appeal)).content.decode()
    shown = client.post(at("contact", appeal), {"reason": "call_back"}).content.decode()

    assert AUTHOR in dossier
    assert [CONTACT in page for page in (dossier, without, shown)] == [False, False, True]


@pytest.mark.parametrize(("goes_on", "kept"), [("keep", True), ("leave", False)])
def test_an_officer_confirms_and_keeps_it_or_leaves_it(goes_on, kept):
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer)

    visit(officer).post(at("accept", appeal), {"basis": "vouched", "goes_on": goes_on})

    now = Appeal.objects.get()
    assert (now.state, now.officer == officer) == ("submitted", kept)


def test_a_confirmation_needs_its_basis():
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer)

    page = visit(officer).post(at("accept", appeal), {"goes_on": "keep"})

    assert page.context["form"].errors.keys() == {"basis"}
    assert Appeal.objects.get().state == "quarantined"


def test_a_decision_that_comes_late_is_told_so():
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer)
    client = visit(officer)
    client.post(at("refuse_unconfirmed", appeal), {"text": "Nobody knows of it."})

    told = sentences(client, at("accept", appeal), basis="vouched", goes_on="keep")

    assert told == [
        "The appeal is refused. The sender reads your reasons.",
        "The appeal was withdrawn or decided meanwhile. Nothing was changed.",
    ]


def test_an_officer_writes_by_phone_and_a_stranger_cannot_say_so(client):
    town = factories.a_municipality(name="Kvitka")
    what = {"kinds": ["support"], "topic": "water", "sought": "Kvitka"}
    who = {"urgency": "urgent", "months": "6", "languages": ["uk"], "town": str(town.reference)}
    desk = visit(factories.an_officer())
    for each in (desk, client):
        each.post(reverse("web:asking:what"), what)
        each.post(reverse("web:asking:who"), {**who, "filer": "by_phone"})
        each.post(reverse("web:asking:send"))

    assert Filing.objects.exclude(appeal=None).get().filer == "by_phone"
    assert read(desk, reverse("web:desk:by_phone")).count("<li>") >= 4
