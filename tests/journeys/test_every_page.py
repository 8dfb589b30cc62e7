"""Every page of the platform, found through its addresses, so that a new one cannot escape."""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as project
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import User
from activities.engine.values import Activity
from activities.models import MapVersion
from api.services import keys
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
from matching.engine.merging import MergeReason
from matching.engine.queue import QueueFilter
from matching.engine.values import NeedTopic, Urgency
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
    merging,
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
from matching.services.narratives import seal_summary
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
from places.models import ImportRun, QuarantinedRow, Stand
from prerequisites.engine.rules import RULES_1
from prerequisites.engine.values import Value
from prerequisites.models import Override, RuleSetVersion
from prerequisites.services import Decision, propose_override, propose_rules
from publication.models import Card, SavedSearch
from publication.selectors.cards import Sought
from publication.services.searches import save_search
from tests import factories
from tests.activities.editions import proposed
from tests.api.programs import a_key
from tests.attachments.files import a_jpeg
from tests.congress.acting import an_action, led_to
from tests.intake.asking import a_checked
from tests.journeys.conftest import sign_in
from tests.notices.telling import deliver
from tests.partnerships.builders import an_agreed_partnership, the_officer
from tests.publication.cards import a_case, a_crowded_region, listed, mayor_of
from tests.publication.cards import proposed as card_of
from tests.web.visitors import NOBODYS, match
from tests.webhooks.telling import a_test_message, an_endpoint
from web.urls import urlpatterns
from webhooks.engine.sending import Outcome
from webhooks.models import Endpoint
from webhooks.services import messages as webhook_messages
from webhooks.services.wire import Answer as Answered

HEAVIEST_FOR_A_MAYOR_BYTES = 14_000
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}  # axe spends its time on telling the rest
ACTS = {  # these only act: they are tested where they act
    "web:appeals:send",
    "web:appeals:remove_document",
    "web:following:remove_document",
    "web:pledges:move",
    "web:proposals:agree",
    "web:proposals:refuse",
    "web:proposals:revoke",
    "web:proposals:released",
    "web:desk:retract_proposal",
    "web:desk:two_calls",
    "web:desk:heard",
    "web:appeals:still_needed",
    "web:desk:separate",
    "web:partnerships:move",
    "web:partnerships:contacts",
    "web:desk:ask_agency",
    "web:desk:agency_reply",
    "web:partnerships:move_activity",
    "web:partnerships:close_review",
    "web:inbox:open",
    "web:inbox:mark_all",
    "web:mails:try_again",
    *("web:desk:begin_with_view", "web:desk:delete_view"),
    "web:desk:take",
    "web:desk:export",
    "web:desk:acknowledge",
    "web:desk:start_run",
    "web:desk:cancel_run",
    "web:zones:open",
    "web:zones:confirm",
    "web:zones:retract",
    "web:zones:close_review",
    "web:overrides:confirm",
    "web:overrides:reject",
    "web:overrides:end",
    "web:rules:adopt",
    "web:map:adopt",
    "web:map:reject",
    "web:policies:adopt",
    "web:policies:turn_down",
    "web:desk:lift_aside",
    "web:desk:actions:record_need",
    "web:desk:resume_clock",
    "web:desk:check",
    "web:desk:contact",
    "web:desk:accept",
    "web:desk:refuse_unconfirmed",
    "web:asking:send",
    "web:following:leave",
    "web:following:still_needed",
    "web:following:proposals:agree",
    "web:following:proposals:refuse",
    "web:following:proposals:revoke",
    "web:following:proposals:released",
    "web:desk:take_back_question",
    "web:keys:exchange",
    "web:keys:revoke",
    *("web:appeals:approve_card", "web:appeals:refuse_card"),
    *("web:appeals:forbid_card", "web:appeals:allow_card", "web:desk:take_back_card"),
    "web:needs:forget_search",
    "web:webhooks:rotate",
    "web:webhooks:disable",
    "web:webhooks:enable",
    "web:webhooks:delete",
    "web:webhooks:test",
    "web:webhooks:replay_since",
    "web:webhooks:replay",
}
LEADS_ON = {
    "web:start",
    # Without a receipt these lead to where it is entered; test_asking.py looks at them with one.
    *("web:asking:who", "web:asking:review", "web:following:case", "web:following:withdraw"),
    # And these; test_following.py looks at them with one.
    *("web:following:proposals:detail", "web:following:reply", "web:following:object_to_answer"),
    "web:following:documents",
}
FEEDS = {  # no page: a document for feed readers, and what people download
    *("web:inbox:feed", "web:appeals:document", "web:following:document", "web:desk:document"),
    "web:partnerships:calendar",
    *("web:open_data:needs_csv", "web:open_data:needs_json"),
    *("web:open_data:results_csv", "web:open_data:results_json"),
}
_NAMED_OTHERWISE: dict[str, list[int | str]] = {
    "web:desk:start_run": [],
    "web:desk:export": [],
    "web:inbox:mark_all": [],
    "web:asking:send": [],
    "web:following:leave": [],
    "web:following:still_needed": [],
    "web:appeals:remove_document": [NOBODYS, NOBODYS],
    "web:partnerships:move_activity": [NOBODYS, NOBODYS],
    "web:partnerships:close_review": [NOBODYS, NOBODYS],
    "web:desk:agency_reply": [NOBODYS, NOBODYS],
    "web:rules:adopt": [1],
    "web:map:adopt": [1],
    "web:map:reject": [1],
    "web:policies:adopt": [1],
    "web:policies:turn_down": [1],
    "web:desk:lift_aside": [NOBODYS, NOBODYS],
    "web:desk:actions:record_need": [NOBODYS, "consent"],
    "web:desk:two_calls": [NOBODYS, NOBODYS],
    "web:desk:take_back_question": [NOBODYS, NOBODYS],
    "web:desk:resume_clock": [NOBODYS, "answer"],
    "web:appeals:approve_card": [NOBODYS, NOBODYS],
    "web:appeals:refuse_card": [NOBODYS, NOBODYS],
    "web:desk:take_back_card": [NOBODYS, NOBODYS],
}


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
            "web:keys:index": (self.network, []),
            "web:keys:issue": (self.network, []),
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


@pytest.fixture
def world(settings) -> World:
    settings.STYLE_PAGE = True
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
    return World(
        action=led_to(address, officer, ActionState.UNDER_CONSIDERATION, at=timezone.now()),
        partnership=partnership,
        asked=asked,
        card=listed(a_case(region, name="Okhtyrka", at=timezone.now()), at=timezone.now()),
        unconfirmed=a_checked(officer, factories.a_municipality(name="Lypa"))[1],
        partner=factories.someone_of(partnership.appeal.municipality),
        judge=_told_results(partnership),
        network=network,
        endpoint=_endpoint_with_a_log(network),
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


def _names(patterns: Sequence[URLPattern | URLResolver], within: str = "web") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{within}:{pattern.namespace}" if pattern.namespace else within
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{within}:{pattern.name}"


@pytest.mark.django_db
def test_every_address_of_the_platform_is_looked_at(world):
    looked_at = {name for name in world.addresses() if name.startswith("web:")}

    assert set(_names(urlpatterns)) == looked_at | ACTS | LEADS_ON | FEEDS


@pytest.mark.django_db
def test_what_acts_cannot_be_followed_as_a_link(world):
    client = Client()
    client.force_login(world.officer)
    addresses = [
        reverse(name, args=_NAMED_OTHERWISE.get(name, [world.case.reference]))
        for name in sorted(ACTS)
    ]

    assert {client.get(address).status_code for address in addresses} == {405}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_for_a_mayor_is_light_with_its_style_and_script(world, language):
    client = Client(headers={"accept-language": language})
    client.force_login(world.mayor)

    weights = {
        name: _weight(client, address)
        for name, (user, address) in world.addresses().items()
        if user == world.mayor
    }

    assert {n: weight for n, weight in weights.items() if weight > HEAVIEST_FOR_A_MAYOR_BYTES} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_appeal_for_which_nobody_is_found_is_light_with_all_that_is_told(world, language):
    town = factories.a_municipality(name="Kvitka")
    appeal = factories.a_live_appeal(town, languages=["ka"], activity=Activity.ZONES_OF_PEACE)
    appeal.helpers_wanted, appeal.accepts_other_activities = 2, False
    seal_summary(appeal, "We ask to be heard. " * 100, at=timezone.now())
    appeal.save()
    match()
    still_needed.ask_due(at=timezone.now() + timedelta(days=61))
    client = Client(headers={"accept-language": language})
    client.force_login(factories.someone_of(town))

    page = client.get(appeal.get_absolute_url())

    assert len(page.context["guidance"].invitations) > 2
    assert _weight(client, appeal.get_absolute_url()) <= HEAVIEST_FOR_A_MAYOR_BYTES


@pytest.mark.parametrize(
    ("language", "width", "seen"),
    [
        ("en", 360, {"color_scheme": "light"}),
        ("ar", 320, {"color_scheme": "dark"}),
        ("fr", 1280, {"color_scheme": "light"}),
        ("uk", 640, {"device_scale_factor": 2}),  # 1,280 pixels at 200 %
    ],
)
def test_axe_finds_nothing_nothing_scrolls_sideways_and_no_policy_is_broken(
    browser: Browser, live_server, world, language, width, seen
):
    context = browser.new_context(
        base_url=live_server.url,
        locale=language,
        viewport={"width": width, "height": 740},
        **seen,
    )
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    page = context.new_page()

    found = {
        name: _troubles(page, live_server.url, *where) for name, where in world.addresses().items()
    }

    context.close()
    assert {name: trouble for name, trouble in found.items() if trouble != (width, [])} == {}
    assert [text for text in said if "Content Security Policy" in text] == []


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("ar", 320)])
def test_axe_finds_nothing_where_two_appeals_are_one_call(
    browser: Browser, live_server, language, width
):
    officer, town = factories.an_officer(), factories.a_municipality(name="Kvitka")
    kept, alike, merged = (
        factories.a_live_appeal(town, topic=topic, at=timezone.now())
        for topic in (NeedTopic.WATER, NeedTopic.WASTE, NeedTopic.HEALTH)
    )
    for each in (kept, alike, merged):
        appeals.take_appeal(reference=each.reference, by=officer, at=timezone.now())
    merging.merge_appeals(
        kept=kept.reference,
        merged=merged.reference,
        reason=MergeReason.SENT_TWICE,
        by=officer,
        at=timezone.now(),
    )
    still_needed.ask_due(at=timezone.now() + timedelta(days=61))
    mayor = factories.someone_of(town)
    context = browser.new_context(
        base_url=live_server.url, locale=language, viewport={"width": width, "height": 740}
    )
    page = context.new_page()

    found = [
        _troubles(page, live_server.url, *where)
        for where in (
            (mayor, merged.get_absolute_url()),
            (mayor, kept.get_absolute_url()),
            (officer, reverse("web:desk:case", args=[kept.reference])),
            (officer, reverse("web:desk:case", args=[merged.reference])),
        )
    ]

    context.close()
    assert found == [(width, [])] * 4


def test_the_longest_words_fit_on_the_smallest_screen(phone, live_server, world):
    page = phone("fr")
    page.set_viewport_size({"width": 320, "height": 640})

    widths = {
        name: _width(page, live_server.url, *where) for name, where in world.addresses().items()
    }

    assert {name: width for name, width in widths.items() if width != 320} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_appeal_with_its_answers_and_an_objection_is_light(world, language):
    client = Client(headers={"accept-language": language})
    client.force_login(world.mayor)

    page = client.get(world.case.get_absolute_url())

    assert page.context["answers"]
    assert page.context["objections"]
    assert _weight(client, world.case.get_absolute_url()) <= HEAVIEST_FOR_A_MAYOR_BYTES


def _weight(client: Client, address: str) -> int:
    """Return what a page weighs on its first visit, with its style and script."""
    frame = sum(
        len(brotli.compress((project.BASE_DIR / "static" / part).read_bytes()))
        for part in ("css/platform.css", "js/platform.js")
    )
    return frame + len(gzip.compress(client.get(address).content))


def _width(page: Page, base: str, user: User | None, address: str) -> int:
    """Open a page as the one it is for, and return how wide it is."""
    page.context.clear_cookies()
    if user:
        sign_in(page.context, user, base)
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, address
    return int(page.evaluate("document.documentElement.scrollWidth"))


def _troubles(
    page: Page, base: str, user: User | None, address: str
) -> tuple[int, list[tuple[str, str]]]:
    width = _width(page, base, user, address)
    violations = Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
    return width, [(each["id"], node["html"]) for each in violations for node in each["nodes"]]
