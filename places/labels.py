"""The words of places in human languages."""

from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from django.utils.translation import pgettext_lazy

from places.engine.values import (
    CodeScheme,
    ImportState,
    IntermediaryKind,
    KnowledgeDepth,
    QuarantineReason,
    TieKind,
    ZoneKind,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

Word = TypeVar("Word", bound=StrEnum)

ZONE_KINDS: "Final[Mapping[ZoneKind, StrPromise]]" = {
    ZoneKind.COUNTRY: pgettext_lazy("kind of zone", "Country"),
    ZoneKind.REGION: pgettext_lazy("kind of zone", "Region"),
    ZoneKind.DISTRICT: pgettext_lazy("kind of zone", "District"),
    ZoneKind.MUNICIPALITY: pgettext_lazy("kind of zone", "Municipality"),
    ZoneKind.SETTLEMENT: pgettext_lazy("kind of zone", "Settlement"),
    ZoneKind.CITY_DISTRICT: pgettext_lazy("kind of zone", "City district"),
}

CODE_SCHEMES: "Final[Mapping[CodeScheme, StrPromise]]" = {
    CodeScheme.KATOTTG: pgettext_lazy("code of a zone", "KATOTTG"),
    CodeScheme.GEONAMES: pgettext_lazy("code of a zone", "GeoNames"),
    CodeScheme.WIKIDATA: pgettext_lazy("code of a zone", "Wikidata"),
    CodeScheme.ISO3166: pgettext_lazy("code of a zone", "ISO 3166"),
}

INTERMEDIARY_KINDS: "Final[Mapping[IntermediaryKind, StrPromise]]" = {
    IntermediaryKind.PEACEKEEPERS: pgettext_lazy("intermediary", "Peacekeepers"),
    IntermediaryKind.UN_TRANSITIONAL_ADMINISTRATION: pgettext_lazy(
        "intermediary", "UN transitional administration"
    ),
    IntermediaryKind.HUMANITARIAN_ORGANISATION: pgettext_lazy(
        "intermediary", "Humanitarian organisation"
    ),
    IntermediaryKind.PEACE_MOVEMENT: pgettext_lazy("intermediary", "Peace movement"),
    IntermediaryKind.NGO: pgettext_lazy("intermediary", "Non-governmental organisation"),
    IntermediaryKind.LOCAL_DEMOCRACY_AGENCY: pgettext_lazy(
        "intermediary", "Local Democracy Agency"
    ),
    IntermediaryKind.NETWORK: pgettext_lazy("intermediary", "Network of municipalities"),
    IntermediaryKind.CONGRESS: pgettext_lazy("intermediary", "The Congress"),
}

KNOWLEDGE_DEPTHS: "Final[Mapping[KnowledgeDepth, StrPromise]]" = {
    KnowledgeDepth.REGIONAL: pgettext_lazy("knowledge of a zone", "Knows the region"),
    KnowledgeDepth.LOCAL: pgettext_lazy("knowledge of a zone", "Knows the place"),
    KnowledgeDepth.DAILY: pgettext_lazy("knowledge of a zone", "Is there every day"),
}

TIE_KINDS: "Final[Mapping[TieKind, StrPromise]]" = {
    TieKind.TWINNING: pgettext_lazy("tie", "Twinning"),
    TieKind.COOPERATION_AGREEMENT: pgettext_lazy("tie", "Cooperation agreement"),
    TieKind.AGENCY: pgettext_lazy("tie", "Shared Local Democracy Agency"),
}

IMPORT_STATES: "Final[Mapping[ImportState, StrPromise]]" = {
    ImportState.RUNNING: pgettext_lazy("import", "Running"),
    ImportState.DONE: pgettext_lazy("import", "Done"),
    ImportState.STOPPED: pgettext_lazy("import", "Stopped"),
}

QUARANTINE_REASONS: "Final[Mapping[QuarantineReason, StrPromise]]" = {
    QuarantineReason.MISSING_VALUE: pgettext_lazy("quarantine", "A value is missing"),
    QuarantineReason.NOT_A_NUMBER: pgettext_lazy("quarantine", "Not a number"),
    QuarantineReason.NOT_A_DATE: pgettext_lazy("quarantine", "Not a date"),
    QuarantineReason.UNKNOWN_WORD: pgettext_lazy("quarantine", "Unknown word"),
    QuarantineReason.UNKNOWN_PLACE: pgettext_lazy("quarantine", "Unknown place"),
    QuarantineReason.UNKNOWN_COUNTRY: pgettext_lazy("quarantine", "Unknown country"),
    QuarantineReason.IMPOSSIBLE_COORDINATES: pgettext_lazy("quarantine", "Impossible coordinates"),
    QuarantineReason.ENDS_BEFORE_IT_STARTS: pgettext_lazy("quarantine", "Ends before it starts"),
    QuarantineReason.SAME_PLACE_TWICE: pgettext_lazy("quarantine", "The same place twice"),
    QuarantineReason.SAME_KEY_TWICE: pgettext_lazy("quarantine", "The same key twice"),
    QuarantineReason.TOO_LONG: pgettext_lazy("quarantine", "Too long"),
    QuarantineReason.UNSAFE_TEXT: pgettext_lazy("quarantine", "Unsafe text"),
}


def choices(labels: "Mapping[Word, StrPromise]") -> "list[tuple[str, StrPromise]]":
    """Return labels the way a model field wants its choices."""
    return [(word.value, label) for word, label in labels.items()]
