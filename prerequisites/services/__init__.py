"""Writes of prerequisites. Others import from here."""

from prerequisites.services.readiness import CannotHelp, ReadinessAnswers, answer_questionnaire

__all__ = ["CannotHelp", "ReadinessAnswers", "answer_questionnaire"]
