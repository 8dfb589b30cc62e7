"""How the queue is narrowed by the address of a page."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import Http404

from matching.selectors import saved_views
from web.desk.saved.forms import NarrowForm, said_by
from web.desk.saved.words import lines_of_views

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from matching.engine.queue import QueueFilter
    from matching.models import SavedView
    from matching.selectors.saved_views import CaseZone
    from web.types import SignedInRequest


MOST_ZONES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What of the queue is asked for: a filter, and the saved view it may come from."""

    form: NarrowForm
    only: "QueueFilter"
    view: "SavedView | None"
    views: "Sequence[SavedView]"
    zones: "Sequence[CaseZone]"

    @property
    def begins(self) -> "SavedView | None":
        """Return the view with which the queue begins."""
        return next((view for view in self.views if view.is_start), None)

    @property
    def zone(self) -> str:
        """Return the name of the zone that is asked for, or nothing."""
        return dict(_offered(self.zones, self.view)).get(str(self.only.zone), "")


def narrowing_of(request: "SignedInRequest") -> Narrowing:
    """Return what the address asks for; what it says besides a saved view is then left aside.

    Raises:
        PermissionDenied: the reader has no place at the desk.
        Http404: the address names a view that the reader has not.
    """
    views, zones = saved_views.views_of(request.user), saved_views.case_zones(request.user)
    view = _named(request, views)
    said: Mapping[str, object] = said_by(view.as_filter()) if view else request.GET.dict()
    form = NarrowForm(said, zones=_offered(zones, view))
    return Narrowing(form=form, only=form.narrowed(), view=view, views=views, zones=zones)


def told_narrowing(user: "User", narrowing: Narrowing, *, today: date) -> dict[str, object]:
    """Return what the page of the queue tells of it."""
    counted = saved_views.counted(user, narrowing.views, narrowing.zones, today=today)
    current = narrowing.view.reference if narrowing.view else None
    return {
        "form": narrowing.form,
        "view": narrowing.view,
        "views": lines_of_views(counted, current=current),
        "is_narrowed": narrowing.only.is_narrow,
        "address": urlencode(said_by(narrowing.only)),
    }


def _named(request: "SignedInRequest", views: "Sequence[SavedView]") -> "SavedView | None":
    wanted = request.GET.get("view")
    if not wanted:
        return None
    found = next((view for view in views if str(view.reference) == wanted), None)
    if found is None:
        raise Http404
    return found


def _offered(zones: "Sequence[CaseZone]", view: "SavedView | None") -> list[tuple[str, str]]:
    """Return the zones of own cases, and the one of the view, whose cases may be over.

    Of many zones only those that hold several places: a list of hundreds helps nobody.
    """
    many = len(zones) > MOST_ZONES
    offered = {str(zone.reference): zone.name for zone in zones if not many or len(zone.leaves) > 1}
    if view is not None and view.zone is not None:
        offered.setdefault(str(view.zone.reference), view.zone.name)
    return list(offered.items())
