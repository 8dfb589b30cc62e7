"""The one table of who is told of which event. What is absent from it tells nobody.

Source: ours; the rights are those of docs/safety.md. What one party of a proposal says goes to
the officer of the case alone: for the other parties a refusal, a consent that was taken back and
silence are the same, so none of them makes a notice, now or later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from audit.engine.facts import Fact


class Audience(StrEnum):
    """Who hears of an event, by what they are to its subject."""

    OFFICER = "officer"  # of the case; of a proposal only whoever has all of its cases
    SUPERVISORS = "supervisors"
    APPELLANT = "appellant"  # the municipality that appeals, and who wrote in its name
    PARTIES = "parties"  # all of a proposal, told in the same moment
    MEMBERS = "members"  # of a partnership, those who are present
    SEEKERS = "seekers"  # the municipality that saved a search
    DESK = "desk"  # everybody of the secretariat
    HOST = "host"  # the organisation that asks cities for experts
    FITTING = "fitting"  # municipalities with a pledge that fits a partner call
    LENDER = "lender"  # the municipality that offered experts


class Kind(StrEnum):
    """What a notice says; its words are made when it is read."""

    PROPOSAL_PUT = "proposal_put"
    PROPOSAL_INTRODUCED = "proposal_introduced"
    PROPOSAL_ENDED = "proposal_ended"
    APPEAL_ACKNOWLEDGED = "appeal_acknowledged"
    APPEAL_ANSWERED = "appeal_answered"
    APPEAL_ANSWER_RETRACTED = "appeal_answer_retracted"
    APPEAL_CLOSED = "appeal_closed"
    APPEAL_MERGED = "appeal_merged"
    APPEAL_SEPARATED = "appeal_separated"
    APPEAL_ASKED_AGAIN = "appeal_asked_again"
    OBJECTION_REPLIED = "objection_replied"
    APPEAL_QUESTION = "appeal_question"
    APPEAL_CARD = "appeal_card"
    CASE_ASSIGNED = "case_assigned"
    CASE_OBJECTION = "case_objection"
    CASE_REPLIED = "case_replied"
    CHECK_REPLIED = "check_replied"
    CASE_TO_ASK = "case_to_ask"
    CASE_SPOKE_AGAIN = "case_spoke_again"
    CASE_CARD = "case_card"
    CASE_SILENT = "case_silent"
    CASE_REWRITTEN = "case_rewritten"
    CASE_WITHDRAWN = "case_withdrawn"
    CASE_REOPENED = "case_reopened"
    CASE_OVERDUE = "case_overdue"
    DESK_OVERDUE = "desk_overdue"
    CASE_PARTY_SPOKE = "case_party_spoke"
    CASE_INTRODUCED = "case_introduced"
    CASE_OVER = "case_over"
    PARTNERSHIP_OPENED = "partnership_opened"
    PARTNERSHIP_PAUSED = "partnership_paused"
    PARTNERSHIP_ENDED = "partnership_ended"
    PARTNERSHIP_CHANGED = "partnership_changed"
    PARTNERSHIP_REVIEWED = "partnership_reviewed"
    PARTNERSHIP_HARM = "partnership_harm"
    SEARCH_FITTED = "search_fitted"
    CALL_WAITS = "call_waits"
    CALL_LISTED = "call_listed"
    CALL_FITS = "call_fits"
    CALL_REFUSED = "call_refused"
    CALL_LAPSED = "call_lapsed"
    CALL_OFFERED = "call_offered"
    CALL_OFFER_BACK = "call_offer_back"
    OFFER_TAKEN_UP = "offer_taken_up"
    OFFER_DECLINED = "offer_declined"


class Door(StrEnum):
    """The page to which a notice leads, for those who may open it."""

    PROPOSAL = "proposal"
    APPEAL = "appeal"
    CASE = "case"
    DOSSIER = "dossier"
    CASE_PROPOSAL = "case_proposal"
    PARTNERSHIP = "partnership"
    QUEUE = "queue"
    SEARCH = "search"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One audience that hears of an event, and what it is told."""

    kind: Kind
    to: frozenset[Audience]


def _tell(kind: Kind, *to: Audience) -> Telling:
    return Telling(kind=kind, to=frozenset(to))


_STATES_OF_ACTIONS: Final = (
    *("proposed", "under_consideration", "scheduled", "adopted_or_held", "transmitted"),
    *("reply_received", "followed_up", "dropped"),
)
"""Nobody is told of an action: the answer that rests on it tells the municipality."""

_PARTY_SPOKE: Final = (_tell(Kind.CASE_PARTY_SPOKE, Audience.OFFICER),)
_CASE_OVER: Final = (_tell(Kind.CASE_OVER, Audience.OFFICER),)
_IN_PARTNERSHIP: Final = (_tell(Kind.PARTNERSHIP_CHANGED, Audience.MEMBERS, Audience.OFFICER),)
_REVIEWED: Final = (_tell(Kind.PARTNERSHIP_REVIEWED, Audience.OFFICER),)
NOBODY: Final[Sequence[Telling]] = ()

TELLINGS: Final[Mapping[str, Sequence[Telling]]] = MappingProxyType(
    {
        "proposal.put": (_tell(Kind.PROPOSAL_PUT, Audience.PARTIES),),
        "proposal.consented": _PARTY_SPOKE,
        "proposal.refused": _PARTY_SPOKE,
        "proposal.revoked": _PARTY_SPOKE,
        "proposal.lapsed": _CASE_OVER,
        "proposal.retracted": _CASE_OVER,
        "proposal.introduced": (
            _tell(Kind.PROPOSAL_INTRODUCED, Audience.PARTIES),
            _tell(Kind.CASE_INTRODUCED, Audience.OFFICER),
        ),
        "proposal.ended": (
            _tell(Kind.PROPOSAL_ENDED, Audience.PARTIES),
            _tell(Kind.CASE_OVER, Audience.OFFICER),
        ),
        "introduction.opened": NOBODY,
        "appeal.written": NOBODY,
        "appeal.submitted": NOBODY,  # the queue and its clocks bring it to the desk
        "appeal.taken": NOBODY,
        "cases.exported": NOBODY,
        "appeal.rewritten": (_tell(Kind.CASE_REWRITTEN, Audience.OFFICER),),
        "appeal.withdrawn": (_tell(Kind.CASE_WITHDRAWN, Audience.OFFICER),),
        "appeal.acknowledged": (_tell(Kind.APPEAL_ACKNOWLEDGED, Audience.APPELLANT),),
        "appeal.answered": NOBODY,  # answer.given tells it
        "appeal.reopened": (_tell(Kind.CASE_REOPENED, Audience.OFFICER),),
        "appeal.closed": (_tell(Kind.APPEAL_CLOSED, Audience.APPELLANT),),
        "appeal.merged": (_tell(Kind.APPEAL_MERGED, Audience.APPELLANT),),
        "appeal.separated": (_tell(Kind.APPEAL_SEPARATED, Audience.APPELLANT),),
        "appeal.told_apart": NOBODY,
        "appeal.assigned": (_tell(Kind.CASE_ASSIGNED, Audience.OFFICER),),
        "appeal.asked_again": (_tell(Kind.APPEAL_ASKED_AGAIN, Audience.APPELLANT),),
        "appeal.to_be_asked_again": (_tell(Kind.CASE_TO_ASK, Audience.OFFICER),),
        "appeal.asked_again_replied": (_tell(Kind.CASE_SPOKE_AGAIN, Audience.OFFICER),),
        "appeal.asked_again_silence": (_tell(Kind.CASE_SILENT, Audience.OFFICER),),
        # Whoever asks by a receipt has no inbox: they look for themselves.
        "appeal.quarantined": NOBODY,
        "appeal.confirmed": NOBODY,
        "appeal.refused": NOBODY,
        "objection.made": (_tell(Kind.CASE_OBJECTION, Audience.OFFICER),),
        "objection.replied": (_tell(Kind.OBJECTION_REPLIED, Audience.APPELLANT),),
        "question.asked": (_tell(Kind.APPEAL_QUESTION, Audience.APPELLANT),),
        "publication.proposed": (_tell(Kind.APPEAL_CARD, Audience.APPELLANT),),
        "publication.approved": (_tell(Kind.CASE_CARD, Audience.OFFICER),),
        "publication.refused": NOBODY,  # publicity.forbidden tells it
        "publicity.forbidden": (_tell(Kind.CASE_CARD, Audience.OFFICER),),
        "question.replied": (  # by where the appeal stands; see tellings_of
            _tell(Kind.CASE_REPLIED, Audience.OFFICER),
            _tell(Kind.CHECK_REPLIED, Audience.OFFICER),
        ),
        "question.taken_back": NOBODY,
        "appeal.escalated": (  # by its rung; see tellings_of
            _tell(Kind.CASE_OVERDUE, Audience.OFFICER),
            _tell(Kind.DESK_OVERDUE, Audience.SUPERVISORS),
        ),
        "agency.asked": NOBODY,  # the officer asks it, outside the platform
        "agency.accepted": NOBODY,  # its seat is told as partnership.joined
        "agency.declined": NOBODY,
        "answer.given": (_tell(Kind.APPEAL_ANSWERED, Audience.APPELLANT),),
        "answer.retracted": (_tell(Kind.APPEAL_ANSWER_RETRACTED, Audience.APPELLANT),),
        "partnership.opened": (_tell(Kind.PARTNERSHIP_OPENED, Audience.MEMBERS, Audience.OFFICER),),
        "partnership.pause": (_tell(Kind.PARTNERSHIP_PAUSED, Audience.MEMBERS, Audience.OFFICER),),
        "partnership.end": (_tell(Kind.PARTNERSHIP_ENDED, Audience.MEMBERS, Audience.OFFICER),),
        "partnership.agree": _IN_PARTNERSHIP,
        "partnership.start": _IN_PARTNERSHIP,
        "partnership.resume": _IN_PARTNERSHIP,
        "partnership.joined": _IN_PARTNERSHIP,
        "partnership.left": _IN_PARTNERSHIP,
        "partnership.decided": _IN_PARTNERSHIP,
        "partnership.objective_set": _IN_PARTNERSHIP,
        "partnership.objective_dropped": _IN_PARTNERSHIP,
        "partnership.safeguard_recorded": _IN_PARTNERSHIP,
        "partnership.result_recorded": _IN_PARTNERSHIP,
        "partnership.result_appraised": _IN_PARTNERSHIP,
        "partnership.indicator_recorded": _IN_PARTNERSHIP,
        # Who reports a harm may have to fear the other side: it hears nothing, not even that.
        "partnership.harm_recorded": (_tell(Kind.PARTNERSHIP_HARM, Audience.OFFICER),),
        "partnership_activity.planned": _IN_PARTNERSHIP,
        "partnership_activity.start": _IN_PARTNERSHIP,
        "partnership_activity.hold": _IN_PARTNERSHIP,
        "partnership_activity.cancel": _IN_PARTNERSHIP,
        "partnership_activity.stop": _IN_PARTNERSHIP,
        "partnership_activity.go_on": _IN_PARTNERSHIP,
        "partnership_review.opened": _REVIEWED,
        "partnership_review.closed": _REVIEWED,
        "search.fitted": (_tell(Kind.SEARCH_FITTED, Audience.SEEKERS),),
        "partner_call.written": (_tell(Kind.CALL_WAITS, Audience.DESK),),
        "partner_call.listed": (
            _tell(Kind.CALL_LISTED, Audience.HOST),
            _tell(Kind.CALL_FITS, Audience.FITTING),
        ),
        "partner_call.refused": (_tell(Kind.CALL_REFUSED, Audience.HOST),),
        "partner_call.lapsed": (_tell(Kind.CALL_LAPSED, Audience.HOST),),
        "partner_call.withdrawn": NOBODY,
        "partner_call.closed": NOBODY,  # cities that waited are told by their own offers
        "expert_offer.made": (_tell(Kind.CALL_OFFERED, Audience.HOST),),
        "expert_offer.withdrawn": (_tell(Kind.CALL_OFFER_BACK, Audience.HOST),),
        "expert_offer.taken_up": (_tell(Kind.OFFER_TAKEN_UP, Audience.LENDER),),
        "expert_offer.declined": (_tell(Kind.OFFER_DECLINED, Audience.LENDER),),
        **dict.fromkeys(
            (
                *("pledge.written", "pledge.rewritten", "pledge.offered", "pledge.paused"),
                *("pledge.resumed", "pledge.withdrawn"),
                *("aside.set", "aside.lifted", "aside.over"),
                *("side.named", "side.recorded", "side.ended"),
                *("presence.recorded", "presence.ended"),
                *("policy.proposed", "policy.adopted", "policy.turned_down"),
                *("rules.proposed", "rules.adopted"),
                *("map.proposed", "map.adopted", "map.rejected"),
                *("override.proposed", "override.confirmed", "override.rejected"),
                *("override.ended", "review.opened", "review.closed"),
                *("judgement.written", "readiness.answered"),
                *("evidence.recorded", "evidence.superseded", "evidence.confirmed"),
                *("phase.recorded", "phase.retracted", "phase.retracted_by_import"),
                *("source.recorded", "source.shown"),
                *("match_run.started", "match_run.completed", "match_run.cancelled"),
                *("bulk_part.queued", "match_block.queued", "allocation.made", "trinnings.found"),
                *("import.done", "import.running", "import.stopped", "demo.loaded"),
                *("user.invited", "user.code_renewed", "user.password_chosen"),
                *("user.opened_for_program", "key.issued", "key.exchanged", "key.revoked"),
                *("endpoint.made", "endpoint.rotated", "endpoint.disabled", "endpoint.enabled"),
                *("endpoint.deleted", "webhook.tested", "webhook.replayed"),
                *("membership.granted", "membership.ended"),
                *("network.made", "network.member_added", "network.member_ended"),
                *("attachment.added", "attachment.removed"),  # the case shows them
                *("sealed.opened", "data_key.destroyed", "data_key.rotated"),
                *("delivery.revived", "mail.revived", "mail_choice.made"),
                *("saved_view.saved", "saved_view.renamed", "saved_view.deleted"),
                *("saved_view.begins", "saved_view.begins_no_more"),
                *("clock.paused", "clock.resumed", "results.published"),
                *("filing.begun", "filing.kept", "filing.sent", "filing.forgotten"),
                *("publication.dropped", "publication.listed", "publication.leaving"),
                *("publication.gone", "publicity.allowed"),
                *("search.saved", "search.renamed", "search.forgotten"),
                *("card.published", "card.withdrawn"),  # webhooks tell networks
                *(f"congress_action.{state}" for state in _STATES_OF_ACTIONS),
                *("congress_action.named", "congress_action.need_recorded"),
            ),
            NOBODY,
        ),
    }
)

_OFFICERS_RUNG: Final = "1"
_UNCONFIRMED: Final = "quarantined"


def tellings_of(verb: str, facts: Mapping[str, Fact]) -> Sequence[Telling]:
    """Return who is told of an event; nobody where the table does not name its verb.

    An appeal that waits too long is told to its officer on the first rung and to the supervisors
    on every later one. A reply about one that waits to be confirmed leads to where it is checked.
    """
    tellings = TELLINGS.get(verb, NOBODY)
    if verb == "question.replied":
        is_checked = facts.get("state") == _UNCONFIRMED
        kind = Kind.CHECK_REPLIED if is_checked else Kind.CASE_REPLIED
        return [telling for telling in tellings if telling.kind is kind]
    if verb != "appeal.escalated":
        return tellings
    is_first = str(facts.get("rung", _OFFICERS_RUNG)) == _OFFICERS_RUNG
    audience = Audience.OFFICER if is_first else Audience.SUPERVISORS
    return [telling for telling in tellings if audience in telling.to]


DOORS: Final[Mapping[Kind, Door]] = MappingProxyType(
    {
        Kind.PROPOSAL_PUT: Door.PROPOSAL,
        Kind.PROPOSAL_INTRODUCED: Door.PROPOSAL,
        Kind.PROPOSAL_ENDED: Door.PROPOSAL,
        Kind.APPEAL_ACKNOWLEDGED: Door.APPEAL,
        Kind.APPEAL_ANSWERED: Door.APPEAL,
        Kind.APPEAL_ANSWER_RETRACTED: Door.APPEAL,
        Kind.APPEAL_CLOSED: Door.APPEAL,
        Kind.APPEAL_MERGED: Door.APPEAL,
        Kind.APPEAL_SEPARATED: Door.APPEAL,
        Kind.APPEAL_ASKED_AGAIN: Door.APPEAL,
        Kind.OBJECTION_REPLIED: Door.APPEAL,
        Kind.APPEAL_QUESTION: Door.APPEAL,
        Kind.APPEAL_CARD: Door.APPEAL,
        Kind.CASE_ASSIGNED: Door.CASE,
        Kind.CASE_OBJECTION: Door.CASE,
        Kind.CASE_REPLIED: Door.CASE,
        Kind.CHECK_REPLIED: Door.DOSSIER,
        Kind.CASE_TO_ASK: Door.CASE,
        Kind.CASE_SPOKE_AGAIN: Door.CASE,
        Kind.CASE_CARD: Door.CASE,
        Kind.CASE_SILENT: Door.CASE,
        Kind.CASE_REWRITTEN: Door.CASE,
        Kind.CASE_WITHDRAWN: Door.CASE,
        Kind.CASE_REOPENED: Door.CASE,
        Kind.CASE_OVERDUE: Door.CASE,
        Kind.DESK_OVERDUE: Door.QUEUE,
        Kind.CASE_PARTY_SPOKE: Door.CASE_PROPOSAL,
        Kind.CASE_INTRODUCED: Door.CASE_PROPOSAL,
        Kind.CASE_OVER: Door.CASE_PROPOSAL,
        Kind.PARTNERSHIP_OPENED: Door.PARTNERSHIP,
        Kind.PARTNERSHIP_PAUSED: Door.PARTNERSHIP,
        Kind.PARTNERSHIP_ENDED: Door.PARTNERSHIP,
        Kind.PARTNERSHIP_CHANGED: Door.PARTNERSHIP,
        Kind.PARTNERSHIP_REVIEWED: Door.PARTNERSHIP,
        Kind.PARTNERSHIP_HARM: Door.PARTNERSHIP,
        Kind.SEARCH_FITTED: Door.SEARCH,
        Kind.CALL_WAITS: Door.CALL,
        Kind.CALL_LISTED: Door.CALL,
        Kind.CALL_FITS: Door.CALL,
        Kind.CALL_REFUSED: Door.CALL,
        Kind.CALL_LAPSED: Door.CALL,
        Kind.CALL_OFFERED: Door.CALL,
        Kind.CALL_OFFER_BACK: Door.CALL,
        Kind.OFFER_TAKEN_UP: Door.CALL,
        Kind.OFFER_DECLINED: Door.CALL,
    }
)
