"""The kinds of answers that an appeal can have. What to propose when is in `congress.engine`."""

from enum import StrEnum
from typing import Final


class AnswerKind(StrEnum):
    """The answers, the Congress's own first, then those that others carry out."""

    DECLARATION = "declaration"
    RESOLUTION = "resolution"
    RECOMMENDATION = "recommendation"
    ADDRESS_BY_MAYOR = "address_by_mayor"
    COUNTRY_EVALUATION = "country_evaluation"
    ELECTION_OBSERVATION = "election_observation"
    ARTICLE_REPORT = "article_report"
    FACT_FINDING_MISSION = "fact_finding_mission"
    REMINDER_ART_10_3 = "reminder_art_10_3"
    LDA_SUPPORT = "lda_support"
    EURO_ARAB_DIALOGUE = "euro_arab_dialogue"
    CRITERIA_SHARING = "criteria_sharing"
    RELAY_TO_HELPERS = "relay_to_helpers"
    MATCH = "match"
    INDIRECT_MATCH = "indirect_match"
    VISITS = "visits"
    FORUMS = "forums"
    ATTENTION = "attention"
    SECOND_SOURCE = "second_source"
    OFFICIALS_NAMED_ANEW = "officials_named_anew"
    REDIRECT = "redirect"
    REASONED_REFUSAL = "reasoned_refusal"


FOR_HELPERS: Final = frozenset({AnswerKind.REMINDER_ART_10_3, AnswerKind.CRITERIA_SHARING})
"""What is said to a helper and so answers no appeal."""

BY_MATCH: Final = frozenset({AnswerKind.MATCH, AnswerKind.INDIRECT_MATCH})
"""What an introduction alone can answer with."""

STEPS_OWED: Final = frozenset({AnswerKind.SECOND_SOURCE, AnswerKind.OFFICIALS_NAMED_ANEW})
"""What the secretariat owes next: a step towards a verdict, and no answer yet."""

TO_APPEALS: Final = frozenset(AnswerKind) - FOR_HELPERS - STEPS_OWED
"""What can be given to an appeal."""

WRITTEN: Final = frozenset({AnswerKind.REDIRECT, AnswerKind.REASONED_REFUSAL})
"""What is an answer only with its text, its author and its date."""
