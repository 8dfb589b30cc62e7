"""Seal the words of the appeals that are there, and empty the column where they lay."""

import secrets
from typing import Final

from django.conf import settings
from django.db import migrations
from django.utils import timezone

from sealing.engine import envelope
from sealing.engine.envelope import NONCE_BYTES, Place
from sealing.engine.keyring import KEY_BYTES

_BATCH: Final = 500


def seal(apps, schema_editor):
    """Give each appeal that says something a key, where it has none, and seal its words."""
    appeals = apps.get_model("matching", "Appeal").objects
    data_keys = apps.get_model("sealing", "DataKey")
    unsealed = appeals.exclude(summary="").select_related("data_key")
    for appeal in unsealed.order_by("pk").iterator(chunk_size=_BATCH):
        if appeal.data_key is None:
            appeal.data_key = _fresh(data_keys)
        plain = envelope.unwrap(
            settings.SEALING_KEYS,
            bytes(appeal.data_key.wrapped),
            master=appeal.data_key.master,
            reference=appeal.data_key.reference,
        )
        place = Place(table="appeal", column="sealed_summary", row=appeal.reference)
        appeal.sealed_summary = envelope.seal(
            plain, place, appeal.summary, nonce=secrets.token_bytes(NONCE_BYTES)
        )
        appeal.summary = ""
        appeal.save(update_fields=["data_key", "sealed_summary", "summary"])


def _fresh(data_keys):
    key = data_keys(master=settings.SEALING_KEYS.current, made_at=timezone.now())
    key.wrapped = envelope.wrap(
        settings.SEALING_KEYS,
        secrets.token_bytes(KEY_BYTES),
        reference=key.reference,
        nonce=secrets.token_bytes(NONCE_BYTES),
    )
    key.save(force_insert=True)
    return key


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0011_sealed_summary"),
        ("sealing", "0001_initial"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
