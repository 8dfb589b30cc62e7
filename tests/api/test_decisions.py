"""How a decision is made, and which answers there are: public, with mark and lines."""

import pytest
from django.utils import translation

from congress.engine.answers import ANSWERS
from prerequisites.engine.verdict import CLASS_OF_RULE, CLAUSES


def test_each_answer_tells_whom_it_serves_and_what_it_needs(client):
    rows = {row["code"]: row for row in client.get("/api/v1/answers/").json()}

    assert set(rows) == set(ANSWERS)
    assert rows["address_by_mayor"] == {
        "mark": "seed",
        "lines": [*range(311, 315), *range(467, 472)],
        "code": "address_by_mayor",
        "name": "The mayor addresses the Congress",
        "audience": "appellant",
        "kinds": ["agenda", "protection"],
        "needs": ["consent", "first_steps_help", "safety_review"],
        "is_of_congress": True,
    }


def test_our_own_answers_carry_our_mark(client):
    rows = {row["code"]: row for row in client.get("/api/v1/answers/").json()}

    assert (rows["redirect"]["mark"], rows["redirect"]["lines"]) == ("ours", [])
    assert not rows["redirect"]["is_of_congress"]


def test_the_rules_come_in_the_order_in_which_they_are_asked(client):
    told = client.get("/api/v1/rules/").json()

    steps = [CLAUSES[row["code"]][0] for row in told["rules"]]
    assert steps == sorted(steps)
    assert {row["code"]: row["verdict"] for row in told["rules"]} == {
        code.value: CLASS_OF_RULE[rule].value for code, (rule, _cited) in CLAUSES.items()
    }
    assert [row["code"] for row in told["verdicts"]][-1] == "direct_open"


def test_no_number_of_the_secretariat_is_told(client):
    told = client.get("/api/v1/rules/").json()

    assert set(told) == {"verdicts", "rules"}
    assert set(told["rules"][0]) == {"mark", "lines", "code", "verdict", "sentence"}


@pytest.mark.parametrize("path", ["answers", "rules"])
def test_both_speak_the_language_of_the_caller(path, client):
    with translation.override("en"):
        said = [
            client.get(f"/api/v1/{path}/", headers={"Accept-Language": language}).text
            for language in ("en", "fr", "uk", "ar")
        ]

    assert len(set(said)) == 4
