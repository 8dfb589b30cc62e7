"""What one party does shows to no other: inbox, feed, header and mails, byte for byte."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import connection

from accounts.models import User
from matching.engine.consents import RefusalReason
from matching.engine.lifecycle import AppealAction, PledgeAction
from matching.services import appeals, pledges, proposals
from notices.engine.mailing import MailChoice
from notices.services import mails
from tests.clock import NOON
from tests.matching.proposing import Put, a_pair, a_trinning, agree
from tests.notices.telling import deliver
from tests.web.visitors import visit

pytestmark = pytest.mark.django_db
PAGES = ("/inbox/", "/inbox/feed/", "/inbox/mail/", "/decision/")
MADE_ANEW = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]{64}"|^Date: [^\n]*$|(?<=<updated>)[^<]*', re.MULTILINE
)


def silence(put: Put, who: User) -> None:
    pass


def consent(put: Put, who: User) -> None:
    agree(put, who)


def refusal(put: Put, who: User) -> None:
    proposals.refuse(reference=put.reference, reason=RefusalReason.NOT_NOW, by=who, at=NOON)


def change_of_mind(put: Put, who: User) -> None:
    agree(put, who)
    proposals.revoke(reference=put.reference, by=who, at=NOON)


def withdrawal_by_the_officer(put: Put, who: User) -> None:
    proposals.retract(reference=put.reference, by=put.officer, at=NOON)


def withdrawal_of_what_it_asked_or_offered(put: Put, who: User) -> None:
    if who == put.helper:
        pledge = put.proposal.pledge.reference
        pledges.move_pledge(reference=pledge, action=PledgeAction.WITHDRAW, by=who, at=NOON)
        return
    asked = put.proposal.appeal if who == put.mayor else put.proposal.other_appeal
    assert asked is not None
    appeals.move_appeal(reference=asked.reference, action=AppealAction.WITHDRAW, by=who, at=NOON)


DEEDS = [
    consent,
    refusal,
    change_of_mind,
    withdrawal_by_the_officer,
    withdrawal_of_what_it_asked_or_offered,
]


def received(put: Put, viewer: User, deed, doer: User) -> list[bytes]:
    """Every page and mail that `viewer` gets in a world in which `doer` did `deed`."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT world")
    outbox.outbox.clear()

    deed(put, doer)
    pages = []
    for at in (NOON + timedelta(hours=2), NOON + timedelta(days=15)):
        proposals.lapse_due(at=at)
        deliver(at=at)
        mails.send_due(at=at)
        pages += [visit(viewer).get(address).content for address in PAGES]
    sent = [each.message().as_bytes() for each in outbox.outbox if viewer.email in each.to]

    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT world")
    return [MADE_ANEW.sub(b"(made anew)", each) for each in (*pages, *sent)]


def told(put: Put) -> Put:
    """Let everybody know of the proposal, and want mail at once."""
    for who in (put.mayor, put.other_mayor, put.helper):
        if who:
            mails.choose(choice=MailChoice.AT_ONCE, by=who, at=NOON)
    deliver()
    return put


@pytest.mark.parametrize(("viewer", "doer"), [("mayor", "helper"), ("helper", "mayor")])
def test_a_party_of_a_pair_gets_the_same_bytes_whatever_the_other_did(viewer, doer):
    put = told(a_pair())
    who, other = getattr(put, viewer), getattr(put, doer)
    silent = received(put, who, silence, other)

    differ = [deed for deed in DEEDS if received(put, who, deed, other) != silent]

    assert differ == []
    assert len(silent) == 2 * len(PAGES) + 1


@pytest.mark.parametrize(
    ("viewer", "doer"),
    [
        *[("mayor", "other_mayor"), ("mayor", "helper")],
        *[("other_mayor", "mayor"), ("other_mayor", "helper")],
        *[("helper", "mayor"), ("helper", "other_mayor")],
    ],
)
def test_a_party_of_a_trinning_gets_the_same_bytes_whatever_one_other_did(viewer, doer):
    put = told(a_trinning())
    who, other = getattr(put, viewer), getattr(put, doer)
    silent = received(put, who, silence, other)

    differ = [deed for deed in DEEDS if received(put, who, deed, other) != silent]

    assert differ == []
    assert len(silent) == 2 * len(PAGES) + 1


def test_the_comparison_notices_an_introduction():
    put = told(a_pair())
    agree(put, put.mayor)

    after = received(put, put.mayor, consent, put.helper)

    assert after != received(put, put.mayor, silence, put.helper)
