"""What the Congress can reach, and that it always has something to propose."""

import pytest

from congress import selectors
from congress.engine.answers import Place
from congress.engine.reach import place_of
from matching.engine.answers import AnswerKind
from matching.engine.values import AppealKind
from matching.labels import ANSWER_LABELS
from places.engine.europe import MEMBER_STATES
from prerequisites.engine.values import VerdictClass


@pytest.mark.parametrize(
    ("country", "place"),
    [
        ("UA", Place(member_state=True)),
        ("GE", Place(member_state=True, lda_region=True)),
        ("PS", Place(arab_or_middle_east=True)),
        ("CO", Place()),
        ("RU", Place()),
    ],
)
def test_what_the_congress_reaches_in_a_country(country, place):
    assert place_of(country) == place


def test_the_council_of_europe_has_46_members():
    assert len(MEMBER_STATES) == 46


@pytest.mark.parametrize("kind", AppealKind)
@pytest.mark.parametrize("verdict_class", VerdictClass)
@pytest.mark.parametrize("country", ["UA", "PS", "CO"])
def test_no_appeal_is_left_without_an_answer(kind, verdict_class, country):
    assert selectors.answers_for([kind], verdict_class, country_code=country)


def test_a_fact_finding_mission_goes_to_member_states_only():
    answers = {
        country: selectors.answers_for(
            [AppealKind.PROTECTION], VerdictClass.INDIRECT_ONLY, country_code=country
        )
        for country in ("UA", "CO")
    }

    assert AnswerKind.FACT_FINDING_MISSION in answers["UA"]
    assert AnswerKind.FACT_FINDING_MISSION not in answers["CO"]


def test_every_answer_has_words():
    assert set(ANSWER_LABELS) == set(AnswerKind)
