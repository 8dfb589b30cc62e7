"""Tell a case of the report through the services: who writes, who reads, what the workers do."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from activities.engine.values import Activity, ActorMode
from audit.models import Delivery
from evidence.engine.values import Phase, Subject
from matching.engine.consents import Release
from matching.engine.lifecycle import AppealAction, PledgeAction
from matching.engine.values import AppealKind, HelpForm, NeedTopic, Urgency
from matching.models import Appeal, Pledge, Proposal
from matching.services import appeals, pledges, proposals, runs
from partnerships.engine.lifecycle import PartnershipAction
from partnerships.labels import SAFEGUARD_LABELS
from partnerships.models import Partnership
from partnerships.services import partnerships
from places.models import Municipality
from prerequisites import services as prerequisites
from prerequisites.engine.readiness import Answer, NationalPosition
from prerequisites.engine.review import ReviewOutcome, ReviewState
from prerequisites.models import Review
from tests.factories import LONG_AGO, an_officer, someone_of
from tests.prerequisites.stories import Story

_WORKERS: Final = ("prerequisites.", "matching.", "partnerships.", "congress.")
_ROUNDS: Final = 20


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def the_workers_work() -> None:
    """Let the workers do what waits in the outbox, until nothing waits."""
    for _ in range(_ROUNDS):
        waiting = [
            delivery
            for delivery in Delivery.objects.filter(finished_at=None).select_related("event")
            if delivery.handler.startswith(_WORKERS)
        ]
        if not waiting:
            return
        for delivery in waiting:
            module, name = delivery.handler.rsplit(".", 1)
            task = getattr(import_module(module), name)
            task(delivery=delivery.pk, event=str(delivery.event_id), subject=delivery.event.subject)
    raise AssertionError("The workers never come to an end.")


@dataclass
class Case:
    """An officer who has the case, and a story of evidence that two officers write."""

    officer: User = field(default_factory=an_officer)
    story: Story = field(default_factory=Story)

    def is_calm(self, town: Municipality, *, days_ago: int = 10) -> None:
        """Violence is low after the conflict, and all four prerequisites are evidenced."""
        day = today() - timedelta(days=days_ago)
        self.story.phase(town.zone, Phase.LOW_AFTER, today() - timedelta(days=400))
        self.story.asks(town.zone, on=day)
        self.story.both_say(town.zone, Subject.P1, Subject.P2, Subject.P3, Subject.P4, on=day)
        prerequisites.judge_all(at=now())

    def looks_at_all_reviews(self) -> None:
        """Hear what the workers opened, and find, a week ago, that everything stands."""
        the_workers_work()
        for review in Review.objects.filter(state=ReviewState.OPEN.value):
            prerequisites.close_review(
                reference=review.reference,
                outcome=ReviewOutcome.STANDS,
                by=self.officer,
                at=now() - timedelta(days=7),
            )

    def is_at_war(self, town: Municipality, *, days_ago: int = 5) -> None:
        """Fighting: the phase is high, and peacekeepers say that nothing holds."""
        day = today() - timedelta(days=days_ago)
        self.story.phase(town.zone, Phase.HIGH, day)
        self.story.denies(town.zone, Subject.P1, on=day)
        the_workers_work()

    def asks(
        self,
        town: Municipality,
        activity: Activity,
        *,
        by: User | None = None,
        kinds: Collection[AppealKind] = (AppealKind.SUPPORT,),
        topic: NeedTopic = NeedTopic.LOCAL_DEMOCRACY,
        helpers_wanted: int = 1,
        urgency: Urgency = Urgency.URGENT,
        at: datetime | None = None,
    ) -> Appeal:
        """Write an appeal and send it."""
        at, author = at or now(), by or someone_of(town)
        written = appeals.write_appeal(
            municipality=town,
            content=appeals.AppealContent(
                kinds=frozenset(kinds),
                activity=activity,
                topic=topic,
                summary="We ask other towns to stand by us.",
                languages=frozenset({"en"}),
                urgency=urgency,
                starts=today(),
                ends=today() + timedelta(days=180),
                helpers_wanted=helpers_wanted,
            ),
            by=author,
            at=at,
        )
        return appeals.move_appeal(
            reference=written.reference, action=AppealAction.SUBMIT, by=author, at=at
        )

    def reads(self, appeal: Appeal) -> Appeal:
        """Take the case and tell that a person has read it."""
        appeals.take_appeal(reference=appeal.reference, by=self.officer, at=now())
        return appeals.move_appeal(
            reference=appeal.reference, action=AppealAction.ACKNOWLEDGE, by=self.officer, at=now()
        )

    def offers(
        self,
        town: Municipality,
        *activities: Activity,
        capacity: int = 1,
        forms: Collection[HelpForm] = (),
        national_position: NationalPosition = NationalPosition.NOT_RECORDED,
    ) -> Pledge:
        """Answer the questions to a helper, and offer a pledge."""
        author = someone_of(town)
        prerequisites.answer_questionnaire(
            municipality=town, answers=_ready(national_position), by=author, at=now()
        )
        written = pledges.write_pledge(
            municipality=town,
            content=_pledge(activities, capacity=capacity, forms=forms),
            by=author,
            at=now(),
        )
        return pledges.move_pledge(
            reference=written.reference, action=PledgeAction.OFFER, by=author, at=now()
        )

    def matches(self) -> None:
        """Run the matcher over everything."""
        runs.start_run(by=self.officer, at=now())
        the_workers_work()

    def introduces(self, appeal: Appeal, pledge: Pledge) -> Proposal:
        """Put the pair to both, and hear the consent of both; the workers do the rest."""
        put = proposals.put_pair(
            appeal=appeal.reference,
            pledge=pledge.reference,
            conditions_hold=True,
            by=self.officer,
            at=now(),
        )
        for town in appeal.municipality, pledge.municipality:
            proposals.consent(
                reference=put.reference,
                releases=[Release.CONTACT],
                contact=f"Ask at the town hall of {town.name}",
                by=someone_of(town),
                at=now(),
            )
        the_workers_work()
        return Proposal.objects.get(pk=put.pk)

    def agrees(self, partnership: Partnership) -> Partnership:
        """Write down an objective, the safeguards, the councils' decisions, and agree."""
        # Any: keywords that three services share.
        told: dict[str, Any] = {
            "reference": partnership.reference,
            "by": self.officer,
            "at": now(),
        }
        partnerships.set_objective(text="Both banks at one table.", **told)
        for condition in SAFEGUARD_LABELS:
            partnerships.record_safeguard(condition=condition, text="The parish hosts.", **told)
        for member in partnership.members.exclude(municipality=None):
            partnerships.record_decision(
                member=member.reference, decided_on=today(), by=self.officer, at=now()
            )
        return partnerships.move_partnership(action=PartnershipAction.AGREE, **told)


def _ready(national_position: NationalPosition) -> prerequisites.ReadinessAnswers:
    return prerequisites.ReadinessAnswers(
        motives=Answer.YES,
        objectives=Answer.YES,
        communication=Answer.YES,
        endurance=Answer.YES,
        stays_years=5,
        policy=Answer.YES,
        policy_dated_on=LONG_AGO.date(),
        context_sources=3,
        partners=Answer.YES,
        calm_at_home=Answer.YES,
        national_position=national_position,
    )


def _pledge(
    activities: Collection[Activity], *, capacity: int, forms: Collection[HelpForm]
) -> pledges.PledgeContent:
    return pledges.PledgeContent(
        activities=frozenset(activities),
        topics=frozenset(),
        forms=frozenset(forms),
        actor=ActorMode.THROUGH_ORGANISATIONS,
        capacity=capacity,
        languages=frozenset({"en"}),
        has_interpreter=True,
        has_host_partner=True,
        has_platform=True,
        can_host=True,
        projects_done=1,
        starts=today(),
        ends=today() + timedelta(days=365),
    )
