"""Public cards: the desk proposes, the author decides, everybody reads."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.engine.values import Activity
from matching.models import Appeal
from publication.engine.lifecycle import PublicationState
from publication.models import Publication
from publication.services import batches, publications
from tests import factories
from tests.publication.cards import (
    WORDS,
    a_case,
    a_crowded_region,
    a_region,
    approved,
    listed,
    mayor_of,
    proposed,
    towns_in,
)
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Appeal:
    return a_case(at=timezone.now())


def desk(case):
    return reverse("web:desk:card", args=[case.reference])


def own(case):
    return reverse("web:appeals:card", args=[case.reference])


def act(name, case, made=None):
    return reverse(f"web:{name}", args=[case.reference, *([made.reference] if made else [])])


def needs(**sought):
    return reverse("web:needs:index", query=sought)


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_else_finds_a_card_or_decides_on_it(case, who):
    made = proposed(case, at=timezone.now())
    client = visit(OTHERS[who]())

    answers = [
        client.get(desk(case)),
        client.post(desk(case), {"summary": WORDS}),
        client.post(act("desk:take_back_card", case, made)),
        client.get(own(case)),
        client.post(act("appeals:approve_card", case, made)),
        client.post(act("appeals:refuse_card", case, made)),
        client.post(act("appeals:forbid_card", case)),
        client.post(act("appeals:allow_card", case)),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Publication.objects.get().state == PublicationState.PROPOSED


def test_the_officer_does_not_decide_and_the_author_does_not_propose(case):
    made = proposed(case, at=timezone.now())

    officer = visit(case.officer).post(act("appeals:approve_card", case, made))
    author = visit(mayor_of(case)).post(desk(case), {"summary": WORDS})

    assert (officer.status_code, author.status_code) == (404, 404)
    assert Publication.objects.get().state == PublicationState.PROPOSED


def test_the_officer_sees_what_would_be_published_before_a_word_is_written(case):
    page = read(visit(case.officer), desk(case))

    assert "13 municipalities could be meant." in page
    assert "This is what would be published." in page
    assert not Publication.objects.exists()


def test_the_officer_is_told_which_step_was_taken_and_why():
    region = a_region()
    towns_in(region, 12)
    case = a_case(region, population=90_000, at=timezone.now())

    assert case.officer is not None
    page = read(visit(case.officer), desk(case))

    assert "1 municipality fits. Too few municipalities share this" in page
    assert "Region, activity and phase, without the size" in page


def test_the_officer_is_told_to_match_privately_where_nobody_could_hide():
    region = a_region()
    towns_in(region, 3)
    case = a_case(region, at=timezone.now())
    assert case.officer is not None
    client = visit(case.officer)

    page = read(client, desk(case))
    answer = client.post(desk(case), {"summary": WORDS})

    assert "Nothing: this municipality would stand out." in page
    assert "Too few municipalities are like this one." in answer.content.decode()
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        ("Trostianets asks for a forum.", "name the municipality"),
        ("Ask the mayor: office@example.org", "an address or a number"),
        ("", "required"),
    ],
)
def test_words_that_tell_too_much_are_refused_with_the_reason(case, summary, told):
    page = visit(case.officer).post(desk(case), {"summary": summary}).content.decode()

    assert told in page
    assert not Publication.objects.exists()


def test_the_author_reads_agrees_and_takes_back(case):
    officer, mayor = visit(case.officer), visit(mayor_of(case))

    assert sentences(officer, desk(case), summary=WORDS) == [
        "The municipality reads it now, and decides."
    ]
    made = Publication.objects.get()
    assert own(case) in read(mayor, case.get_absolute_url())
    assert WORDS in read(mayor, own(case))

    agreed = sentences(mayor, act("appeals:approve_card", case, made))
    assert agreed[0].startswith("You have agreed.")
    assert "This was decided before." in sentences(mayor, act("appeals:refuse_card", case, made))[0]

    assert sentences(mayor, act("appeals:forbid_card", case)) == [
        "Nothing of this appeal is readable in public any more."
    ]
    assert "You want no publicity." in read(mayor, own(case))
    assert "The municipality wants no publicity." in read(officer, desk(case))
    assert len(sentences(mayor, act("appeals:allow_card", case))) == 1
    assert "What would be published" in read(officer, desk(case))


def test_the_day_that_chance_has_drawn_is_told_to_nobody(case):
    made = approved(case, at=timezone.now())
    assert made.due_on is not None
    day = made.due_on.strftime("%-d %B %Y")

    for reader, page in ((mayor_of(case), own(case)), (case.officer, desk(case))):
        assert day not in read(visit(reader), page)


def test_the_officer_takes_a_card_back(case):
    made = proposed(case, at=timezone.now())
    client = visit(case.officer)

    taken = sentences(client, act("desk:take_back_card", case, made))
    again = sentences(client, act("desk:take_back_card", case, made))

    assert taken == ["The card is taken back. If it was public, its page is closed."]
    assert again == ["It was over already. Nothing was changed."]


def test_everybody_reads_the_list_and_a_need_and_learns_nothing_else(case):
    card = listed(case, at=timezone.now())
    client = Client()

    index, page = read(client, needs()), read(client, card.get_absolute_url())

    assert "Fewer than 5 needs" in index
    assert card.get_absolute_url() in index
    assert WORDS in page
    for secret in ("Trostianets", str(case.reference), str(timezone.localdate().day) + " Nov"):
        assert secret not in index
        assert secret not in page


def test_what_was_taken_back_is_answered_like_what_never_was(case):
    card = listed(case, at=timezone.now())
    publications.forbid_publicity(
        appeal=case.reference, by=mayor_of(case), at=timezone.now() + timedelta(days=30)
    )
    client = Client()

    gone = client.get(card.get_absolute_url())
    never = client.get(reverse("web:needs:detail", args=[NOBODYS]))

    assert (gone.status_code, never.status_code) == (404, 404)
    assert _plain(gone) == _plain(never)
    assert card.get_absolute_url() not in read(client, needs())
    assert "Fewer than 5 needs" in read(client, needs()), "until the next batch"

    batches.publish_due(at=timezone.now() + timedelta(days=31))
    assert "No need is public now" in read(client, needs())


def _plain(response) -> str:
    varying = r"/needs/[^\"&]*|csrfmiddlewaretoken\S*|value=\"\S*\""
    return re.sub(varying, "", response.content.decode())


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ({}, True),
        ({"activity": "forums"}, True),
        ({"activity": "voice"}, True),
        ({"activity": "events"}, False),
        ({"activity": "meeting"}, False),
        ({"phase": "high"}, True),
        ({"phase": "low_after"}, False),
        ({"activity": "forums", "phase": "high"}, True),
        ({"activity": "x' OR 1=1", "phase": "9", "place": "nowhere", "month": "9"}, True),
        ({"page": "99999999999999999999"}, True),
    ],
)
def test_the_list_is_narrowed_by_what_cards_tell(case, sought, found):
    card = listed(case, at=timezone.now())

    page = read(Client(), needs(**sought))

    assert (card.get_absolute_url() in page) is found
    assert ("No public need is like this now" in page) is not found


def test_the_list_is_narrowed_by_region_by_country_and_by_month(case):
    card = listed(case, at=timezone.now())
    other = listed(a_case(a_crowded_region(name="Lviv"), name="Horodok", at=timezone.now()))
    client = Client()

    region = read(client, needs(place=card.place.code))
    assert card.place.parent is not None
    country = read(client, needs(place=card.place.parent.code))
    month = read(client, needs(month=card.month.isoformat()))

    assert card.get_absolute_url() in region
    assert other.get_absolute_url() not in region
    assert card.get_absolute_url() in country
    assert card.get_absolute_url() in month


def test_a_group_is_found_by_each_of_its_activities():
    case = a_case(activity=Activity.EVENTS, at=timezone.now())
    card = listed(case, at=timezone.now())
    assert card.activity == "", "nobody in the region is a zone of peace"

    page = read(Client(), needs(activity="events"))

    assert card.get_absolute_url() in page
    assert "Meeting and living in peace" in page


def test_the_order_tells_nothing_of_who_came_first():
    region = a_crowded_region(16)
    officer = factories.an_officer()
    listed_in_order = [
        listed(
            a_case(region, officer=officer, name=f"Mista {each}", at=timezone.now()),
            at=timezone.now(),
        )
        for each in "ABCD"
    ]

    page = read(Client(), needs())
    shown = re.findall(r"/needs/([0-9a-f-]{36})/", page)

    assert shown == sorted(str(card.reference) for card in listed_in_order)
