"""Case 5, a joint visit to the foreign ministry: reached alone, and told so. Source: L686."""

from datetime import timedelta

import pytest

from activities.engine.values import Activity, ActorMode, Venue
from partnerships.engine.lifecycle import ActivityAction
from partnerships.engine.needs import counts_for_the_helper
from partnerships.engine.values import Appraisal, Contribution, Reach
from partnerships.models import LegitimacyEntry, Partnership, Result
from partnerships.services import activities, results
from tests.cases.telling import Case, now, the_workers_work, today
from tests.factories import a_municipality, someone_of
from tests.web.visitors import read, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case()


@pytest.fixture
def town():
    return a_municipality(name="Kvitka")


@pytest.fixture
def helper():
    return a_municipality(name="Lund", country_code="SE", may_appeal=False)


@pytest.fixture
def partnership(case, town, helper):
    """In hard times the helper was there: a forum abroad, held while the town was at war."""
    case.is_calm(town)
    case.is_at_war(town)
    appeal = case.reads(case.asks(town, Activity.FORUMS))
    case.introduces(appeal, case.offers(helper, Activity.FORUMS))
    partnership = case.agrees(Partnership.objects.get(appeal=appeal))
    planned = activities.plan_activity(
        reference=partnership.reference,
        town=town,
        plan=activities.Plan(
            activity=Activity.FORUMS,
            venue=Venue.OUTSIDE,
            actor=ActorMode.SINGLE,
            starts=today() - timedelta(days=1),
            text="Both mayors speak abroad.",
        ),
        by=case.officer,
        at=now(),
    )
    for action in ActivityAction.START, ActivityAction.HOLD:
        activities.move_activity(
            reference=planned.reference, action=action, by=case.officer, at=now()
        )
    return partnership


@pytest.fixture
def result(town, partnership):
    """Both mayors went to the ministry together; nobody had helped them to."""
    kept = results.record_result(
        objective=partnership.objectives.get().reference,
        reach=Reach.REACHED,
        contribution=Contribution.LOCAL_UNASSISTED,
        text="Both mayors went to the foreign ministry, and were received.",
        by=someone_of(town),
        at=now(),
    )
    the_workers_work()
    return kept


def test_what_both_mayors_reached_alone_is_kept_as_local_unassisted(town, partnership, result):
    kept = Result.objects.get()
    page = read(visit(someone_of(town)), partnership.get_absolute_url())

    assert (kept, kept.reach, kept.contribution) == (result, "reached", "local_unassisted")
    assert "The town reached it alone: local, unassisted." in page


def test_it_is_not_counted_for_the_helper_also_when_the_helper_thinks_well_of_it(helper, result):
    results.appraise(
        result=result.reference, appraisal=Appraisal.GOOD, by=someone_of(helper), at=now()
    )

    counted = [
        kept
        for kept in Result.objects.all()
        if counts_for_the_helper(Contribution(kept.contribution))
    ]

    assert counted == []


def test_presence_in_hard_times_stays_in_the_ledger(town, helper, partnership, result):
    entry = LegitimacyEntry.objects.get()
    page = read(visit(someone_of(helper)), partnership.get_absolute_url())

    assert (entry.helper, entry.town, entry.phase) == (helper, town, "high")
    assert "Present in hard times" in page
