"""Writes of prerequisites. Others import from here, or one module per thing."""

from prerequisites.services.judging import Tally, judge_all, judge_changes
from prerequisites.services.overrides import (
    Decision,
    confirm_override,
    end_override,
    propose_override,
    reject_override,
)
from prerequisites.services.readiness import CannotHelp, ReadinessAnswers, answer_questionnaire
from prerequisites.services.reviews import close_review, open_reviews
from prerequisites.services.rules import adopt_rules, propose_rules
from prerequisites.services.watching import look_again

__all__ = [
    "CannotHelp",
    "Decision",
    "ReadinessAnswers",
    "Tally",
    "adopt_rules",
    "answer_questionnaire",
    "close_review",
    "confirm_override",
    "end_override",
    "judge_all",
    "judge_changes",
    "look_again",
    "open_reviews",
    "propose_override",
    "propose_rules",
    "reject_override",
]
