"""What would open a match: the search against brute force, and the cases people meet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain, combinations
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from activities.engine.map import MAP_2008
from activities.engine.values import Activity, ActorMode, HelperTest, Mode, Venue
from evidence.engine.values import FLAGS, Phase, Subject
from matching.engine import openings as search
from matching.engine.gates import Case
from matching.engine.ground import Ground, standing_on
from matching.engine.openings import openings_for, openings_of
from matching.engine.pairing import Candidate, examine
from matching.engine.steps import (
    SURROUNDINGS,
    Doer,
    Setting,
    Step,
    StepKind,
    Steps,
    completed,
    taken,
)
from matching.engine.values import (
    NO_LINK,
    AppealKind,
    Link,
    LinkKind,
    Need,
    NeedTopic,
    Offer,
    Window,
)
from prerequisites.engine.readiness import Answer, HelperFacts, assess_helper
from prerequisites.engine.values import Findings, Value
from tests.activities.editions import with_mode
from tests.matching.builders import NOT_READY, READY, TODAY, a_need, an_offer
from tests.prerequisites.worlds import FINDINGS, bare_verdict

OPEN: Final = Findings(
    p1=Value.MET,
    p2=Value.MET,
    p2f=Value.MET,
    p3=Value.MET,
    p4=Value.MET,
    s=Value.MET,
    r=Value.MET,
)
LATER: Final = Window(starts=date(2026, 10, 1), ends=date(2027, 6, 1))
HOME_ONLY: Final = assess_helper(HelperFacts(motives=Answer.YES, is_appellant=True))


def on(findings: Findings, phase: Phase | None = Phase.LOW_AFTER) -> Ground:
    verdict = replace(bare_verdict(findings), phase=phase)
    return Ground(verdict=verdict, thematic_map=MAP_2008)


def found(
    need: Need, offer: Offer, link: Link = NO_LINK, *, ground: Ground | None = None
) -> list[Steps]:
    ground = ground or on(OPEN)
    here = standing_on(need, ground)
    told = openings_of(here, offer, link, ground=ground, today=TODAY, most=100)
    return [opening.steps for opening in told]


def opens(steps: Steps, need: Need, offer: Offer, link: Link, ground: Ground) -> bool:
    """Whether the matcher itself, asked anew, lists the pair once the steps are taken."""
    case = Case(
        need=need,
        offer=offer,
        link=link,
        route=next(iter(need.fits)),
        today=TODAY,
    )
    after = taken(Setting(case=case, ground=ground), steps).case
    return isinstance(examine(after.need, after.offer, after.link, today=TODAY), Candidate)


def every_step(need: Need, offer: Offer, link: Link, ground: Ground) -> list[Step]:
    """Whatever anybody could do, useful or not; written without a look at the search."""
    asked, offered = need.window, offer.window
    late = (offered.starts - asked.ends).days + 1
    early = (asked.starts - offered.ends).days + 1
    kinds = (
        (StepKind.ASK_TOWNS, [("", "", 0)]),
        (StepKind.ACCEPT_OTHER, [("", "", 0)]),
        (StepKind.LIFT_OWN_EXCLUSION, [(each, "", 0) for each in sorted(need.excluded)]),
        (StepKind.MOVE_OWN_END, [("", "", late)] if late > 0 else []),
        (StepKind.MOVE_OWN_START, [("", "", early)] if early > 0 else []),
        (StepKind.SPEAK_HELPERS_LANGUAGE, [("en", "", 0), ("fr", "", 0)]),
        (StepKind.TIE, [(kind.value, "", 0) for kind in LinkKind]),
        (StepKind.ADD_ACTIVITY, [(each.value, "", 0) for each in Activity]),
        (StepKind.ADD_TOPIC, [(need.topic.value, "", 0), (NeedTopic.YOUTH.value, "", 0)]),
        (StepKind.ACT_AS, [("", actor.value, 0) for actor in ActorMode]),
        (StepKind.COMPLETE_TEST, [(t.value, "", 0) for t in HelperTest if t is not HelperTest.H7]),
        (StepKind.HOST_PARTNER, [("", "", 0)]),
        (StepKind.PLATFORM, [("", "", 0)]),
        (StepKind.HOST_OUTSIDE, [("", "", 0)]),
        (StepKind.RAISE_CAPACITY, [("", "", 1)]),
        (StepKind.LIFT_HELPERS_EXCLUSION, [(each, "", 0) for each in sorted(offer.excluded)]),
        (StepKind.INTERPRETER, [("", "", 0)]),
        (StepKind.SUPPRESSION_ENDS, [("", "", 0)]),
        (StepKind.EVIDENCE, list(every_evidence())),
        (StepKind.PHASE_CHANGES, [("", phase.value, 0) for phase in Phase]),
    )
    return [
        Step(kind=kind, doer=Doer.HELPER, what=what, to=to, amount=amount)
        for kind, gaps in kinds
        for what, to, amount in gaps
    ]


def every_evidence() -> Iterator[tuple[str, str, int]]:
    yield SURROUNDINGS, Value.MET.value, 0
    yield Subject.CONFLICT_LINK.value, Value.MET.value, 0
    for flag in sorted(FLAGS):
        yield flag.value, Value.UNMET.value, 0
    for subject in (Subject.P1, Subject.P2, Subject.P2F, Subject.P3, Subject.P4, Subject.S):
        yield subject.value, Value.EMERGING.value, 0
    yield Subject.R.value, Value.MET.value, 0


NEEDS: Final = st.builds(
    a_need,
    activity=st.sampled_from(Activity),
    kinds=st.sampled_from([frozenset({AppealKind.SUPPORT}), frozenset({AppealKind.AGENDA})]),
    accepts_other_activities=st.booleans(),
    languages=st.sampled_from([frozenset({"en"}), frozenset({"uk"})]),
    excluded=st.sampled_from([frozenset(), frozenset({"network"}), frozenset({"FR", "network"})]),
)
OFFERS: Final = st.builds(
    an_offer,
    municipality=st.sampled_from(["helper", "helper", "helper", "asker"]),
    activities=st.sets(st.sampled_from(Activity), min_size=1, max_size=4).map(frozenset),
    topics=st.sampled_from([frozenset(), frozenset({NeedTopic.YOUTH})]),
    actor=st.sampled_from(ActorMode),
    capacity_left=st.sampled_from([0, 1, 1]),
    has_host_partner=st.booleans(),
    has_platform=st.booleans(),
    can_host=st.booleans(),
    excluded=st.sampled_from([frozenset(), frozenset(), frozenset({"UA"})]),
    window=st.sampled_from([an_offer().window, an_offer().window, LATER]),
    readiness=st.sampled_from(
        [READY, READY, completed(NOT_READY, frozenset({HelperTest.H1, HelperTest.H2})), HOME_ONLY]
    ),
)
LINKS: Final = st.builds(
    Link,
    ties=st.sets(st.sampled_from(LinkKind), max_size=1).map(frozenset),
    suppressed_until=st.sampled_from([None, None, date(2026, 6, 1)]),
)
GROUNDS: Final = st.builds(on, FINDINGS, st.sampled_from([*Phase, None]))


@settings(max_examples=60, deadline=None)
@given(need=NEEDS, offer=OFFERS, link=LINKS, ground=GROUNDS)
def test_brute_force_finds_no_smaller_set_and_each_set_is_needed_whole(need, offer, link, ground):
    need = standing_on(need, ground)
    told = found(need, offer, link, ground=ground)

    sizes = {len(steps) for steps in told}
    subsets = chain.from_iterable(
        combinations(steps, size) for steps in told for size in range(len(steps))
    )
    is_open = opens((), need, offer, link, ground)
    below = 0 if is_open else min([2, *(size - 1 for size in sizes)])
    smaller = chain.from_iterable(
        combinations(every_step(need, offer, link, ground), size) for size in range(1, below + 1)
    )

    assert len(sizes) <= 1
    assert all(opens(steps, need, offer, link, ground) for steps in told)
    assert not any(opens(steps, need, offer, link, ground) for steps in subsets)
    assert not any(opens(steps, need, offer, link, ground) for steps in smaller)


def test_a_search_that_forgets_what_a_twinning_opens_is_caught(monkeypatch):
    """The broken twin: without the joined gates, a partner and a test stand for one twinning."""
    far = an_offer(
        has_host_partner=False,
        readiness=completed(NOT_READY, frozenset(HelperTest) - {HelperTest.H6}),
    )
    whole = found(a_need(), far)

    monkeypatch.setattr(search, "_JOINED", frozenset())
    broken = found(a_need(), far)

    twinning = Step(kind=StepKind.TIE, doer=Doer.HELPER, what="twinning")
    assert whole == [(twinning,)]
    assert broken != whole


def test_what_is_denied_on_the_ground_nobody_can_hurry():
    ground = on(replace(OPEN, p1=Value.UNMET))

    told = found(a_need(), an_offer(), ground=ground)

    assert told == [
        (
            Step(
                kind=StepKind.EVIDENCE, doer=Doer.TIME, what="p1", to=Value.EMERGING.value, amount=2
            ),
        )
    ]


def test_the_fewest_days_are_told_and_the_asker_comes_first():
    told = found(a_need(), an_offer(window=LATER))

    assert told == [
        (Step(kind=StepKind.MOVE_OWN_END, doer=Doer.APPELLANT, amount=31),),
        (Step(kind=StepKind.MOVE_HELPERS_START, doer=Doer.HELPER, amount=31),),
    ]


def test_nothing_opens_an_appeal_for_its_own_municipality():
    assert found(a_need(), an_offer(municipality="asker")) == []


def test_nothing_opens_where_the_helper_asks_for_help_itself():
    assert found(a_need(), an_offer(readiness=HOME_ONLY)) == []


def test_no_evidence_opens_where_there_is_no_local_authority():
    assert found(a_need(), an_offer(), ground=on(replace(OPEN, local_authority=False))) == []


def test_an_appeal_is_told_the_smallest_sets_over_all_pledges_and_how_many_they_open():
    far = an_offer(reference="far", municipality="far", capacity_left=0, has_host_partner=False)
    full = [
        an_offer(reference=f"full-{n}", municipality=f"town-{n}", capacity_left=0) for n in range(4)
    ]
    fits = an_offer(reference="fits", municipality="fits")
    ground = on(OPEN)
    need = standing_on(a_need(), ground)

    told = openings_for(
        need, [far, *full, fits], lambda _need, _offer: NO_LINK, ground=ground, today=TODAY
    )

    raise_it = Step(kind=StepKind.RAISE_CAPACITY, doer=Doer.HELPER, amount=1)
    assert [(each.steps, each.pledges, each.count) for each in told] == [
        ((raise_it,), ("full-0", "full-1", "full-2"), 4)
    ]


def test_only_what_the_map_in_force_finds_indirect_is_opened_in_place_of_what_was_asked():
    need = a_need(activity=Activity.SECONDMENT, accepts_other_activities=True)
    offer = an_offer(activities=frozenset({Activity.EVENTS}), capacity_left=0)
    ground = on(OPEN)
    direct = with_mode(Activity.EVENTS, Venue.OUTSIDE, Mode.DIRECT)

    indirect = found(need, offer, ground=ground)
    none_instead = found(need, offer, ground=replace(ground, thematic_map=direct))

    raise_it = Step(kind=StepKind.RAISE_CAPACITY, doer=Doer.HELPER, amount=1)
    assert (raise_it,) in indirect
    assert (raise_it,) not in none_instead


@settings(max_examples=100, deadline=None)
@given(need=NEEDS, offers=st.lists(OFFERS, max_size=6), ground=GROUNDS, chance=st.randoms())
def test_pledges_looked_at_together_are_told_as_each_alone(need, offers, ground, chance):
    """Grouping and bounds only save time, and the order of the pledges says nothing."""
    named = [replace(offer, reference=f"pledge-{n}") for n, offer in enumerate(offers)]
    need = standing_on(need, ground)
    each = [
        (opening.steps, opening.route)
        for offer in named
        for opening in openings_of(need, offer, NO_LINK, ground=ground, today=TODAY, most=100)
    ]
    shuffled = chance.sample(named, len(named))

    told = openings_for(
        need, shuffled, lambda _need, _offer: NO_LINK, ground=ground, today=TODAY, most=100
    )

    size = min((len(steps) for steps, _route in each), default=0)
    assert {(one.steps, one.route): one.count for one in told} == {
        pair: each.count(pair) for pair in each if len(pair[0]) == size
    }
