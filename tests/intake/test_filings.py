"""Drafts, receipts and sending without an account."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from intake.engine.limits import Limit
from intake.models import Allowance, Filing
from intake.services import filings, limits, receipts
from matching.engine.receipts import Receipt, grouped
from matching.models import Appeal
from sealing.models import DataKey
from tests import factories
from tests.clock import NOON
from tests.intake.asking import AUTHOR, CONTACT, MARK, SAID, a_draft, a_sent
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db


def wrong_secret(receipt: Receipt) -> Receipt:
    return Receipt(locator=receipt.locator, secret=receipt.secret[::-1])


def test_a_receipt_finds_the_draft_again():
    draft = a_draft()

    assert receipts.enter(draft.receipt, at=NOON) == draft.filing
    assert filings.read(filing=draft.filing, at=NOON).summary == SAID.summary


@pytest.mark.parametrize("wrong", [wrong_secret, lambda _receipt: receipts.new_receipt()])
def test_a_receipt_that_opens_nothing_is_refused_in_one_way(wrong):
    draft = a_draft()

    with pytest.raises(receipts.NoSuchReceipt):
        receipts.enter(wrong(draft.receipt), at=NOON)


def test_a_locator_that_nobody_has_costs_one_slow_hash_like_a_wrong_secret(monkeypatch):
    draft = a_draft()
    hashes: list[str] = []
    fits = receipts._fits

    def counted(kept, secret):
        hashes.append(kept[:30])
        return fits(kept, secret)

    monkeypatch.setattr(receipts, "_fits", counted)

    for receipt in (wrong_secret(draft.receipt), receipts.new_receipt()):
        with pytest.raises(receipts.NoSuchReceipt):
            receipts.enter(receipt, at=NOON)

    assert hashes == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2


def test_postgresql_keeps_no_receipt_that_is_not_slowly_hashed():
    draft = a_draft()

    with pytest.raises(IntegrityError, match="keeps_a_slow_hash"), transaction.atomic():
        Filing.objects.filter(reference=draft.filing).update(slow_hash=draft.receipt.secret)


def test_what_was_said_and_the_receipt_stand_nowhere_in_clear():
    draft = a_draft()
    filings.send(filing=draft.filing, at=NOON)
    dump = io.StringIO()
    call_command("dumpdata", stdout=dump)
    everything = dump.getvalue()

    planted = [MARK, CONTACT, AUTHOR, draft.receipt.secret, grouped(draft.receipt)]
    found = [mark for mark in planted if mark in everything]

    assert ("Kvitka" in everything, found) == (True, [])
    assert draft.receipt.locator not in everything


def test_to_send_again_gives_the_same_appeal_and_records_nothing():
    draft = a_draft()
    first = filings.send(filing=draft.filing, at=NOON)
    events = Event.objects.count()

    again = filings.send(filing=draft.filing, at=NOON)

    assert (again, Appeal.objects.count(), Event.objects.count()) == (first, 1, events)


def test_an_appeal_goes_on_with_the_key_of_its_draft():
    filing, appeal = a_sent()

    assert appeal.data_key_id == Filing.objects.get(reference=filing).data_key_id


def test_what_misses_a_municipality_is_not_sent():
    draft = filings.begin(SAID, at=NOON)

    with pytest.raises(filings.Incomplete):
        filings.send(filing=draft.filing, at=NOON)

    assert Appeal.objects.count() == 0


def test_what_was_sent_is_not_written_anew():
    filing, _appeal = a_sent()

    with pytest.raises(filings.AlreadySent):
        filings.keep(filing=filing, dossier=SAID, at=NOON)


def test_a_draft_that_is_withdrawn_is_erased_and_its_key_destroyed():
    draft = a_draft()

    filings.withdraw(filing=draft.filing, at=NOON)

    assert Filing.objects.count() == 0
    assert DataKey.objects.get().destroyed_at == NOON


def test_only_drafts_that_nobody_came_back_to_are_forgotten():
    a_draft(at=NOON - timedelta(days=31))
    a_sent(factories.a_municipality(name="Sosna"), at=NOON - timedelta(days=31))
    fresh = a_draft(factories.a_municipality(name="Lypa"))

    assert filings.forget_drafts(at=NOON) == 1
    assert Filing.objects.filter(appeal=None).get().reference == fresh.filing


def _race(draft):
    """Send the same draft from two connections: the second while the first is not done."""

    def send():
        return filings.send(filing=draft.filing, at=NOON)

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            first = send()
            second = elsewhere.submit(in_own_connection(send))
            wait_until_someone_waits_for_a_lock()
        return first, second.result(timeout=20)


@pytest.mark.django_db(transaction=True)
def test_i8_the_second_of_two_who_send_the_same_waits_and_is_given_the_first_appeal():
    first, second = _race(a_draft())

    assert (second, Appeal.objects.count()) == (first, 1)


@pytest.mark.django_db(transaction=True)
def test_i8_the_twin_without_the_lock_sees_no_one_wait_before_it_writes(monkeypatch):
    def unlocked(filing):
        return Filing.objects.select_related("data_key", "appeal").get(reference=filing)

    monkeypatch.setattr(filings, "_locked", unlocked)
    draft = a_draft()

    def send():
        return filings.send(filing=draft.filing, at=NOON)

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            send()
            second = elsewhere.submit(in_own_connection(send))
            wait_until_someone_waits_for_a_lock()  # at the unique key, once it has written
        with pytest.raises(IntegrityError):
            second.result(timeout=20)


FIVE = Limit(burst=5, pause=timedelta(seconds=20))


@pytest.mark.django_db(transaction=True)
def test_of_fifty_tries_at_once_exactly_as_many_pass_as_may():
    def one_try(_number: int) -> bool:
        try:
            limits.spend("a bucket", FIVE, at=NOON)
        except limits.TooFast:
            return False
        return True

    with ThreadPoolExecutor(max_workers=25) as pool:
        passed = list(pool.map(in_own_connection(one_try), range(50)))

    assert (sum(passed), len(passed)) == (5, 50)


def test_a_limit_slows_down_and_locks_nobody_out():
    for _try in range(5):
        limits.spend("a bucket", FIVE, at=NOON)

    with pytest.raises(limits.TooFast):
        limits.spend("a bucket", FIVE, at=NOON + timedelta(seconds=19))
    limits.spend("a bucket", FIVE, at=NOON + timedelta(seconds=20))

    assert Allowance.objects.get().empty_at == NOON + timedelta(seconds=120)


def test_tries_of_one_receipt_do_not_slow_down_another():
    first, second = a_draft(), a_draft(factories.a_municipality(name="Sosna"))
    for _try in range(5):
        receipts.enter(first.receipt, at=NOON)

    with pytest.raises(limits.TooFast):
        receipts.enter(first.receipt, at=NOON)

    assert receipts.enter(second.receipt, at=NOON) == second.filing


def test_a_bucket_names_neither_receipt_nor_address():
    draft = a_draft()
    receipts.enter(draft.receipt, at=NOON)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(bucket, ' ') FROM intake_allowance")
        (buckets,) = cursor.fetchone()

    assert draft.receipt.locator not in buckets
    assert limits.forget_empty(at=NOON + timedelta(days=2)) == 3


def test_a_limit_says_how_many_tries_are_left_at_once():
    left = [limits.spend("a bucket", FIVE, at=NOON) for _try in range(5)]

    assert left == [4, 3, 2, 1, 0]
