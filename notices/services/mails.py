"""Say by mail that something waits, and nothing else.

A mail is sent at least once. It is locked while it goes and marked in the same transaction, so
two senders never send the same one; a sender that dies between the server's yes and the commit
leaves it waiting, and it goes again under the same Message-ID.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.engine.delivery import MAX_ATTEMPTS, backoff_s
from audit.services import record, sign
from notices.engine.mailing import (
    AT_MOST_EVERY,
    MAIL,
    MailAction,
    MailChoice,
    MailState,
    due_at,
)
from notices.models import Mail, MailSetting, Notice
from notices.selectors.mails import choice_of, choices_of, last_sent_at

_log: Final = structlog.get_logger(__name__)
_LEASE: Final = timedelta(minutes=2)
_MOST_AT_ONCE: Final = 100


class NotDead(Exception):
    """The mail was not given up, or someone tried it again before. Nothing was changed."""


@transaction.atomic
def choose(*, choice: MailChoice, by: User, at: datetime) -> None:
    """Keep when `by` wants mail. A mail that waits goes by the new choice, or not at all."""
    _lock_people([by.pk])
    MailSetting.objects.update_or_create(
        user=by, defaults={"choice": choice.value, "chosen_at": at}
    )
    for mail in _locked(Mail.objects.waiting().filter(recipient=by)):
        if choice is MailChoice.NONE:
            _step(mail, MailAction.DROP, actor_id=by.pk)
        else:
            mail.due_at = _due_at(choice, at=at, last=last_sent_at([by.pk]).get(by.pk))
            mail.save(update_fields=["due_at"])
    record(
        verb="mail_choice.made",
        subject_kind="user",
        subject=str(by.reference),
        actor_id=by.pk,
        at=at,
        data={"choice": choice.value},
    )


def plan(*, user_ids: Collection[int], at: datetime) -> None:
    """Let a mail wait for each of these users who wants one and for whom none waits yet.

    It belongs to the transaction that makes their notices. A mail that is on its way is waited
    for: it may be too early for what is told now.
    """
    wanted = {
        key: choice
        for key, choice in choices_of(user_ids, at=at).items()
        if choice is not MailChoice.NONE
    }
    _lock_people(wanted)
    waiting = _locked(Mail.objects.waiting().filter(recipient__in=wanted))
    missing = sorted(set(wanted) - {mail.recipient_id for mail in waiting})
    last = last_sent_at(missing)
    sign(actor_id=None)
    Mail.objects.bulk_create(
        [
            Mail(
                recipient_id=key,
                made_at=at,
                due_at=_due_at(wanted[key], at=at, last=last.get(key)),
            )
            for key in missing
        ]
    )


def send_due(*, at: datetime) -> int:
    """Send the mails that are due, one after another; return how many the server took.

    When the server is away the rest stays as it is, without an attempt, for the next sweep.
    """
    sent = 0
    for _turn in range(_MOST_AT_ONCE):
        mail_id = claim(at=at)
        if mail_id is None:
            return sent
        state = send(mail_id=mail_id, at=at)
        if state is None:
            return sent
        sent += state is MailState.SENT
    return sent


@transaction.atomic
def claim(*, at: datetime) -> int | None:
    """Lease the mail that is longest due, count the attempt, and return its id.

    What has used all its attempts is given up here: a mail that kills its sender ends too.
    """
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    due = Mail.objects.waiting().filter(free, due_at__lte=at).order_by("due_at", "pk")
    for mail in due.select_for_update(skip_locked=True)[:_MOST_AT_ONCE]:
        if mail.attempts < MAX_ATTEMPTS:
            mail.attempts += 1
            mail.leased_until = at + _LEASE
            mail.save(update_fields=["attempts", "leased_until"])
            return mail.pk
        _step(mail, MailAction.GIVE_UP)
        _log.error("mail.given_up", attempts=mail.attempts)
    return None


@transaction.atomic
def send(*, mail_id: int, at: datetime) -> MailState | None:
    """Send one mail that was claimed; a second sender waits here and finds it sent.

    Returns:
        Where the mail stands now; None when the server is away, so that others would fail too.
    """
    (mail,) = _locked(Mail.objects.filter(pk=mail_id))
    if mail.state != MailState.WAITING:
        return MailState(mail.state)
    if not _is_wanted(mail, at=at):
        _step(mail, MailAction.DROP)
        return MailState.DROPPED
    last = last_sent_at([mail.recipient_id]).get(mail.recipient_id)
    if last is not None and at < last + AT_MOST_EVERY:
        return _put_off(mail, last + AT_MOST_EVERY)
    try:
        _message(mail.recipient, mail.reference).send()
    except (SMTPRecipientsRefused, SMTPResponseException) as refusal:
        return _failed(mail, refusal, at=at)
    except OSError as failure:
        _failed(mail, failure, at=at)
        return None
    mail.sent_at = at
    _step(mail, MailAction.SEND, columns=["sent_at"])
    return MailState.SENT


@transaction.atomic
def try_again(*, reference: UUID, by: User, at: datetime) -> Mail:
    """Give a mail that was given up all its attempts anew; drop it where another one waits.

    Raises:
        PermissionDenied: `by` does not manage accounts.
        Mail.DoesNotExist: not there.
        NotDead: see there.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    found = Mail.objects.visible_to(by).get(reference=reference)
    _lock_people([found.recipient_id])
    (mail,) = _locked(Mail.objects.filter(pk=found.pk))
    if mail.state != MailState.DEAD:
        raise NotDead
    if _locked(Mail.objects.waiting().filter(recipient=mail.recipient_id)):
        _step(mail, MailAction.DROP, actor_id=by.pk)
    else:
        mail.attempts, mail.due_at = 0, at
        _step(mail, MailAction.REVIVE, actor_id=by.pk, columns=["attempts", "due_at"])
    record(
        verb="mail.revived",
        subject_kind="mail",
        subject=str(mail.reference),
        actor_id=by.pk,
        at=at,
        data={"state": mail.state},
    )
    return mail


def _message(recipient: User, reference: UUID) -> EmailMessage:
    """Return the mail: the same words to everyone, in their language."""
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with translation.override(recipient.language):
        return EmailMessage(
            subject=_("You have a message on the City Diplomacy platform"),
            body=render_to_string("notices/mail.txt", {"front_page": settings.FRONT_PAGE_URL}),
            to=[recipient.email],
            headers={
                "Message-ID": f"<{reference}@{sender.rpartition('@')[2]}>",
                "Auto-Submitted": "auto-generated",
            },
        )


def _is_wanted(mail: Mail, *, at: datetime) -> bool:
    recipient = mail.recipient
    if not recipient.is_active or choice_of(recipient, at=at) is MailChoice.NONE:
        return False
    return Notice.objects.visible_to(recipient).unread().exists()


def _failed(mail: Mail, failure: OSError, *, at: datetime) -> MailState:
    mail.last_error = type(failure).__name__[:64]
    mail.due_at = at + timedelta(seconds=backoff_s(mail.attempts))
    mail.leased_until = None
    mail.save(update_fields=["last_error", "due_at", "leased_until"])
    if mail.attempts >= MAX_ATTEMPTS:
        _step(mail, MailAction.GIVE_UP)
    _log.warning("mail.failed", attempts=mail.attempts, error=mail.last_error)
    return MailState(mail.state)


def _put_off(mail: Mail, until: datetime) -> MailState:
    mail.due_at, mail.leased_until, mail.attempts = until, None, mail.attempts - 1
    mail.save(update_fields=["due_at", "leased_until", "attempts"])
    return MailState.WAITING


def _step(
    mail: Mail, action: MailAction, *, actor_id: int | None = None, columns: Collection[str] = ()
) -> None:
    sign(actor_id=actor_id)
    mail.state = MAIL[MailState(mail.state)][action].value
    mail.leased_until = None
    mail.save(update_fields=["state", "leased_until", *columns])


def _lock_people(user_ids: Collection[int]) -> None:
    """Let nobody else make a mail wait for these people until this transaction ends."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=user_ids)
    list(people.order_by("pk").values_list("pk"))


def _locked(mails: "QuerySet[Mail]") -> list[Mail]:
    return list(mails.select_for_update().order_by("pk"))


def _due_at(choice: MailChoice, *, at: datetime, last: datetime | None) -> datetime:
    return due_at(choice, now=timezone.localtime(at), last_sent_at=last)
