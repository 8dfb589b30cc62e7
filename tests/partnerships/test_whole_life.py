"""A trinning and its partnership: what people, verdicts and crashes may do to them, in any order.

As in tests/matching/test_whole_life.py: each rule calls a service, sometimes with a crash at a
random statement, and after each step plain SQL looks at the whole database.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from activities.engine.values import Activity, Venue
from evidence.engine.values import Phase
from matching.engine.consents import RefusalReason
from matching.engine.lifecycle import IllegalTransition
from matching.services import proposals
from partnerships.engine.lifecycle import ActivityAction, PartnershipAction
from partnerships.engine.values import PauseReason
from partnerships.labels import SAFEGUARD_LABELS
from partnerships.models import Partnership, PartnershipActivity
from partnerships.services import activities, partnerships, reviews
from prerequisites.engine.values import VerdictClass
from tests.clock import NOON
from tests.crashes import collect_what_crashes_left, dying_at
from tests.invariants import MUST_BE_EMPTY, OF_PARTNERSHIPS
from tests.matching.proposing import a_trinning
from tests.partnerships.builders import DECIDED, a_plan, judged, the_first_map

EXAMPLES: Final = 15
REFUSED: Final = (
    *(IllegalTransition, PermissionDenied, ObjectDoesNotExist, proposals.ProposalRefused),
    *(partnerships.NotIntroduced, partnerships.NotReady, partnerships.NotAMember),
    *(activities.NoVerdictHolds, activities.NotByTheMap, activities.NotPermitted),
    activities.ConditionsOpen,
)
"""What a service may say instead of doing. Anything else is a fault, and fails the test."""

dies: Final = st.one_of(st.none(), st.none(), st.none(), st.integers(0, 40))
which: Final = st.integers(0, 5)
GOES_ON: Final = [PartnershipAction.AGREE, PartnershipAction.START, PartnershipAction.RESUME]
ACTIVITIES: Final = [Activity.EVENTS, Activity.FORUMS, Activity.SERVICE_DEPARTMENTS]
MOVES: Final = [each for each in ActivityAction if each is not ActivityAction.STOP]


class Together(RuleBasedStateMachine):
    """Two towns of opposite sides, a helper from outside, their officer, and what they do."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.now: datetime = NOON

    @initialize()
    def people(self) -> None:
        the_first_map()
        self.put = a_trinning()
        other = self.put.proposal.other_appeal
        assert other is not None
        self.towns = [self.put.proposal.appeal.municipality, other.municipality]
        self.parties = [self.put.mayor, self.put.other_mayor, self.put.helper]
        for town in self.towns:
            judged(town)

    def does(self, dies: int | None, deed: Callable[[], object]) -> None:
        self.now += timedelta(minutes=1)
        with dying_at(dies), suppress(*REFUSED), transaction.atomic():
            deed()

    def told(self) -> dict[str, Any]:
        return {"by": self.put.officer, "at": self.now}

    def partnership(self) -> Partnership | None:
        return Partnership.objects.order_by("pk").last()

    def is_open(self) -> bool:
        return Partnership.objects.live().exists()

    def is_planned(self) -> bool:
        return PartnershipActivity.objects.exists()

    @rule(number=st.integers(0, 2), dies=dies)
    def consents(self, number: int, dies: int | None) -> None:
        told: dict[str, Any] = {"by": self.parties[number], "at": self.now}
        self.does(
            dies,
            lambda: proposals.consent(
                reference=self.put.reference, releases=[], contact="", **told
            ),
        )

    @rule(dies=dies)
    def all_consent_and_meet(self, dies: int | None) -> None:
        for number in range(len(self.parties)):
            self.consents(number, None)
        self.opens(dies)

    @rule(dies=dies)
    def opens(self, dies: int | None) -> None:
        self.does(
            dies,
            lambda: partnerships.open_partnership(proposal=self.put.reference, at=self.now),
        )

    @precondition(lambda self: self.is_open())
    @rule(number=st.integers(0, 2), says=st.sampled_from(["no", "back"]), dies=dies)
    def takes_it_back(self, number: int, says: str, dies: int | None) -> None:
        told: dict[str, Any] = {
            "reference": self.put.reference,
            "by": self.parties[number],
            "at": self.now,
        }
        if says == "no":
            self.does(dies, lambda: proposals.refuse(reason=RefusalReason.NOT_NOW, **told))
        else:
            self.does(dies, lambda: proposals.revoke(**told))

    @precondition(lambda self: self.is_open())
    @rule(dies=dies)
    def hears_of_ended_consent(self, dies: int | None) -> None:
        self.does(dies, lambda: partnerships.part_where_consent_ended(at=self.now))

    @precondition(lambda self: self.is_open())
    @rule(dies=dies)
    def prepares(self, dies: int | None) -> None:
        self.does(dies, self._prepare)

    def _prepare(self) -> None:
        partnership = self.partnership()
        assert partnership is not None
        reference, told = partnership.reference, self.told()
        partnerships.set_objective(reference=reference, text="Water for both.", **told)
        for condition in SAFEGUARD_LABELS:
            partnerships.record_safeguard(
                reference=reference, condition=condition, text="The parish hosts.", **told
            )
        for member in partnership.members.all():
            partnerships.record_decision(member=member.reference, decided_on=DECIDED, **told)

    @precondition(lambda self: self.is_open())
    @rule(action=st.sampled_from(GOES_ON), dies=dies)
    def goes_on(self, action: PartnershipAction, dies: int | None) -> None:
        self.moves(action, None, dies)

    @precondition(lambda self: self.is_open())
    @rule(dies=dies)
    def rests(self, dies: int | None) -> None:
        self.moves(PartnershipAction.PAUSE, PauseReason.NATIONAL_GOVERNMENT_POSITION, dies)

    def moves(
        self, action: PartnershipAction, reason: PauseReason | None, dies: int | None
    ) -> None:
        partnership = self.partnership()
        assert partnership is not None
        self.does(
            dies,
            lambda: partnerships.move_partnership(
                reference=partnership.reference, action=action, reason=reason, **self.told()
            ),
        )

    @precondition(lambda self: self.is_open())
    @rule(number=st.integers(0, 9), dies=dies)
    def ends(self, number: int, dies: int | None) -> None:
        partnership = self.partnership()
        if partnership is not None and number == 0:  # seldom: nothing follows
            self.does(
                dies,
                lambda: partnerships.end_partnership(
                    reference=partnership.reference,
                    municipality=self.put.proposal.pledge.municipality,
                    act_dated_on=DECIDED,
                    by=self.put.helper,
                    at=self.now,
                ),
            )

    @rule(
        town=st.integers(0, 1),
        verdict_class=st.sampled_from(list(VerdictClass)),
        phase=st.sampled_from(list(Phase)),
        dies=dies,
    )
    def is_judged(
        self, town: int, verdict_class: VerdictClass, phase: Phase, dies: int | None
    ) -> None:
        self.does(dies, lambda: judged(self.towns[town], verdict_class, phase=phase))

    @precondition(lambda self: self.is_open())
    @rule(dies=dies)
    def hears_of_verdicts(self, dies: int | None) -> None:
        self.does(dies, lambda: reviews.review_after_judging(at=self.now))

    @precondition(lambda self: self.is_open())
    @rule(
        town=st.integers(0, 1),
        activity=st.sampled_from(ACTIVITIES),
        venue=st.sampled_from(list(Venue)),
        dies=dies,
    )
    def plans(self, town: int, activity: Activity, venue: Venue, dies: int | None) -> None:
        partnership = self.partnership()
        assert partnership is not None
        self.does(
            dies,
            lambda: activities.plan_activity(
                reference=partnership.reference,
                town=self.towns[town],
                plan=a_plan(activity, venue),
                **self.told(),
            ),
        )

    @precondition(lambda self: self.is_planned())
    @rule(number=which, action=st.sampled_from(MOVES), dies=dies)
    def moves_an_activity(self, number: int, action: ActivityAction, dies: int | None) -> None:
        planned = list(PartnershipActivity.objects.order_by("pk"))
        activity = planned[number % len(planned)]
        self.does(
            dies,
            lambda: activities.move_activity(
                reference=activity.reference, action=action, **self.told()
            ),
        )

    @rule(dies=dies)
    def a_good_day(self, dies: int | None) -> None:
        """All that leads to an activity under way, so that enough examples come this far."""
        self.all_consent_and_meet(None)
        if not self.is_open():
            return
        self.prepares(None)
        self.goes_on(PartnershipAction.AGREE, None)
        self.is_judged(0, VerdictClass.DIRECT_OPEN, Phase.LOW_AFTER, None)
        self.plans(0, Activity.EVENTS, Venue.INSIDE, dies)

    @invariant()
    def what_must_hold_holds(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for name, query in (MUST_BE_EMPTY | OF_PARTNERSHIPS).items():
                cursor.execute(query)
                assert cursor.fetchall() == [], name

    def teardown(self) -> None:
        collect_what_crashes_left()
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)


Together.TestCase.settings = settings(
    max_examples=max(EXAMPLES, settings().max_examples // 6),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestTogether = pytest.mark.django_db(Together.TestCase)
