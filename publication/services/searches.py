"""Saved searches: kept, renamed, forgotten, and told of when a new card fits."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from places.models import Municipality, Zone
from publication.engine.searches import MOST, fits
from publication.models import Card, SavedSearch
from publication.selectors.cards import Sought, places_told
from publication.selectors.searches import told_of


class TooMany(Exception):
    """The municipality has saved as many searches as it may. Nothing was changed."""


class NameTaken(Exception):
    """Another search of the municipality has this name. Nothing was changed."""


class SavedBefore(Exception):
    """The municipality has saved the same search before. Nothing was changed."""


class NoSuchPlace(Exception):
    """No card of the list tells this place. Nothing was changed."""


@transaction.atomic
def save_search(
    *, municipality: UUID, name: str, sought: Sought, by: User, at: datetime
) -> SavedSearch:
    """Keep a search of a municipality that may help, under a name of its own.

    The month is not kept: a new card is always of the month in which it comes.

    Raises:
        Municipality.DoesNotExist: not there, or `by` does not act for it, or it may not help.
        PermissionDenied: `by` writes for no helper.
        TooMany, NameTaken, SavedBefore, NoSuchPlace: see there.
    """
    town = _locked_town(municipality, by)
    require(by, Permission.WRITE_PLEDGE, municipality=town)
    own = list(SavedSearch.objects.filter(municipality=town))
    if len(own) >= MOST:
        raise TooMany
    made = SavedSearch(
        municipality=town,
        slot=min(set(range(1, MOST + 1)) - {each.slot for each in own}),
        name=name,
        activity=sought.activity.value if sought.activity else "",
        group=sought.group.value if sought.group else "",
        place=_place(sought.place),
        phase=sought.phase.value if sought.phase else "",
        saved_by=by,
        saved_at=at,
    )
    _refuse_name(name, own)
    if any(each.search == made.search for each in own):
        raise SavedBefore
    made.save(force_insert=True)
    _note("search.saved", made, by=by, at=at)
    return made


@transaction.atomic
def rename_search(*, reference: UUID, name: str, by: User, at: datetime) -> SavedSearch:
    """Give a saved search another name.

    Raises:
        SavedSearch.DoesNotExist: not there, or not of a municipality of `by`.
        NameTaken: see there.
    """
    saved = _locked_search(reference, by)
    others = SavedSearch.objects.filter(municipality=saved.municipality_id).exclude(pk=saved.pk)
    _refuse_name(name, others)
    saved.name = name
    saved.save(update_fields=["name"])
    _note("search.renamed", saved, by=by, at=at)
    return saved


@transaction.atomic
def forget_search(*, reference: UUID, by: User, at: datetime) -> None:
    """Delete a saved search; nobody is told of its cards any more.

    Raises:
        SavedSearch.DoesNotExist: not there, or not of a municipality of `by`.
    """
    saved = _locked_search(reference, by)
    _note("search.forgotten", saved, by=by, at=at)
    saved.delete()


def tell_whom_it_fits(card: Card, *, at: datetime) -> int:
    """Record that a new card fits saved searches; each search is told of once a day.

    It belongs to the transaction that publishes the card. The event names the search alone: not
    the card, and nothing of the appeal behind it.

    Returns:
        How many searches are told of now.
    """
    today, told = timezone.localdate(at), told_of(card)
    waiting = SavedSearch.objects.filter(Q(told_on=None) | Q(told_on__lt=today))
    fitting = [
        each for each in waiting.select_for_update().order_by("pk") if fits(each.search, told)
    ]
    for saved in fitting:
        saved.told_on = today
        saved.save(update_fields=["told_on"])
        _note("search.fitted", saved, by=None, at=at)
    return len(fitting)


def _locked_town(reference: UUID, by: User) -> Municipality:
    """Lock a helper that `by` acts for, so that two people save one after the other."""
    own = Municipality.objects.filter(pk__in=by.municipalities.values("pk"), may_help=True)
    return own.select_for_update(of=("self",), no_key=True).get(reference=reference)


def _locked_search(reference: UUID, by: User) -> SavedSearch:
    """Lock a search behind its municipality, as everyone does here."""
    seen = SavedSearch.objects.visible_to(by).get(reference=reference)
    require(by, Permission.WRITE_PLEDGE, municipality=seen.municipality)
    Municipality.objects.select_for_update(no_key=True).get(pk=seen.municipality_id)
    return SavedSearch.objects.select_for_update().get(pk=seen.pk)


def _place(code: str) -> Zone | None:
    if not code:
        return None
    place = places_told().filter(code=code).first()
    if place is None:
        raise NoSuchPlace
    return place


def _refuse_name(name: str, others: Iterable[SavedSearch]) -> None:
    if any(each.name.casefold() == name.casefold() for each in others):
        raise NameTaken


def _note(verb: str, saved: SavedSearch, *, by: User | None, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="search",
        subject=str(saved.reference),
        actor_id=by.pk if by else None,
        at=at,
    )
