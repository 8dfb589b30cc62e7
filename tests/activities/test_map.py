import pytest

from activities.engine.map import (
    MAP_2008,
    actor_fit,
    fit_of,
    fit_with_basis,
    mode_of,
    partner_need,
)
from activities.engine.values import (
    Activity,
    ActorMode,
    Basis,
    Fit,
    HelperTest,
    Mode,
    PartnerNeed,
    Venue,
)
from evidence.engine.citation import Mark, cite
from evidence.engine.values import Phase, Subject

A = Activity
PEACE_COMBINATIONS = [(phase, calm) for phase in Phase for calm in (False, True)]

# Before, high, after; of a single city, through organisations. Table 1 of the report.
TABLE = {
    A.SECONDMENT: ((0, 2, 2), (0, 2)),
    A.SERVICE_DEPARTMENTS: ((0, 0, 2), (2, 1)),
    A.ATTENTION: ((2, 2, 1), (0, 2)),
    A.EVENTS: ((1, 0, 2), (2, 1)),
    A.FORUMS: ((2, 2, 1), (1, 2)),
    A.VISITS: ((1, 2, 2), (1, 2)),
    A.ZONES_OF_PEACE: ((0, 2, 1), (1, 2)),
    A.LEGITIMACY: ((2, 1, 0), (2, 1)),
}


@pytest.mark.parametrize("activity", Activity)
def test_the_map_holds_table_1(activity):
    fits = tuple(
        fit_of(MAP_2008, activity, phase, zone_of_peace=False, venue=Venue.INSIDE)
        for phase in Phase
    )
    actors = tuple(actor_fit(MAP_2008, activity, actor) for actor in ActorMode)

    assert (fits, actors) == TABLE[activity]


def test_the_only_special_fits_are_services_in_a_zone_of_peace_and_events_outside():
    higher = {
        (activity, phase, calm, venue)
        for activity in Activity
        for phase, calm in PEACE_COMBINATIONS
        for venue in Venue
        if fit_of(MAP_2008, activity, phase, zone_of_peace=calm, venue=venue)
        > MAP_2008.cells[activity].fits[phase].score
    }

    assert higher == {
        (A.SERVICE_DEPARTMENTS, Phase.HIGH, True, Venue.INSIDE),
        (A.SERVICE_DEPARTMENTS, Phase.HIGH, True, Venue.OUTSIDE),
        (A.EVENTS, Phase.HIGH, False, Venue.OUTSIDE),
        (A.EVENTS, Phase.HIGH, True, Venue.OUTSIDE),
    }


def test_a_fit_says_what_it_rests_on():
    fit = fit_with_basis(MAP_2008, A.VISITS, Phase.HIGH, zone_of_peace=False, venue=Venue.INSIDE)

    assert fit == Fit(score=2, basis=(Basis.LAYOUT, Basis.TEXT))


def test_a_fit_of_nothing_rests_on_nothing():
    bare = [
        fit
        for cell in MAP_2008.cells.values()
        for fit in (*cell.fits.values(), *cell.actors.values())
        if fit.score == 0
    ]

    assert bare == [Fit(score=0)] * 8


@pytest.mark.parametrize("activity", Activity)
def test_whatever_is_held_outside_is_indirect(activity):
    assert mode_of(activity, Venue.OUTSIDE) is Mode.INDIRECT


def test_inside_the_zone_each_activity_has_its_mode():
    assert {activity: mode_of(activity, Venue.INSIDE) for activity in Activity} == {
        A.SECONDMENT: Mode.DIRECT,
        A.SERVICE_DEPARTMENTS: Mode.DIRECT,
        A.ATTENTION: Mode.INDIRECT,
        A.EVENTS: Mode.DIRECT,
        A.FORUMS: Mode.INDIRECT,
        A.VISITS: Mode.PRESENCE,
        A.ZONES_OF_PEACE: Mode.DIRECT,
        A.LEGITIMACY: Mode.PRESENCE,
    }


def test_only_a_twinning_makes_a_partner_unnecessary_and_only_for_two_activities():
    assert {activity: partner_need(MAP_2008, activity, Venue.INSIDE) for activity in Activity} == {
        A.SECONDMENT: PartnerNeed.HOST,
        A.SERVICE_DEPARTMENTS: PartnerNeed.HOST_UNLESS_TWINNED,
        A.ATTENTION: PartnerNeed.PLATFORM,
        A.EVENTS: PartnerNeed.HOST,
        A.FORUMS: PartnerNeed.PLATFORM,
        A.VISITS: PartnerNeed.HOST,
        A.ZONES_OF_PEACE: PartnerNeed.HOST,
        A.LEGITIMACY: PartnerNeed.HOST_UNLESS_TWINNED,
    }


def test_the_prerequisites_in_the_zone_are_those_of_the_map():
    p1_to_p3 = frozenset({Subject.P1, Subject.P2, Subject.P3})

    assert {cell.activity: cell.required for cell in MAP_2008.cells.values() if cell.required} == {
        A.SERVICE_DEPARTMENTS: p1_to_p3,
        A.EVENTS: frozenset({Subject.P1, Subject.P3}),
        A.ZONES_OF_PEACE: p1_to_p3,
    }
    assert {cell.activity: cell.weighed for cell in MAP_2008.cells.values() if cell.weighed} == {
        A.SERVICE_DEPARTMENTS: frozenset({Subject.P4}),
        A.EVENTS: frozenset({Subject.P2}),
    }


def test_attention_asks_for_clear_motives_and_legitimacy_for_endurance():
    asked = {
        cell.activity: cell.helper_required
        for cell in MAP_2008.cells.values()
        if cell.helper_required
    }

    assert asked == {
        A.ATTENTION: frozenset({HelperTest.H1}),
        A.LEGITIMACY: frozenset({HelperTest.H3}),
    }


def test_what_is_ours_is_marked_as_ours_and_cites_nothing():
    cells = MAP_2008.cells.values()
    codes_and_citations = [
        *((each.code.value, each.citation) for cell in cells for each in cell.needs),
        *((each.code.value, each.citation) for cell in cells for each in cell.risks),
        *((each.code.value, each.citation) for cell in cells for each in cell.rules),
        *((each.code.value, each.citation) for cell in cells for each in cell.variants),
        *((each.code.value, each.citation) for cell in cells for each in cell.obligations),
    ]

    ours = {code for code, each in codes_and_citations if each.mark is Mark.OURS}
    uncited = {code for code, each in codes_and_citations if not each.lines}
    assert ours == uncited == {"both_sides_on_equal_terms", "reprisals"}


def test_the_cell_of_services_cites_its_lines_of_table_1():
    assert MAP_2008.cells[A.SERVICE_DEPARTMENTS].citation == cite(Mark.SEED, [(750, 753)])
