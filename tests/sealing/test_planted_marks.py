"""What people wrote is nowhere in clear: database and its files, broker, lines of every log."""

import base64
import json
import logging
import secrets
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis import Redis

from accounts.models import User
from audit.models import Delivery
from citydiplomacy.logs import Handler, OneLine
from devtools.services import Services
from intake.services import filings
from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import AppealAction
from matching.engine.receipts import grouped
from matching.models import Appeal, CaseQuestion, Proposal
from matching.services import answers, appeals, objections, questions
from partnercalls.engine.lifecycle import OfferAction
from partnercalls.services.offers import answer_offer
from partnerships.engine.values import (
    Contribution,
    Direction,
    PeaceIndicator,
    Reach,
    Severity,
)
from partnerships.services import activities, partnerships, results
from prerequisites.engine.permits import Condition
from tests import factories
from tests.attachments.files import a_drawing, a_marked_jpeg, a_marked_pdf, whole
from tests.intake.asking import SAID, a_read
from tests.matching.proposing import a_pair
from tests.partnercalls.hosting import a_listed_call, a_ready_city, an_offer
from tests.partnerships.builders import a_plan, an_agreed_partnership, judged, the_first_map
from tests.publication.cards import a_case
from tests.publication.cards import proposed as proposed_card
from tests.sealing.marks import forms_of, found_in
from tests.web.visitors import visit
from tests.workers import WorkerProcess

LETTERS = "абвгдежзиклмнопрстуфхцчшщ"
WITHOUT_A_WAY_IN = {
    "matching.Proposal.other_contact": "the second town of a trinning; sealed as the first",
    "partnerships.Partnership.sealed_steering": "no service writes it yet",
    "webhooks.Endpoint.sealed_secret": "drawn by the platform; nobody writes it",
    "webhooks.Endpoint.sealed_former": "the secret before it",
}
CONTACTS = ("appeal_contact", "other_contact", "pledge_contact")

on_our_own_server = pytest.mark.skipif(
    "run_" not in str(settings.DATABASES["default"]["NAME"]),
    reason="reads the files of the server that dev.py starts",
)


@pytest.fixture
def mark() -> str:
    """Letters that nobody else writes, outside of ASCII so that each form of them differs."""
    return "".join(secrets.choice(LETTERS) for _letter in range(16))


@pytest.fixture
def web_log(tmp_path: Path) -> Iterator[Path]:
    """The lines that the web process writes, in a file."""
    path = tmp_path / "web.log"
    with path.open("w", encoding="utf-8") as stream:
        handler = Handler(stream)
        handler.setFormatter(OneLine())
        logging.getLogger().addHandler(handler)
        yield path
        logging.getLogger().removeHandler(handler)


def _ask(mark: str) -> Appeal:
    """A mayor writes through the pages: once wrongly, once rightly, and once more."""
    town = factories.a_municipality()
    factories.at_war(town.zone)
    mayor = visit(factories.someone_of(town))
    said = {
        "municipality": str(town.reference),
        "kinds": ["support"],
        "activity": "forums",
        "topic": "dialogue",
        "summary": f"{mark} summary",
        "urgency": "urgent",
        "languages": ["en"],
        "starts": timezone.localdate().isoformat(),
        "last_day": timezone.localdate().replace(year=timezone.localdate().year + 1).isoformat(),
    }
    write = reverse("web:appeals:write")
    mayor.post(write, said | {"kinds": ["nothing"]})
    mayor.post(write, said)
    appeal = Appeal.objects.get()
    mayor.post(
        reverse("web:appeals:rewrite", args=[appeal.reference]),
        said | {"summary": f"{mark} summary, changed"},
    )
    mayor.post(reverse("web:appeals:send", args=[appeal.reference]))
    assert f"{mark} summary, changed" in mayor.get(appeal.get_absolute_url()).text
    return appeal


def _agree(client: Client, proposal: Proposal, mark: str) -> None:
    address = reverse("web:proposals:agree", args=[proposal.reference])
    client.post(address, {"contact": f"{mark} contact"})  # without its tick: refused
    client.post(address, {"releases": ["contact"], "contact": f"{mark} contact"})


def _introduce(appeal: Appeal, mark: str) -> Proposal:
    """The officer reads and puts; both agree and read what the other released."""
    officer, now = factories.an_officer(), timezone.now()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=now)
    read = appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=now
    )
    put = a_pair(appeal=read, pledge=factories.a_live_pledge(at=now), at=now)
    visit(officer).get(reverse("web:desk:case", args=[appeal.reference]))
    mayor, helper = visit(put.mayor), visit(put.helper)
    for client in mayor, helper:
        _agree(client, put.proposal, mark)
    opened = helper.post(reverse("web:proposals:released", args=[put.reference]))
    assert f"{mark} contact" in opened.text
    answers.give_answer(
        appeal=appeal.reference,
        kind=AnswerKind.DECLARATION,
        text=f"{mark} answer",
        by=officer,
        at=timezone.now(),
    )
    _object(put.mayor, officer, appeal, mark)
    _ask_back(put.mayor, officer, appeal, mark)
    return put.now()


def _object(mayor: User, officer: User, appeal: Appeal, mark: str) -> None:
    """The municipality does not agree, and the officer replies."""
    made = objections.object_to(
        appeal=appeal.reference, text=f"{mark} objection", by=mayor, at=timezone.now()
    )
    objections.reply(objection=made.reference, text=f"{mark} reply", by=officer, at=timezone.now())
    assert f"{mark} reply" in visit(mayor).get(appeal.get_absolute_url()).text


def _ask_back(mayor: User, officer: User, appeal: Appeal, mark: str) -> None:
    """The officer asks through the pages, and the municipality replies."""
    ask = reverse("web:desk:ask_question", args=[appeal.reference])
    visit(officer).post(ask, {"text": f"{mark} question", "rests_until": "no day"})  # refused
    visit(officer).post(ask, {"text": f"{mark} question"})
    question = CaseQuestion.objects.get()
    reply = reverse("web:appeals:reply", args=[appeal.reference, question.reference])
    visit(mayor).post(reply, {"text": f"{mark} reply to the officer"})
    assert f"{mark} reply to the officer" in visit(mayor).get(appeal.get_absolute_url()).text


def _add_documents(appeal: Appeal, mark: str) -> None:
    """The mayor adds a file that is wrong, a photograph and a letter; both readers open them."""
    mayor = visit(factories.someone_of(appeal.municipality))
    assert appeal.officer is not None
    officer = visit(appeal.officer)
    documents = reverse("web:appeals:documents", args=[appeal.reference])
    for content in (a_drawing(mark), a_marked_jpeg(mark), a_marked_pdf(mark)):
        sent = SimpleUploadedFile(f"{mark}.pdf", content, content_type="application/pdf")
        mayor.post(documents, {"label": f"{mark} label", "file": sent})
    assert appeal.attachments.count() == 2
    for kept in appeal.attachments.all():
        own = reverse("web:appeals:document", args=[appeal.reference, kept.reference])
        case = reverse("web:desk:document", args=[kept.reference])
        for answer in (mayor.get(own), officer.get(case)):
            assert answer.status_code == 200
            assert not found_in(whole(answer.content), mark)
    assert f"{mark} label" in officer.get(reverse("web:desk:case", args=[appeal.reference])).text


def _speak_by_receipt(mark: str) -> None:
    """Somebody with a receipt agrees, replies and objects, through the pages."""
    now = timezone.now()
    asked = a_read(town=factories.a_municipality(name="Klen"), at=now)
    put = a_pair(appeal=asked.appeal, officer=asked.officer, at=now)
    told: dict[str, Any] = {"by": asked.officer, "at": now}
    question = questions.ask(appeal=asked.appeal.reference, text=f"{mark} asked", **told)
    answer = answers.give_answer(
        appeal=asked.appeal.reference, kind=AnswerKind.DECLARATION, text=f"{mark} told", **told
    )
    phone = Client()
    phone.post(reverse("web:following:enter"), {"receipt": grouped(asked.receipt)})
    for page, thing, said in (
        ("proposals:agree", put, {"releases": ["contact"], "contact": f"{mark} by receipt"}),
        ("reply", question, {"text": f"{mark} reply by receipt"}),
        ("object_to_answer", answer, {"text": f"{mark} objection by receipt"}),
    ):
        phone.post(reverse(f"web:following:{page}", args=[thing.reference]), said)
    shown = phone.get(reverse("web:following:case")).text
    assert f"{mark} reply by receipt" in shown
    assert f"{mark} objection by receipt" in shown
    assert bytes(put.now().appeal_contact)


def _ask_without_an_account(mark: str) -> None:
    """Somebody sends by a receipt; another leaves a draft."""
    town = factories.a_municipality(name="Lypa")
    for number in range(2):
        said = replace(
            SAID,
            town=str(town.reference),
            summary=f"{mark} summary without an account",
            author=f"{mark} author",
            contact=f"{mark} way to reach",
            mandate=f"{mark} mandate",
        )
        begun = filings.begin(said, at=timezone.now())
        if number:
            filings.send(filing=begun.filing, at=timezone.now())


def _work_together(proposal: Proposal, mark: str) -> None:
    """The partnership keeps words in each of its places; its page shows them."""
    partnership, now = an_agreed_partnership(proposal), timezone.now()
    officer, reference = proposal.appeal.officer, partnership.reference
    assert officer is not None
    told: dict[str, Any] = {"by": officer, "at": now}
    objective = partnerships.set_objective(reference=reference, text=f"{mark} objective", **told)
    partnerships.record_safeguard(
        reference=reference, condition=Condition.SAFETY_PLAN, text=f"{mark} safety", **told
    )
    judged(proposal.appeal.municipality)
    plan = a_plan()
    activities.plan_activity(
        reference=reference,
        town=proposal.appeal.municipality,
        plan=activities.Plan(
            activity=plan.activity,
            venue=plan.venue,
            actor=plan.actor,
            starts=plan.starts,
            text=f"{mark} activity",
        ),
        **told,
    )
    results.record_result(
        objective=objective.reference,
        reach=Reach.REACHED,
        contribution=Contribution.JOINT,
        text=f"{mark} result",
        **told,
    )
    results.record_harm(
        reference=reference,
        severity=next(iter(Severity)),
        text=f"{mark} harm",
        done=f"{mark} done",
        **told,
    )
    results.record_indicator(
        reference=reference,
        sign=next(iter(PeaceIndicator)),
        direction=next(iter(Direction)),
        evidence=f"{mark} evidence",
        **told,
    )
    assert f"{mark} objective" in visit(officer).get(partnership.get_absolute_url()).text


def _deliver_everything() -> None:
    deadline = time.monotonic() + 120
    while Delivery.objects.exclude(state="done").exists() and time.monotonic() < deadline:
        time.sleep(0.3)
    assert not Delivery.objects.exclude(state="done").exists()


def _tables() -> bytes:
    """Every row of every table, as a dump writes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        kept: list[bytes] = []
        for (table,) in cursor.fetchall():
            name = connection.ops.quote_name(table)
            with cursor.copy(f"COPY {name} TO STDOUT") as rows:
                kept.extend(bytes(row) for row in rows)
    return b"".join(kept)


def _files_of_the_database(since: float) -> bytes:
    """The files of this database, and its write-ahead log as far as it was written since then."""
    time.sleep(1)  # the writer of the log wakes every 0.2 s
    data = Services.of_tests().postgres.data
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (number,) = cursor.fetchone()
    log = [each for each in (data / "pg_wal").iterdir() if each.is_file()]
    files = [each for each in log if each.stat().st_mtime >= since]
    files += [each for each in (data / "base" / str(number)).iterdir() if each.is_file()]
    return b"".join(map(_what_is_there, files))


def _what_is_there(file: Path) -> bytes:
    """PostgreSQL throws files away whenever it likes; one that is gone keeps nothing."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _broker() -> bytes:
    """Every key and value of the broker, as clients read them: on a disk they may be packed."""
    with Redis.from_url(settings.REDIS_URL) as client:
        reads: Mapping[bytes, Callable[[bytes], object]] = {
            b"string": client.get,
            b"list": lambda key: client.lrange(key, 0, -1),
            b"hash": client.hgetall,
            b"set": client.smembers,
            b"zset": lambda key: client.zrange(key, 0, -1),
        }
        kept = [(key, reads[client.type(key)](key)) for key in client.scan_iter()]
    return repr(kept).encode()


def _dump_of_the_broker() -> bytes:
    """What the broker writes when it saves itself, unpacked as far as it lets us."""
    with Redis.from_url(settings.REDIS_URL) as client:
        told = client.config_get("rdbcompression")
        client.config_set("rdbcompression", "no")
        client.save()
        client.config_set("rdbcompression", told["rdbcompression"])
        dump = Path(client.config_get("dir")["dir"]) / client.config_get("dbfilename")["dbfilename"]
    kept: bytes = dump.read_bytes()
    dump.unlink()  # or the next start would read it
    return kept


def _everything(worker: WorkerProcess, web_log: Path, since: float) -> Mapping[str, bytes]:
    return {
        "tables": _tables(),
        "files and log of the database": _files_of_the_database(since),
        "broker": _broker(),
        "dump of the broker": _dump_of_the_broker(),
        "lines of the worker": worker.log.read_bytes(),
        "lines of the web": web_log.read_bytes(),
    }


def _ask_for_experts(mark: str) -> None:
    """Let a host and a city say how they are reached, and read it of each other."""
    now, host = timezone.now(), factories.an_intermediary()
    delegate, city = factories.someone_at(host), a_ready_city()
    call = a_listed_call(host, by=delegate, contact=f"Ask for {mark}.", at=now)
    offer = an_offer(call, city, contact=f"Call {mark}.", at=now)
    answer_offer(reference=offer.reference, action=OfferAction.TAKE_UP, by=delegate, at=now)
    visit(factories.someone_of(city)).post(f"/calls/{call.reference}/contact/")
    visit(delegate).post(f"/calls/offers/{offer.reference}/contact/")


def _unplanted() -> set[str]:
    """Return the sealed columns in which the journey left nothing."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if (field.name.startswith("sealed_") or field.name in CONTACTS)
        and not model._default_manager.exclude(**{field.name: b""}).exists()
    }


@pytest.mark.skipif(
    "run_" not in str(settings.DATABASES["default"]["NAME"]),
    reason="reads the files of our own server",
)
@on_our_own_server
def test_what_people_wrote_is_nowhere_in_clear_after_a_whole_journey(
    celery_worker_process: Callable[..., WorkerProcess], web_log: Path, mark: str
):
    since = time.time()
    the_first_map()
    worker = celery_worker_process()

    proposal = _introduce(_ask(mark), mark)
    _add_documents(proposal.appeal, mark)
    _work_together(proposal, mark)
    _ask_without_an_account(mark)
    _speak_by_receipt(mark)
    proposed_card(a_case(), summary=f"A town asks for {mark}.")
    _ask_for_experts(mark)
    _deliver_everything()
    places = _everything(worker, web_log, since)

    assert _unplanted() == set(WITHOUT_A_WAY_IN)
    assert all(places.values())
    assert b"http.answered" in places["lines of the web"]
    assert {name: found for name, kept in places.items() if (found := found_in(kept, mark))} == {}


@pytest.mark.skipif(
    "run_" not in str(settings.DATABASES["default"]["NAME"]),
    reason="reads the files of our own server",
)
@on_our_own_server
def test_one_mark_in_clear_is_found_in_each_place(
    celery_worker_process: Callable[..., WorkerProcess], web_log: Path, mark: str
):
    since = time.time()
    worker = celery_worker_process()
    worker.stop()  # or it takes the message, and writes over the line

    factories.a_zone(name=mark)
    with Redis.from_url(settings.REDIS_URL) as client:
        client.rpush("outbox", base64.b64encode(mark.encode()))
    for path in worker.log, web_log:
        with path.open("a", encoding="utf-8") as log:
            log.write(json.dumps({"event": mark}) + "\n")
    places = _everything(worker, web_log, since)

    assert {name for name, kept in places.items() if found_in(kept, mark)} == set(places)


def test_each_form_of_a_mark_is_found(mark: str):
    packed = base64.urlsafe_b64encode(zlib.compress(f"before {mark} after".encode()))
    dresses = [
        f"x{mark}y".encode(),
        f"x{mark}y".encode("utf-16-le"),
        f"x{mark}y".encode("utf-16-be"),
        f"x{mark}y".encode().hex().encode(),
        quote(f"x{mark}y").encode(),
        json.dumps(f"x{mark}y").encode(),
        json.dumps(json.dumps(f"x{mark}y")).encode(),
        *(base64.b64encode(b"x" * before + f"{mark}y".encode()) for before in range(3)),
        b'"' + packed + b'"',
    ]

    assert [dress for dress in dresses if not found_in(dress, mark)] == []
    assert found_in(b"nothing of it", mark) == []
    assert len(forms_of(mark)) == 15
