"""Mails: what they say, who gets them, and that a server which fails loses none."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as modern

import pytest
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from accounts.engine.roles import Role
from accounts.models import User
from audit.engine.delivery import MAX_ATTEMPTS
from audit.models import Event, StateChange
from audit.services import sign
from matching.engine.consents import RefusalReason
from matching.services import proposals
from notices.engine.mailing import MailChoice, MailState
from notices.models import Mail, Notice
from notices.selectors.mails import choice_of, dead_mails_for
from notices.services import mails, reading
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import Put, a_pair, a_trinning, agree
from tests.notices.mail_server import serving
from tests.notices.telling import deliver
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock
from tests.workers import environment

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DUE = NOON + DAY
MARKS = ("Kvitka", "Sosna", "Lund", "UA", "SE ", "Olha", "Person ", "We ask to be heard")


@pytest.fixture
def smtp(settings):
    """Send through the server at a port, as an installation does."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 1
    settings.DEFAULT_FROM_EMAIL = "City diplomacy <no-reply@platform.example>"
    settings.FRONT_PAGE_URL = "https://platform.example/"

    def at(server):
        settings.EMAIL_PORT = server.port

    return at


def a_waiting_mail(choice: MailChoice = MailChoice.AT_ONCE) -> tuple[Put, Mail]:
    put = a_pair()
    write_only_to(put.helper)
    mails.choose(choice=choice, by=put.helper, at=NOON)
    deliver()
    return put, Mail.objects.waiting().get(recipient=put.helper)


def write_only_to(*people: User | None) -> None:
    """Let nobody else choose mail, not even by default, and let these have it at once."""
    for user in User.objects.all():
        wants = MailChoice.AT_ONCE if user in people else MailChoice.NONE
        mails.choose(choice=wants, by=user, at=NOON)


@pytest.mark.django_db
def test_the_bytes_of_every_mail_hold_nothing_of_a_case(smtp):
    put = a_trinning()
    everyone = [put.officer, put.mayor, put.other_mayor, put.helper]
    write_only_to(*everyone)
    with serving("takes") as server:
        smtp(server)
        for hours, who in enumerate((put.mayor, put.other_mayor, put.helper), start=1):
            deliver(at=NOON + 2 * hours * HOUR)
            mails.send_due(at=NOON + 2 * hours * HOUR)
            agree(put, who)
        deliver(at=NOON + DAY)
        mails.send_due(at=NOON + DAY)

    references = [str(row.reference) for row in Notice.objects.all()]
    references += [str(put.reference), str(put.proposal.appeal.reference)]
    assert len(server.taken) > len(everyone)
    for taken in server.taken:
        text = _readable(taken)
        assert [mark for mark in (*MARKS, *references) if mark in text] == []
        assert {word for word in text.split() if "://" in word} == {"https://platform.example/"}


@pytest.mark.django_db
def test_all_mails_are_alike_but_for_whom_they_go_to(smtp):
    put = a_pair()
    write_only_to(put.mayor, put.helper)
    deliver()

    with serving("takes") as server:
        smtp(server)
        mails.send_due(at=NOON)

    first, second = (message_from_bytes(taken, policy=modern) for taken in server.taken)
    differ = {name for name in first if first[name] != second[name]} - {"Date"}
    assert differ == {"To", "Message-ID"}
    assert first.get_content() == second.get_content()


@pytest.mark.django_db
def test_a_mail_says_that_something_waits_and_names_no_address_but_the_front_page(settings):
    settings.FRONT_PAGE_URL = "https://platform.example/"
    a_waiting_mail()

    mails.send_due(at=NOON)

    (sent,) = outbox.outbox
    assert sent.subject == "You have a message on the City Diplomacy platform"
    assert [word for word in sent.body.split() if "/" in word] == ["https://platform.example/"]


@pytest.mark.django_db
def test_a_mail_speaks_the_language_of_its_reader(monkeypatch):
    put, _mail = a_waiting_mail()
    put.helper.language = "ar"
    put.helper.save(update_fields=["language"])
    monkeypatch.setattr(mails, "_", lambda _text: f"said in {get_language()}")

    mails.send_due(at=NOON)

    assert [sent.subject for sent in outbox.outbox] == ["said in ar"]


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["silence", "refusal", "consent", "revoked", "both"])
def test_mails_and_inbox_of_the_other_parties_are_the_same_whatever_one_says(said, smtp):
    put = a_trinning()
    write_only_to(put.mayor, put.helper)
    deliver()

    _says(put, said)
    deliver(at=NOON + 2 * HOUR)
    proposals.lapse_due(at=NOON + 14 * DAY)
    deliver(at=NOON + 14 * DAY)
    with serving("takes") as server:
        smtp(server)
        for hours in (0, 2, 14 * 24, 15 * 24):
            mails.send_due(at=NOON + hours * HOUR)

    assert _shown_to(put, server.taken) == SAME_FOR_ALL


SAME_FOR_ALL = {
    "mayor": [("appeal_acknowledged", NOON), ("proposal_put", NOON)],
    "helper": [("proposal_put", NOON)],
    "mails": 2,
}


def _shown_to(put: Put, taken: list[bytes]):
    told = {
        name: list(
            Notice.objects.visible_to(getattr(put, name))
            .order_by("pk")
            .values_list("kind", "made_at")
        )
        for name in ("mayor", "helper")
    }
    return {**told, "mails": len(taken)}


def _says(put: Put, said: str) -> None:
    who = put.other_mayor
    assert who is not None
    if said in {"consent", "revoked"}:
        agree(put, who)
    if said == "revoked":
        proposals.revoke(reference=put.reference, by=who, at=NOON)
    if said in {"refusal", "both"}:
        proposals.refuse(reference=put.reference, reason=RefusalReason.NOT_NOW, by=who, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may_appeal", "choice"),
    [
        (Role.OFFICER, None, MailChoice.DAILY),
        (Role.SUPERVISOR, None, MailChoice.DAILY),
        (Role.MUNICIPALITY, False, MailChoice.DAILY),
        (Role.MUNICIPALITY, True, MailChoice.NONE),
        (Role.INTERMEDIARY, None, MailChoice.NONE),
        (None, None, MailChoice.NONE),
    ],
)
def test_who_has_not_chosen_gets_what_is_safe(role, may_appeal, choice):
    user = factories.a_user()
    if role is Role.MUNICIPALITY:
        town = factories.a_municipality(may_appeal=may_appeal)
        factories.acts_as(user, role, municipality=town)
    elif role is Role.INTERMEDIARY:
        factories.acts_as(user, role, intermediary=factories.an_intermediary())
    elif role:
        factories.acts_as(user, role)

    assert choice_of(user, at=NOON) is choice


@pytest.mark.django_db
def test_a_mayor_who_has_not_asked_for_it_gets_no_mail():
    put = a_pair()

    deliver()

    assert not Mail.objects.filter(recipient=put.mayor).exists()


@pytest.mark.django_db
def test_many_notices_make_one_mail_and_the_next_waits_for_an_hour():
    put, first = a_waiting_mail()
    agree(put, put.mayor)
    mails.send_due(at=NOON)

    agree(put, put.helper)
    proposals.retract(reference=put.reference, by=put.officer, at=NOON)
    deliver(at=NOON + timedelta(minutes=1))

    first.refresh_from_db()
    second = Mail.objects.waiting().get(recipient=put.helper)
    assert (first.state, second.due_at) == (MailState.SENT, NOON + HOUR)


@pytest.mark.django_db
def test_the_database_refuses_a_second_waiting_mail_for_one_person():
    put, _first = a_waiting_mail()

    sign(actor_id=None)

    with pytest.raises(IntegrityError, match="one_waits_for_each_person"):
        Mail.objects.create(recipient=put.helper, made_at=NOON, due_at=NOON)


@pytest.mark.django_db
def test_who_has_read_everything_gets_no_mail():
    put, mail = a_waiting_mail()
    notice = Notice.objects.visible_to(put.helper).get()
    reading.mark_read(reference=notice.reference, by=put.helper, at=NOON)

    mails.send_due(at=NOON)

    mail.refresh_from_db()
    assert (mail.state, outbox.outbox) == (MailState.DROPPED, [])


@pytest.mark.django_db
def test_who_chooses_no_mail_gets_not_even_the_one_that_waits():
    put, mail = a_waiting_mail()

    mails.choose(choice=MailChoice.NONE, by=put.helper, at=NOON)
    mails.send_due(at=DUE)

    mail.refresh_from_db()
    assert mail.state == MailState.DROPPED
    assert put.helper.email not in [to for sent in outbox.outbox for to in sent.to]


@pytest.mark.django_db
def test_who_chooses_at_once_need_not_wait_for_the_morning():
    put, mail = a_waiting_mail(MailChoice.DAILY)
    assert mail.due_at > NOON

    mails.choose(choice=MailChoice.AT_ONCE, by=put.helper, at=NOON)

    mail.refresh_from_db()
    assert mail.due_at == NOON


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mood", "error"),
    [
        ("refuses", "SMTPRecipientsRefused"),
        ("hangs", "SMTPServerDisconnected"),  # after EMAIL_TIMEOUT
        ("drops", "SMTPServerDisconnected"),
    ],
)
def test_a_server_that_fails_is_tried_again_after_a_pause(smtp, mood, error):
    _put, mail = a_waiting_mail()
    with serving(mood) as server:
        smtp(server)
        mails.send_due(at=NOON)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_error) == (MailState.WAITING, 1, error)
    assert (mail.due_at, mail.leased_until) == (NOON + timedelta(minutes=1), None)

    with serving("takes") as server:
        smtp(server)
        mails.send_due(at=NOON + timedelta(minutes=1))
    assert [_id_of(taken) for taken in server.taken] == [str(mail.reference)]


@pytest.mark.django_db
def test_while_the_server_is_away_the_others_keep_their_attempts(smtp):
    put = a_pair()
    write_only_to(put.mayor, put.helper)
    deliver()

    with serving("drops") as server:
        smtp(server)
        mails.send_due(at=NOON)

    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 1]


@pytest.mark.django_db
def test_a_box_that_is_refused_holds_up_nobody_else(smtp):
    put = a_pair()
    write_only_to(put.mayor, put.helper)
    deliver()

    with serving("refuses") as server:
        smtp(server)
        mails.send_due(at=NOON)

    assert list(Mail.objects.values_list("attempts", flat=True)) == [1, 1]


def a_dead_mail(smtp) -> tuple[Put, Mail]:
    put, mail = a_waiting_mail()
    with serving("refuses") as server:
        smtp(server)
        for day in range(MAX_ATTEMPTS):
            mails.send_due(at=NOON + day * DAY)
    mail.refresh_from_db()
    return put, mail


@pytest.mark.django_db
def test_after_its_last_attempt_a_mail_is_given_up_and_the_desk_sees_it(smtp):
    put, mail = a_dead_mail(smtp)

    assert (mail.state, mail.attempts) == (MailState.DEAD, MAX_ATTEMPTS)
    assert list(dead_mails_for(put.officer)) == [mail]
    assert list(dead_mails_for(put.mayor)) == []


@pytest.mark.django_db
def test_a_supervisor_tries_again_what_was_given_up_and_the_trail_keeps_it(smtp):
    _put, mail = a_dead_mail(smtp)
    supervisor = factories.a_supervisor()

    mails.try_again(reference=mail.reference, by=supervisor, at=NOON + 30 * DAY)
    with serving("takes") as server:
        smtp(server)
        mails.send_due(at=NOON + 30 * DAY)

    assert [_id_of(taken) for taken in server.taken] == [str(mail.reference)]
    assert Event.objects.get(verb="mail.revived").actor_id == supervisor.pk
    steps = StateChange.objects.filter(table_name="notices_mail", row_id=mail.pk)
    assert list(steps.order_by("version").values_list("becomes", flat=True)) == [
        *("waiting", "dead", "waiting", "sent")
    ]


@pytest.mark.django_db
def test_a_dead_mail_is_dropped_where_another_one_waits(smtp):
    put, mail = a_dead_mail(smtp)
    proposals.retract(reference=put.reference, by=put.officer, at=NOON)
    a_pair(pledge=put.proposal.pledge, officer=put.officer)
    deliver(at=NOON + 30 * DAY)
    assert Mail.objects.waiting().filter(recipient=put.helper).exists()

    mails.try_again(reference=mail.reference, by=factories.a_supervisor(), at=NOON + 30 * DAY)

    mail.refresh_from_db()
    assert mail.state == MailState.DROPPED


@pytest.mark.django_db
def test_nobody_tries_again_without_the_right_or_twice(smtp):
    put, mail = a_dead_mail(smtp)
    supervisor = factories.a_supervisor()

    with pytest.raises(PermissionDenied):
        mails.try_again(reference=mail.reference, by=put.officer, at=DUE)
    mails.try_again(reference=mail.reference, by=supervisor, at=DUE)
    with pytest.raises(mails.NotDead):
        mails.try_again(reference=mail.reference, by=supervisor, at=DUE)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["sent", "dropped"])
def test_no_statement_wakes_a_mail_that_is_over(state):
    _put, mail = a_waiting_mail()
    over = {"sent_at": NOON} if state == "sent" else {}
    sign(actor_id=None)
    Mail.objects.filter(pk=mail.pk).update(state=state, **over)

    with pytest.raises(IntegrityError, match="no step"):
        Mail.objects.filter(pk=mail.pk).update(state="waiting", sent_at=None)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_one_mail(smtp):
    assert _mails_of_two_senders(smtp, wait_until_someone_waits_for_a_lock) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_senders_would_send_it_twice(smtp, monkeypatch):
    monkeypatch.setattr(mails, "_locked", lambda rows: list(rows.order_by("pk")))

    assert _mails_of_two_senders(smtp, None) == 2


def _mails_of_two_senders(smtp, wait) -> int:
    _put, mail = a_waiting_mail()
    with serving("waits") as server, ThreadPoolExecutor(max_workers=2) as senders:
        smtp(server)
        send = in_own_connection(mails.send)
        running = [senders.submit(send, mail_id=mail.pk, at=NOON)]
        assert server.arrived.acquire(timeout=10)
        running.append(senders.submit(send, mail_id=mail.pk, at=NOON))
        if wait:
            wait()
        else:
            assert server.arrived.acquire(timeout=10)
        server.go.set()
        assert [each.result(20) for each in running] == [MailState.SENT] * 2
    return len(server.taken)


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_comes_while_a_mail_goes_gets_a_mail_of_its_own(smtp):
    put, mail = a_waiting_mail()
    with serving("waits") as server, ThreadPoolExecutor(max_workers=2) as others:
        smtp(server)
        sending = others.submit(in_own_connection(mails.send), mail_id=mail.pk, at=NOON)
        assert server.arrived.acquire(timeout=10)
        planning = others.submit(in_own_connection(_plan), user_id=put.helper.pk)
        wait_until_someone_waits_for_a_lock()
        server.go.set()
        sending.result(20)
        planning.result(20)

    assert Mail.objects.waiting().get(recipient=put.helper).due_at == NOON + HOUR


@transaction.atomic
def _plan(*, user_id: int) -> None:
    mails.plan(user_ids=[user_id], at=NOON)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_sender_that_is_killed_before_its_commit_sends_again_under_the_same_id(smtp):
    _put, mail = a_waiting_mail()
    with serving("kills") as server:
        smtp(server)
        sender = _sender_process(server.port)
        server.victim = sender.pid
        assert sender.communicate(b"go\n", timeout=60) is not None
    mail.refresh_from_db()
    assert (sender.returncode, mail.state, mail.attempts) == (-9, MailState.WAITING, 1)

    with serving("takes") as second:
        smtp(second)
        mails.send_due(at=timezone.now() + timedelta(minutes=3))

    ids = [_id_of(taken) for taken in (*server.taken, *second.taken)]
    assert ids == [str(mail.reference)] * 2


_SENDER = """
import django
django.setup()
input()
from django.utils import timezone
from django.utils.translation import get_language
from notices.services import mails
mails.send_due(at=timezone.now())
"""


def _sender_process(port: int) -> "subprocess.Popen[bytes]":
    mailing = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": os.environ.get(
            "DJANGO_SETTINGS_MODULE", "citydiplomacy.settings"
        ),
    }
    return subprocess.Popen(
        [sys.executable, "-c", _SENDER],
        env={**environment(), **mailing},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )


def _id_of(taken: bytes) -> str:
    return str(message_from_bytes(taken, policy=modern)["Message-ID"])[1:].partition("@")[0]


def _readable(taken: bytes) -> str:
    """Return a mail as it went, and decoded, without its recipient's address and its own id."""
    message = message_from_bytes(taken, policy=modern)
    body = message.get_content()
    del message["To"], message["Message-ID"]
    return f"{message.as_string()}\n{message['Subject']}\n{body}"
