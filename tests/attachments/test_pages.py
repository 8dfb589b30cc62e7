"""The pages on which documents are added, listed, opened and removed."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse

from attachments.models import Attachment
from attachments.services import attachments
from audit.models import Event
from matching.engine.receipts import Holder, grouped
from tests import factories
from tests.attachments.files import a_jpeg, a_pdf
from tests.clock import NOON
from tests.intake.asking import a_checked, a_read
from tests.matching.proposing import a_read_appeal
from tests.web.test_asking import without_token
from tests.web.visitors import NOBODYS, OTHERS, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    return a_read_appeal(factories.an_officer())


@pytest.fixture
def kept(appeal):
    return attachments.add(
        appeal=appeal.reference,
        content=a_pdf(),
        label="Letter of the council",
        by=factories.someone_of(appeal.municipality),
        at=NOON,
    )


def page_of(appeal):
    return reverse("web:appeals:documents", args=[appeal.reference])


def own(kept, *, name="document"):
    return reverse(f"web:appeals:{name}", args=[kept.appeal.reference, kept.reference])


def of_case(reference):
    return reverse("web:desk:document", args=[reference])


def sent(content, *, name="IMG_0042 Olha.jpg", label="The waterworks"):
    return {"label": label, "file": SimpleUploadedFile(name, content, "text/html")}


def mayor_of(appeal):
    return visit(factories.someone_of(appeal.municipality))


def test_a_mayor_adds_a_document_and_reads_it_in_the_list(appeal):
    mayor = mayor_of(appeal)

    answer = mayor.post(page_of(appeal), sent(a_jpeg()), follow=True)

    assert "The document is kept." in answer.text
    assert "The waterworks" in answer.text
    assert "Olha" not in answer.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg/>", "This is neither JPEG, PNG, WebP nor PDF, whatever its name says."),
        (a_jpeg()[:-40], "This image cannot be read to its end: it is damaged."),
        (b"%PDF-1.7 x", "This PDF cannot be read to its end: it is damaged."),
        (bytes(8_000_001), "This file is larger than 8 MB, or would be."),
    ],
    ids=["SVG", "cut JPEG", "no PDF", "large"],
)
def test_what_is_not_kept_is_said_with_its_reason_beside_the_field(appeal, content, sentence):
    answer = mayor_of(appeal).post(page_of(appeal), sent(content))

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert not Attachment.objects.exists()


def test_a_form_without_a_file_or_a_label_is_shown_again(appeal):
    answer = mayor_of(appeal).post(page_of(appeal), {})

    assert set(answer.context["form"].errors) == {"label", "file"}


def test_more_than_a_form_may_hold_is_refused_kindly_before_it_is_read(appeal):
    answer = mayor_of(appeal).post(page_of(appeal), sent(bytes(9_000_000)))

    assert answer.status_code == 413
    assert "What you sent is larger than we accept. Nothing was changed." in answer.text


def test_no_file_is_written_to_a_disk_before_it_is_clean(appeal, monkeypatch):
    written = []
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", lambda *told: written.append(told))

    answer = mayor_of(appeal).post(page_of(appeal), sent(a_jpeg() + bytes(5_000_000)))

    assert (answer.status_code, written) == (302, [])
    assert settings.FILE_UPLOAD_HANDLERS == ["citydiplomacy.uploads.InMemoryOnly"]


@pytest.mark.parametrize("door", ["own", "case"])
def test_a_document_is_given_to_be_kept_and_never_to_be_run(appeal, kept, door):
    reader, address = {
        "own": (mayor_of(appeal), own(kept)),
        "case": (visit(appeal.officer), of_case(kept.reference)),
    }[door]

    answer = reader.get(address)

    assert answer.content.startswith(b"%PDF-")
    assert {name: answer[name] for name in HEADERS} == HEADERS


HEADERS = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="document.pdf"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("who", OTHERS.values(), ids=OTHERS)
def test_to_others_a_document_looks_like_one_that_is_not_there(kept, who):
    other = visit(who())

    answers = [other.get(of_case(each)) for each in (kept.reference, NOBODYS)]
    answers += [other.get(own(kept)), other.post(own(kept, name="remove_document"))]
    answers += [other.get(page_of(kept.appeal)), other.post(page_of(kept.appeal), sent(a_jpeg()))]

    assert {answer.status_code for answer in answers} == {404}
    pages = [without_token(answer.content) for answer in answers[:2]]
    assert pages[0].replace(str(kept.reference).encode(), NOBODYS.encode()) == pages[1]


def test_whoever_is_not_signed_in_is_asked_to_sign_in(kept):
    stranger = Client()

    answers = [stranger.get(each) for each in (own(kept), of_case(kept.reference))]

    assert [answer["Location"].split("?")[0] for answer in answers] == [
        reverse("account_login")
    ] * 2


def test_the_officer_finds_the_documents_in_the_case_and_opening_leaves_a_trace(appeal, kept):
    officer = visit(appeal.officer)
    page = officer.get(reverse("web:desk:case", args=[appeal.reference]))
    officer.get(of_case(kept.reference))

    opened = Event.objects.filter(verb="sealed.opened", subject=str(kept.reference))
    assert of_case(kept.reference) in page.text
    assert [(e.actor_id, e.data["column"]) for e in opened.order_by("pk")] == [
        (appeal.officer_id, "sealed_label"),
        (appeal.officer_id, "sealed_content"),
    ]


def test_a_mayor_removes_a_document_and_it_is_there_no_more(appeal, kept):
    mayor = mayor_of(appeal)

    answer = mayor.post(own(kept, name="remove_document"), follow=True)

    assert "The document is removed." in answer.text
    assert "There is no document yet." in answer.text
    assert mayor.get(own(kept)).status_code == 404


def test_somebody_with_a_receipt_adds_opens_and_removes():
    asked, phone = a_read(), Client()
    phone.post(reverse("web:following:enter"), {"receipt": grouped(asked.receipt)})
    page = reverse("web:following:documents")

    listed = phone.post(page, sent(a_jpeg()), follow=True)
    kept = Attachment.objects.get()
    opened = phone.get(reverse("web:following:document", args=[kept.reference]))
    phone.post(reverse("web:following:remove_document", args=[kept.reference]))

    assert "The waterworks" in listed.text
    assert opened["Content-Disposition"] == 'attachment; filename="document.jpeg"'
    assert not Attachment.objects.there().exists()


def test_a_receipt_opens_no_document_of_another_appeal(kept):
    asked, phone = a_read(), Client()
    phone.post(reverse("web:following:enter"), {"receipt": grouped(asked.receipt)})

    got = phone.get(reverse("web:following:document", args=[kept.reference]))
    gone = phone.post(reverse("web:following:remove_document", args=[kept.reference]))

    assert (got.status_code, gone.status_code) == (404, 404)


def test_without_a_receipt_there_is_no_document(kept):
    got = Client().get(reverse("web:following:document", args=[kept.reference]))

    assert got.status_code == 404


def test_who_checks_an_appeal_finds_its_letter_beside_who_asks():
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer)
    phone = Holder(appeal=appeal.reference)
    kept = attachments.add(
        appeal=appeal.reference, content=a_jpeg(), label="Mandate", by=phone, at=NOON
    )

    page = visit(officer).get(reverse("web:desk:dossier", args=[appeal.reference]))

    assert of_case(kept.reference) in page.text
