"""Documents of appeals: who adds, opens and removes them, and what PostgreSQL refuses."""

from concurrent.futures import ThreadPoolExecutor

import pgtrigger
import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from attachments.engine import refusals
from attachments.engine.limits import LONGEST_LABEL, MOST_OF_AN_APPEAL
from attachments.models import Attachment
from attachments.services import attachments
from audit.models import Event
from matching.engine.lifecycle import AppealAction
from matching.engine.receipts import Holder
from matching.models import Appeal
from matching.services import appeals
from sealing import services as sealing
from tests import factories
from tests.attachments.files import a_jpeg, a_pdf
from tests.clock import NOON
from tests.intake.asking import a_checked, a_read
from tests.matching.proposing import a_pair, a_read_appeal, agree
from tests.matching.test_narratives import everything_in_the_database
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

LABEL = "Letter of Brid-5521"
STRANGERS = {
    "officer": factories.an_officer,
    "supervisor": factories.a_supervisor,
    "nobody": factories.a_user,
    "another town": lambda: factories.someone_of(factories.a_municipality()),
    "intermediary": lambda: factories.someone_at(factories.an_intermediary()),
    "network": lambda: factories.someone_in(factories.a_network()),
    "another receipt": lambda: a_read().holder,
}
strangers = pytest.mark.parametrize("who", STRANGERS.values(), ids=STRANGERS)


@pytest.fixture
def appeal(db) -> Appeal:
    return a_read_appeal(factories.an_officer())


def mayor_of(appeal):
    return factories.someone_of(appeal.municipality)


def added(appeal, *, by=None, content=None, label=LABEL):
    return attachments.add(
        appeal=appeal.reference,
        content=a_jpeg() if content is None else content,
        label=label,
        by=by or mayor_of(appeal),
        at=NOON,
    )


def opened(kept, by):
    return attachments.open_attachment(attachment=kept.reference, by=by, at=NOON)


def removed(kept, by):
    return attachments.remove(attachment=kept.reference, by=by, at=NOON)


def labels(appeal, by):
    return [each.label for each in attachments.read_attachments(appeal, by=by, at=NOON)]


def withdraw(appeal):
    appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.WITHDRAW, by=mayor_of(appeal), at=NOON
    )


def guard(error) -> str | None:
    assert isinstance(error.__cause__, psycopg.Error)
    return error.__cause__.diag.constraint_name


def insert_by_statement(appeal, **values):
    told = {"place": 1, "kind": "jpeg", "size_bytes": 1, "added_by": appeal.officer}
    told |= {"sealed_label": b"x", "sealed_content": b"y", "added_at": NOON}
    return Attachment.objects.create(
        **{"appeal": appeal, "data_key": appeal.data_key} | told | values
    )


@pytest.fixture
def keyed(appeal: Appeal) -> Appeal:
    """An appeal that has a key already."""
    removed(added(appeal), mayor_of(appeal))
    appeal.refresh_from_db()
    return appeal


def test_author_and_officer_read_a_document_that_lies_nowhere_in_clear(appeal):
    kept = added(appeal, content=a_pdf())

    read = [opened(kept, who) for who in (mayor_of(appeal), appeal.officer)]

    everything = everything_in_the_database()
    assert [each.content[:5] for each in read] == [b"%PDF-", b"%PDF-"]
    assert labels(appeal, appeal.officer) == [LABEL]
    assert [told in everything for told in (LABEL, "%PDF-")] == [False, False]


def test_each_opening_is_kept_with_its_reason(appeal):
    mayor = mayor_of(appeal)
    kept = added(appeal)
    opened(kept, mayor)
    opened(kept, appeal.officer)
    labels(appeal, appeal.officer)

    openings = Event.objects.filter(verb="sealed.opened", subject=str(kept.reference))
    assert [(e.actor_id, e.data) for e in openings.order_by("pk")] == [
        (mayor.pk, {"column": "sealed_content", "reason": "own_words"}),
        (appeal.officer_id, {"column": "sealed_content", "reason": "case_work"}),
        (appeal.officer_id, {"column": "sealed_label", "reason": "case_work"}),
    ]


def test_adding_and_removing_are_told_once_without_words(appeal):
    removed(added(appeal), mayor_of(appeal))

    told = Event.objects.filter(verb__startswith="attachment.").order_by("pk")
    data = {"appeal": str(appeal.reference), "state": "acknowledged"}
    assert [(e.verb, e.data) for e in told] == [
        ("attachment.added", data),
        ("attachment.removed", data),
    ]


@strangers
def test_nobody_else_opens_removes_lists_or_adds(appeal, who):
    kept, stranger = added(appeal), who()

    with pytest.raises(Attachment.DoesNotExist):
        opened(kept, stranger)
    with pytest.raises(Attachment.DoesNotExist):
        removed(kept, stranger)
    with pytest.raises(Appeal.DoesNotExist):
        added(appeal, by=stranger)
    assert labels(appeal, stranger) == []


def test_the_helper_opens_nothing_after_the_introduction_either(appeal):
    kept, put = added(appeal), a_pair(appeal=appeal)
    for who in (put.mayor, put.helper):
        agree(put, who)

    assert put.now().state == "introduced"
    with pytest.raises(Attachment.DoesNotExist):
        opened(kept, put.helper)


def test_the_officer_neither_adds_nor_removes(appeal):
    kept = added(appeal)

    with pytest.raises(PermissionDenied):
        added(appeal, by=appeal.officer)
    with pytest.raises(PermissionDenied):
        removed(kept, appeal.officer)


def test_an_officer_who_handed_the_case_over_opens_it_no_more(appeal):
    kept, before, after = added(appeal), appeal.officer, factories.an_officer()
    appeals.assign_case(
        reference=appeal.reference, officer=after, by=factories.a_supervisor(), at=NOON
    )

    with pytest.raises(Attachment.DoesNotExist):
        opened(kept, before)
    assert opened(kept, after).content


def test_an_intermediary_reads_what_it_added_and_the_town_reads_all(appeal):
    channel = factories.an_intermediary()
    factories.knows(channel, appeal.municipality.zone)
    writer = factories.someone_at(channel)
    Appeal.objects.filter(pk=appeal.pk).update(intermediary=channel)
    added(appeal, label="By the town")
    added(appeal, label="By the intermediary", by=writer)

    assert labels(appeal, writer) == ["By the intermediary"]
    assert labels(appeal, mayor_of(appeal)) == ["By the town", "By the intermediary"]


def test_a_receipt_adds_opens_and_removes_for_its_own_appeal(db):
    asked = a_read()
    kept = added(asked.appeal, by=asked.holder)

    assert (kept.added_by, labels(asked.appeal, asked.holder)) == (None, [LABEL])
    assert opened(kept, asked.holder).content == opened(kept, asked.officer).content
    assert removed(kept, asked.holder).removed_at == NOON


def test_who_checks_an_appeal_opens_its_letter_and_the_towns_account_does_not(db):
    officer = factories.an_officer()
    _filing, appeal = a_checked(officer)
    kept = added(appeal, by=Holder(appeal=appeal.reference))

    assert opened(kept, officer).content
    with pytest.raises(Attachment.DoesNotExist):
        opened(kept, mayor_of(appeal))


def test_what_is_removed_is_gone_and_is_removed_once(appeal):
    kept = added(appeal)
    removed(kept, mayor_of(appeal))

    kept.refresh_from_db()
    assert (bytes(kept.sealed_label), bytes(kept.sealed_content)) == (b"", b"")
    with pytest.raises(Attachment.DoesNotExist):
        opened(kept, mayor_of(appeal))
    with pytest.raises(Attachment.DoesNotExist):
        removed(kept, mayor_of(appeal))


def test_once_the_key_is_destroyed_nobody_reads_or_adds(appeal):
    kept = added(appeal)
    sealing.erase(reference=kept.data_key.reference, actor_id=None, at=NOON)

    with pytest.raises(sealing.Erased):
        opened(kept, mayor_of(appeal))
    with pytest.raises(sealing.Erased):
        added(appeal)
    assert labels(appeal, mayor_of(appeal)) == [""]


def test_a_full_appeal_takes_one_more_once_one_is_removed(appeal):
    kept = [added(appeal) for _document in range(MOST_OF_AN_APPEAL)]

    with pytest.raises(refusals.TooMany):
        added(appeal)
    removed(kept[1], mayor_of(appeal))

    assert added(appeal).place == kept[1].place


def test_nothing_is_added_to_an_appeal_that_is_over(appeal):
    withdraw(appeal)

    with pytest.raises(refusals.IsOver):
        added(appeal)


@pytest.mark.parametrize("label", ["", "  ", "x" * (LONGEST_LABEL + 1)])
def test_nothing_is_added_without_a_short_label(appeal, label):
    with pytest.raises(refusals.NoLabel):
        added(appeal, label=label)


def test_what_cannot_be_cleaned_leaves_nothing(appeal):
    with pytest.raises(refusals.UnknownKind):
        added(appeal, content=b"<svg/>")

    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"place": MOST_OF_AN_APPEAL + 1}, "attachments_attachment_in_a_place_that_there_is"),
        ({"kind": "svg"}, "attachments_attachment_kind_is_known"),
        ({"kind": "webp"}, "attachments_attachment_kind_is_known"),
        ({"size_bytes": 8_000_001}, "attachments_attachment_of_a_size_that_is_taken"),
        ({"sealed_content": b""}, "attachments_attachment_is_gone_once_removed"),
        ({"removed_at": NOON}, "attachments_attachment_is_gone_once_removed"),
        ({"added_by": None}, "attachments_attachment_unnamed_only_by_receipt"),
    ],
)
def test_no_statement_keeps_what_may_not_be(keyed, values, constraint):
    with pytest.raises(IntegrityError) as told:
        insert_by_statement(keyed, **values)

    assert guard(told.value) == constraint


def test_no_statement_adds_to_what_is_over_or_under_another_key(keyed):
    other = a_read_appeal(factories.an_officer(), name="Sosna")
    with pytest.raises(IntegrityError) as another_key, transaction.atomic():
        insert_by_statement(keyed, data_key=added(other).data_key)
    withdraw(keyed)
    with pytest.raises(IntegrityError) as over, transaction.atomic():
        insert_by_statement(keyed)

    told = {guard(another_key.value), guard(over.value)}
    assert told == {"attachments_attachment_of_a_live_appeal"}


def test_the_twin_without_the_guard_adds_to_what_is_over(keyed):
    withdraw(keyed)

    with pgtrigger.ignore("attachments.Attachment:of_a_live_appeal"):
        assert insert_by_statement(keyed).pk


def test_no_statement_takes_a_place_twice(keyed):
    insert_by_statement(keyed)

    with pytest.raises(IntegrityError) as told:
        insert_by_statement(keyed)

    assert guard(told.value) == "attachments_attachment_one_in_each_place"


def test_the_twin_without_the_index_takes_a_place_twice(keyed):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP INDEX attachments_attachment_one_in_each_place")

    assert [insert_by_statement(keyed).place for _twice in range(2)] == [1, 1]


GONE = {"removed_at": NOON, "sealed_label": b"", "sealed_content": b""}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"sealed_content": b"z"}, "attachments_attachment_only_grows"),
        ({**GONE, "kind": "pdf"}, "attachments_attachment_only_grows"),
        ({"removed_at": NOON}, "attachments_attachment_is_gone_once_removed"),
        ({**GONE, "sealed_content": b"z"}, "attachments_attachment_is_gone_once_removed"),
    ],
    ids=["edited", "edited while removed", "removed and there", "replaced"],
)
def test_no_statement_edits_or_removes_by_halves(keyed, change, constraint):
    kept = insert_by_statement(keyed)

    with pytest.raises(IntegrityError) as told:
        Attachment.objects.filter(pk=kept.pk).update(**change)

    assert guard(told.value) == constraint


def test_no_statement_deletes_or_brings_back(keyed):
    kept = insert_by_statement(keyed)
    row = Attachment.objects.filter(pk=kept.pk)
    row.update(**GONE)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(removed_at=None, sealed_label=b"x", sealed_content=b"y")
    with pytest.raises(ProgrammingError), transaction.atomic():
        kept.delete()


def test_the_twin_without_the_guard_edits_what_was_added(keyed):
    kept = insert_by_statement(keyed)

    with pgtrigger.ignore("attachments.Attachment:removed_once_and_whole"):
        assert Attachment.objects.filter(pk=kept.pk).update(sealed_content=b"z") == 1


@pytest.mark.django_db(transaction=True)
def test_a_document_that_meets_a_withdrawal_waits_and_is_not_kept():
    appeal = a_read_appeal(factories.an_officer())
    mayor = mayor_of(appeal)

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            withdraw(appeal)
            second = elsewhere.submit(in_own_connection(added), appeal, by=mayor)
            wait_until_someone_waits_for_a_lock()
        with pytest.raises(refusals.IsOver):
            second.result(timeout=20)

    assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_documents_at_once_take_two_places():
    appeal = a_read_appeal(factories.an_officer())
    mayor = mayor_of(appeal)

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            added(appeal, by=mayor)
            second = elsewhere.submit(in_own_connection(added), appeal, by=mayor)
            wait_until_someone_waits_for_a_lock()
        second.result(timeout=20)

    assert set(Attachment.objects.values_list("place", flat=True)) == {1, 2}


def test_a_list_asks_for_the_documents_once_however_many_there_are(appeal):
    queries = []
    for _document in range(3):
        added(appeal)
        with CaptureQueriesContext(connection) as asked:
            labels(appeal, appeal.officer)
        queries.append([q for q in asked if 'FROM "attachments_attachment"' in q["sql"]])

    assert [len(each) for each in queries] == [1, 1, 1]
    assert not any("sealed_content" in each[0]["sql"] for each in queries)
