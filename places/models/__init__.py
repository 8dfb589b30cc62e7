"""The tables of places. Others import from here."""

from places.models.imports import ImportRun, QuarantinedRow
from places.models.intermediary import Intermediary, Knowledge
from places.models.municipality import Municipality, Tie
from places.models.side import Conflict, Side, Stand, StandQuerySet
from places.models.zone import Zone, ZoneCode

__all__ = [
    "Conflict",
    "ImportRun",
    "Intermediary",
    "Knowledge",
    "Municipality",
    "QuarantinedRow",
    "Side",
    "Stand",
    "StandQuerySet",
    "Tie",
    "Zone",
    "ZoneCode",
]
