"""What would open a match, kept with the answer and told to the officer."""

import pytest
from django.core.exceptions import PermissionDenied

from matching.engine.pairing import ALL_ROUTES
from matching.engine.steps import Doer, Step, StepKind
from matching.engine.values import NeedTopic
from matching.labels import sentence_of_step
from matching.models import MatchResult
from matching.selectors.explained import told
from matching.selectors.pairs import told_pair
from matching.services import appeals, runs
from tests.clock import NOON
from tests.factories import a_live_appeal, a_live_pledge, an_officer, is_engaged

CHANGES = "matching.tasks.match_changes"
RAISE = "The helper takes on 1 appeal more, or another partnership ends."


def told_of(result: MatchResult) -> list[list[tuple[str, list[str]]]]:
    return [
        [(doer.code, list(doer.sentences)) for doer in way.doers] for way in told(result).openings
    ]


@pytest.mark.django_db
def test_scarcity_gives_each_of_the_nine_others_the_smallest_change():
    waiting = [a_live_appeal() for _ in range(9)]
    pledge = a_live_pledge()
    is_engaged(pledge, pledge.capacity)  # a tenth has got it

    runs.match_changes(handler=CHANGES, at=NOON)

    results = MatchResult.objects.filter(appeal__in=waiting, is_current=True)
    assert [told_of(result) for result in results] == [[[("helper", [RAISE])]]] * 9


@pytest.mark.django_db
def test_an_answer_with_a_candidate_keeps_no_openings():
    appeal = a_live_appeal()
    a_live_pledge()
    a_live_pledge(languages=["de"])

    runs.match_changes(handler=CHANGES, at=NOON)

    assert MatchResult.objects.get(appeal=appeal, is_current=True).openings == []


@pytest.mark.django_db
def test_a_pair_tells_its_own_smallest_changes_to_its_officer_alone():
    appeal, officer = a_live_appeal(), an_officer()
    pledge = a_live_pledge(languages=["de"])
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    appeal.refresh_from_db()

    pair = told_pair(officer, appeal, pledge, at=NOON)

    assert [[list(doer.sentences) for doer in way.doers] for way in pair.openings] == [
        [["Somebody of the municipality speaks a language of the helper: German."]],
        [["The helper finds an interpreter."]],
        [["Somebody of the helper speaks a language of the municipality: English."]],
    ]
    with pytest.raises(PermissionDenied):
        told_pair(an_officer(), appeal, pledge, at=NOON)


CODES = {
    StepKind.SPEAK_HELPERS_LANGUAGE: {"what": "crh"},
    StepKind.SPEAK_OWN_LANGUAGE: {"what": "uk"},
    StepKind.RECORD_PHASE: {"to": "high"},
    StepKind.PHASE_CHANGES: {"to": "high"},
    StepKind.TIE: {"what": "twinning"},
    StepKind.ADD_ACTIVITY: {"what": ALL_ROUTES[0].activity.value},
    StepKind.ADD_TOPIC: {"what": NeedTopic.WATER.value},
    StepKind.ACT_AS: {"to": "single"},
    StepKind.COMPLETE_TEST: {"what": "h1"},
    StepKind.SUPPRESSION_ENDS: {"to": "2026-06-01"},
    StepKind.EVIDENCE: {"what": "p1", "to": "met"},
}


@pytest.mark.parametrize("kind", StepKind)
@pytest.mark.parametrize("amount", [0, 1, 2])
def test_every_step_has_a_sentence_without_gaps_or_codes(kind, amount):
    step = Step(kind=kind, doer=Doer.HELPER, amount=amount, **CODES.get(kind, {}))

    sentence = sentence_of_step(step)

    assert sentence.endswith(".")
    assert not {"%", "{", "_"} & set(sentence)


def test_peace_around_a_zone_has_words_of_its_own():
    step = Step(kind=StepKind.EVIDENCE, doer=Doer.TIME, what="surroundings", to="met")

    assert sentence_of_step(step) == "Peace returns around the zone."
