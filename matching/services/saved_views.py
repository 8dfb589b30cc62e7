"""Save, rename and delete views of the queue, and choose with which one it begins."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from matching.engine.queue import MOST_VIEWS, QueueFilter
from matching.models import SavedView
from places.models import Zone


class ViewRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class NameTaken(ViewRefused):
    """The officer has a view of this name already."""


class TooManyViews(ViewRefused):
    """The officer has as many views as one may save."""


class NothingNarrowed(ViewRefused):
    """A view that keeps the whole queue is the queue."""


@transaction.atomic
def save_view(*, name: str, only: QueueFilter, by: User, at: datetime) -> SavedView:
    """Save a filter of the queue under a name, for the officer `by` alone.

    1. Lock the officer's own row, so that two pages of one person save one after the other.
    2. Refuse what is no filter, a name that is taken, and one view too many.
    3. Save it at the first place that is free, with its event.

    Raises:
        PermissionDenied: `by` has no place at the desk.
        Zone.DoesNotExist: there is no such zone.
        NothingNarrowed, NameTaken, TooManyViews: see there; nothing was changed.
    """
    require(by, Permission.READ_DESK)
    if not only.is_narrow:
        raise NothingNarrowed
    held = _held_by(by)
    if name in {view.name for view in held}:
        raise NameTaken
    free = set(range(1, MOST_VIEWS + 1)) - {view.place for view in held}
    if not free:
        raise TooManyViews

    view = SavedView.objects.create(
        officer=by,
        place=min(free),
        name=name,
        state=only.state or "",
        urgency=only.urgency or "",
        activity=only.activity or "",
        owed=only.owed or "",
        pace=only.pace or "",
        language=only.language,
        zone=Zone.objects.get(reference=only.zone) if only.zone else None,
        saved_at=at,
    )
    _record("saved_view.saved", view, by=by, at=at)
    return view


@transaction.atomic
def rename_view(*, reference: UUID, name: str, by: User, at: datetime) -> SavedView:
    """Give a view of `by` another name.

    Raises:
        SavedView.DoesNotExist: there is no such view of `by`.
        NameTaken: another view of `by` has this name; nothing was changed.
    """
    held = _held_by(by)
    view = _own(held, reference)
    if name in {each.name for each in held if each != view}:
        raise NameTaken

    view.name = name
    view.save(update_fields=["name"])
    _record("saved_view.renamed", view, by=by, at=at)
    return view


@transaction.atomic
def delete_view(*, reference: UUID, by: User, at: datetime) -> None:
    """Delete a view of `by`. No case is touched by it.

    Raises:
        SavedView.DoesNotExist: there is no such view of `by`.
    """
    view = _own(_held_by(by), reference)
    view.delete()
    _record("saved_view.deleted", view, by=by, at=at)


@transaction.atomic
def begin_with(*, reference: UUID, by: User, at: datetime) -> SavedView:
    """Let the queue of `by` begin with one of the own views, or, asked again, with all of it.

    Raises:
        SavedView.DoesNotExist: there is no such view of `by`.
    """
    held = _held_by(by)
    view = _own(held, reference)
    begins = not view.is_start
    SavedView.objects.visible_to(by).filter(is_start=True).update(is_start=False)
    view.is_start = begins
    view.save(update_fields=["is_start"])
    _record("saved_view.begins" if begins else "saved_view.begins_no_more", view, by=by, at=at)
    return view


def _held_by(user: User) -> list[SavedView]:
    """Return the views of a person, one write of theirs after the other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return list(SavedView.objects.visible_to(user).order_by("place"))


def _own(held: list[SavedView], reference: UUID) -> SavedView:
    found = next((view for view in held if view.reference == reference), None)
    if found is None:
        raise SavedView.DoesNotExist
    return found


def _record(verb: str, view: SavedView, *, by: User, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="saved_view",
        subject=str(view.reference),
        actor_id=by.pk,
        at=at,
    )
