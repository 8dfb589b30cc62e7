"""What is weighed: where the report speaks of it, and how a page marks what is said of it."""

from collections.abc import Mapping
from typing import Final

from activities.engine.map import MAP_2008
from evidence.engine.citation import Citation
from evidence.engine.values import PRESENCES, Says, Subject
from evidence.labels import SAYINGS
from prerequisites.engine.values import RISK_OF, ClauseCode, Value
from prerequisites.engine.verdict import CLAUSES
from prerequisites.labels import value_label

RULE_OF: Final[Mapping[Subject, ClauseCode]] = {
    Subject.P1: ClauseCode.P1_EMERGING,
    Subject.P2: ClauseCode.P2_EMERGING,
    Subject.P2F: ClauseCode.P2_FLOOR_ONLY,
    Subject.P3: ClauseCode.P3_EMERGING,
    Subject.P4: ClauseCode.P4_NOT_MET,
    Subject.S: ClauseCode.SUPPORT_MISSING,
    Subject.R: ClauseCode.REQUEST_NOT_VERIFIED,
    Subject.CONFLICT_LINK: ClauseCode.NO_CONFLICT_LINK,
    Subject.RESTRICTED_MANDATE: ClauseCode.RESTRICTED_MANDATE,
    Subject.PARALLEL_GOVERNANCE: ClauseCode.PARALLEL_GOVERNANCE,
    Subject.PARTIALITY: ClauseCode.PARTIALITY,
}
"""The clause that each subject is weighed for: its citation says where the report asks for it."""

RISKS_IN_REPORT: Final[Mapping[Subject, Citation]] = {
    subject: risk.citation
    for subject, code in RISK_OF.items()
    for cell in MAP_2008.cells.values()
    for risk in cell.risks
    if risk.code is code
}
"""Where the report tells of a risk that can be stated of a place."""

_OBSTACLES: Final[Mapping[Value, str]] = {
    Value.MET: "against",
    Value.EMERGING: "emerging",
    Value.UNMET: "for",
    Value.UNKNOWN: "unknown",
}
"""What stands in the way looks like it, although the engine says of it that it is met."""


def citation_of(subject: Subject) -> Citation:
    """Return where the report speaks of what is weighed, or of the risk."""
    if subject in RISKS_IN_REPORT:
        return RISKS_IN_REPORT[subject]
    _number, citation = CLAUSES[RULE_OF[subject]]
    return citation


def code_of(subject: Subject, value: Value) -> str:
    """Return the mark of a value; of a limit or a risk, that of an obstacle or of its end."""
    return _OBSTACLES[value] if subject in PRESENCES else value.value


def said_label(subject: Subject, says: Says) -> str:
    """Return the word for what a statement says; of a limit or a risk, present or lifted."""
    return value_label(subject, Value(says)) if subject in PRESENCES else str(SAYINGS[says])
