"""Candidates beside each other: what decided between two, and who may read it."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from activities.engine.values import Activity
from matching.engine.beside import Said, decided_by
from matching.models import Appeal, Pledge
from matching.selectors.beside import beside_each_other
from matching.services import appeals, presences
from places.engine.values import IntermediaryKind
from tests import factories
from tests.web.visitors import OTHERS, match


def said(*points: int) -> list[Said]:
    return [Said(code=code, points=each) for code, each in zip("abc", points, strict=False)]


@pytest.mark.parametrize(
    ("one", "other", "decides"),
    [
        ((1, 2, 3), (1, 2, 3), None),
        ((1, 2, 3), (0, 9, 9), "a"),
        ((1, 2, 3), (1, 1, 9), "b"),
        ((1, 2, 3), (1, 2, 4), "c"),
        ((), (), None),
    ],
)
def test_the_first_criterion_that_differs_decides_whatever_comes_after(one, other, decides):
    assert decided_by(said(*one), said(*other)) == decides


def test_two_policies_are_not_compared():
    with pytest.raises(ValueError, match="one policy"):
        decided_by(said(1), said(1, 2))


@dataclass(frozen=True)
class Choice:
    """A case and three candidates: two alike, and one that speaks another language."""

    officer: User
    appeal: Appeal
    pledges: list[Pledge]

    def beside(self, *pledges: Pledge, user: User | None = None):
        return beside_each_other(
            user or self.officer,
            self.appeal,
            {pledge.reference for pledge in pledges},
            today=timezone.localdate(),
        )


@pytest.fixture
def choice(db) -> Choice:
    officer, now = factories.an_officer(), timezone.now()
    appeal = factories.a_live_appeal(at=now)
    appeals.take_appeal(reference=appeal.reference, by=officer, at=now)
    pledges = [
        factories.a_live_pledge(at=now),
        factories.a_live_pledge(at=now, capacity=3),
        factories.a_live_pledge(at=now, languages=["de"], has_interpreter=True),
    ]
    match()
    appeal.refresh_from_db()
    return Choice(officer, appeal, pledges)


def test_candidates_stand_in_the_order_of_the_matcher_with_what_decided(choice):
    compared = choice.beside(*choice.pledges)

    ranks = [each.match.rank for each in compared]
    assert ranks == sorted(ranks)
    assert compared[2].match.pledge == str(choice.pledges[2].reference)
    assert [each.before_next_by for each in compared] == [None, "languages", None]


def test_languages_room_and_who_is_there_are_told(choice):
    presences.record_presence(
        zone=choice.appeal.municipality.zone,
        organisation="Water for all",
        kind=IntermediaryKind.NGO,
        activity=Activity.FORUMS,
        starts=timezone.localdate(),
        source="A report",
        by=choice.officer,
        at=timezone.now(),
    )
    factories.is_engaged(choice.pledges[1], 1)

    by_pledge = {each.match.pledge: each for each in choice.beside(*choice.pledges[1:])}
    near, far = (by_pledge[str(pledge.reference)] for pledge in choice.pledges[1:])

    assert (near.shared, near.left, near.capacity, near.present) == ({"en"}, 2, 3, 1)
    assert (far.shared, far.languages, far.has_interpreter) == (set(), ["de"], True)


def test_who_is_there_is_unknown_where_nobody_is_recorded(choice):
    assert [each.present for each in choice.beside(*choice.pledges)] == [None] * 3


def test_what_is_no_candidate_is_left_out(choice):
    other = factories.a_live_pledge(languages=["pl"])

    assert len(choice.beside(choice.pledges[0], other)) == 1
    assert choice.beside() == []


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_but_the_officer_of_the_case_compares(choice, who):
    user = OTHERS[who]()

    try:
        compared = choice.beside(*choice.pledges, user=user)
    except PermissionDenied:
        compared = []

    assert compared == []
    assert len(choice.beside(*choice.pledges)) == 3
