"""Tell the right people of an event, once; safe under redelivery."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.engine.roles import SECRETARIAT, Role
from accounts.models import Membership
from audit.models import Delivery, Event
from audit.services import finish
from matching.models import Appeal, Proposal
from notices.engine.telling import Audience, Telling, tellings_of
from notices.models import Notice
from notices.services import mails
from partnercalls.engine.lifecycle import CallState
from partnercalls.models import ExpertOffer, PartnerCall
from partnercalls.selectors import helpers_that_fit
from partnerships.models import Member, Partnership
from publication.models import SavedSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """What a notice leads to, and who hears of it by what they are to it."""

    kind: str
    subject: UUID
    people: Mapping[Audience, Q]


_NO_ONE: Final = Q(pk__in=())


@transaction.atomic
def tell(*, delivery: int, at: datetime) -> int:
    """Make the notices of one event, inside the transaction that finishes its delivery.

    Whoever brought the event about is not told of it. Users who can no longer sign in and
    memberships that have ended hear nothing.

    Returns:
        How many people are told now; 0 when the delivery was done before.
    """
    if not finish(delivery_id=delivery, at=at):
        return 0
    event = Delivery.objects.select_related("event").get(pk=delivery).event
    about = _about(event)
    if about is None:
        return 0
    told: set[int] = set()
    for telling in tellings_of(event.verb, event.data):
        told |= _tell(telling, event, about, at=at)
    mails.plan(user_ids=told, at=at)
    return len(told)


def _tell(telling: Telling, event: Event, about: _About, *, at: datetime) -> set[int]:
    recipients = _recipients(telling, about, at=at).exclude(user=event.actor_id or 0)
    ids = set(recipients.values_list("user", flat=True))
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=recipient,
                event=event,
                kind=telling.kind.value,
                subject_kind=about.kind,
                subject=about.subject,
                made_at=at,
            )
            for recipient in sorted(ids)
        ],
        ignore_conflicts=True,
    )
    return ids


def _recipients(telling: Telling, about: _About, *, at: datetime) -> "QuerySet[Membership]":
    who = _NO_ONE
    for audience in telling.to:
        who |= about.people.get(audience, _NO_ONE)
    return Membership.objects.live(at).filter(who, user__is_active=True)


def _about(event: Event) -> _About | None:
    if event.subject_kind == "proposal":
        return _about_proposal(Proposal.objects.filter(reference=event.subject))
    if event.subject_kind.startswith("partnership"):
        return _about_partnership(event)
    if event.subject_kind == "search":
        return _about_search(SavedSearch.objects.filter(reference=event.subject))
    if event.subject_kind == "partner_call":
        return _about_call(PartnerCall.objects.filter(reference=event.subject))
    if event.subject_kind == "expert_offer":
        return _about_offer(ExpertOffer.objects.filter(reference=event.subject))
    reference = event.data.get("appeal") or event.subject
    return _about_appeal(Appeal.objects.filter(reference=reference))


def _about_appeal(found: "QuerySet[Appeal]") -> _About | None:
    appeal = found.first()
    if appeal is None:
        return None
    return _About(
        kind="appeal",
        subject=appeal.reference,
        people={
            Audience.OFFICER: _officer([appeal]),
            Audience.APPELLANT: _appellant(appeal),
            Audience.SUPERVISORS: Q(role=Role.SUPERVISOR.value),
        },
    )


def _about_proposal(found: "QuerySet[Proposal]") -> _About | None:
    proposal = found.select_related("appeal", "other_appeal", "pledge").first()
    if proposal is None:
        return None
    appeals = [each for each in (proposal.appeal, proposal.other_appeal) if each is not None]
    parties = _of_town(proposal.pledge.municipality_id)
    for appeal in appeals:
        parties |= _appellant(appeal)
    return _About(
        kind="proposal",
        subject=proposal.reference,
        people={Audience.OFFICER: _officer(appeals), Audience.PARTIES: parties},
    )


def _about_partnership(event: Event) -> _About | None:
    ways = {
        "partnership": Q(reference=event.subject),
        "partnership_activity": Q(activities__reference=event.subject),
        "partnership_review": Q(reference=event.data.get("partnership")),
    }
    found = Partnership.objects.filter(ways[event.subject_kind]).select_related("appeal").first()
    if found is None:
        return None
    members = Member.objects.present().filter(partnership=found)
    towns = members.exclude(municipality=None).values("municipality")
    bodies = members.exclude(intermediary=None).values("intermediary")
    return _About(
        kind="partnership",
        subject=found.reference,
        people={
            Audience.OFFICER: _officer([found.appeal]),
            Audience.MEMBERS: Q(role=Role.MUNICIPALITY.value, municipality__in=towns)
            | Q(role=Role.INTERMEDIARY.value, intermediary__in=bodies),
        },
    )


def _about_search(found: "QuerySet[SavedSearch]") -> _About | None:
    saved = found.first()
    if saved is None:
        return None
    return _About(
        kind="search",
        subject=saved.reference,
        people={Audience.SEEKERS: _of_town(saved.municipality_id)},
    )


def _about_call(found: "QuerySet[PartnerCall]") -> _About | None:
    call = found.first()
    if call is None:
        return None
    fitting = helpers_that_fit(call) if call.state == CallState.LISTED else []
    return _About(
        kind="call",
        subject=call.reference,
        people={
            Audience.DESK: Q(role__in=[role.value for role in SECRETARIAT]),
            Audience.HOST: _host(call),
            Audience.FITTING: Q(role=Role.MUNICIPALITY.value, municipality__in=fitting),
        },
    )


def _about_offer(found: "QuerySet[ExpertOffer]") -> _About | None:
    offer = found.select_related("call").first()
    if offer is None:
        return None
    return _About(
        kind="call",
        subject=offer.call.reference,
        people={
            Audience.HOST: _host(offer.call),
            Audience.LENDER: _of_town(offer.municipality_id),
        },
    )


def _host(call: PartnerCall) -> Q:
    """Return who acts for the organisation that asks, and who reads for the network that does."""
    if call.intermediary_id is not None:
        return Q(role=Role.INTERMEDIARY.value, intermediary=call.intermediary_id)
    return Q(role=Role.NETWORK.value, network=call.network_id)


def _officer(appeals: Iterable[Appeal]) -> Q:
    """Return the officer who has all of these cases; of cases at two desks nobody has all."""
    officers = {appeal.officer_id for appeal in appeals}
    if len(officers) != 1 or None in officers:
        return _NO_ONE
    secretariat = [Role.OFFICER.value, Role.SUPERVISOR.value]
    return Q(user__in=officers, role__in=secretariat)


def _appellant(appeal: Appeal) -> Q:
    """Return who appeals; of what nobody has confirmed the municipality itself learns nothing."""
    if appeal.by_receipt and appeal.confirmed_at is None:
        return _NO_ONE
    who = _of_town(appeal.municipality_id)
    if appeal.intermediary_id is not None:
        who |= Q(role=Role.INTERMEDIARY.value, intermediary=appeal.intermediary_id)
    return who


def _of_town(municipality_id: int) -> Q:
    return Q(role=Role.MUNICIPALITY.value, municipality=municipality_id)
