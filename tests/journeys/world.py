"""One of everything that a page can show, and the address of every page."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Network, User
from accounts.selectors import networks_for
from activities.engine.values import Activity
from activities.models import MapVersion
from api.models import BulkCall
from api.services import bulk, keys
from attachments.services import attachments
from audit.services import sign
from congress.engine.lifecycle import ActionState
from congress.models import CongressAction
from evidence.engine.values import Phase, Says, SourceKind, Subject
from evidence.models import EvidenceItem, Source
from evidence.services import Statement, record_evidence
from matching.engine.answers import AnswerKind
from matching.engine.clocks import Clock, PauseReason
from matching.engine.criteria import POLICY_1, Criterion
from matching.engine.lifecycle import AppealAction
from matching.engine.queue import QueueFilter
from matching.engine.values import Urgency
from matching.models import (
    Answer,
    Appeal,
    CaseQuestion,
    MatchingPolicy,
    Objection,
    Pledge,
    Presence,
    Proposal,
    SavedView,
    TrinningProposal,
)
from matching.services import (
    answers,
    appeals,
    clocks,
    escalations,
    objections,
    policies,
    presences,
    proposals,
    questions,
    runs,
    saved_views,
    sides,
    still_needed,
    trinnings,
)
from partnercalls.engine.calling import NegativePeace
from partnercalls.models import PartnerCall
from partnerships.engine.values import (
    Appraisal,
    Contribution,
    Direction,
    PeaceIndicator,
    Reach,
)
from partnerships.models import Partnership
from partnerships.services import results
from partnerships.services.editions import publish_results
from places.engine.values import IntermediaryKind
from places.models import ImportRun, Intermediary, QuarantinedRow, Stand
from prerequisites.engine.rules import RULES_1
from prerequisites.engine.values import Value
from prerequisites.models import Override, RuleSetVersion
from prerequisites.services import Decision, propose_override, propose_rules
from publication.models import Card, SavedSearch
from publication.selectors.cards import Sought
from publication.services.searches import save_search
from tests import factories
from tests.activities.editions import proposed
from tests.api.many import work
from tests.api.programs import a_key
from tests.attachments.files import a_jpeg
from tests.congress.acting import an_action, led_to
from tests.intake.asking import a_checked
from tests.notices.telling import deliver
from tests.partnercalls.hosting import a_call, a_listed_call, an_offer
from tests.partnerships.builders import an_agreed_partnership, the_officer
from tests.publication.cards import a_case, a_crowded_region, listed, mayor_of
from tests.publication.cards import proposed as card_of
from tests.web.visitors import NOBODYS, match
from tests.webhooks.telling import a_test_message, an_endpoint
from webhooks.engine.sending import Outcome
from webhooks.models import Endpoint
from webhooks.services import messages as webhook_messages
from webhooks.services.wire import Answer as Answered

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, kw_only=True)
class World:
    """One of everything that a page can show, and someone who may open it."""

    mayor: User
    helper: User
    officer: User
    supervisor: User
    partner: User
    judge: User
    network: User
    endpoint: Endpoint
    trial: BulkCall
    draft: Appeal
    case: Appeal
    pledge: Pledge
    statement: EvidenceItem
    override: Override
    rules: RuleSetVersion
    version: MapVersion
    stand: Stand
    presence: Presence
    policy: MatchingPolicy
    proposal: Proposal
    trinning: TrinningProposal
    partnership: Partnership
    action: CongressAction
    answer: Answer
    objection: Objection
    question: CaseQuestion
    unconfirmed: Appeal
    asked: Appeal
    card: Card
    search: SavedSearch
    view: SavedView
    delegate: User
    offered_to: PartnerCall
    call: PartnerCall
    waiting_call: PartnerCall

    @property
    def other_case(self) -> Appeal:
        """The case of the other side."""
        joined = (self.trinning.first, self.trinning.second)
        return next(appeal for appeal in joined if appeal != self.case)

    @property
    def officer_of_partnership(self) -> User:
        """The officer of the case from which the partnership came."""
        officer = self.partnership.appeal.officer
        assert officer is not None
        return officer

    @property
    def its_network(self) -> Network:
        """The network for which its person acts; the city that helps belongs to it."""
        return networks_for(self.network).get()

    def addresses(self) -> dict[str, tuple[User | None, str]]:
        """Return each page by its name, with who opens it."""
        appeal, case, pledge = (
            [self.draft.reference],
            [self.case.reference],
            [self.pledge.reference],
        )
        town = [self.pledge.municipality.reference]
        zone, statement = [self.case.municipality.zone.reference], [self.statement.reference]
        version = [self.version.number]
        told: dict[str, tuple[User | None, Sequence[Any]]] = {  # Any: references and numbers
            **{name: (None, []) for name in PUBLIC},
            "mfa_index": (self.mayor, []),
            "web:appeals:index": (self.mayor, []),
            "web:appeals:write": (self.mayor, []),
            "web:appeals:detail": (self.mayor, appeal),
            "web:appeals:rewrite": (self.mayor, appeal),
            "web:appeals:documents": (self.mayor, case),
            "web:appeals:withdraw": (self.mayor, case),
            "web:appeals:object": (self.mayor, case),
            "web:appeals:object_to_answer": (self.mayor, [*case, self.answer.reference]),
            "web:appeals:reply": (self.mayor, [*case, self.question.reference]),
            "web:appeals:card": (mayor_of(self.asked), [self.asked.reference]),
            "web:needs:detail": (None, [self.card.reference]),
            "web:needs:searches": (self.helper, []),
            "web:needs:save_search": (self.helper, []),
            "web:needs:search": (self.helper, [self.search.reference]),
            "web:pledges:index": (self.helper, []),
            "web:pledges:write": (self.helper, []),
            "web:pledges:readiness": (self.helper, town),
            "web:pledges:ledger": (self.helper, town),
            "web:pledges:detail": (self.helper, pledge),
            "web:pledges:prospects": (self.helper, pledge),
            "web:pledges:rewrite": (self.helper, pledge),
            "web:inbox:index": (self.mayor, []),
            "web:inbox:mail": (self.mayor, []),
            "web:mails:dead": (self.officer, []),
            "web:people:index": (self.supervisor, []),
            "web:people:invite": (self.supervisor, []),
            "web:people:detail": (self.supervisor, [self.mayor.reference]),
            "web:people:grant": (self.supervisor, [self.mayor.reference]),
            "web:people:networks:index": (self.supervisor, []),
            "web:people:networks:make": (self.supervisor, []),
            "web:people:networks:detail": (self.supervisor, [self.its_network.reference]),
            "web:people:networks:add": (self.supervisor, [self.its_network.reference]),
            "web:calls:index": (self.officer, []),
            "web:calls:write": (self.delegate, []),
            "web:calls:detail": (self.delegate, [self.offered_to.reference]),
            "web:calls:list": (self.officer, [self.waiting_call.reference]),
            "web:calls:refuse": (self.officer, [self.waiting_call.reference]),
            "web:calls:offer": (self.helper, [self.call.reference]),
            "web:keys:index": (self.network, []),
            "web:keys:issue": (self.network, []),
            "web:tables:index": (self.network, []),
            "web:tables:aside": (self.network, []),
            "web:tables:detail": (self.network, [self.trial.reference]),
            "web:webhooks:index": (self.network, []),
            "web:webhooks:make": (self.network, []),
            "web:webhooks:log": (self.network, [self.endpoint.reference]),
            "web:proposals:index": (self.mayor, []),
            "web:proposals:detail": (self.mayor, [self.proposal.reference]),
            "web:desk:put": (self.officer, case + pledge),
            "web:desk:put_trinning": (self.officer, [self.trinning.reference]),
            "web:desk:proposal": (self.officer, [self.proposal.reference]),
            "web:partnerships:index": (self.partner, []),
            "web:partnerships:detail": (self.partner, [self.partnership.reference]),
            "web:partnerships:summary": (self.partner, [self.partnership.reference]),
            "web:pledges:summary": (self.helper, pledge),
            "web:partnerships:pause": (self.partner, [self.partnership.reference]),
            "web:partnerships:objective": (self.partner, [self.partnership.reference]),
            "web:partnerships:body": (self.officer_of_partnership, [self.partnership.reference]),
            "web:partnerships:drop": (
                self.partner,
                [self.partnership.reference, self.partnership.objectives.get().reference],
            ),
            "web:partnerships:decision": (self.partner, [self.partnership.reference]),
            "web:partnerships:safeguard": (self.partner, [self.partnership.reference]),
            "web:partnerships:end": (self.partner, [self.partnership.reference]),
            "web:partnerships:plan": (self.partner, [self.partnership.reference]),
            "web:partnerships:harm": (self.partner, [self.partnership.reference]),
            "web:partnerships:indicator": (self.partner, [self.partnership.reference]),
            "web:partnerships:leave": (self.partner, [self.partnership.reference]),
            "web:partnerships:result": (
                self.partner,
                [self.partnership.reference, self.partnership.objectives.get().reference],
            ),
            "web:partnerships:appraise": (self.partner, [self.partnership.reference, NOBODYS]),
            "web:desk:actions:index": (self.officer, []),
            "web:desk:actions:detail": (self.officer, [self.action.reference]),
            "web:desk:actions:move": (self.officer, [self.action.reference, "scheduled"]),
            "web:desk:actions:answer": (self.officer, [self.action.reference, *case]),
            "web:desk:actions:propose": (self.officer, [*case, "resolution"]),
            "web:desk:queue": (self.officer, []),
            "web:desk:shortcuts": (self.officer, []),
            "web:desk:together": (self.officer, []),
            "web:desk:saved_views": (self.officer, []),
            "web:desk:save_view": (self.officer, []),
            "web:desk:rename_view": (self.officer, [self.view.reference]),
            "web:desk:case": (self.officer, case),
            "web:desk:overdue": (self.supervisor, []),
            "web:desk:hand_over": (self.supervisor, case),
            "web:desk:pause_clock": (self.officer, [*case, "answer"]),
            "web:desk:choose_answer": (self.officer, case),
            "web:desk:give_answer": (self.officer, [*case, "redirect"]),
            "web:desk:retract_answer": (self.officer, [*case, self.answer.reference]),
            "web:desk:close": (self.officer, case),
            "web:desk:reply_to_objection": (self.officer, [*case, self.objection.reference]),
            "web:desk:ask_question": (self.officer, case),
            "web:desk:card": (self.asked.officer, [self.asked.reference]),
            "web:desk:why_not": (self.officer, case + pledge),
            "web:desk:beside": (self.officer, case),
            "web:desk:set_aside": (self.officer, case + pledge),
            "web:desk:compare": (self.officer, [*case, self.other_case.reference]),
            "web:desk:still_needed": (self.officer, []),
            "web:desk:quarantine": (self.officer, []),
            "web:desk:dossier": (self.officer, [self.unconfirmed.reference]),
            "web:desk:by_phone": (self.officer, []),
            "web:desk:partnership_results": (self.judge, [self.partnership.reference]),
            "web:desk:runs": (self.officer, []),
            "web:desk:imports": (self.officer, []),
            "web:desk:search": (self.officer, []),
            "web:desk:fairness": (self.supervisor, []),
            "web:desk:trinnings": (self.officer, []),
            "web:desk:sides": (self.officer, []),
            "web:desk:record_side": (self.officer, town),
            "web:desk:end_side": (self.officer, [self.stand.reference]),
            "web:zones:index": (self.officer, []),
            "web:zones:zone": (self.officer, zone),
            "web:zones:timeline": (self.officer, zone),
            "web:zones:sheet": (self.officer, zone),
            "web:zones:record": (self.officer, zone),
            "web:zones:record_phase": (self.officer, zone),
            "web:zones:presences": (self.officer, zone),
            "web:zones:end_presence": (self.officer, [*zone, self.presence.reference]),
            "web:zones:waiting": (self.officer, []),
            "web:zones:reviews": (self.officer, []),
            "web:zones:statement": (self.officer, statement),
            "web:zones:supersede": (self.officer, statement),
            "web:overrides:waiting": (self.officer, []),
            "web:overrides:propose": (self.officer, zone),
            "web:overrides:detail": (self.officer, [self.override.reference]),
            "web:rules:index": (self.officer, []),
            "web:rules:propose": (self.officer, []),
            "web:rules:detail": (self.officer, [self.rules.number]),
            "web:thematic_map_version": (None, [1]),
            "web:reference:index": (None, []),
            "web:reference:resource": (None, ["pledges"]),
            "web:map:index": (self.officer, []),
            "web:map:change": (self.officer, ["service_departments"]),
            "web:map:version": (self.officer, version),
            "web:policies:index": (self.officer, []),
            "web:policies:propose": (self.officer, []),
            "web:policies:detail": (self.officer, [self.policy.number]),
        }
        return {name: (user, reverse(name, args=args)) for name, (user, args) in told.items()}


PUBLIC = (
    *("account_login", "account_accept_invitation", "account_reset_password"),
    *("web:home", "web:ask", "web:offer", "web:networks", "web:decision", "web:thematic_map"),
    *("web:asking:what", "web:following:enter", "web:results:index", "web:needs:index"),
    "web:open_data:index",
    *("web:privacy", "web:security", "web:accessibility", "web:source", "web:style"),
)


def a_world() -> World:
    """Build it, with everything that waits, rests, is late, asked, answered or shown."""
    town = factories.a_municipality(name="Trostianets")
    case, pledge = factories.a_live_appeal(town), factories.a_live_pledge()
    factories.a_live_pledge(languages=["de"])
    officer = factories.an_officer()
    appeals.take_appeal(reference=case.reference, by=officer, at=timezone.now())
    match()
    stand = _trinnings_of(case, officer)
    waiting = factories.a_live_appeal(factories.a_municipality(name="Tartu"))
    runs.start_run(by=officer, at=timezone.now())
    still_needed.ask_due(at=timezone.now() + timedelta(days=61))
    with transaction.atomic():
        sign(actor_id=None)
        draft = Appeal.objects.get(pk=waiting.pk)
        draft.pk, draft.reference, draft.municipality = None, uuid4(), town
        draft.state, draft.submitted_at, draft.data_key = "draft", None, None
        draft.save(force_insert=True)
    read = ImportRun.objects.create(
        source="katottg", file_name="list.csv", file_sha256="0" * 64, started_at=timezone.now()
    )
    QuarantinedRow.objects.create(
        run=read, line=7, reason="unknown_place", sentence="No parent.", raw={}
    )
    partnership = an_agreed_partnership()
    region = a_crowded_region()
    asked = a_case(region, at=timezone.now())
    card_of(asked, at=timezone.now())
    address = an_action(case, officer, kind=AnswerKind.ADDRESS_BY_MAYOR, at=timezone.now())
    mayor = factories.someone_of(town)
    proposal = _put(case, pledge, officer)
    attachments.add(
        appeal=case.reference,
        content=a_jpeg(),
        label="The waterworks after the flood, from the south",
        by=mayor,
        at=timezone.now(),
    )
    deliver(at=timezone.now())
    network = _network_with_a_key(pledge)
    host = factories.an_intermediary()
    delegate = factories.someone_at(host)
    return World(
        delegate=delegate,
        offered_to=_call_with_an_offer(host, delegate, pledge),
        call=a_listed_call(host, by=delegate, at=timezone.now()),
        waiting_call=a_call(host, by=delegate, at=timezone.now()),
        action=led_to(address, officer, ActionState.UNDER_CONSIDERATION, at=timezone.now()),
        partnership=partnership,
        asked=asked,
        card=listed(a_case(region, name="Okhtyrka", at=timezone.now()), at=timezone.now()),
        unconfirmed=a_checked(officer, factories.a_municipality(name="Lypa"))[1],
        partner=factories.someone_of(partnership.appeal.municipality),
        judge=_told_results(partnership),
        network=network,
        endpoint=_endpoint_with_a_log(network),
        trial=_trial_of_a_table(network, pledge),
        mayor=mayor,
        helper=factories.someone_of(pledge.municipality),
        search=save_search(
            municipality=pledge.municipality.reference,
            name="Schools that speak to each other",
            sought=Sought(activity=Activity.FORUMS, phase=Phase.HIGH),
            by=factories.someone_of(pledge.municipality),
            at=timezone.now(),
        ),
        officer=officer,
        supervisor=_supervisor_of(case, officer),
        version=proposed(),
        proposal=proposal,
        answer=_answered(case, officer),
        objection=objections.object_to(
            appeal=case.reference,
            text="The mayor was elected in May.",
            by=factories.someone_of(town),
            at=timezone.now(),
        ),
        question=questions.ask(
            appeal=case.reference, text="Does the ford hold?", by=officer, at=timezone.now()
        ),
        trinning=TrinningProposal.objects.get(finding__is_current=True),
        draft=draft,
        case=case,
        pledge=pledge,
        stand=stand,
        view=saved_views.save_view(
            name="Urgent ones",
            only=QueueFilter(urgency=Urgency.URGENT),
            by=officer,
            at=timezone.now(),
        ),
        presence=presences.record_presence(
            zone=town.zone,
            organisation="Water for all",
            kind=IntermediaryKind.NGO,
            activity=Activity.FORUMS,
            starts=timezone.localdate(),
            source="A report",
            by=officer,
            at=timezone.now(),
        ),
        statement=record_evidence(
            zone=town.zone,
            subject=Subject.P1,
            statement=Statement(
                says=Says.UNMET,
                source=Source.objects.create(name="Patrol", kind=SourceKind.PEACEKEEPERS.value),
                observed_on=timezone.localdate(),
            ),
            by=factories.an_officer(),
            at=timezone.now(),
        ),
        override=propose_override(
            municipality=town,
            decision=Decision(
                subject=Subject.P3,
                value=Value.MET,
                reason="We met the mayor.",
                since=timezone.localdate(),
                until=timezone.localdate() + timedelta(days=30),
            ),
            by=factories.an_officer(),
            at=timezone.now(),
        ),
        rules=propose_rules(
            rules=replace(RULES_1, sources_to_close=2),
            reason="One voice is too few.",
            by=factories.an_officer(),
            at=timezone.now(),
        ),
        policy=policies.propose_policy(
            policy=replace(
                POLICY_1,
                name="Need alone, then balance between helpers",
                order=(Criterion.FIT_OF_NEED, Criterion.BALANCE),
            ),
            reason="The same towns help again and again.",
            by=factories.an_officer(),
            at=timezone.now(),
        ),
    )


def _call_with_an_offer(host: Intermediary, delegate: User, pledge: Pledge) -> PartnerCall:
    call = a_listed_call(
        host, by=delegate, phase=Phase.HIGH, peace=NegativePeace.MISSING, at=timezone.now()
    )
    an_offer(call, pledge.municipality, at=timezone.now())
    return call


def _supervisor_of(case: Appeal, officer: User) -> User:
    """Let a clock rest, and another one be late that was told; return who sees both."""
    factories.a_live_appeal(at=timezone.now() - timedelta(days=20))
    escalations.escalate(at=timezone.now())
    clocks.pause(
        appeal=case.reference,
        clock=Clock.VERDICT,
        reason=PauseReason.EXPERT,
        until=timezone.localdate() + timedelta(days=9),
        by=officer,
        at=timezone.now(),
    )
    return factories.a_supervisor()


def _told_results(partnership: Partnership) -> User:
    """Let the sides differ on a result and a sign move, and publish; return whose case it is."""
    officer = the_officer(partnership)
    result = results.record_result(
        objective=partnership.objectives.get().reference,
        reach=Reach.PARTLY,
        contribution=Contribution.LOCAL_UNASSISTED,
        text="The pumps run.",
        by=officer,
        at=timezone.now(),
    )
    results.appraise(
        result=result.reference,
        appraisal=Appraisal.BAD,
        by=factories.someone_of(partnership.appeal.municipality),
        at=timezone.now(),
    )
    results.record_indicator(
        reference=partnership.reference,
        sign=PeaceIndicator.IMPARTIAL_SERVICES,
        direction=Direction.BETTER,
        evidence="Both banks are served.",
        by=officer,
        at=timezone.now(),
    )
    publish_results(at=timezone.now())
    return officer


def _network_with_a_key(pledge: Pledge) -> User:
    """Return someone of the helper's network, which has a key that works and one that is shut."""
    person = factories.someone_in(factories.a_network(pledge.municipality))
    a_key(person)
    keys.revoke_key(reference=a_key(person).key.reference, by=person, at=timezone.now())
    return person


def _endpoint_with_a_log(person: User) -> Endpoint:
    """Return an endpoint with a message that was tried once, in vain."""
    made = an_endpoint(person, "https://hooks.example.org/city", at=timezone.now())
    a_test_message(made, person, at=timezone.now())
    webhook_messages.send_due(
        now=timezone.now, post=lambda *_to, **_said: Answered(outcome=Outcome.REFUSED, status=500)
    )
    return made.endpoint


def _trial_of_a_table(person: User, pledge: Pledge) -> BulkCall:
    """Return a trial of a good row and a wrong one, with a row that waits to be mended."""
    town = str(pledge.municipality.reference)
    good = {"municipality": town, "activities": ["forums"], "capacity": "2", "languages": ["en"]}
    good |= {"external_id": "A-1", "starts": "2026-04-01", "ends": "2027-04-01"}
    wrong = good | {"external_id": "A-2", "capacity": "0"}
    bulk.keep_call(rows=[("A-2", wrong)], by=person, at=timezone.now())
    trial = bulk.keep_call(
        rows=[("A-1", good), ("A-2", wrong)], by=person, at=timezone.now(), is_dry_run=True
    )
    work()
    return trial


def _put(case: Appeal, pledge: Pledge, officer: User) -> Proposal:
    """Put the pair to both once the case is read."""
    appeals.move_appeal(
        reference=case.reference,
        action=AppealAction.ACKNOWLEDGE,
        by=officer,
        at=timezone.now(),
    )
    return proposals.put_pair(
        appeal=case.reference,
        pledge=pledge.reference,
        conditions_hold=True,
        by=officer,
        at=timezone.now(),
    )


def _answered(case: Appeal, officer: User) -> Answer:
    """Answer the case in words once it is read."""
    return answers.give_answer(
        appeal=case.reference,
        kind=AnswerKind.REDIRECT,
        text="The water fund of the region can help sooner.",
        by=officer,
        at=timezone.now(),
    )


def _trinnings_of(case: Appeal, officer: User) -> Stand:
    """Join `case` with one of the other side, and leave a third that nobody can join."""
    others = [
        factories.a_live_appeal(factories.a_municipality(name="Sosna"), languages=languages)
        for languages in (["en"], ["pl"])
    ]
    for number, each in enumerate((case, *others)):
        appeals.take_appeal(reference=each.reference, by=officer, at=timezone.now())
        stand = sides.record_named_stand(
            municipality=each.municipality,
            conflict="A conflict",
            side="West" if number else "East",
            starts=timezone.localdate() - timedelta(days=30),
            source="A report",
            by=officer,
            at=timezone.now(),
        )
    trinnings.find(run=None, at=timezone.now())
    return stand
