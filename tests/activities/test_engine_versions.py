"""Another map: written down, laid beside the report's, marked, and held to the law."""

import json
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from activities.engine.contents import Difference, Part, differences
from activities.engine.documents import UnreadableMap, as_document, from_document
from activities.engine.editing import OURS, REPORT, edit_of, edited, marked
from activities.engine.law import (
    Fault,
    FaultCode,
    Standing,
    faults_of,
    partner_needs_for,
    safeguards_of,
    standing_of,
)
from activities.engine.values import (
    Activity,
    ActorMode,
    Basis,
    Cited,
    Fit,
    Kind,
    Mode,
    PartnerNeed,
    PartnerRole,
    RankedKind,
    Risk,
    ThematicMap,
    Venue,
)
from evidence.engine.citation import Mark
from evidence.engine.values import PREREQUISITES, Phase, Subject
from tests.activities.editions import edits, maps, with_fit

A, C = Activity, FaultCode


def _changed(activity: Activity, **parts: Any) -> ThematicMap:
    """The report's map with parts of one cell replaced, whoever may."""
    cell = replace(REPORT.cells[activity], **parts)
    return marked(replace(REPORT, cells=MappingProxyType({**REPORT.cells, activity: cell})))


def _as_stored(thematic_map: ThematicMap) -> dict[str, Any]:
    """A document as PostgreSQL gives it back: the order of keys is lost."""
    stored: dict[str, Any] = json.loads(json.dumps(as_document(thematic_map), sort_keys=True))
    return stored


# Documents


@settings(max_examples=50)
@given(maps())
def test_a_map_that_is_written_down_and_read_again_is_the_same(thematic_map):
    again = from_document(thematic_map.version, _as_stored(thematic_map))

    assert again == thematic_map
    assert list(again.cells) == list(Activity)


def _lossy(thematic_map: ThematicMap) -> dict[str, Any]:
    """A variant that forgets why a fit is what it is."""
    document = _as_stored(thematic_map)
    document["forums"]["fits"]["high"]["basis"] = []
    return document


def test_the_round_trip_catches_a_document_that_forgets_the_basis():
    lost = find(maps(), lambda each: from_document(each.version, _lossy(each)) != each)

    assert lost.cells[A.FORUMS].fits[Phase.HIGH].basis != ()


def _without(document: dict[str, Any]) -> None:
    del document["visits"]


def _unknown_part(document: dict[str, Any]) -> None:
    document["visits"]["colour"] = "red"


def _unknown_activity(document: dict[str, Any]) -> None:
    document["parades"] = document["visits"]


def _put(value: object, *path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        place: Any = document["visits"]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "break_it",
    [
        _without,
        _unknown_part,
        _unknown_activity,
        _put("2", "fits", "high", "score"),
        _put(True, "fits", "high", "score"),
        _put(["rumour"], "fits", "high", "basis"),
        _put([2], "fits", "high", "basis"),
        _put({}, "fits"),
        _put([], "fits"),
        _put("sideways", "modes", "inside"),
        _put("no", "through_host"),
        _put("p1", "required"),
        _put(["p9"], "required"),
        _put([{"code": "reprisals"}], "risks"),
        _put([[0, 3]], "citation", "lines"),
        _put([[9, 3]], "citation", "lines"),
        _put([[1, 2, 3]], "citation", "lines"),
        _put([[1, 10**9]], "citation", "lines"),
        _put("theirs", "citation", "mark"),
    ],
)
def test_a_document_that_is_no_map_is_refused(break_it):
    document = _as_stored(REPORT)

    break_it(document)

    with pytest.raises(UnreadableMap):
        from_document(2, document)


# Differences


def test_a_difference_names_the_cell_the_field_and_both_values():
    new = with_fit(A.FORUMS, Phase.HIGH, 0)

    assert differences(REPORT, new) == (
        Difference(activity=A.FORUMS, part=Part.FIT, about="high", before="2", after="0"),
    )


def test_what_is_added_and_what_is_taken_out_is_told():
    risks = tuple(each for each in REPORT.cells[A.VISITS].risks if each.code is not Risk.REPRISALS)
    new = _changed(A.VISITS, risks=(*risks, Cited(code=Risk.DEPENDENCE, citation=OURS)))

    assert differences(REPORT, new) == (
        Difference(
            activity=A.VISITS, part=Part.RISK, about="dependence", before="", after="dependence"
        ),
        Difference(
            activity=A.VISITS, part=Part.RISK, about="reprisals", before="reprisals", after=""
        ),
    )


@settings(max_examples=50)
@given(maps(), maps())
def test_maps_without_a_difference_are_the_same_and_the_way_back_is_the_way_turned(one, other):
    there, back = differences(one, other), differences(other, one)

    assert (there == ()) is (one == other)
    assert back == tuple(replace(each, before=each.after, after=each.before) for each in there)


# Marks


def test_a_changed_fit_rests_on_us_and_the_cell_no_longer_cites_the_report():
    cell = with_fit(A.FORUMS, Phase.HIGH, 0).cells[A.FORUMS]

    assert cell.fits[Phase.HIGH] == Fit(score=0, basis=(Basis.OURS,))
    assert cell.citation == OURS
    assert cell.fits[Phase.LOW_AFTER] == REPORT.cells[A.FORUMS].fits[Phase.LOW_AFTER]


def test_a_change_that_is_taken_back_is_the_report_s_again():
    there = with_fit(A.FORUMS, Phase.HIGH, 0)

    assert with_fit(A.FORUMS, Phase.HIGH, 2, there) == REPORT


def test_partners_special_fits_kinds_and_risks_that_differ_are_ours():
    edit = edit_of(REPORT.cells[A.SERVICE_DEPARTMENTS])
    special = dict.fromkeys(edit.special_fits, 2)
    new = edited(
        REPORT,
        A.SERVICE_DEPARTMENTS,
        replace(
            edit,
            special_fits=special,
            partner_role=PartnerRole.HOST,
            risks=edit.risks | {Risk.REPRISALS},
        ),
    ).cells[A.SERVICE_DEPARTMENTS]

    assert [each.citation for each in new.special_fits] == [OURS]
    assert new.partner.citation == OURS
    assert [each.code for each in new.risks if each.citation.mark is Mark.OURS] == [Risk.REPRISALS]


def _passes_for_the_report_s(thematic_map: ThematicMap) -> bool:
    """Whether a cell that differs from the report's still cites it as its basis."""
    changed = {each.activity for each in differences(REPORT, thematic_map)}
    return any(thematic_map.cells[activity].citation.mark is not Mark.OURS for activity in changed)


@settings(max_examples=50)
@given(maps())
def test_no_edited_cell_passes_for_the_report_s_and_marking_twice_changes_nothing(thematic_map):
    assert not _passes_for_the_report_s(thematic_map)
    assert marked(thematic_map) == thematic_map
    assert faults_of(thematic_map) == ()


def _forgetful(thematic_map: ThematicMap) -> ThematicMap:
    """A variant that lets an edited cell keep the citation of the report."""
    cells = {
        activity: replace(cell, citation=REPORT.cells[activity].citation)
        for activity, cell in thematic_map.cells.items()
    }
    return replace(thematic_map, cells=MappingProxyType(cells))


def test_the_property_of_marks_catches_a_variant_that_forgets_them():
    caught = find(maps(), lambda each: _passes_for_the_report_s(_forgetful(each)))

    assert {fault.code for fault in faults_of(_forgetful(caught))} == {C.UNMARKED}
    with pytest.raises(NoSuchExample):
        find(maps(), _passes_for_the_report_s, settings=settings(max_examples=50))


# The law


def test_the_map_of_2008_is_sound():
    assert faults_of(REPORT) == ()


@pytest.mark.parametrize("activity", Activity)
def test_a_map_without_an_activity_is_told_so_alone(activity):
    cells = {each: cell for each, cell in REPORT.cells.items() if each is not activity}

    assert faults_of(replace(REPORT, cells=MappingProxyType(cells))) == (
        Fault(code=C.MISSING, activity=activity),
    )


def test_an_edited_map_is_told_every_fault_of_its_form():
    broken = replace(
        REPORT.cells[A.VISITS],
        activity=A.EVENTS,
        fits=MappingProxyType({Phase.HIGH: Fit(score=3)}),
        actors=MappingProxyType({}),
        modes=MappingProxyType({Venue.OUTSIDE: Mode.DIRECT}),
    )

    edited_map = replace(REPORT, cells=MappingProxyType({**REPORT.cells, A.VISITS: broken}))

    assert [fault.code for fault in faults_of(edited_map)] == [
        *(C.MISFILED, C.PHASES, C.ACTORS, C.VENUES, C.SCORES)
    ]


def _actors(single: int, through: int) -> dict[ActorMode, Fit]:
    return {
        ActorMode.SINGLE: Fit(score=single),
        ActorMode.THROUGH_ORGANISATIONS: Fit(score=through),
    }


def _less(activity: Activity, part: str, code: str) -> ThematicMap:
    kept = tuple(each for each in getattr(REPORT.cells[activity], part) if str(each.code) != code)
    return _changed(activity, **{part: kept})


def _partner(activity: Activity, **parts: Any) -> ThematicMap:
    return _changed(activity, partner=replace(REPORT.cells[activity].partner, **parts))


SERVICES = REPORT.cells[A.SERVICE_DEPARTMENTS]


@pytest.mark.parametrize(
    ("thematic_map", "fault"),
    [
        (
            _changed(A.VISITS, actors=_actors(0, 0)),
            Fault(code=C.NOBODY_LEADS, activity=A.VISITS),
        ),
        (
            _changed(A.EVENTS, modes=dict.fromkeys(Venue, Mode.DIRECT)),
            Fault(code=C.OUTSIDE_NOT_INDIRECT, activity=A.EVENTS),
        ),
        (
            _changed(A.EVENTS, modes=dict.fromkeys(Venue, Mode.INDIRECT)),
            Fault(code=C.MODE_CHANGED, activity=A.EVENTS),
        ),
        (
            _changed(A.SECONDMENT, through_host=False),
            Fault(code=C.HOST_LEFT_OUT, activity=A.SECONDMENT),
        ),
        (
            _partner(A.SECONDMENT, role=PartnerRole.PLATFORM),
            Fault(code=C.PARTNER_ROLE_TOO_WEAK, activity=A.SECONDMENT, about="platform"),
        ),
        (
            _partner(
                A.ZONES_OF_PEACE,
                needs={Venue.INSIDE: PartnerNeed.NONE, Venue.OUTSIDE: PartnerNeed.HOST},
            ),
            Fault(code=C.PARTNER_TOO_WEAK, activity=A.ZONES_OF_PEACE, about="inside"),
        ),
        (
            _changed(A.EVENTS, required=frozenset({Subject.P3})),
            Fault(code=C.PREREQUISITE_LOST, activity=A.EVENTS, about="p1"),
        ),
        (
            _changed(A.EVENTS, weighed=frozenset()),
            Fault(code=C.PREREQUISITE_LOST, activity=A.EVENTS, about="p2"),
        ),
        (
            _changed(A.ATTENTION, weighed=frozenset({Subject.P1})),
            Fault(code=C.PREREQUISITE_TOO_MANY, activity=A.ATTENTION, about="p1"),
        ),
        (
            _changed(A.EVENTS, weighed=frozenset({Subject.P2, Subject.S})),
            Fault(code=C.PREREQUISITE_TOO_MANY, activity=A.EVENTS, about="s"),
        ),
        (
            _changed(A.EVENTS, weighed=frozenset({Subject.P1, Subject.P2})),
            Fault(code=C.BOTH_WEIGHED_AND_REQUIRED, activity=A.EVENTS, about="p1"),
        ),
        (
            _changed(A.LEGITIMACY, helper_required=frozenset()),
            Fault(code=C.SAFEGUARD_LOST, activity=A.LEGITIMACY, about="h3"),
        ),
        (
            _less(A.VISITS, "needs", "delegation_profile"),
            Fault(code=C.SAFEGUARD_LOST, activity=A.VISITS, about="delegation_profile"),
        ),
        (
            _less(A.ZONES_OF_PEACE, "needs", "link_basis"),
            Fault(code=C.SAFEGUARD_LOST, activity=A.ZONES_OF_PEACE, about="link_basis"),
        ),
        (
            _less(A.ZONES_OF_PEACE, "link_bases", "twinning"),
            Fault(code=C.SAFEGUARD_LOST, activity=A.ZONES_OF_PEACE, about="twinning"),
        ),
        (
            _less(A.SECONDMENT, "rules", "counted_only_with_negative_peace"),
            Fault(
                code=C.SAFEGUARD_LOST,
                activity=A.SECONDMENT,
                about="counted_only_with_negative_peace",
            ),
        ),
        (
            _less(A.SERVICE_DEPARTMENTS, "risks", "service_by_armed_group"),
            Fault(
                code=C.SAFEGUARD_LOST,
                activity=A.SERVICE_DEPARTMENTS,
                about="service_by_armed_group",
            ),
        ),
        (
            _less(A.SERVICE_DEPARTMENTS, "obligations", "impartiality"),
            Fault(code=C.SAFEGUARD_LOST, activity=A.SERVICE_DEPARTMENTS, about="impartiality"),
        ),
        (
            _changed(
                A.SERVICE_DEPARTMENTS,
                kinds=tuple(
                    RankedKind(kind=each.kind, rank=2, citation=OURS)
                    if each.kind is Kind.GIFT
                    else each
                    for each in SERVICES.kinds
                ),
            ),
            Fault(code=C.GIFT_NOT_WEAKEST, activity=A.SERVICE_DEPARTMENTS),
        ),
    ],
)
def test_each_fault_is_found_alone(thematic_map, fault):
    assert faults_of(thematic_map) == (fault,)


def test_a_code_that_is_told_twice_is_a_fault():
    visits = REPORT.cells[A.VISITS]
    twice = replace(visits, risks=visits.risks * 2)
    thematic_map = replace(REPORT, cells=MappingProxyType({**REPORT.cells, A.VISITS: twice}))

    assert [(fault.code, fault.about) for fault in faults_of(thematic_map)] == [
        (C.TOLD_TWICE, "led_astray"),
        (C.TOLD_TWICE, "reprisals"),
        (C.UNMARKED, ""),
    ]


def test_a_danger_that_we_added_ourselves_may_be_taken_out_again():
    assert faults_of(_less(A.VISITS, "risks", "reprisals")) == ()
    assert safeguards_of(A.VISITS, Part.RISK) == {"led_astray"}


@settings(max_examples=50)
@given(st.sampled_from(Activity).flatmap(lambda each: st.tuples(st.just(each), edits(each))))
def test_no_edit_asks_for_less_than_the_report_does(activity_and_edit):
    activity, edit = activity_and_edit
    own, cell = REPORT.cells[activity], edited(REPORT, activity, edit).cells[activity]
    order = list(Standing)

    assert cell.modes == own.modes
    assert all(
        order.index(standing_of(cell, subject)) >= order.index(standing_of(own, subject))
        for subject in PREREQUISITES
    )
    assert all(cell.partner.needs[venue] in partner_needs_for(activity, venue) for venue in Venue)
    assert all(each in cell.risks for each in own.risks if each.citation.mark is Mark.SEED)
    assert set(own.obligations) <= set(cell.obligations)
