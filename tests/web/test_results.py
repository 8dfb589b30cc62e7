"""What became of partnerships: for anyone all together, for a helper its own, for the desk one."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from activities.engine.values import Activity, Venue
from audit.models import Event
from evidence.engine.values import Phase
from partnerships import selectors
from partnerships.engine.appraisals import Agreement, agreement_of
from partnerships.engine.editions import figures_of
from partnerships.engine.figures import Counted, Measure
from partnerships.engine.lifecycle import ActivityAction
from partnerships.engine.values import (
    Appraisal,
    Contribution,
    Direction,
    PeaceIndicator,
    Reach,
)
from partnerships.models import ResultsEdition
from partnerships.selectors.ledger import ledger_of
from partnerships.services import activities, results
from places.engine.values import ZoneKind
from prerequisites.engine.values import VerdictClass
from tests import factories
from tests.clock import NOON
from tests.partnerships.builders import (
    a_plan,
    an_agreed_partnership,
    an_introduction,
    judged,
    the_helper,
    the_officer,
)
from tests.web.visitors import OTHERS
from web.desk.results.words import signs_of
from web.results.bars import Span, bars_of

pytestmark = pytest.mark.django_db

APRIL = date(2026, 4, 1)
PUBLIC = "/results/"


def _as(user, language="en"):
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user)
    return client


def _counted(activity, region, *measures):
    return Counted(
        year="2026", activity=activity.value, region=region, measures=frozenset(measures)
    )


def _an_edition(counted, moved=()):
    return ResultsEdition.objects.create(
        as_of=APRIL, figures=figures_of(counted, moved, as_of=APRIL), published_at=NOON
    )


def _cells(page, label):
    """Return what stands beside a label, in the order of the page."""
    return re.findall(rf'data-label="{label}"><bdi>(.*?)</bdi>', page)


# All together


@pytest.mark.parametrize("make", [lambda: None, *OTHERS.values()], ids=["nobody", *OTHERS])
def test_anyone_reads_what_became_of_all_together(make):
    _an_edition([_counted(Activity.EVENTS, "elsewhere")] * 7)

    answer = _as(make()).get(PUBLIC)

    assert answer.status_code == 200
    assert "<dt>Partnerships</dt><dd>5 to 9</dd>" in answer.text


def test_the_page_never_says_a_small_count():
    many = [_counted(Activity.EVENTS, "elsewhere", Measure.HELD)] * 23
    _an_edition([*many, *[_counted(Activity.VISITS, "elsewhere", Measure.HARM)] * 3])

    page = _as(None).get(PUBLIC).text

    assert "<dt>Partnerships</dt><dd>20 to 29</dd>" in page
    assert "harm was reported: <strong>fewer than 5</strong>" in page
    assert set(_cells(page, "Activity held")) == {"fewer than 5", "20 to 29"}


def test_what_would_give_a_small_count_away_is_not_shown_and_the_page_says_why():
    """Of ten at most nine lie in member states: one at least would lie elsewhere."""
    nine = [_counted(Activity.EVENTS, "member_states")] * 9
    _an_edition([*nine, _counted(Activity.EVENTS, "elsewhere")])

    page = _as(None).get(PUBLIC).text

    by_region = page[page.index('id="by-region"') :]
    assert "smaller figures could be computed from it" in by_region
    assert _cells(by_region, "Partnerships") == ["not shown"] * 2


def test_the_front_page_leads_to_what_became_of_it():
    assert f'href="{PUBLIC}"' in _as(None).get("/").text


def test_harm_is_told_in_words_that_it_happens():
    _an_edition([_counted(Activity.EVENTS, "elsewhere", Measure.HARM)] * 6)

    page = _as(None).get(PUBLIC).text

    assert "Help can do harm, and it happens." in page
    assert "harm was reported: <strong>5 to 9</strong>" in page


def test_signs_of_peace_are_told_as_classes():
    better = frozenset({(PeaceIndicator.DIALOGUE, Direction.BETTER)})
    _an_edition([_counted(Activity.EVENTS, "elsewhere")] * 12, [better] * 12)

    page = _as(None).get(PUBLIC).text

    assert _cells(page, "Better")[-1] == "10 to 19"
    assert set(_cells(page, "Worse")) == {"fewer than 5"}


def test_before_the_first_quarter_the_page_says_when_figures_come_and_how_they_are_made():
    page = _as(None).get(PUBLIC).text

    assert "The first figures come two weeks after the end of a quarter." in page
    assert "How figures are made coarse" in page


def test_no_figure_moves_before_the_next_edition():
    _an_edition([_counted(Activity.EVENTS, "elsewhere")] * 7)
    before = _as(None).get(PUBLIC).text
    an_agreed_partnership()

    after = _as(None).get(PUBLIC).text

    assert after[after.index("<main") :] == before[before.index("<main") :]


@pytest.mark.parametrize("count", [0, 40])
def test_the_page_costs_one_query_whatever_there_is(count, django_assert_num_queries):
    _an_edition([_counted(Activity.EVENTS, "elsewhere")] * count)
    client = _as(None)

    with django_assert_num_queries(1):
        client.get(PUBLIC)


def test_bars_keep_their_order_say_their_class_and_turn_for_those_who_read_from_the_right():
    spans = [
        Span(label="Forums", words="fewer than 5", lowest=0, highest=4),
        Span(label="Events", words="10 to 19", lowest=10, highest=19),
    ]

    left = bars_of(spans, from_the_right=False)
    right = bars_of(spans, from_the_right=True)

    assert [bar.text for bar in left.bars] == ["Forums: fewer than 5", "Events: 10 to 19"]
    assert (left.bars[0].sure_width, left.bars[1].open_x + left.bars[1].open_width) == (0, 720)
    assert right.bars[1].open_x == 0
    assert right.bars[1].sure_x + right.bars[1].sure_width == 720


# The ledger of one helper


@pytest.fixture
def partnership():
    region = factories.a_zone(name="Sumshchyna", kind=ZoneKind.REGION)
    zone = factories.a_zone(name="Kvitka", parent=region)
    town = factories.a_municipality(name="Kvitka", zone=zone)
    appeal = factories.a_live_appeal(town, activity=Activity.EVENTS)
    return an_agreed_partnership(an_introduction(appeal))


def _present(partnership, times=1):
    """The helper meets the town outside the zone while violence is high."""
    officer = the_officer(partnership)
    judged(partnership.appeal.municipality, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH)
    for _ in range(times):
        planned = activities.plan_activity(
            reference=partnership.reference,
            town=partnership.appeal.municipality,
            plan=a_plan(Activity.LEGITIMACY, Venue.OUTSIDE),
            by=officer,
            at=NOON,
        )
        for action in ActivityAction.START, ActivityAction.HOLD:
            activities.move_activity(
                reference=planned.reference, action=action, by=officer, at=NOON
            )


def _ledger(helper):
    return reverse("web:pledges:ledger", args=[helper.reference])


def test_a_helper_reads_where_it_was_present_by_region_and_never_the_town(partnership):
    _present(partnership)

    page = _as(factories.someone_of(the_helper())).get(_ledger(the_helper())).text

    assert _cells(page, "Where") == ["Sumshchyna · Ukraine"]
    assert _cells(page, "Phase") == ["High intensity"]
    assert "Kvitka" not in page


@pytest.mark.parametrize("make", [lambda: None, *OTHERS.values()], ids=["nobody", *OTHERS])
def test_nobody_else_reads_the_ledger_of_a_helper(make, partnership):
    _present(partnership)
    user = make()

    answer = _as(user).get(_ledger(the_helper()))

    assert answer.status_code == (302 if user is None else 404)


def test_the_town_that_asks_and_the_officer_do_not_read_the_ledger_of_the_helper(partnership):
    _present(partnership)
    mayor, officer = factories.someone_of(partnership.appeal.municipality), the_officer(partnership)

    answers = [_as(user).get(_ledger(the_helper())).status_code for user in (mayor, officer)]

    assert answers == [404, 404]
    assert [ledger_of(user, the_helper()) for user in (mayor, officer)] == [[], []]


def test_an_empty_ledger_says_how_a_line_comes_about(partnership):
    page = _as(factories.someone_of(the_helper())).get(_ledger(the_helper())).text

    assert "Nothing is recorded yet" in page
    assert "Nobody can write, change or strike out a line by hand." in page


@pytest.mark.parametrize("times", [1, 3])
def test_the_ledger_costs_the_same_for_one_presence_and_for_three(
    partnership, times, django_assert_num_queries
):
    _present(partnership, times)
    user, helper = factories.someone_of(the_helper()), the_helper()

    with django_assert_num_queries(3):
        assert len(ledger_of(user, helper)) == times


# One partnership on the desk


def _side_by_side(partnership):
    return reverse("web:desk:partnership_results", args=[partnership.reference])


def _appraised(partnership, asking, helping):
    result = results.record_result(
        objective=partnership.objectives.get().reference,
        reach=Reach.PARTLY,
        contribution=Contribution.JOINT,
        text="The pumps run.",
        by=the_officer(partnership),
        at=NOON,
    )
    for town, said in ((partnership.appeal.municipality, asking), (the_helper(), helping)):
        if said is not None:
            someone = factories.someone_of(town)
            results.appraise(result=result.reference, appraisal=said, by=someone, at=NOON)


def _moved(partnership, direction, at):
    results.record_indicator(
        reference=partnership.reference,
        sign=PeaceIndicator.DIALOGUE,
        direction=direction,
        evidence="They met twice.",
        by=the_officer(partnership),
        at=at,
    )


@pytest.mark.parametrize(
    ("asking", "helping", "agreement"),
    [
        (None, None, Agreement.BOTH_SILENT),
        (Appraisal.GOOD, None, Agreement.ONE_SILENT),
        (None, Appraisal.BAD, Agreement.ONE_SILENT),
        (Appraisal.GOOD, Appraisal.GOOD, Agreement.AGREE),
        (Appraisal.GOOD, Appraisal.MIXED, Agreement.DIFFER),
    ],
)
def test_two_appraisals_agree_or_differ_or_wait(asking, helping, agreement):
    assert agreement_of(asking, helping) is agreement


def test_the_officer_reads_both_appraisals_side_by_side_and_where_they_differ(partnership):
    _appraised(partnership, Appraisal.BAD, Appraisal.GOOD)

    page = _as(the_officer(partnership)).get(_side_by_side(partnership)).text

    assert (_cells(page, "Those who ask"), _cells(page, "Those who help")) == (["Bad"], ["Good"])
    assert _cells(page, "Side by side") == ["The sides differ."]
    assert "The sides differ on 1 result. Speak with both." in page
    assert "Water for both banks." in page


def test_an_objective_without_a_result_waits_on_the_page(partnership):
    page = _as(the_officer(partnership)).get(_side_by_side(partnership)).text

    assert "No result is recorded yet." in page
    assert "<li><bdi>Water for both banks.</bdi></li>" in page


def test_who_reads_results_side_by_side_leaves_a_trace(partnership):
    officer = the_officer(partnership)

    _as(officer).get(_side_by_side(partnership))

    assert Event.objects.filter(verb="sealed.opened", actor_id=officer.pk).count() == 1


def test_signs_of_peace_are_drawn_over_time_and_said_in_words(partnership):
    _moved(partnership, Direction.WORSE, NOON)
    _moved(partnership, Direction.BETTER, NOON + timedelta(days=60))

    page = _as(the_officer(partnership)).get(_side_by_side(partnership)).text

    assert _cells(page, "Where it moved") == ["Worse", "Better"]
    assert page.count('class="mark mark-') == 2
    assert "They met twice." not in page


def test_a_sign_of_today_is_drawn_on_an_axis_that_names_its_month(partnership):
    _moved(partnership, Direction.BETTER, datetime(2026, 3, 17, tzinfo=UTC))

    signs = signs_of(selectors.indicators_of(partnership), today=date(2026, 3, 17))

    assert signs is not None
    assert [tick.label for tick in signs.drawing.ticks] == ["2026-03"]
    assert [mark.code for row in signs.drawing.rows for mark in row.marks] == ["better"]


@pytest.mark.parametrize("make", [lambda: None, *OTHERS.values()], ids=["nobody", *OTHERS])
def test_nobody_else_reads_results_side_by_side(make, partnership):
    user = make()

    answer = _as(user).get(_side_by_side(partnership))

    assert answer.status_code == (302 if user is None else 404)


def test_the_members_read_the_room_and_not_the_page_of_the_desk(partnership):
    users = [factories.someone_of(each) for each in (partnership.appeal.municipality, the_helper())]
    address = _side_by_side(partnership)

    assert [_as(user).get(address).status_code for user in users] == [404, 404]
    assert [address in _as(user).get(partnership.get_absolute_url()).text for user in users] == [
        False,
        False,
    ]
    assert address in _as(the_officer(partnership)).get(partnership.get_absolute_url()).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_sign_and_for_three(
    partnership, count, django_assert_num_queries
):
    for day in range(count):
        _moved(partnership, Direction.SAME, datetime(2026, 3, 2 + day, tzinfo=UTC))
    client = _as(the_officer(partnership))
    client.get(_side_by_side(partnership))

    with django_assert_num_queries(18):
        client.get(_side_by_side(partnership))
