"""Trinnings: who can be joined, the best set of them held against trying every set."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations, permutations

import pytest
from hypothesis import find as search
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.engine.values import Activity, ActorMode, Mode, Venue
from evidence.engine.values import Phase
from matching.engine.gates import Gate
from matching.engine.packing import Item, _greedy, pack, pack_by_trying
from matching.engine.trinning import (
    Guest,
    Obstacle,
    Seat,
    Trinnings,
    find_trinnings,
)
from matching.engine.values import NO_LINK, Link, LinkKind, Need, Offer, Route, Urgency, Window
from tests.activities.editions import with_actor, with_mode
from tests.matching.builders import TODAY, a_need, an_offer, fits_in, permits_of

FORUM = Route(activity=Activity.FORUMS, venue=Venue.OUTSIDE)
VISIT = Route(activity=Activity.VISITS, venue=Venue.INSIDE)


def a_seat(name: str, side: str = "", *, conflict: str = "1", **changes) -> Seat:
    given_ = {
        "reference": name,
        "municipality": f"town {name}",
        "activity": Activity.FORUMS,
        "fits": fits_in(Phase.HIGH),
        "places": frozenset({f"place {name}"}),
    }
    return Seat(need=a_need(**(given_ | changes)), sides={conflict: side} if side else {})


def a_guest(name: str, *on: str, **changes) -> Guest:
    given_ = {
        "reference": name,
        "municipality": f"helper {name}",
        "activities": frozenset({Activity.FORUMS, Activity.VISITS}),
        "actor": ActorMode.THROUGH_ORGANISATIONS,
        "places": frozenset({f"land {name}"}),
    }
    return Guest(offer=an_offer(**(given_ | changes)), conflicts=frozenset(on))


def find(seats, guests, links=None, **more) -> Trinnings:
    known: dict[tuple[str, str], Link] = links or {}

    def link_of(need: Need, offer: Offer) -> Link:
        return known.get((need.reference, offer.reference), NO_LINK)

    return find_trinnings(seats, guests, link_of, today=TODAY, **more)


def joined(answer: Trinnings) -> list[tuple[str, str, str]]:
    return [(each.first, each.second, each.outsider) for each in answer.chosen]


def missing(answer: Trinnings) -> list[tuple[str, ...]]:
    return [near.obstacles for near in answer.near]


def test_two_of_opposite_sides_and_one_from_outside_are_joined():
    answer = find([a_seat("a", "east"), a_seat("b", "west")], [a_guest("g")])

    assert joined(answer) == [("a", "b", "g")]
    assert (answer.chosen[0].route, answer.packing.is_proven) == (FORUM, True)


def test_the_map_in_force_decides_who_may_lead_a_meeting():
    nobody_leads = with_actor(Activity.FORUMS, ActorMode.THROUGH_ORGANISATIONS, 0)

    answer = find(
        [a_seat("a", "east"), a_seat("b", "west")], [a_guest("g")], thematic_map=nobody_leads
    )

    assert joined(answer) == []
    assert [(near.first_gates, near.second_gates) for near in answer.near] == [
        ((Gate.ACTOR_FITS,), (Gate.ACTOR_FITS,))
    ]


def test_the_map_in_force_decides_which_ways_to_meet_are_tried():
    at_work = with_mode(Activity.FORUMS, Venue.OUTSIDE, Mode.DIRECT)
    seats = [
        a_seat(name, side, activity=Activity.SECONDMENT, accepts_other_activities=True)
        for name, side in (("a", "east"), ("b", "west"))
    ]
    guest = a_guest("g", activities=frozenset({Activity.FORUMS}))

    as_the_report = find(seats, [guest])
    as_decided = find(seats, [guest], thematic_map=at_work)

    assert [each.route for each in as_the_report.chosen] == [FORUM]
    assert joined(as_decided) == []


@pytest.mark.parametrize("other", ["east", ""])
def test_the_same_side_and_an_unknown_side_are_no_opposition(other):
    answer = find([a_seat("a", "east"), a_seat("b", other)], [a_guest("g")])

    assert (joined(answer), answer.near) == ([], ())


def test_sides_of_two_conflicts_do_not_oppose():
    seats = [a_seat("a", "east"), a_seat("b", "west", conflict="2")]

    assert joined(find(seats, [a_guest("g")])) == []


def test_who_stands_on_a_side_is_no_outsider_of_that_conflict_but_of_another():
    seats = [a_seat("a", "east"), a_seat("b", "west")]

    within, elsewhere = find(seats, [a_guest("g", "1")]), find(seats, [a_guest("g", "2")])

    assert (joined(within), joined(elsewhere)) == ([], [("a", "b", "g")])
    assert missing(within) == [(Obstacle.OUTSIDER_STANDS_ON_A_SIDE,)]


def test_a_party_is_not_its_own_outsider():
    seats = [a_seat("a", "east"), a_seat("b", "west")]

    answer = find(seats, [a_guest("g", municipality="town b")])

    assert (joined(answer), missing(answer)) == ([], [(Obstacle.NO_OUTSIDER,)])


def test_a_side_that_excludes_the_other_is_not_joined_with_it():
    seats = [a_seat("a", "east"), a_seat("b", "west", excluded=frozenset({"place a"}))]

    answer = find(seats, [a_guest("g")])

    assert (joined(answer), missing(answer)) == ([], [(Obstacle.SIDES_EXCLUDE_EACH_OTHER,)])


@pytest.mark.parametrize("who", ["a", "b"])
def test_an_exclusion_of_the_outsider_by_either_side_counts(who):
    heard = {name: frozenset({"land g"} if name == who else {"nowhere"}) for name in "ab"}
    seats = [a_seat("a", "east", excluded=heard["a"]), a_seat("b", "west", excluded=heard["b"])]

    answer = find(seats, [a_guest("g")])

    assert joined(answer) == []
    assert Gate.APPELLANT_ACCEPTS in answer.near[0].first_gates + answer.near[0].second_gates


def test_the_three_need_days_on_which_all_have_time():
    spring = Window(starts=date(2026, 3, 1), ends=date(2026, 6, 1))
    summer = Window(starts=date(2026, 6, 1), ends=date(2026, 9, 1))
    seats = [a_seat("a", "east", window=spring), a_seat("b", "west", window=summer)]

    assert missing(find(seats, [a_guest("g")])) == [(Obstacle.NO_COMMON_DAYS,)]


def test_a_visit_joins_only_where_it_is_equally_safe_for_both():
    closed = permits_of(but=frozenset({VISIT}))
    open_to_both = [
        a_seat(n, s, activity=Activity.VISITS) for n, s in (("a", "east"), ("b", "west"))
    ]
    unequal = [open_to_both[0], a_seat("b", "west", activity=Activity.VISITS, permits=closed)]

    assert joined(find(open_to_both, [a_guest("g")])) == [("a", "b", "g")]
    assert missing(find(unequal, [a_guest("g")])) == [(Obstacle.NOT_EQUALLY_SAFE,)]


def test_help_to_the_services_of_one_town_is_no_meeting():
    seats = [
        a_seat("a", "east", activity=Activity.SERVICE_DEPARTMENTS),
        a_seat("b", "west", activity=Activity.SERVICE_DEPARTMENTS),
    ]

    assert missing(find(seats, [a_guest("g")])) == [(Obstacle.NO_COMMON_WAY,)]


def test_the_weaker_side_decides_between_two_outsiders():
    seats = [a_seat("a", "east"), a_seat("b", "west")]
    twin, agency = (
        Link(ties=frozenset({kind})) for kind in (LinkKind.TWINNING, LinkKind.NATIONAL_DYNAMIC)
    )
    links = {("a", "one"): twin, ("a", "fair"): agency, ("b", "fair"): agency}

    answer = find(seats, [a_guest("one"), a_guest("fair")], links)

    assert joined(answer) == [("a", "b", "fair")]


def test_urgent_appeals_are_joined_before_others():
    seats = [
        a_seat("a", "east"),
        a_seat("b", "west", urgency=Urgency.ORDINARY),
        a_seat("c", "west", urgency=Urgency.CRITICAL),
    ]

    assert joined(find(seats, [a_guest("g")])) == [("a", "c", "g")]


def test_more_appeals_are_joined_rather_than_one_pair_better():
    seats = [a_seat("a", "east"), a_seat("b", "west"), a_seat("c", "east"), a_seat("d", "west")]
    guests = [a_guest("g"), a_guest("h", excluded=frozenset({"place c", "place d"}))]

    assert {each[2] for each in joined(find(seats, guests))} == {"g", "h"}


def test_a_cap_tells_how_many_it_left_out():
    seats = [a_seat("a", "east"), a_seat("b", "west")]
    guests = [a_guest(f"g{number}") for number in range(5)]

    answer = find(seats, guests, outsiders_kept=2)

    assert (answer.possible, answer.left_out, len(answer.chosen)) == (5, 3, 1)


@st.composite
def worlds(draw) -> tuple[list[Seat], list[Guest], dict[tuple[str, str], Link]]:
    """Draw a few appeals on up to three sides of two conflicts, and a few outsiders."""
    small = st.integers(0, 2)
    seats = [
        a_seat(
            f"n{number}",
            draw(st.sampled_from(["", "east", "west", "north"])),
            conflict=draw(st.sampled_from(["1", "2"])),
            municipality=f"town {draw(st.integers(0, number))}",
            urgency=draw(st.sampled_from(list(Urgency))),
            excluded=draw(st.sampled_from([frozenset(), frozenset({"place n0", "land g1"})])),
            accepts_other_activities=draw(st.booleans()),
            activity=draw(st.sampled_from([Activity.FORUMS, Activity.VISITS])),
        )
        for number in range(draw(st.integers(2, 5)))
    ]
    guests = [
        a_guest(
            f"g{number}",
            *draw(st.sampled_from([(), (), ("1",)])),
            capacity_left=draw(small),
            engaged=draw(small),
            years_after_conflict=draw(st.sampled_from([None, 1, 5])),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    kinds = st.sampled_from([None, *LinkKind])
    links = {
        (seat.need.reference, guest.offer.reference): Link(ties=frozenset({kind}))
        for seat in seats
        for guest in guests
        if (kind := draw(kinds))
    }
    return seats, guests, links


def worth(answer: Trinnings) -> tuple[int, ...]:
    """Return what a set of trinnings reaches, goal after goal, without names."""
    rows = [(each.urgent, 2, *each.weaker) for each in answer.chosen]
    return tuple(map(sum, zip(*rows, strict=True)))


def by_trying(seats, guests, links) -> tuple[int, ...]:
    """Return the best that any set reaches: every triple is asked alone, every set is tried."""
    triples = [
        each
        for one, other in combinations(seats, 2)
        for guest in guests
        for each in find([one, other], [guest], links).chosen
    ]
    capacity = {guest.offer.reference: guest.offer.capacity_left for guest in guests}
    best: tuple[int, ...] = ()
    for size in range(1, len(seats) // 2 + 1):
        for some in combinations(triples, size):
            asked = [reference for each in some for reference in (each.first, each.second)]
            used = Counter(each.outsider for each in some)
            if len(set(asked)) == len(asked) and all(
                count <= capacity[name] for name, count in used.items()
            ):
                rows = [(each.urgent, 2, *each.weaker) for each in some]
                best = max(best, tuple(map(sum, zip(*rows, strict=True))))
    return best


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_no_set_of_trinnings_is_better_than_the_one_found(world):
    answer = find(*world)

    assert worth(answer) == by_trying(*world)
    assert answer.packing.is_proven


@settings(max_examples=60, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_appeals_and_pledges_changes_nothing(world, chance):
    seats, guests, links = world
    again = chance.sample(seats, len(seats)), chance.sample(guests, len(guests)), links

    assert find(*again) == find(*world)


@settings(max_examples=60, deadline=None)
@given(worlds(), st.permutations(range(5)))
def test_other_names_for_the_same_appeals_change_nothing_but_names(world, numbers):
    seats, guests, links = world
    name = {seat.need.reference: f"m{numbers[at]}" for at, seat in enumerate(seats)}
    renamed = [
        Seat(need=replace(seat.need, reference=name[seat.need.reference]), sides=seat.sides)
        for seat in seats
    ]
    relinked = {(name[need], offer): link for (need, offer), link in links.items()}

    assert worth(find(renamed, guests, relinked)) == worth(find(*world))


ITEMS = st.lists(
    st.builds(
        Item,
        takes=st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=3),
        gains=st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(-3, 3)),
    ),
    max_size=9,
)
PLACES = st.fixed_dictionaries({name: st.integers(0, 2) for name in "abcdef"})


def totals(items, chosen) -> tuple[int, ...]:
    return tuple(sum(items[at].gains[goal] for at in chosen) for goal in range(3))


@settings(max_examples=2_000, deadline=None)
@given(ITEMS, PLACES)
def test_packing_reaches_what_trying_every_set_reaches(items, places):
    packing = pack(items, places)

    best = pack_by_trying(items, places) if items else (0, 0, 0)
    assert totals(items, packing.chosen) == best
    assert [goal.value for goal in packing.reached] == list(best)[: len(packing.reached)]
    assert packing.is_proven


def test_taking_the_best_one_after_the_other_is_caught_by_trying_every_set():
    def falls_short(world: tuple[list[Item], dict[str, int]]) -> bool:
        items, places = world
        return totals(items, _greedy(items, places))[:1] < pack_by_trying(items, places)[:1]

    items, places = search(st.tuples(ITEMS, PLACES), falls_short)

    assert totals(items, pack(items, places).chosen) == pack_by_trying(items, places)


def test_a_goal_without_time_says_how_far_it_may_be_from_the_best():
    pairs = [*permutations(range(24), 2)]
    items = [Item(takes=frozenset({str(a), str(b)}), gains=(1 + a * b % 7,)) for a, b in pairs]

    packing = pack(items, {str(n): 1 for n in range(24)}, time_limit_s=0.0)

    assert packing.chosen
    assert packing.reached[0].gap > 0
    assert not packing.is_proven
