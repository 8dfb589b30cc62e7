"""An officer proposes a card; the author of the appeal approves, refuses, or takes it back."""

import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record, sign
from matching.engine.lifecycle import INTRODUCIBLE
from matching.models import Appeal
from publication.engine.batches import days_to_wait, due_on
from publication.engine.lifecycle import PublicationAction, PublicationState
from publication.engine.values import Cell, Step
from publication.engine.words import names_place, tells_contact
from publication.models import Publication, PublicityChoice
from publication.selectors import previews
from publication.services.steps import MovedOn, end, lock_appeal, record_step, step
from publication.services.words import sealed_words


class CardRefused(Exception):
    """A card is not proposed, for the reason that its class names. Nothing was changed."""


class NothingSaid(CardRefused):
    """There are no words."""


class NamesThePlace(CardRefused):
    """The words name the municipality, or what lies between it and its region."""


class TellsContact(CardRefused):
    """The words tell an address or a number."""


class TooFewToHide(CardRefused):
    """At no step could enough municipalities be meant: officers match privately."""


class NotWanted(CardRefused):
    """The author of the appeal wants no publicity."""


class HasCard(CardRefused):
    """Another card of the appeal is on its way or public."""


class NotLive(CardRefused):
    """Nobody has read the appeal yet, or it is over."""


@transaction.atomic
def propose_card(*, appeal: UUID, summary: str, by: User, at: datetime) -> Publication:
    """Put a card of a case of the officer `by` to its author; nothing is public by that.

    Raises:
        PermissionDenied: `by` reads no cases.
        Appeal.DoesNotExist: not there, or not a case of `by`.
        CardRefused: see its classes.
    """
    asking = _case(appeal, by)
    if asking.state not in INTRODUCIBLE:
        raise NotLive
    if previews.forbids_publicity(asking):
        raise NotWanted
    if Publication.objects.open().filter(appeal=asking).exists():
        raise HasCard
    preview = previews.preview_of(asking, on=timezone.localdate(at))
    _refuse_telling(summary, preview.gazetteer.near_names)
    if preview.found.cell is None or preview.found.step is None:
        raise TooFewToHide

    made = Publication(appeal=asking, proposed_by=by, proposed_at=at)
    fill(made, preview.found.cell, step=preview.found.step, crowd=preview.found.crowd)
    made.sealed_summary = sealed_words(made, asking, summary.strip())
    sign(actor_id=by.pk)
    made.save(force_insert=True)
    record_step(made, "publication.proposed", actor_id=by.pk, at=at)
    return made


@transaction.atomic
def approve_card(*, reference: UUID, by: User, at: datetime) -> Publication:
    """Approve a card and its words; a day is drawn by chance on which it becomes public.

    Raises:
        Publication.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` does not write for the municipality.
        MovedOn: it was decided before.
        NotLive: the appeal is over meanwhile.
    """
    made = _own(reference, by)
    if made.appeal.state not in INTRODUCIBLE:
        raise NotLive
    waits = secrets.choice(
        days_to_wait(least=settings.PUBLICATION_DAYS_LEAST, most=settings.PUBLICATION_DAYS_MOST)
    )
    made.decided_by, made.decided_at = by, at
    made.due_on = due_on(timezone.localdate(at), waits=waits)
    also = ("decided_by", "decided_at", "due_on")
    step(made, PublicationAction.APPROVE, actor_id=by.pk, at=at, also=also)
    return made


@transaction.atomic
def refuse_card(*, reference: UUID, by: User, at: datetime) -> Publication:
    """Refuse a card; nobody proposes another one until the author wants to be asked again.

    Raises:
        Publication.DoesNotExist, PermissionDenied, MovedOn: as in `approve_card`.
    """
    made = _own(reference, by)
    made.decided_by, made.decided_at = by, at
    also = ("decided_by", "decided_at")
    step(made, PublicationAction.REFUSE, actor_id=by.pk, at=at, also=also)
    _choose(made.appeal, is_forbidden=True, by=by, at=at)
    return made


@transaction.atomic
def forbid_publicity(*, appeal: UUID, by: User, at: datetime) -> Appeal:
    """Take back what was approved and want no card of an appeal; its page closes at once.

    Raises:
        Appeal.DoesNotExist: not there, or not visible to `by`.
        PermissionDenied: `by` does not write for the municipality.
    """
    asking = _asking(appeal, by)
    for each in Publication.objects.open().filter(appeal=asking).select_for_update(of=("self",)):
        each.appeal = asking
        end(each, actor_id=by.pk, at=at)
    _choose(asking, is_forbidden=True, by=by, at=at)
    return asking


@transaction.atomic
def allow_asking(*, appeal: UUID, by: User, at: datetime) -> Appeal:
    """Let the officer propose a card again; nothing becomes public by that.

    Raises:
        Appeal.DoesNotExist, PermissionDenied: as in `forbid_publicity`.
    """
    asking = _asking(appeal, by)
    _choose(asking, is_forbidden=False, by=by, at=at)
    return asking


@transaction.atomic
def take_back(*, reference: UUID, by: User, at: datetime) -> Publication:
    """Let the officer of the case end a card: its words were wrong, or it has become unsafe.

    Raises:
        Publication.DoesNotExist: not there, or not in a case of `by`.
        PermissionDenied: `by` reads no cases.
        MovedOn: it is over, or leaving already.
    """
    require(by, Permission.READ_CASE)
    found = Publication.objects.visible_to(by).get(reference=reference, appeal__officer=by)
    made = _locked(found)
    if made.state == PublicationState.LEAVING:
        raise MovedOn
    end(made, actor_id=by.pk, at=at)
    return made


def fill(publication: Publication, cell: Cell, *, step: Step, crowd: frozenset[int]) -> None:
    """Put what a card tells, and whom it could mean, into a row that the caller saves."""
    publication.place_id = cell.place
    publication.phase = cell.phase.value if cell.phase else ""
    publication.group = cell.group.value
    publication.activity = cell.activity.value if cell.activity else ""
    publication.size = cell.size.value if cell.size else ""
    publication.step = step.value
    publication.crowd = sorted(crowd)


def _refuse_telling(summary: str, near_names: frozenset[str]) -> None:
    if not summary.strip():
        raise NothingSaid
    if names_place(summary, near_names):
        raise NamesThePlace
    if tells_contact(summary):
        raise TellsContact


def _case(appeal: UUID, by: User) -> Appeal:
    require(by, Permission.READ_CASE)
    found = Appeal.objects.visible_to(by).get(reference=appeal, officer=by)
    return lock_appeal(found.pk)


def _asking(appeal: UUID, by: User) -> Appeal:
    asking = lock_appeal(Appeal.objects.visible_to(by).get(reference=appeal).pk)
    require(by, Permission.WRITE_APPEAL, municipality=asking.municipality)
    return asking


def _own(reference: UUID, by: User) -> Publication:
    made = _locked(Publication.objects.visible_to(by).get(reference=reference))
    require(by, Permission.WRITE_APPEAL, municipality=made.appeal.municipality)
    return made


def _locked(found: Publication) -> Publication:
    appeal = lock_appeal(found.appeal_id)
    made = Publication.objects.select_for_update(of=("self",)).get(pk=found.pk)
    made.appeal = appeal
    return made


def _choose(appeal: Appeal, *, is_forbidden: bool, by: User, at: datetime) -> None:
    PublicityChoice.objects.update_or_create(
        appeal=appeal, defaults={"is_forbidden": is_forbidden, "said_by": by, "said_at": at}
    )
    record(
        verb="publicity.forbidden" if is_forbidden else "publicity.allowed",
        subject_kind="appeal",
        subject=str(appeal.reference),
        actor_id=by.pk,
        at=at,
    )
