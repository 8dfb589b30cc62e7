"""The tables of prerequisites. Others import from here."""

from prerequisites.models.readiness import ReadinessProfile

__all__ = ["ReadinessProfile"]
