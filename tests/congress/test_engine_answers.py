from itertools import combinations, product

import pytest

from congress.engine import answers
from congress.engine.answers import (
    ANSWERS,
    MATRIX,
    AnswerNeed,
    Audience,
    Place,
    is_within_reach,
    proposed_answers,
)
from evidence.engine.citation import Mark
from matching.engine.answers import AnswerKind
from matching.engine.values import AppealKind
from prerequisites.engine.values import VerdictClass

A = AnswerKind
K = AppealKind
V = VerdictClass

NOWHERE = Place()
GEORGIA = Place(member_state=True, lda_region=True)
PALESTINE = Place(arab_or_middle_east=True)
EVERYWHERE = Place(member_state=True, lda_region=True, arab_or_middle_east=True)
PLACES = [
    Place(member_state=member, lda_region=agency, arab_or_middle_east=arab)
    for member, agency, arab in product((False, True), repeat=3)
]
KIND_SETS = [set(kinds) for size in (1, 2, 3) for kinds in combinations(AppealKind, size)]


@pytest.mark.parametrize(
    ("kind", "verdict_class", "expected"),
    [
        (K.PROTECTION, V.DIRECT_OPEN, [A.FACT_FINDING_MISSION, A.DECLARATION, A.REMINDER_ART_10_3]),
        (
            K.PROTECTION,
            V.DIRECT_CONDITIONAL,
            [A.FACT_FINDING_MISSION, A.DECLARATION, A.REMINDER_ART_10_3],
        ),
        (K.PROTECTION, V.REASSESS, [A.FACT_FINDING_MISSION, A.DECLARATION]),
        (K.PROTECTION, V.INSUFFICIENT_EVIDENCE, [A.FACT_FINDING_MISSION, A.DECLARATION]),
        (
            K.PROTECTION,
            V.INDIRECT_ONLY,
            [A.DECLARATION, A.ADDRESS_BY_MAYOR, A.VISITS, A.FACT_FINDING_MISSION],
        ),
        (K.PROTECTION, V.OUT_OF_SCOPE, [A.REDIRECT]),
        (K.AGENDA, V.DIRECT_OPEN, [A.ADDRESS_BY_MAYOR, A.RESOLUTION, A.FORUMS]),
        (K.AGENDA, V.DIRECT_CONDITIONAL, [A.ADDRESS_BY_MAYOR, A.RESOLUTION, A.FORUMS]),
        (K.AGENDA, V.REASSESS, [A.ADDRESS_BY_MAYOR, A.FORUMS]),
        (K.AGENDA, V.INSUFFICIENT_EVIDENCE, [A.ADDRESS_BY_MAYOR, A.FORUMS]),
        (K.AGENDA, V.INDIRECT_ONLY, [A.DECLARATION, A.ADDRESS_BY_MAYOR, A.ATTENTION]),
        (K.AGENDA, V.OUT_OF_SCOPE, [A.REDIRECT]),
        (K.SUPPORT, V.DIRECT_OPEN, [A.MATCH, A.LDA_SUPPORT]),
        (K.SUPPORT, V.DIRECT_CONDITIONAL, [A.MATCH, A.LDA_SUPPORT]),
        (K.SUPPORT, V.REASSESS, [A.INDIRECT_MATCH, A.OFFICIALS_NAMED_ANEW]),
        (K.SUPPORT, V.INSUFFICIENT_EVIDENCE, [A.INDIRECT_MATCH, A.SECOND_SOURCE]),
        (
            K.SUPPORT,
            V.INDIRECT_ONLY,
            [A.INDIRECT_MATCH, A.LDA_SUPPORT, A.EURO_ARAB_DIALOGUE, A.RELAY_TO_HELPERS],
        ),
        (K.SUPPORT, V.OUT_OF_SCOPE, [A.REDIRECT]),
    ],
)
def test_the_whole_grid_of_kind_and_verdict(kind, verdict_class, expected):
    assert proposed_answers({kind}, verdict_class, EVERYWHERE) == expected


def answers_are_never_missing():
    for kinds, verdict_class, place in product(KIND_SETS, VerdictClass, PLACES):
        assert proposed_answers(kinds, verdict_class, place)


def test_no_appeal_goes_without_a_proposed_answer_wherever_it_comes_from():
    answers_are_never_missing()


def test_a_grid_with_an_empty_corner_is_caught(monkeypatch):
    empty = {**MATRIX[K.SUPPORT], V.REASSESS: ()}
    monkeypatch.setattr(answers, "MATRIX", {**MATRIX, K.SUPPORT: empty})

    with pytest.raises(AssertionError):
        answers_are_never_missing()


def test_a_besieged_town_gets_declaration_address_visits_attention_and_a_mission_once_each():
    kinds = {K.PROTECTION, K.AGENDA}

    assert proposed_answers(kinds, V.INDIRECT_ONLY, GEORGIA) == [
        A.DECLARATION,
        A.ADDRESS_BY_MAYOR,
        A.VISITS,
        A.FACT_FINDING_MISSION,
        A.ATTENTION,
    ]


def test_a_match_is_proposed_for_protection_only_where_support_is_asked_too():
    alone = proposed_answers({K.PROTECTION}, V.DIRECT_OPEN, NOWHERE)
    with_support = proposed_answers({K.PROTECTION, K.SUPPORT}, V.DIRECT_OPEN, NOWHERE)

    assert A.MATCH not in alone
    assert with_support == [A.DECLARATION, A.REMINDER_ART_10_3, A.MATCH]


def test_an_appeal_of_no_kind_is_refused():
    with pytest.raises(ValueError, match="at least one kind"):
        proposed_answers(set(), V.DIRECT_OPEN, NOWHERE)


@pytest.mark.parametrize(
    ("answer", "reachable"),
    [
        (A.FACT_FINDING_MISSION, [GEORGIA, EVERYWHERE]),
        (A.LDA_SUPPORT, [GEORGIA, EVERYWHERE]),
        (A.EURO_ARAB_DIALOGUE, [PALESTINE, EVERYWHERE]),
        (A.DECLARATION, [NOWHERE, GEORGIA, PALESTINE, EVERYWHERE]),
    ],
)
def test_some_answers_reach_only_some_countries(answer, reachable):
    places = [NOWHERE, GEORGIA, PALESTINE, EVERYWHERE]

    assert [place for place in places if is_within_reach(answer, place)] == reachable


def test_every_answer_has_its_rule_and_only_the_last_two_are_ours():
    assert set(ANSWERS) == set(AnswerKind)
    assert [kind for kind, rule in ANSWERS.items() if rule.citation.mark is Mark.OURS] == [
        A.REDIRECT,
        A.REASONED_REFUSAL,
    ]


def test_an_address_waits_for_consent_a_safety_review_and_help_with_first_steps():
    assert ANSWERS[A.ADDRESS_BY_MAYOR].needs == {
        AnswerNeed.CONSENT,
        AnswerNeed.SAFETY_REVIEW,
        AnswerNeed.FIRST_STEPS_HELP,
    }


def test_what_is_said_to_helpers_is_marked_so():
    to_helpers = [kind for kind, rule in ANSWERS.items() if rule.audience is Audience.HELPER]

    assert to_helpers == [A.REMINDER_ART_10_3, A.CRITERIA_SHARING]


def test_every_answer_of_the_grid_is_for_the_kind_it_is_proposed_for():
    strangers = [
        (kind, proposal.answer)
        for kind, row in MATRIX.items()
        for proposals in row.values()
        for proposal in proposals
        if kind not in ANSWERS[proposal.answer].kinds
    ]

    assert strangers == []
