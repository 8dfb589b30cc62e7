"""Keys of cases: openings leave a trace, erased is gone, master keys change in small steps."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from audit.models import Event
from sealing import services
from sealing.engine.envelope import Place
from sealing.engine.keyring import read_keyring
from sealing.engine.reasons import OpenReason
from sealing.models import DataKey
from tests.clock import NOON

pytestmark = pytest.mark.django_db

TWO_KEYS = read_keyring(f"next:{'ab' * 32} test:{'5ea1' * 16}")
ONLY_NEXT = read_keyring(f"next:{'ab' * 32}")


def here():
    return Place(table="appeal", column="sealed_summary", row=uuid4())


def opened(key, place, content):
    return services.opened(key, place, content, actor_id=7, reason=OpenReason.CASE_WORK, at=NOON)


def test_every_opening_tells_who_opened_what_and_why():
    key, place = services.new_key(at=NOON), here()
    content = services.sealed(key, place, "The bridge is gone.")

    text = opened(key, place, content)

    event = Event.objects.get(verb="sealed.opened")
    assert text == "The bridge is gone."
    assert (event.actor_id, event.subject, event.data) == (
        7,
        str(place.row),
        {"column": "sealed_summary", "reason": "case_work"},
    )


def test_nothing_written_is_nothing_sealed_and_leaves_no_trace():
    key, place = services.new_key(at=NOON), here()

    assert (services.sealed(key, place, ""), opened(key, place, b"")) == (b"", "")
    assert not Event.objects.exists()


def test_the_database_holds_neither_the_text_nor_its_key():
    key, place = services.new_key(at=NOON), here()

    content = services.sealed(key, place, "The bridge is gone.")

    assert b"bridge" not in content
    assert len(bytes(key.wrapped)) == 1 + 12 + 32 + 16


def test_what_is_erased_is_read_by_nobody():
    key, place = services.new_key(at=NOON), here()
    content = services.sealed(key, place, "The bridge is gone.")

    services.erase(reference=key.reference, actor_id=None, at=NOON)

    key.refresh_from_db()
    with pytest.raises(services.Erased):
        opened(key, place, content)
    with pytest.raises(services.Erased):
        services.erase(reference=key.reference, actor_id=None, at=NOON)


def test_an_erased_key_does_not_come_back_by_sql():
    key = services.new_key(at=NOON)
    wrapped = bytes(key.wrapped)
    services.erase(reference=key.reference, actor_id=None, at=NOON)

    with pytest.raises(IntegrityError, match="stays destroyed"), transaction.atomic():
        DataKey.objects.update(wrapped=wrapped, destroyed_at=None)


def test_the_master_key_changes_in_steps_and_texts_stay_readable():
    keys = [services.new_key(at=NOON) for _number in range(3)]
    place = here()
    content = services.sealed(keys[0], place, "The bridge is gone.")

    with override_settings(SEALING_KEYS=TWO_KEYS):
        steps = [services.rotate(limit=2, at=NOON) for _number in range(3)]

    keys[0].refresh_from_db()
    with override_settings(SEALING_KEYS=ONLY_NEXT):
        assert opened(keys[0], place, content) == "The bridge is gone."
    assert steps == [2, 1, 0]
