"""Proposals on the pages: who reads what, what each can do, and that nobody sees the others."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from matching.engine.consents import RefusalReason
from matching.models import Proposal
from matching.services import proposals
from tests import factories
from tests.matching.proposing import a_pair, a_read_appeal, a_trinning, agree
from tests.web.visitors import OTHERS, match, read, sentences, visit

pytestmark = pytest.mark.django_db

INDEX = reverse("web:proposals:index")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def page(name, put):
    return reverse(f"web:{name}", args=[put.reference])


def pair():
    return a_pair(at=timezone.now())


def trinning():
    return a_trinning(at=timezone.now())


def silence(put, who):
    """The other party says nothing."""


def consent(put, who):
    agree(put, who, at=timezone.now())


def refusal(put, who):
    proposals.refuse(
        reference=put.reference, reason=RefusalReason.NOT_SAFE, by=who, at=timezone.now()
    )


def change_of_mind(put, who):
    consent(put, who)
    proposals.revoke(reference=put.reference, by=who, at=timezone.now())


def withdrawal_by_the_officer(put, who):
    proposals.retract(reference=put.reference, by=put.officer, at=timezone.now())


def every_byte(put, viewer):
    """Everything that `viewer` receives: pages with their headers, before and after it speaks."""
    client = visit(viewer)
    answers = [client.get(INDEX), client.get(page("proposals:detail", put))]
    answers += [
        client.post(page("proposals:agree", put), {"releases": []}),
        client.get(page("proposals:detail", put)),
        client.post(page("proposals:released", put)),
        client.post(page("proposals:revoke", put)),
        client.get(page("proposals:detail", put)),
        client.post(page("proposals:refuse", put), {"reason": "not_now"}),
        client.get(page("proposals:detail", put)),
        client.get(INDEX),
    ]
    return [(answer.status_code, _headers(answer), _unmasked(answer)) for answer in answers]


MADE_ANEW = {"Date", "X-Request-Id"}  # for each answer: the time, and a random number


def _headers(answer):
    return sorted((name, value) for name, value in answer.items() if name not in MADE_ANEW)


def _unmasked(answer):
    """The body without the token that is made anew for each answer; nothing else is masked."""
    token = rb'name="csrfmiddlewaretoken" value="[^"]{64}"'
    return re.sub(token, b'name="csrfmiddlewaretoken" value="(masked)"', answer.content)


def received(put, viewer, deed, doer):
    """What `viewer` receives in a world in which `doer` did `deed`; the world is undone after."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT world")
    deed(put, doer)
    found = every_byte(put, viewer)
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT world")
    return found


OTHER_DEEDS = [refusal, change_of_mind, withdrawal_by_the_officer]
PAIRS = [("mayor", "helper"), ("helper", "mayor")]
TRIOS = [
    *(("mayor", other) for other in ("other_mayor", "helper")),
    *(("other_mayor", other) for other in ("mayor", "helper")),
    *(("helper", other) for other in ("mayor", "other_mayor")),
]


@pytest.mark.parametrize(("viewer", "doer"), PAIRS)
def test_every_byte_to_a_party_of_a_pair_is_the_same_whatever_the_other_did(viewer, doer):
    put = pair()
    who, other = getattr(put, viewer), getattr(put, doer)
    silent = received(put, who, silence, other)

    differ = [deed for deed in OTHER_DEEDS if received(put, who, deed, other) != silent]

    assert differ == []


@pytest.mark.parametrize(("viewer", "doer"), TRIOS)
def test_every_byte_to_a_party_of_a_trinning_is_the_same_whatever_one_other_did(viewer, doer):
    put = trinning()
    who, other = getattr(put, viewer), getattr(put, doer)
    silent = received(put, who, silence, other)

    deeds = [consent, *OTHER_DEEDS]
    differ = [deed for deed in deeds if received(put, who, deed, other) != silent]

    assert differ == []


@pytest.mark.parametrize(("viewer", "doer"), PAIRS)
def test_before_a_party_speaks_itself_consent_of_the_other_does_not_show(viewer, doer):
    put = pair()
    client = visit(getattr(put, viewer))
    addresses = [INDEX, page("proposals:detail", put)]

    before = [_unmasked(client.get(address)) for address in addresses]
    consent(put, getattr(put, doer))

    assert [_unmasked(client.get(address)) for address in addresses] == before


def test_the_comparison_notices_an_introduction():
    put = pair()
    who, other = put.helper, put.mayor

    assert received(put, who, consent, other) != received(put, who, silence, other)


@pytest.mark.parametrize("deed", [silence, consent, refusal, withdrawal_by_the_officer])
def test_after_the_last_day_it_did_not_come_about_and_that_is_all(deed):
    put = pair()
    deed(put, put.mayor)
    Proposal.objects.update(put_at="2026-01-01T00:00Z", expires_at="2026-01-02T00:00Z")
    proposals.lapse_due(at=timezone.now())

    told = read(visit(put.helper), page("proposals:detail", put))

    assert "Not everyone agreed in time. Why is told to nobody." in told
    assert "Kvitka" not in told


def test_neither_side_of_a_trinning_reads_a_name_before_all_have_agreed():
    put = trinning()
    consent(put, put.other_mayor)
    consent(put, put.helper)

    told = read(visit(put.mayor), page("proposals:detail", put))

    assert {name for name in ("Sosna", "Lund") if name in told} == set()


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_a_proposal_is_not_there_for_others(who):
    put = pair()
    client = visit(OTHERS[who]())

    answers = [
        client.get(page("proposals:detail", put)),
        client.post(page("proposals:agree", put)),
        client.post(page("proposals:refuse", put)),
        client.post(page("proposals:revoke", put)),
        client.post(page("proposals:released", put)),
        client.get(page("desk:proposal", put)),
        client.post(page("desk:retract_proposal", put)),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_the_officer_reads_what_each_has_said_and_why():
    put = pair()
    refusal(put, put.mayor)

    told = read(visit(put.officer), page("desk:proposal", put))

    assert "It would put people in danger" in told
    assert "has not spoken" in told


def test_two_agree_and_read_what_each_released():
    put = pair()
    for who, contact in ((put.mayor, "Call the mayor"), (put.helper, "Write to the helper")):
        said = {"releases": ["contact"], "contact": contact}
        assert sentences(visit(who), page("proposals:agree", put), **said) == [
            "Your consent is kept. You can take it back at any time."
        ]

    told = visit(put.mayor).post(page("proposals:released", put)).content.decode()

    assert "Write to the helper" in told
    assert "Lund" in told


def test_a_contact_that_is_written_and_not_ticked_is_asked_again():
    put = pair()

    told = visit(put.mayor).post(page("proposals:agree", put), {"contact": "Call us"})

    assert "Tick it, or nobody will see whom to speak to." in told.content.decode()
    assert put.now().appeal_consent == ""


def test_who_has_spoken_or_cannot_hears_a_kind_sentence():
    put = pair()
    client = visit(put.mayor)

    assert sentences(client, page("proposals:revoke", put)) == [
        "You have given no consent that could be taken back. Nothing was changed."
    ]
    refusal(put, put.mayor)
    assert sentences(client, page("proposals:refuse", put), reason="not_now") == [
        "You have spoken before. Nothing was changed."
    ]


def test_an_officer_puts_a_pair_from_the_case_and_takes_it_back():
    officer = factories.an_officer()
    case = a_read_appeal(officer, at=timezone.now())
    pledge = factories.a_live_pledge(at=timezone.now())
    match()
    client = visit(officer)
    address = reverse("web:desk:put", args=[case.reference, pledge.reference])

    assert address in read(client, reverse("web:desk:case", args=[case.reference]))
    assert sentences(client, address, conditions_hold="on") == [
        "Each party is asked. None learns who the others are."
    ]
    put = Proposal.objects.get()
    assert sentences(client, reverse("web:desk:retract_proposal", args=[put.reference])) == [
        "It is taken back. The parties are not told why."
    ]


def test_a_pair_that_is_put_already_is_not_put_again():
    put = pair()
    references = [put.proposal.appeal.reference, put.proposal.pledge.reference]

    told = visit(put.officer).post(
        reverse("web:desk:put", args=references), {"conditions_hold": "on"}
    )

    assert "This pair waits for consent or is introduced already." in told.content.decode()


def test_whoever_is_not_signed_in_is_led_to_sign_in():
    put = pair()

    assert Client().get(page("proposals:detail", put)).status_code == 302
