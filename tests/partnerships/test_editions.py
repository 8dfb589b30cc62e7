"""The figures of a quarter: told once, two weeks after its end, and never changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.models import Event
from partnerships.engine.editions import due_on, year_of, years_until
from partnerships.engine.figures import Measure
from partnerships.engine.values import (
    Appraisal,
    Contribution,
    Direction,
    PeaceIndicator,
    Reach,
    Severity,
)
from partnerships.models import ResultsEdition
from partnerships.selectors.figures import counted_until, latest_edition, signs_until
from partnerships.services import editions, results
from partnerships.services.editions import publish_results
from partnerships.tasks import publish_results as publish_by_task
from tests.clock import NOON
from tests.factories import someone_of
from tests.partnerships.builders import an_agreed_partnership, the_helper, the_officer
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

NEXT_QUARTER = date(2026, 4, 1)
LATER = datetime(2026, 4, 20, tzinfo=UTC)
TELLING = "INSERT INTO partnerships_resultsedition (as_of, figures, published_at) VALUES"


@pytest.mark.parametrize(
    ("day", "as_of"),
    [
        (date(2026, 4, 14), date(2026, 1, 1)),
        (date(2026, 4, 15), date(2026, 4, 1)),
        (date(2026, 7, 14), date(2026, 4, 1)),
        (date(2027, 1, 14), date(2026, 10, 1)),
        (date(2027, 1, 15), date(2027, 1, 1)),
    ],
)
def test_a_quarter_is_told_two_weeks_after_its_end(day, as_of):
    assert due_on(day) == as_of


def test_a_year_has_its_row_with_or_without_partnerships():
    assert years_until(date(2026, 1, 1)) == ("2026",)
    assert years_until(date(2028, 1, 1)) == ("2026", "2027")
    assert (year_of(date(2019, 5, 1)), year_of(date(2027, 5, 1))) == ("2026", "2027")


@pytest.fixture
def partnership(db):
    return an_agreed_partnership()


def _reached(partnership, contribution=Contribution.JOINT, reach=Reach.REACHED):
    return results.record_result(
        objective=partnership.objectives.get().reference,
        reach=reach,
        contribution=contribution,
        text="The pumps run.",
        by=the_officer(partnership),
        at=NOON,
    )


def _harmed(partnership, at=NOON):
    return results.record_harm(
        reference=partnership.reference,
        severity=Severity.GRAVE,
        text="A driver was threatened.",
        done="The route was given up.",
        by=the_officer(partnership),
        at=at,
    )


def test_a_partnership_is_counted_for_what_became_of_it(partnership):
    _reached(partnership)
    _harmed(partnership)
    _harmed(partnership)

    (counted,) = counted_until(NEXT_QUARTER)

    assert (counted.year, counted.activity, counted.region) == ("2026", "events", "member_states")
    assert counted.measures == {Measure.REACHED, Measure.HARM}


@pytest.mark.parametrize(
    ("reach", "measures"), [(Reach.PARTLY, {Measure.LOCAL}), (Reach.NOT_REACHED, set())]
)
def test_what_a_town_reached_alone_is_not_counted_for_its_helper(partnership, reach, measures):
    _reached(partnership, Contribution.LOCAL_UNASSISTED, reach)

    assert counted_until(NEXT_QUARTER)[0].measures == measures


def test_what_comes_after_the_quarter_waits_for_the_next(partnership):
    _harmed(partnership, at=datetime(2026, 4, 1, tzinfo=UTC))

    assert counted_until(NEXT_QUARTER)[0].measures == frozenset()
    assert counted_until(date(2026, 3, 2)) == []


def test_a_sign_of_peace_counts_once_both_sides_have_appraised(partnership):
    result = _reached(partnership)
    results.record_indicator(
        reference=partnership.reference,
        sign=PeaceIndicator.DIALOGUE,
        direction=Direction.BETTER,
        evidence="They met twice.",
        by=the_officer(partnership),
        at=NOON,
    )
    told = []
    for town in partnership.appeal.municipality, the_helper():
        told.append(signs_until(NEXT_QUARTER))
        results.appraise(
            result=result.reference, appraisal=Appraisal.GOOD, by=someone_of(town), at=NOON
        )

    assert told == [[], []]
    assert signs_until(NEXT_QUARTER) == [{(PeaceIndicator.DIALOGUE, Direction.BETTER)}]


def test_an_edition_is_published_once_with_its_event(partnership):
    first = publish_results(at=LATER)
    again = publish_results(at=LATER + timedelta(days=9))
    publish_by_task()

    assert first is not None
    assert first.as_of == NEXT_QUARTER
    assert again is None
    event = Event.objects.get(verb="results.published", subject="2026-04-01")
    assert event.actor_id is None
    assert ResultsEdition.objects.count() == 2


def test_an_edition_holds_classes_and_nothing_that_is_smaller(partnership):
    _harmed(partnership)

    publish_results(at=LATER)
    edition = latest_edition()

    assert edition is not None
    figures = edition.figures
    lowest = {low for table in figures["tables"] for _row, low in table["classes"]}
    assert lowest | {low for _sign, _direction, low in figures["signs"]} == {0}
    assert {table["measure"] for table in figures["tables"]} == {each.value for each in Measure}


@pytest.mark.django_db
def test_what_was_published_is_not_changed():
    publish_results(at=LATER)

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        _run("UPDATE partnerships_resultsedition SET figures = '{}'")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        _run("DELETE FROM partnerships_resultsedition")


@pytest.mark.django_db
def test_without_its_guard_a_published_figure_could_be_changed():
    publish_results(at=LATER)
    _run(f"DROP TRIGGER {_guard()} ON partnerships_resultsedition")

    _run("UPDATE partnerships_resultsedition SET figures = '{}'")

    assert ResultsEdition.objects.get().figures == {}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_the_second_waits_and_publishes_nothing(monkeypatch):
    monkeypatch.setattr(editions, "figures_of", lambda *_, **__: {"tables": [], "signs": []})
    with ThreadPoolExecutor(max_workers=1) as second:
        with transaction.atomic():
            first = publish_results(at=LATER)
            outcome = second.submit(in_own_connection(publish_results), at=LATER)
            wait_until_someone_waits_for_a_lock()
        assert outcome.result(timeout=10) is None

    assert first is not None
    assert Event.objects.filter(verb="results.published").count() == 1


@pytest.mark.django_db
def test_a_quarter_has_one_edition():
    publish_results(at=LATER)

    with pytest.raises(IntegrityError), transaction.atomic():
        _run(f"{TELLING} ('2026-04-01', '{{}}', now())")


@pytest.mark.django_db
def test_without_its_constraint_a_quarter_could_have_two():
    publish_results(at=LATER)
    _run(
        "ALTER TABLE partnerships_resultsedition "
        "DROP CONSTRAINT partnerships_resultsedition_as_of_key"
    )

    _run(f"{TELLING} ('2026-04-01', '{{}}', now())")

    assert ResultsEdition.objects.count() == 2


@pytest.mark.parametrize("more", [0, 2])
def test_counting_asks_the_same_however_many_there_are(
    partnership, django_assert_num_queries, more
):
    for _ in range(more):
        an_agreed_partnership()

    with django_assert_num_queries(5):
        counted_until(NEXT_QUARTER)
        signs_until(NEXT_QUARTER)


def _run(deed):
    with connection.cursor() as cursor:
        cursor.execute(deed)


def _guard():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_only_grows_%' "
            "AND tgrelid = 'partnerships_resultsedition'::regclass"
        )
        return cursor.fetchone()[0]
