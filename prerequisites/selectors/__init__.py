"""Reads of prerequisites. Others import from here."""

from prerequisites.selectors.readiness import HelperReadiness, profile_of, readiness_for
from prerequisites.selectors.verdicts import current_rules, verdicts_for

__all__ = ["HelperReadiness", "current_rules", "profile_of", "readiness_for", "verdicts_for"]
