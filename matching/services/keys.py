"""The key under which what people wrote for an appeal is sealed."""

from datetime import datetime

from matching.models import Appeal
from sealing import services as sealing
from sealing.models import DataKey


def key_of(appeal: Appeal, *, at: datetime) -> DataKey:
    """Return the key of an appeal; one from before keys were kept gets its own now."""
    if appeal.data_key is None:
        appeal.data_key = sealing.new_key(at=at)
        appeal.save(update_fields=["data_key"])
    return appeal.data_key
