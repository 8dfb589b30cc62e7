"""Add rows to tables that only grow."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import models

from places.imports.runner import Outcome

_Model = TypeVar("_Model", bound=models.Model)


def append(live: "models.QuerySet[_Model]", drafts: Mapping[str, _Model]) -> dict[str, Outcome]:
    """Create the drafts, given by source key, whose key is not among the live rows yet.

    What a row says is part of its key, so a row with the same key says the same.
    """
    known = set(live.filter(source_key__in=drafts.keys()).values_list("source_key", flat=True))
    live.bulk_create(_without(drafts, known))
    return {key: Outcome.UNCHANGED if key in known else Outcome.CREATED for key in drafts}


def _without(drafts: Mapping[str, _Model], known: set[str]) -> Iterable[_Model]:
    return [draft for key, draft in drafts.items() if key not in known]
