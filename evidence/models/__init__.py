"""The tables of evidence. Others import from here."""

from evidence.models.event import ConflictEvent
from evidence.models.item import EvidenceItem, Source
from evidence.models.phase import PhaseSpell

__all__ = ["ConflictEvent", "EvidenceItem", "PhaseSpell", "Source"]
