"""Pages of whoever holds a receipt: proposals, questions, answers; and that nobody else's open."""

import gzip
import re
from datetime import timedelta

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from intake.selectors import following
from intake.services import filings
from matching.engine.answers import AnswerKind
from matching.engine.consents import RefusalReason
from matching.engine.receipts import grouped
from matching.models import CaseQuestion, Objection, Proposal
from matching.services import answers, objections, proposals, questions, still_needed
from tests import factories
from tests.intake.asking import a_checked, a_draft, a_read, a_trinning_by_receipt
from tests.matching.proposing import a_pair, agree
from tests.web.visitors import NOBODYS, OTHERS, sentences, visit

pytestmark = pytest.mark.django_db

HEAVIEST_BYTES = 14_000
CASE = reverse("web:following:case")
ENTER = reverse("web:following:enter")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def a_case(name="Kvitka"):
    return a_read(town=factories.a_municipality(name=name), at=timezone.now())


def put_to(asked):
    return a_pair(appeal=asked.now(), officer=asked.officer, at=timezone.now())


def phone_of(asked, **headers) -> Client:
    """A phone on which the receipt was entered."""
    client = Client(headers=headers)
    client.post(ENTER, {"receipt": grouped(asked.receipt)})
    return client


def page(name, reference):
    return reverse(f"web:following:{name}", args=[reference])


def proposal_page(name, put):
    return page(f"proposals:{name}", put.reference)


def asked_of(asked, text="Does the ford hold?"):
    return questions.ask(
        appeal=asked.appeal.reference, text=text, by=asked.officer, at=timezone.now()
    )


def answered(asked):
    return answers.give_answer(
        appeal=asked.appeal.reference,
        kind=AnswerKind.DECLARATION,
        text="The Congress has declared it.",
        by=asked.officer,
        at=timezone.now(),
    )


def test_a_proposal_is_found_agreed_to_and_what_the_other_released_is_read():
    asked = a_case()
    put = put_to(asked)
    agree(put, put.helper, at=timezone.now(), contact="Write to Lund")
    phone = phone_of(asked)

    shown = phone.get(CASE).text
    said = {"releases": ["contact"], "contact": "Call the school"}
    told = sentences(phone, proposal_page("agree", put), **said)
    opened = phone.post(proposal_page("released", put)).text

    assert proposal_page("detail", put) in shown
    assert told == ["Your consent is kept. You can take it back at any time."]
    assert "Write to Lund" in opened
    assert (
        "Call the school"
        in visit(put.helper).post(reverse("web:proposals:released", args=[put.reference])).text
    )


def test_who_learns_what_stands_beside_the_consent():
    asked = a_case()
    put = put_to(asked)

    told = re.sub(r"<[^>]+>|\s+", " ", phone_of(asked).get(proposal_page("detail", put)).text)

    assert "Who learns what of you" in told
    assert "The municipality that could help, now" in told
    assert "the name of your municipality, whom to speak to, if you tick it, and the words" in (
        re.sub(" +", " ", told)
    )


def test_what_is_shown_before_the_consent_is_what_the_other_reads():
    asked = a_case()
    put = put_to(asked)

    told = visit(put.helper).get(reverse("web:proposals:detail", args=[put.reference])).text

    assert "Ukraine" in told
    assert "Kvitka" not in told


def test_a_refusal_asks_why_and_tells_no_other():
    asked = a_case()
    put = put_to(asked)
    phone = phone_of(asked)

    unsaid = phone.post(proposal_page("refuse", put), {})
    told = sentences(phone, proposal_page("refuse", put), reason="not_safe")

    assert unsaid.context["form"].errors.keys() == {"reason"}
    assert told == ["You have refused. The others are not told."]
    assert put.now().appeal_consent == "refused"


def test_a_consent_is_taken_back_at_once_and_not_twice():
    asked = a_case()
    put = put_to(asked)
    phone = phone_of(asked)
    sentences(phone, proposal_page("agree", put), releases=[])

    told = [sentences(phone, proposal_page("revoke", put)) for _ in range(2)]

    assert told == [
        ["Your consent is taken back. It holds at once."],
        ["You have given no consent that could be taken back. Nothing was changed."],
    ]


def silence(put, who):
    """The helper says nothing."""


def refusal(put, who):
    proposals.refuse(
        reference=put.reference, reason=RefusalReason.NOT_SAFE, by=who, at=timezone.now()
    )


def change_of_mind(put, who):
    agree(put, who, at=timezone.now())
    proposals.revoke(reference=put.reference, by=who, at=timezone.now())


def withdrawal_by_the_officer(put, who):
    proposals.retract(reference=put.reference, by=put.officer, at=timezone.now())


def every_byte(asked, put):
    """All that a phone receives, before and after it speaks, without what is made anew."""
    phone = phone_of(asked)
    received = [
        phone.get(CASE),
        phone.get(proposal_page("detail", put)),
        phone.post(proposal_page("agree", put), {"releases": []}),
        phone.get(proposal_page("detail", put)),
        phone.post(proposal_page("released", put)),
        phone.post(proposal_page("revoke", put)),
        phone.get(proposal_page("detail", put)),
        phone.post(proposal_page("refuse", put), {"reason": "not_now"}),
        phone.get(proposal_page("detail", put)),
        phone.get(CASE),
    ]
    token = rb'name="csrfmiddlewaretoken" value="[^"]{64}"'
    return [(each.status_code, re.sub(token, b"", each.content)) for each in received]


def received(asked, put, deed, who="helper"):
    """What a phone receives in a world in which another party did `deed`; it is undone after."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT world")
    deed(put, getattr(put, who))
    found = every_byte(asked, put)
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT world")
    return found


def test_every_byte_to_a_receipt_is_the_same_whatever_the_helper_did():
    asked = a_case()
    put = put_to(asked)
    silent = received(asked, put, silence)

    deeds = [refusal, change_of_mind, withdrawal_by_the_officer]
    differ = [deed for deed in deeds if received(asked, put, deed) != silent]

    assert differ == []


def consent(put, who):
    agree(put, who, at=timezone.now())


@pytest.mark.parametrize("who", ["other_mayor", "helper"])
def test_every_byte_to_a_receipt_in_a_trinning_is_the_same_whatever_one_other_did(who):
    asked, put = a_trinning_by_receipt(at=timezone.now())
    silent = received(asked, put, silence, who)

    deeds = [consent, refusal, change_of_mind, withdrawal_by_the_officer]
    differ = [deed for deed in deeds if received(asked, put, deed, who) != silent]

    assert differ == []


def _pages_of(put, who):
    """What a party with an account receives of a proposal, without what is made anew."""
    client = visit(getattr(put, who))
    shown = [
        client.get(reverse("web:proposals:index")),
        client.get(reverse("web:proposals:detail", args=[put.reference])),
    ]
    token = rb'name="csrfmiddlewaretoken" value="[^"]{64}"'
    return [re.sub(token, b"", each.content) for each in shown]


@pytest.mark.parametrize("who", ["other_mayor", "helper"])
@pytest.mark.parametrize(
    "deeds",
    [
        [("agree", {"releases": []})],
        [("refuse", {"reason": "not_safe"})],
        [("agree", {"releases": []}), ("revoke", {})],
    ],
    ids=["consent", "refusal", "change of mind"],
)
def test_what_a_receipt_said_in_a_trinning_changes_no_byte_for_the_others(who, deeds):
    asked, put = a_trinning_by_receipt(at=timezone.now())
    silent = _pages_of(put, who)

    phone = phone_of(asked)
    for deed, said in deeds:
        phone.post(proposal_page(deed, put), said)

    assert put.now().appeal_consent or put.now().other_consent
    assert _pages_of(put, who) == silent


def test_the_comparison_notices_an_introduction():
    asked = a_case()
    put = put_to(asked)

    assert received(asked, put, consent) != received(asked, put, silence)


def test_an_officer_asks_and_the_holder_of_the_receipt_replies():
    asked = a_case()
    desk = visit(asked.officer)
    case = reverse("web:desk:case", args=[asked.appeal.reference])
    ask = reverse("web:desk:ask_question", args=[asked.appeal.reference])
    assert ask in desk.get(case).text

    told = sentences(desk, ask, text="Does the ford hold?")
    question = CaseQuestion.objects.get()
    phone = phone_of(asked)
    shown = phone.get(CASE).text
    replied = sentences(phone, page("reply", question.reference), text="It holds.")

    assert told == ["The author of the appeal reads your question now."]
    assert "Does the ford hold?" in shown
    assert replied == ["Your officer reads your reply now."]
    assert "It holds." in desk.get(case).text
    assert "It holds." in phone.get(CASE).text


def test_the_town_with_an_account_reads_the_same_question_and_replies():
    asked = a_case()
    question = asked_of(asked)
    mayor = visit(factories.someone_of(asked.appeal.municipality))
    reply = reverse("web:appeals:reply", args=[asked.appeal.reference, question.reference])

    shown = mayor.get(asked.appeal.get_absolute_url()).text
    told = sentences(mayor, reply, text="It holds.")

    assert reply in shown
    assert told == ["Your officer reads your reply now."]
    assert "It holds." in phone_of(asked).get(CASE).text


def test_a_reply_that_comes_second_hears_a_kind_sentence():
    asked = a_case()
    question = asked_of(asked)
    phone = phone_of(asked)
    phone.post(page("reply", question.reference), {"text": "It holds."})

    late = phone.post(page("reply", question.reference), {"text": "Once more."})

    assert late.status_code == 200
    assert "It was replied to before. Nothing was changed." in late.text


def test_what_the_officer_took_back_is_told_and_owed_no_reply():
    asked = a_case()
    question = asked_of(asked)
    arguments = [asked.appeal.reference, question.reference]
    desk = visit(asked.officer)

    told = [
        sentences(desk, reverse("web:desk:take_back_question", args=arguments)) for _ in range(2)
    ]

    assert told == [
        ["The question is taken back. You can ask another one."],
        ["It was taken back before. Nothing was changed."],
    ]
    assert "You owe no reply." in phone_of(asked).get(CASE).text


def test_two_questions_at_a_time_are_not_asked():
    asked = a_case()
    asked_of(asked)
    ask = reverse("web:desk:ask_question", args=[asked.appeal.reference])

    refused = visit(asked.officer).post(ask, {"text": "And the bridge?"})

    assert refused.context["form"].non_field_errors() == [
        "Another question waits for its reply. Nothing was sent. Take that one back first."
    ]


def test_a_day_that_has_come_is_asked_for_again():
    asked = a_case()
    ask = reverse("web:desk:ask_question", args=[asked.appeal.reference])
    said = {"text": "When?", "rests_until": timezone.localdate().isoformat()}

    refused = visit(asked.officer).post(ask, said)

    assert refused.context["form"].errors.keys() == {"rests_until"}
    assert CaseQuestion.objects.count() == 0


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_a_question_is_not_there_for_others(who):
    asked = a_case()
    arguments = [asked.appeal.reference, asked_of(asked).reference]
    stranger = visit(OTHERS[who]())

    statuses = {
        stranger.get(reverse("web:desk:ask_question", args=arguments[:1])).status_code,
        stranger.post(reverse("web:desk:ask_question", args=arguments[:1])).status_code,
        stranger.post(reverse("web:desk:take_back_question", args=arguments)).status_code,
        stranger.get(reverse("web:appeals:reply", args=arguments)).status_code,
        stranger.post(reverse("web:appeals:reply", args=arguments), {"text": "x"}).status_code,
    }

    assert statuses == {404}
    assert CaseQuestion.objects.open().count() == 1


def test_an_answer_is_read_and_objected_to_and_the_reply_comes_back():
    asked = a_case()
    answer = answered(asked)
    phone = phone_of(asked)
    shown = phone.get(CASE).text

    told = sentences(phone, page("object_to_answer", answer.reference), text="It says too little.")
    made = Objection.objects.get()
    objections.reply(
        objection=made.reference, text="More follows.", by=asked.officer, at=timezone.now()
    )

    assert "The Congress has declared it." in shown
    assert page("object_to_answer", answer.reference) in shown
    assert told == ["Your officer reads it, and owes you a reply."]
    assert (made.made_by, made.answer) == (None, answer)
    assert "More follows." in phone.get(CASE).text


def test_a_second_objection_waits_for_the_reply_to_the_first():
    asked = a_case()
    address = page("object_to_answer", answered(asked).reference)
    phone = phone_of(asked)
    phone.post(address, {"text": "It says too little."})

    refused = phone.post(address, {"text": "Again."})

    assert "Your last objection still waits for its reply." in refused.text
    assert address not in phone.get(CASE).text


def addresses(asked, put, question, answer):
    """Every page and deed by receipt that names something of the appeal."""
    return [
        ("get", proposal_page("detail", put)),
        *(("post", proposal_page(deed, put)) for deed in ("agree", "refuse", "revoke", "released")),
        ("get", page("reply", question.reference)),
        ("post", page("reply", question.reference)),
        ("get", page("object_to_answer", answer.reference)),
        ("post", page("object_to_answer", answer.reference)),
    ]


def of_everything():
    asked = a_case()
    put = put_to(asked)
    return asked, addresses(asked, put, asked_of(asked), answered(asked))


SAID = {"text": "Words.", "releases": [], "reason": "not_now"}


def test_the_receipt_of_another_appeal_finds_nothing():
    _asked, where = of_everything()
    phone = phone_of(a_case(name="Sosna"))

    statuses = {getattr(phone, how)(address, SAID).status_code for how, address in where}

    assert statuses == {404}
    assert Proposal.objects.get().appeal_consent == ""
    assert (CaseQuestion.objects.open().count(), Objection.objects.count()) == (1, 0)


def test_without_a_receipt_everything_leads_to_where_it_is_entered():
    asked, where = of_everything()
    wrong = Client()
    wrong.post(ENTER, {"receipt": grouped(asked.receipt)[:-2] + "22"})

    for phone in (Client(), wrong):
        answered_by = {
            getattr(phone, how)(address, SAID).headers["Location"] for how, address in where
        }
        assert answered_by == {ENTER}
    assert Proposal.objects.get().appeal_consent == ""


def test_what_nobody_has_looks_like_what_another_has():
    asked = a_case()
    phone = phone_of(asked)
    names = ["proposals:detail", "reply", "object_to_answer"]

    assert {phone.get(page(name, NOBODYS)).status_code for name in names} == {404}


def test_before_it_is_sent_a_draft_leads_back_to_itself():
    draft = a_draft(at=timezone.now())
    phone = Client()
    phone.post(ENTER, {"receipt": grouped(draft.receipt)})

    assert phone.get(page("proposals:detail", NOBODYS)).headers["Location"] == CASE
    assert phone.get(page("reply", NOBODYS)).headers["Location"] == CASE


def test_after_a_withdrawal_nothing_more_can_be_said():
    asked, where = of_everything()
    phone = phone_of(asked)
    filings.withdraw(filing=asked.filing, at=timezone.now())

    answered_by = [getattr(phone, how)(address, SAID, follow=True) for how, address in where]

    assert {each.status_code for each in answered_by} == {200}
    assert CaseQuestion.objects.open().count() == 1
    assert Objection.objects.count() == 0
    assert "web:following:proposals:agree" not in phone.get(CASE).text


def test_a_closed_appeal_keeps_its_answers_and_takes_no_objection():
    asked = a_case()
    answer = answered(asked)
    answers.close_appeal(reference=asked.appeal.reference, by=asked.officer, at=timezone.now())
    phone = phone_of(asked)

    refused = phone.post(page("object_to_answer", answer.reference), {"text": "No."})

    assert "The Congress has declared it." in phone.get(CASE).text
    assert page("object_to_answer", answer.reference) not in phone.get(CASE).text
    assert "The appeal is over, or this answer was taken back" in refused.text


def test_pages_by_receipt_are_kept_nowhere_show_no_receipt_and_can_be_left_at_once():
    asked, where = of_everything()
    phone = phone_of(asked)
    pages = [phone.get(CASE), *(phone.get(address) for how, address in where if how == "get")]

    assert {each["Cache-Control"] for each in pages} == {"no-store"}
    assert {"data-leave" in each.text for each in pages} == {True}
    receipt = grouped(asked.receipt)
    assert not any(receipt in each.text or receipt[:9] in each.text for each in pages)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_page_by_receipt_is_light_with_its_style_and_script(language):
    asked, where = of_everything()
    spoken = {"accept-language": language}
    phone = phone_of(asked, **spoken)
    objections.object_to(
        appeal=asked.appeal.reference,
        text="We see it differently. " * 20,
        by=asked.holder,
        at=timezone.now(),
    )
    frame = sum(
        len(brotli.compress((settings.BASE_DIR / "static" / part).read_bytes()))
        for part in ("css/platform.css", "js/platform.js")
    )

    weights = {
        address: frame + len(gzip.compress(phone.get(address).content))
        for address in [CASE, *(address for how, address in where if how == "get")]
    }

    assert {each: weight for each, weight in weights.items() if weight > HEAVIEST_BYTES} == {}


def test_who_checks_an_appeal_asks_and_reads_the_reply_where_it_is_checked():
    officer = factories.an_officer()
    filing, appeal = a_checked(officer)
    dossier = reverse("web:desk:dossier", args=[appeal.reference])
    ask = reverse("web:desk:ask_question", args=[appeal.reference])
    desk = visit(officer)
    assert ask in desk.get(dossier).text

    asked = desk.post(ask, {"text": "When may we call?"})
    question = CaseQuestion.objects.get()
    holder = following.holder_of(filing)
    assert holder is not None
    questions.reply(question=question.reference, text="At noon.", by=holder, at=timezone.now())

    assert asked.headers["Location"] == dossier
    assert "At noon." in desk.get(dossier).text


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_else_asks_about_what_waits_to_be_confirmed(who):
    _filing, appeal = a_checked(factories.an_officer())
    ask = reverse("web:desk:ask_question", args=[appeal.reference])

    assert visit(OTHERS[who]()).post(ask, {"text": "Who?"}).status_code == 404
    assert CaseQuestion.objects.count() == 0


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("yes", "Thank you. Your appeal goes on as before."),
        ("changed", "Thank you. Your officer asks you what has changed."),
        ("perhaps", "Nothing was kept. Choose one of the answers."),
    ],
)
def test_with_a_receipt_one_says_whether_the_help_is_still_needed(reply, told):
    asked = a_case()
    still_needed.ask_due(at=timezone.now() + timedelta(days=91))
    phone, where = phone_of(asked), reverse("web:following:still_needed")

    shown = phone.get(CASE).text

    assert f'action="{where}"' in shown
    assert sentences(phone, where, reply=reply) == [told]
    assert Client().post(where, {"reply": "yes"}).headers["Location"] == ENTER
