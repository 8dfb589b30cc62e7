"""What would be published of an appeal, and how its publications stand, for those concerned."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from activities.engine.values import Activity
from matching.models import Appeal
from places.models import Zone
from publication.engine.generalise import Generalised, generalise
from publication.engine.lifecycle import PublicationState
from publication.models import Publication, PublicationQuerySet, PublicityChoice
from publication.selectors.gazetteer import Gazetteer, gazetteer_of

_WAS_SHOWN = [
    PublicationState.LISTED.value,
    PublicationState.LEAVING.value,
    PublicationState.GONE.value,
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The card that an appeal would have on a day; `place` is None where there would be none."""

    found: Generalised
    gazetteer: Gazetteer
    place: Zone | None


def preview_of(appeal: Appeal, *, on: date) -> Preview:
    """Return what would be published of `appeal` on a day; the caller knows that it may be read.

    Cost: 6 queries, and time linear in the municipalities of the country.
    """
    gazetteer = gazetteer_of(appeal.municipality, on=on)
    found = generalise(
        gazetteer.town,
        Activity(appeal.activity),
        gazetteer.towns,
        earlier=_meant_before(appeal),
    )
    place = Zone.objects.get(pk=found.cell.place) if found.cell else None
    return Preview(found=found, gazetteer=gazetteer, place=place)


def publications_for(user: User, appeal: Appeal) -> PublicationQuerySet:
    """Return the publications of an appeal that `user` may read, the newest first."""
    return (
        Publication.objects.visible_to(user)
        .filter(appeal=appeal)
        .select_related("place")
        .order_by("-proposed_at", "-pk")
    )


def forbids_publicity(appeal: Appeal) -> bool:
    """Test whether the author of an appeal has said that it wants no publicity."""
    return PublicityChoice.objects.filter(appeal=appeal, is_forbidden=True).exists()


def waits_for_author(appeal: Appeal) -> bool:
    """Test whether a card waits for its author to decide; the caller knows who that is."""
    return Publication.objects.filter(appeal=appeal, state=PublicationState.PROPOSED.value).exists()


def _meant_before(appeal: Appeal) -> frozenset[int] | None:
    """Return the towns that all earlier cards of an appeal could mean; None where none was."""
    crowds = Publication.objects.filter(appeal=appeal, state__in=_WAS_SHOWN)
    found = [frozenset(crowd) for crowd in crowds.values_list("crowd", flat=True)]
    return frozenset.intersection(*found) if found else None
