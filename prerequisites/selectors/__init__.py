"""Reads of prerequisites. Others import from here."""

from prerequisites.selectors.forecast import Forecast, Move, forecast_for
from prerequisites.selectors.readiness import HelperReadiness, profile_of, readiness_for
from prerequisites.selectors.reviews import (
    all_reviews_for,
    judgements_of,
    overrides_for,
    reviews_for,
    waiting_overrides_for,
)
from prerequisites.selectors.rules import current_rules, rule_versions_for, rules_in_force
from prerequisites.selectors.verdicts import (
    confirmed,
    leaves_for,
    overrides_of,
    stored_overrides_of,
    verdicts_for,
)

__all__ = [
    "Forecast",
    "HelperReadiness",
    "Move",
    "all_reviews_for",
    "confirmed",
    "current_rules",
    "forecast_for",
    "judgements_of",
    "leaves_for",
    "overrides_for",
    "overrides_of",
    "profile_of",
    "readiness_for",
    "reviews_for",
    "rule_versions_for",
    "rules_in_force",
    "stored_overrides_of",
    "verdicts_for",
    "waiting_overrides_for",
]
