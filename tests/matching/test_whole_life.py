"""Anything that people and crashes may do, in any order: what must hold, holds after each step.

Every rule calls a service as a page would, sometimes with a crash at a random statement. After
each step plain SQL looks at the whole database: it knows no service and no engine.
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

from matching.engine.answers import AnswerKind
from matching.engine.consents import RefusalReason, Release
from matching.engine.lifecycle import (
    LIVE_PROPOSALS,
    AppealAction,
    AppealState,
    IllegalTransition,
    PledgeAction,
    ProposalState,
)
from matching.models import Answer, Appeal, Proposal
from matching.services import answers, appeals, pledges, proposals, steps
from tests import factories
from tests.clock import NOON
from tests.crashes import collect_what_crashes_left, dying_at
from tests.invariants import MUST_BE_EMPTY

EXAMPLES: Final = 25
REFUSED: Final = (
    *(IllegalTransition, PermissionDenied, ObjectDoesNotExist, proposals.ProposalRefused),
    *(answers.WordsMissing, answers.NoAnswer, answers.AlreadyRetracted),
    answers.RestsOnIntroduction,
    *(steps.AlreadyAsked, appeals.AlreadyTaken, appeals.NotWaiting),
)
"""What a service may say instead of doing. Anything else is a fault, and fails the test."""


dies: Final = st.one_of(st.none(), st.none(), st.none(), st.integers(0, 60))
which: Final = st.integers(0, 5)
SAYS: Final = st.sampled_from(["yes", "yes", "yes", "no", "back"])


class Life(RuleBasedStateMachine):
    """Three towns that ask, two that help, their officer, and time that goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.now: datetime = NOON

    @initialize(capacity=st.integers(1, 2))
    def people(self, capacity: int) -> None:
        self.officer = factories.an_officer()
        self.asking = [factories.a_live_appeal() for _number in range(3)]
        self.mayors = [factories.someone_of(each.municipality) for each in self.asking]
        self.offering = [factories.a_live_pledge(capacity=capacity) for _number in range(2)]
        self.helpers = [factories.someone_of(each.municipality) for each in self.offering]
        for each in self.asking:
            appeals.take_appeal(reference=each.reference, by=self.officer, at=self.now)
        for each in self.asking[1:]:
            self.moves(each.reference, AppealAction.ACKNOWLEDGE, self.officer, None)

    def does(self, dies: int | None, deed: Callable[[], object]) -> None:
        self.now += timedelta(minutes=1)
        with dying_at(dies), suppress(*REFUSED), transaction.atomic():
            deed()

    def some(self, rows: list[Any], number: int) -> Any:
        return rows[number % len(rows)]

    def proposal(self, number: int) -> Proposal | None:
        kept = list(Proposal.objects.order_by("pk"))
        return kept[number % len(kept)] if kept else None

    def some_appeal_is(self, *states: AppealState) -> bool:
        return Appeal.objects.filter(state__in=[state.value for state in states]).exists()

    def some_proposal_is(self, *states: ProposalState) -> bool:
        return Proposal.objects.filter(state__in=[state.value for state in states]).exists()

    @precondition(lambda self: self.some_appeal_is(AppealState.SUBMITTED))
    @rule(number=which, dies=dies)
    def reads(self, number: int, dies: int | None) -> None:
        reference = self.some(self.asking, number).reference
        self.moves(reference, AppealAction.ACKNOWLEDGE, self.officer, dies)

    @precondition(lambda self: self.some_proposal_is(*LIVE_PROPOSALS))
    @rule(number=which, dies=dies)
    def withdraws_an_appeal(self, number: int, dies: int | None) -> None:
        reference = self.some(self.asking, number).reference
        self.moves(reference, AppealAction.WITHDRAW, self.some(self.mayors, number), dies)

    def moves(self, reference: Any, action: AppealAction, by: Any, dies: int | None) -> None:
        self.does(
            dies,
            lambda: appeals.move_appeal(reference=reference, action=action, by=by, at=self.now),
        )

    @precondition(lambda self: self.some_proposal_is(*LIVE_PROPOSALS))
    @rule(dies=dies)
    def withdraws_a_pledge(self, dies: int | None) -> None:
        self.moves_a_pledge(0, PledgeAction.WITHDRAW, dies)

    @precondition(lambda self: self.some_proposal_is(*LIVE_PROPOSALS))
    @rule(
        number=which,
        action=st.sampled_from([PledgeAction.PAUSE, PledgeAction.RESUME, PledgeAction.RESUME]),
        dies=dies,
    )
    def moves_a_pledge(self, number: int, action: PledgeAction, dies: int | None) -> None:
        pledge, by = self.some(self.offering, number), self.some(self.helpers, number)
        self.does(
            dies,
            lambda: pledges.move_pledge(
                reference=pledge.reference, action=action, by=by, at=self.now
            ),
        )

    @rule(asking=which, offering=which, dies=dies)
    def puts(self, asking: int, offering: int, dies: int | None) -> None:
        self.does(
            dies,
            lambda: proposals.put_pair(
                appeal=self.some(self.asking, asking).reference,
                pledge=self.some(self.offering, offering).reference,
                conditions_hold=True,
                by=self.officer,
                at=self.now,
            ),
        )

    @precondition(lambda self: self.some_proposal_is(*LIVE_PROPOSALS))
    @rule(number=which, says=SAYS, dies=dies)
    def a_mayor_speaks(self, number: int, says: str, dies: int | None) -> None:
        proposal = self.proposal(number)
        if proposal is not None:
            town = proposal.appeal.municipality_id
            by = next(
                m
                for m, a in zip(self.mayors, self.asking, strict=True)
                if a.municipality_id == town
            )
            self.speaks(proposal, says, by, dies)

    @precondition(lambda self: self.some_proposal_is(*LIVE_PROPOSALS))
    @rule(number=which, says=SAYS, dies=dies)
    def a_helper_speaks(self, number: int, says: str, dies: int | None) -> None:
        proposal = self.proposal(number)
        if proposal is not None:
            town = proposal.pledge.municipality_id
            by = next(
                h
                for h, p in zip(self.helpers, self.offering, strict=True)
                if p.municipality_id == town
            )
            self.speaks(proposal, says, by, dies)

    @precondition(lambda self: self.some_proposal_is(ProposalState.PUT))
    @rule(number=which, dies=dies)
    def both_agree(self, number: int, dies: int | None) -> None:
        self.a_mayor_speaks(number, "yes", None)
        self.a_helper_speaks(number, "yes", dies)

    def speaks(self, proposal: Proposal, says: str, by: Any, dies: int | None) -> None:
        told = {"reference": proposal.reference, "by": by}
        deeds: dict[str, Callable[[], object]] = {
            "yes": lambda: proposals.consent(
                **told, at=self.now, releases=[Release.CONTACT], contact="desk 7"
            ),
            "no": lambda: proposals.refuse(**told, at=self.now, reason=RefusalReason.NOT_NOW),
            "back": lambda: proposals.revoke(**told, at=self.now),
        }
        self.does(dies, deeds[says])

    @precondition(lambda self: self.some_proposal_is(*LIVE_PROPOSALS))
    @rule(number=which, dies=dies)
    def the_officer_takes_it_back(self, number: int, dies: int | None) -> None:
        proposal = self.proposal(number)
        if proposal is not None:
            self.does(
                dies,
                lambda: proposals.retract(
                    reference=proposal.reference, by=self.officer, at=self.now
                ),
            )

    @precondition(lambda self: self.some_appeal_is(AppealState.ACKNOWLEDGED, AppealState.ANSWERED))
    @rule(number=which, kind=st.sampled_from([AnswerKind.DECLARATION, AnswerKind.REASONED_REFUSAL]))
    def answers(self, number: int, kind: AnswerKind) -> None:
        reference = self.some(self.asking, number).reference
        self.does(
            None,
            lambda: answers.give_answer(
                appeal=reference, kind=kind, text="We looked.", by=self.officer, at=self.now
            ),
        )

    @precondition(lambda self: self.some_appeal_is(AppealState.ANSWERED, AppealState.CLOSED))
    @rule(number=which, dies=dies)
    def takes_an_answer_back(self, number: int, dies: int | None) -> None:
        given = list(Answer.objects.order_by("pk"))
        if given:
            answer = self.some(given, number)
            self.does(
                dies,
                lambda: answers.retract_answer(
                    reference=answer.reference, by=self.officer, at=self.now
                ),
            )

    @precondition(lambda self: self.some_appeal_is(AppealState.ANSWERED))
    @rule(number=which, dies=dies)
    def closes(self, number: int, dies: int | None) -> None:
        reference = self.some(self.asking, number).reference
        self.does(
            dies, lambda: answers.close_appeal(reference=reference, by=self.officer, at=self.now)
        )

    @precondition(lambda self: self.some_proposal_is(ProposalState.PUT))
    @rule(days=st.integers(1, 20), dies=dies)
    def time_goes_on(self, days: int, dies: int | None) -> None:
        self.now += timedelta(days=days)
        self.does(dies, lambda: proposals.lapse_due(at=self.now))

    @invariant()
    def what_must_hold_holds(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for name, query in MUST_BE_EMPTY.items():
                cursor.execute(query)
                assert cursor.fetchall() == [], name

    def teardown(self) -> None:
        collect_what_crashes_left()
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)


Life.TestCase.settings = settings(
    max_examples=max(EXAMPLES, settings().max_examples // 4),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestLife = pytest.mark.django_db(Life.TestCase)
