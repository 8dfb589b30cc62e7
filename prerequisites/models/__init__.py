"""The tables of prerequisites. Others import from here."""

from prerequisites.models.judgement import Judgement
from prerequisites.models.override import Override
from prerequisites.models.readiness import ReadinessProfile
from prerequisites.models.review import Review
from prerequisites.models.rules import RuleSetVersion

__all__ = ["Judgement", "Override", "ReadinessProfile", "Review", "RuleSetVersion"]
