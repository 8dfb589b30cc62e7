"""Results, appraisals of both sides, harm and signs of peace, all sealed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from partnerships.engine.needs import counts_for_the_helper
from partnerships.engine.values import (
    Appraisal,
    Contribution,
    Direction,
    PeaceIndicator,
    Reach,
    Severity,
)
from partnerships.models import HarmEntry, Indicator, Result
from partnerships.services import partnerships, results
from tests.clock import NOON
from tests.factories import someone_of
from tests.partnerships.builders import an_agreed_partnership, the_helper, the_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return an_agreed_partnership()


def _reached(partnership, contribution=Contribution.LOCAL_UNASSISTED):
    return results.record_result(
        objective=partnership.objectives.get().reference,
        reach=Reach.REACHED,
        contribution=contribution,
        text="Both mayors went to the ministry.",
        by=the_officer(partnership),
        at=NOON,
    )


def test_what_a_town_reached_alone_is_a_result_and_not_the_helpers(partnership):
    result = _reached(partnership)

    assert result.contribution == Contribution.LOCAL_UNASSISTED
    assert not counts_for_the_helper(Contribution(result.contribution))
    assert counts_for_the_helper(Contribution.JOINT)


def test_an_objective_has_one_result(partnership):
    _reached(partnership)

    with pytest.raises(results.AlreadyRecorded):
        _reached(partnership, Contribution.JOINT)


def test_each_side_appraises_for_itself(partnership):
    result = _reached(partnership)
    mayor = someone_of(partnership.appeal.municipality)
    helper = someone_of(the_helper())

    results.appraise(result=result.reference, appraisal=Appraisal.BAD, by=mayor, at=NOON)
    results.appraise(result=result.reference, appraisal=Appraisal.GOOD, by=helper, at=NOON)

    kept = Result.objects.get()
    assert (kept.asking_appraisal, kept.helping_appraisal) == (Appraisal.BAD, Appraisal.GOOD)


def test_an_officer_appraises_for_nobody(partnership):
    result = _reached(partnership)

    with pytest.raises(PermissionDenied):
        results.appraise(
            result=result.reference,
            appraisal=Appraisal.GOOD,
            by=the_officer(partnership),
            at=NOON,
        )


def test_harm_is_kept_sealed_and_never_changed(partnership):
    harm = results.record_harm(
        reference=partnership.reference,
        severity=Severity.GRAVE,
        text="A driver was threatened.",
        done="The route was given up.",
        by=the_officer(partnership),
        at=NOON,
    )

    assert b"driver" not in bytes(harm.sealed_text) + bytes(harm.sealed_done)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        HarmEntry.objects.update(severity=Severity.SLIGHT.value)


def test_harm_without_words_is_not_kept(partnership):
    with pytest.raises(partnerships.WordsMissing):
        results.record_harm(
            reference=partnership.reference,
            severity=Severity.SLIGHT,
            text="A window broke.",
            done=" ",
            by=the_officer(partnership),
            at=NOON,
        )


def test_a_sign_of_peace_rests_on_evidence(partnership):
    indicator = results.record_indicator(
        reference=partnership.reference,
        sign=PeaceIndicator.IMPARTIAL_SERVICES,
        direction=Direction.BETTER,
        evidence="Both banks are served.",
        by=the_officer(partnership),
        at=NOON,
    )

    assert Indicator.objects.get() == indicator
    with pytest.raises(IntegrityError, match="rests_on_evidence"), transaction.atomic():
        Indicator.objects.create(
            partnership=partnership,
            sign=PeaceIndicator.DIALOGUE.value,
            direction=Direction.SAME.value,
            sealed_evidence=b"",
            recorded_by=the_officer(partnership),
            recorded_at=NOON,
        )
