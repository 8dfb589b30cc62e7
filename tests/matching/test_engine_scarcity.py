"""Who got the scarce pledge, and why the others did not."""

import pytest

from matching.engine.criteria import Criterion, Policy, Sureness, Value
from matching.engine.scarcity import Decided, Lost, losers_of
from matching.engine.values import Grade
from matching.labels import sentence_of_loss

POLICY = Policy(version=9, order=(Criterion.LINK, Criterion.LANGUAGES))


def values(link: int, languages: int) -> list[Value]:
    return [
        Value(
            criterion=criterion,
            points=points,
            grade=Grade.FOR,
            sureness=Sureness.RECORDED,
            because="linked",
        )
        for criterion, points in ((Criterion.LANGUAGES, languages), (Criterion.LINK, link))
    ]


@pytest.mark.parametrize(
    ("loser", "decided", "criterion", "points"),
    [
        ((1, 9), Decided.BY_CRITERION, Criterion.LINK, (2, 1)),
        ((2, 0), Decided.BY_CRITERION, Criterion.LANGUAGES, (1, 0)),
        ((3, 0), Decided.BY_SCARCITY, Criterion.LINK, (2, 3)),
        ((2, 1), Decided.BY_LOT, None, (0, 0)),
    ],
)
def test_the_first_criterion_that_differs_decided(loser, decided, criterion, points):
    pairs = {("pledge", "won"): values(2, 1), ("pledge", "lost"): values(*loser)}

    assert losers_of({"pledge": ["won"]}, pairs, policy=POLICY) == [
        Lost(
            appeal="lost",
            pledge="pledge",
            winner="won",
            decided=decided,
            criterion=criterion,
            winners_points=points[0],
            losers_points=points[1],
        )
    ]


def test_a_loser_is_compared_with_the_winner_that_was_nearest_to_giving_way():
    pairs = {
        ("pledge", "strong"): values(3, 3),
        ("pledge", "weak"): values(2, 0),
        ("pledge", "lost"): values(1, 0),
        ("other", "lost"): values(9, 9),
    }

    lost = losers_of({"pledge": ["strong", "weak"], "other": []}, pairs, policy=POLICY)

    assert [(each.appeal, each.winner) for each in lost] == [("lost", "weak")]


@pytest.mark.parametrize(
    ("decided", "criterion", "sentence"),
    [
        (
            Decided.BY_CRITERION,
            Criterion.LANGUAGES,
            "The pledge fits another appeal better: Languages.",
        ),
        (
            Decided.BY_LOT,
            None,
            "Another appeal fits the pledge as well; a random reference decided.",
        ),
    ],
)
def test_a_loss_has_a_sentence_that_names_nobody(decided, criterion, sentence):
    lost = Lost(appeal="a", pledge="p", winner="w", decided=decided, criterion=criterion)

    assert sentence_of_loss(lost) == sentence
